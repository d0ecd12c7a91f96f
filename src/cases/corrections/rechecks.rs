//! 改正复查 (re-check): whether the party corrected what it was ordered to. 行政处罚法 第二十八条.

use super::Correction;
use crate::cases::file::CaseFile;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;
use uuid::Uuid;

text_enum! {
    /// 复查结果
    pub enum CorrectionOutcome {
        Corrected = "corrected" "已改正",
        Partly = "partly" "部分改正",
        NotCorrected = "not_corrected" "未改正",
    }
}

step_noun! {
    /// 改正复查
    ///
    /// 行政处罚法 第二十八条. Before the term is over only what is corrected can be told. With a new term somebody looks again.
    CorrectionRecheck, CorrectionRecheckReply, CorrectionRecheckPage, RecheckCorrection by WorkCases
    at "/cases/{case_id}/correction-rechecks"
    as "corrections", "correction_rechecks_create", "correction_rechecks_list" {
        correction_id: CaseStepId,
        rechecked_on: NaiveDate,
        outcome: CorrectionOutcome,
        /// 复查情况
        findings: Passage,
        /// 再次责令改正的期限: unless it is corrected.
        #[serde(default)]
        new_due_on: Option<NaiveDate>,
        /// Two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 照片、记录等附件
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

impl StepContent for CorrectionRecheck {
    const STEP: Step = Step::RecheckCorrection;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.rechecked_on, "/rechecked_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !standings(file).iter().any(Standing::is_open) {
            refusals.add(Refusal::of(Rule::CorrectionNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let is_corrected = self.outcome == CorrectionOutcome::Corrected;
        if let Some(new_due_on) = self.new_due_on {
            refusals.check(in_order(self.rechecked_on, new_due_on, "/new_due_on"));
            if is_corrected {
                refusals.add(Refusal::of(Rule::CorrectionContradictsItself).at("/new_due_on"));
            }
        }
        let Some(standing) = standings(file).into_iter().find(|one| one.id == self.correction_id.uuid()) else {
            refusals.add(Refusal::of(Rule::CorrectionUnknown).at("/correction_id"));
            return;
        };
        if !standing.is_open() {
            refusals.add(Refusal::of(Rule::CorrectionOver).at("/correction_id"));
        }
        refusals.check(in_order(standing.last_on, self.rechecked_on, "/rechecked_on"));
        if let Some(due_on) = standing.due_on
            && !is_corrected
            && self.rechecked_on <= due_on
        {
            let zh = format!("改正期限至 {due_on}，尚未届满");
            let en = format!("The party has until {due_on}");
            refusals.add(Refusal::new(Rule::CorrectionTermRuns, Text::new(zh, en)).at("/rechecked_on"));
        }
    }
}

/// How one order stands.
pub struct Standing {
    pub id: Uuid,
    /// The day of the order, or of the last look at it.
    last_on: NaiveDate,
    /// The term that runs or ran out.
    due_on: Option<NaiveDate>,
    /// Nobody has looked since the last term was set.
    open: bool,
}

impl Standing {
    pub fn is_open(&self) -> bool {
        self.open
    }
}

pub fn standings(file: &CaseFile) -> Vec<Standing> {
    let standing = |id: Uuid, ordered_on: NaiveDate, ordered: Correction| {
        let looked = file.all::<CorrectionRecheck>().rfind(|(_, one)| one.correction_id.uuid() == id);
        match looked {
            None => Standing { id, last_on: ordered_on, due_on: ordered.due_on, open: true },
            Some((done, last)) => {
                Standing { id, last_on: done.on, due_on: last.new_due_on, open: last.new_due_on.is_some() }
            }
        }
    };
    file.all::<Correction>().map(|(done, ordered)| standing(done.id, done.on, ordered)).collect()
}

/// 行政处罚法 第二十八条: what was ordered is looked at again before the case is closed.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    for standing in standings(file).iter().filter(|one| one.is_open()) {
        let on = standing.last_on;
        let detail = Text::new(
            format!("{on} 责令改正后尚未复查"),
            format!("What was to be corrected on {on} has not been looked at again"),
        );
        refusals.add(Refusal::new(Rule::CorrectionNotRechecked, detail));
    }
}
