//! 恢复 (resumptions): the ground of a suspension has ended.

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use super::suspensions::{Suspension, open};
use crate::domain::act::in_order;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

step_noun! {
    /// 恢复
    ///
    /// Ends a suspension: from this day on the days count again.
    Resumption, ResumptionReply, ResumptionPage, Resume by DecideCases at "/cases/{case_id}/resumptions"
    as "suspensions", "resumptions_create", "resumptions_list" {
        suspension_id: CaseStepId,
        /// The first day that counts again.
        resumed_on: NaiveDate,
        reason: Passage,
        /// 恢复决定书文号
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for Resumption {
    const STEP: Step = Step::Resume;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.resumed_on, "/resumed_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if open(file).is_empty() {
            refusals.add(Refusal::of(Rule::SuspensionNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let found = file.all::<Suspension>().find(|(done, _)| done.id == self.suspension_id.uuid());
        let Some((_, suspension)) = found else {
            return refusals.add(Refusal::of(Rule::SuspensionUnknown).at("/suspension_id"));
        };
        if !open(file).iter().any(|(id, _)| *id == self.suspension_id) {
            refusals.add(Refusal::of(Rule::SuspensionEnded).at("/suspension_id"));
        }
        refusals.check(in_order(suspension.from, self.resumed_on, "/resumed_on"));
    }
}
