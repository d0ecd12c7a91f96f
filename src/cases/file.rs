//! 案卷: a case with everything that was done in it, as the rules look at it.

use super::deadlines::ToldDue;
use super::handler_changes::HandlerChange;
use super::model::Case;
use super::parties::model::CaseParty;
use super::predecessor;
use super::prior_notices::PriorNotice;
use super::signatures::FileSignature;
use super::steps::StepContent;
use super::steps::store::Taken;
use super::voidings::confirmations::VoidingConfirmation;
use crate::domain::act::ActingAgency;
use crate::domain::calendar::Calendar;
use crate::domain::hex::hex;
use crate::domain::ids::{AccountId, EntryId, OfficerId};
use crate::domain::origin::Origin;
use crate::domain::permission::Permission;
use crate::domain::procedure_rule::ProcedureRules;
use crate::domain::refusal::{Refusal, Refusals};
use crate::domain::stage::{Stage, Step};
use crate::domain::values::PersonName;
use chrono::NaiveDate;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// One step that was taken.
#[derive(Debug, Clone)]
pub struct Done {
    pub id: Uuid,
    pub step: Step,
    /// The legal date by which it counts.
    pub on: NaiveDate,
    pub content: Value,
    /// Of what was sent when the step was taken.
    pub digest: Vec<u8>,
    /// Who recorded it.
    pub author: AccountId,
}

impl Done {
    /// What it holds, if it is of that kind. What PostgreSQL keeps was written by the same type.
    pub fn read<C: StepContent>(&self) -> Option<C> {
        (self.step == C::STEP).then(|| serde_json::from_value(self.content.clone()).ok()).flatten()
    }
}

impl Done {
    /// Who acted, where the step names officers.
    fn officers(&self) -> impl Iterator<Item = OfficerId> {
        let named = self.content.get("officer_ids").and_then(Value::as_array).into_iter().flatten();
        named.filter_map(|one| one.as_str()?.parse().ok())
    }

    /// 文号: of a decision that has one.
    pub fn numbered(&self) -> Option<String> {
        self.content.get("document_number").and_then(Value::as_str).map(str::to_owned)
    }
}

/// 案卷
#[derive(Debug, Clone)]
pub struct CaseFile {
    pub case: Case,
    /// Whose case it is, with its powers.
    pub agency: ActingAgency,
    /// 承办人员
    pub handlers: Vec<(OfficerId, PersonName)>,
    /// 当事人, the case's own first.
    pub parties: Vec<CaseParty>,
    /// In the order in which the steps were recorded.
    pub done: Vec<Done>,
    /// 文书签名, in the order in which they were recorded.
    pub signatures: Vec<FileSignature>,
    /// The notices in force when the file was read: every working day of the case is counted by them.
    pub calendar: Arc<Calendar>,
    /// 程序规则 that may bind the agency of the case.
    pub rules: Arc<ProcedureRules>,
    /// The notice that was loaded last.
    pub newest_notice: Option<EntryId>,
    /// The due dates that were told so far, in order.
    pub told: Vec<ToldDue>,
    /// The legal date on which the file was read.
    pub today: NaiveDate,
}

impl CaseFile {
    /// The file as it is when the step has been written: the step at its end, and the case that it moved.
    pub fn with_step(mut self, moved: Case, taken: &Taken) -> Self {
        self.done.push(Done::from(taken));
        self.with_case(Case { entry_id: taken.entry_id, ..moved })
    }

    /// The file of the case as it is written back next.
    pub fn with_case(self, moved: Case) -> Self {
        Self { case: Case { version: self.case.version + 1, ..moved }, ..self }
    }

    /// The stage that a step leads to, or everything that stands against it before anybody looks at what was done: where the case
    /// is, and what the agency may do at all.
    pub fn after(&self, step: Step) -> Result<Stage, Vec<Refusal>> {
        let mut refusals = Refusals::default();
        let stage = refusals.check_all(self.case.after(step));
        for power in step.needs() {
            refusals.check(self.agency.has_power(*power));
        }
        refusals.into_result()?;
        Ok(stage.unwrap_or(self.case.stage))
    }

    pub fn has(&self, step: Step) -> bool {
        self.done.iter().any(|done| done.step == step)
    }

    /// What was recorded of one kind of step, in order.
    pub fn all<C: StepContent>(&self) -> impl DoubleEndedIterator<Item = (&Done, C)> {
        self.done.iter().filter_map(|done| Some((done, done.read()?)))
    }

    /// 调查人员: who handles the case, or handled it once, or investigated in it.
    pub fn was_investigated_by(&self, officer: OfficerId) -> bool {
        self.is_handler(officer)
            || self.was_handler(officer)
            || self.took_part(officer, |step| {
                matches!(step, Step::Investigate | Step::CollectEvidence | Step::ExamineEvidence)
            })
            || predecessor::all(self).any(|one| one.officer_ids.contains(&officer))
    }

