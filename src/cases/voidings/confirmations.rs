//! 确认作废: a second person says whether a decision document is void.

use super::{may_be_voided, open};
use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::actor::Actor;
use crate::domain::ids::{CaseStepId, DecisionId};
use crate::domain::penalty::Procedure;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::{Stage, Step};
use crate::domain::values::Passage;
use chrono::NaiveDate;

step_noun! {
    /// 确认作废
    ///
    /// By another account than the one that asked for it. A confirmed voiding leaves the case undecided again: its figures are taken back,
    /// and a new decision takes a new number. One that is not confirmed changes nothing.
    VoidingConfirmation, VoidingConfirmationReply, VoidingConfirmationPage, ConfirmVoiding by ConfirmVoidings
    at "/cases/{case_id}/voiding-confirmations"
    as "voidings", "voiding_confirmations_create", "voiding_confirmations_list" {
        voiding_id: CaseStepId,
        confirmed_on: NaiveDate,
        /// 同意作废
        agreed: bool,
        /// Needed when it is not agreed.
        #[serde(default)]
        remark: Option<Passage>,
        /// Told here: the decision.
        #[serde(default)]
        decision_id: Option<CaseStepId>,
    }
}

impl StepContent for VoidingConfirmation {
    const STEP: Step = Step::ConfirmVoiding;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.confirmed_on, "/confirmed_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if open(file).is_none() {
            refusals.add(Refusal::of(Rule::VoidingNone));
        }
    }

    fn judge_author(file: &CaseFile, actor: &Actor, refusals: &mut Refusals) {
        if open(file).is_some_and(|(.., author)| author == actor.account) {
            refusals.add(Refusal::of(Rule::VoidingByOneself));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        match open(file) {
            Some((id, voiding, _)) if id == self.voiding_id.uuid() => {
                refusals.check(in_order(voiding.voided_on, self.confirmed_on, "/confirmed_on"));
            }
            _ => refusals.add(Refusal::of(Rule::VoidingUnknown).at("/voiding_id")),
        }
        if self.agreed {
            may_be_voided(file, refusals);
        } else if self.remark.is_none() {
            refusals.add(Refusal::of(Rule::ReasonMissing).at("/remark"));
        }
    }

    /// Undecided again: where it was before the decision.
    fn leads_to(&self, file: &CaseFile, lawful: Stage) -> Stage {
        let on_the_spot = file.case.procedure == Procedure::Summary && !file.has(Step::Investigate);
        match (self.agreed, on_the_spot && file.decisions().count() == 1) {
            (false, _) => lawful,
            (true, true) => Stage::Filed,
            (true, false) => Stage::Investigating,
        }
    }

    /// The decision before it counts again, if there is one: annulled as it is.
    fn moves(&self, file: &CaseFile, case: Case) -> Case {
        if !self.agreed {
            return case;
        }
        let before = file.decisions().rev().nth(1).map(|(_, done)| done);
        Case {
            decision: before.map(|done| DecisionId::from_uuid(done.id)),
            decided_on: before.map(|done| done.on),
            case_number: before.and_then(|done| done.numbered()),
            ..case
        }
    }

    fn completed(self, file: &CaseFile) -> Self {
        Self { decision_id: file.decided().map(|(_, done)| CaseStepId::from_uuid(done.id)), ..self }
    }
}
