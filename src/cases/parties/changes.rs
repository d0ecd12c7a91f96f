//! 变更当事人 (party changes): somebody takes a party's place, a name is put right, a party is added. Who was party when stays visible.

use super::model::{CaseParty, NewParty};
use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::party::PartyCode;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::{Stage, Step};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use crate::problem::Fault;
use chrono::NaiveDate;

text_enum! {
    /// 变更情形
    pub enum PartyChangeKind {
        /// 权利义务的承继: merger, division, inheritance
        Succession = "succession" "承继",
        /// 姓名、名称、代码的更正
        Correction = "correction" "更正",
        /// 法定代表人、代理人、监护人等情况的变更
        Details = "details" "基本情况变更",
        /// 追加当事人
        Added = "added" "追加",
    }
}

step_noun! {
    /// 变更当事人
    ///
    /// Whoever becomes a party after the notice has to be told again before a penalty (行政处罚法 第四十四条). The case's `party` is always
    /// the first; `GET /cases/{case_id}/parties` shows who was party when. Identity numbers are masked in the answer.
    PartyChange, PartyChangeReply, PartyChangePage, ChangeParty by WorkCases at "/cases/{case_id}/party-changes"
    as "parties", "party_changes_create", "party_changes_list" {
        kind: PartyChangeKind,
        /// From this day on.
        from: NaiveDate,
        /// Whose place in the list of parties, from 1; of an added party none.
        #[serde(default)]
        #[schema(minimum = 1, maximum = 100)]
        place: Option<u32>,
        /// The party as it is from then on.
        party: NewParty,
        reason: Passage,
        /// 依据
        #[serde(default)]
        legal_basis: Option<Title>,
        /// 证明材料
        #[schema(min_items = 1, max_items = 50)]
        evidence: Vec<Title>,
        /// 批准人
        decided_by: PersonName,
        decided_on: NaiveDate,
        /// 原当事人: worked out from the file; left out, or the same.
        #[serde(default)]
        previous_name: Option<Title>,
    }
}

/// A case has so many parties at the most.
const PARTIES_MAX: usize = 100;

impl StepContent for PartyChange {
    const STEP: Step = Step::ChangeParty;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.from, "/from")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        vec![(self.decided_on, "/decided_on")]
    }

    fn faults(&self, today: NaiveDate) -> Vec<Fault> {
        self.party.parse(today, "/party").err().unwrap_or_default()
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        refusals.check(in_order(self.decided_on, self.from, "/from"));
        if let Some((before, _)) = file.last::<Self>() {
            refusals.check(in_order(before.on, self.from, "/from"));
        }
        let replaced = self.replaced(file);
        if (self.kind == PartyChangeKind::Added) != self.place.is_none() || replaced.is_none() && self.place.is_some() {
            refusals.add(Refusal::of(Rule::PartyUnknown).at("/place"));
        }
        if self.kind == PartyChangeKind::Added && file.case.stage == Stage::Decided {
            refusals.add(Refusal::of(Rule::PartyAfterDecision).at("/kind"));
        }
        let stated = self.previous_name.as_ref();
        if stated.is_some() && stated != replaced.map(|one| &one.party.name) {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/previous_name"));
        }
        self.judge_party(file, refusals);
    }

    fn parties(&self, file: &CaseFile) -> Option<Vec<CaseParty>> {
        let new = self.party.parse(file.today, "/party").ok()?;
        let mut parties = file.parties.clone();
        match self.index() {
            Some(place) => *parties.get_mut(place)? = new,
            None => parties.push(new),
        }
        Some(parties)
    }

    fn moves(&self, file: &CaseFile, case: Case) -> Case {
        let Some(parties) = self.parties(file) else { return case };
        let party = parties.into_iter().next().map_or(case.party.clone(), |first| first.party);
        Case { party, party_revision: case.party_revision.max(1) + 1, ..case }
    }

    /// The whole number stands in the row of the party only.
    fn completed(mut self, file: &CaseFile) -> Self {
        self.previous_name = self.replaced(file).map(|one| one.party.name.clone());
        let read = self.party.code.as_deref().and_then(|text| PartyCode::parse(self.party.kind, text).ok());
        self.party.code = read.map(|code| code.masked());
        self
    }
}

impl PartyChange {
    fn index(&self) -> Option<usize> {
        usize::try_from(self.place?).ok()?.checked_sub(1)
    }

    fn replaced<'f>(&self, file: &'f CaseFile) -> Option<&'f CaseParty> {
        file.parties.get(self.index()?)
    }

    fn judge_party(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Ok(new) = self.party.parse(file.today, "/party") else { return };
        let others = file.parties.iter().enumerate().filter(|(place, _)| Some(*place) != self.index());
        if others.into_iter().any(|(_, other)| other.is(&new))
            || file.parties.len() >= PARTIES_MAX && self.place.is_none()
        {
            refusals.add(Refusal::of(Rule::PartyTwice).at("/party"));
        }
        match (self.kind, self.replaced(file)) {
            (PartyChangeKind::Details, Some(before)) if before.party != new.party => {
                refusals.add(Refusal::of(Rule::PartyChangeUnfit).at("/party"));
            }
            (PartyChangeKind::Correction, Some(before)) if !self.corrects(file, before, &new) => {
                refusals.add(Refusal::of(Rule::CorrectionOfIdentity).at("/party"));
            }
            (_, Some(before)) if *before == new => refusals.add(Refusal::of(Rule::PartyChangeUnfit).at("/party")),
            _ => {}
        }
    }

    /// What is put right is still the same party: its kind stays, and its code or its name. After the decision that is done once, so
    /// that two corrections do not make somebody else of it.
    fn corrects(&self, file: &CaseFile, before: &CaseParty, new: &CaseParty) -> bool {
        let (was, is) = (&before.party, &new.party);
        let stays = was.kind == is.kind && (was.name == is.name || was.code.is_some() && was.code == is.code);
        let again = |one: &Self| one.kind == PartyChangeKind::Correction && one.place == self.place;
        stays && (file.case.stage != Stage::Decided || !file.since::<Self>().any(|(_, one)| again(&one)))
    }

    /// Whether whoever was told may now be somebody else: only what is told of the same party changes nothing.
    pub fn needs_notice(&self) -> bool {
        self.kind != PartyChangeKind::Details
    }
}