    /// Who handles the case, or took part in any step that officers took in it.
    pub fn was_worked_on_by(&self, officer: OfficerId) -> bool {
        self.is_handler(officer)
            || self.was_handler(officer)
            || self.took_part(officer, |step| step != Step::ServeDocument)
            || predecessor::all(self).any(|one| one.officer_ids.contains(&officer))
    }

    /// The account that filed the case or recorded a step of those who work on it. Who imported it did not work on it.
    pub fn was_recorded_by(&self, account: AccountId) -> bool {
        let filed = self.case.origin == Origin::Live && self.case.author == account;
        let recorded = |done: &Done| done.author == account && done.step.permission() == Permission::WorkCases;
        let before = || predecessor::all(self).any(|one| one.account_ids.contains(&account));
        filed || self.done.iter().any(recorded) || before()
    }

    /// The officers who handle the case, handled it once, or took part in a step that officers took in it.
    pub fn everybody_who_worked(&self) -> impl Iterator<Item = OfficerId> {
        let handlers = self.handlers.iter().map(|(handler, _)| *handler);
        let before = self.all::<HandlerChange>().flat_map(|(_, one)| one.previous_officer_ids);
        let acts = self.done.iter().filter(|done| done.step != Step::ServeDocument);
        handlers.chain(before).chain(acts.flat_map(Done::officers))
    }

    /// Who handles the case, or handled it once, where only the name is known.
    pub fn was_handled_by_one_named(&self, name: &PersonName) -> bool {
        let handles = self.handlers.iter().any(|(_, handler)| handler == name);
        handles || self.all::<HandlerChange>().any(|(_, one)| one.previous_names.contains(name))
    }

    fn is_handler(&self, officer: OfficerId) -> bool {
        self.handlers.iter().any(|(handler, _)| *handler == officer)
    }

    fn was_handler(&self, officer: OfficerId) -> bool {
        self.all::<HandlerChange>().any(|(_, one)| one.previous_officer_ids.contains(&officer))
    }

    fn took_part(&self, officer: OfficerId, counts: impl Fn(Step) -> bool) -> bool {
        self.done.iter().filter(|done| counts(done.step)).flat_map(Done::officers).any(|one| one == officer)
    }

    /// What a reviewer has before them: the evidence, what was found and proposed, what the party was told and what it said. Not how
    /// papers were delivered, how long a measure lasts and how it ends, who else was asked to take the case, nor what is made of the
    /// file afterwards.
    pub fn material(&self) -> impl DoubleEndedIterator<Item = &Done> {
        self.done.iter().filter(|done| done.step.is_material())
    }

    /// The digest of the file as it is now: SHA-256 over the filing, the tags and the [`material`](Self::material).
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(self.case.id.uuid().as_bytes());
        digest.update(&self.case.content_digest);
        digest.update(self.case.tag_revision.to_be_bytes());
        for done in self.material() {
            digest.update(done.step.as_str().as_bytes());
            digest.update(done.id.as_bytes());
            digest.update(&done.digest);
        }
        hex(&digest.finalize())
    }

    /// The decisions that were made here and not voided, each with its place in the file.
    pub fn decisions(&self) -> impl DoubleEndedIterator<Item = (usize, &Done)> {
        let all = self.done.iter().enumerate().filter(|(_, done)| done.step == Step::Decide);
        all.filter(|(_, done)| !self.is_voided(done.id))
    }

    /// The decision that counts, with its place.
    pub fn decided(&self) -> Option<(usize, &Done)> {
        self.decisions().next_back()
    }

    /// The place from which on the file is about the decision that counts: the beginning, where that one was not made here.
    pub fn since_decision(&self) -> usize {
        self.decided().map_or(0, |(place, _)| place)
    }

    /// What was recorded of one kind of step about the decision that counts.
    pub fn since<C: StepContent>(&self) -> impl DoubleEndedIterator<Item = (&Done, C)> {
        self.done[self.since_decision()..].iter().filter_map(|done| Some((done, done.read()?)))
    }

    /// What is about the decision that is to be made, or was made last: everything since the one before it, which is gone.
    pub fn towards_decision(&self) -> &[Done] {
        let is_open = matches!(self.case.stage, Stage::Filed | Stage::Investigating | Stage::Transferred);
        let before = self.decisions().rev().nth(usize::from(!is_open));
        &self.done[before.map_or(0, |(place, _)| place)..]
    }

    /// 事先告知 that counts: the last one towards the decision. What is decided again is told again (行政处罚法 第四十四条), also where an
    /// earlier notice would cover it: that one told of a decision that is gone.
    pub fn notice(&self) -> Option<(&Done, PriorNotice)> {
        self.towards_decision().iter().rev().find_map(|done| Some((done, done.read()?)))
    }

    /// 作废: it never was a decision.
    pub fn is_voided(&self, decision: Uuid) -> bool {
        let of_it = |one: &VoidingConfirmation| one.decision_id.is_some_and(|id| id.uuid() == decision);
        self.all::<VoidingConfirmation>().any(|(_, one)| one.agreed && of_it(&one))
    }

    pub fn last<C: StepContent>(&self) -> Option<(&Done, C)> {
        self.all::<C>().next_back()
    }
}
