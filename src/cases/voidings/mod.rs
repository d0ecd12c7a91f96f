//! 作废 (voiding): a decision document that was spoiled or wrongly issued is void before it is served; its number stays in the register.

pub mod confirmations;

use super::file::CaseFile;
use super::proofs_of_service;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::{AccountId, CaseStepId};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;
use confirmations::VoidingConfirmation;
use uuid::Uuid;

text_enum! {
    /// 作废原因
    pub enum VoidingGround {
        Misprint = "misprint" "打印、填写错误",
        WrongNumber = "wrong_number" "编号错误",
        WronglyIssued = "wrongly_issued" "误制发",
        Spoiled = "spoiled" "文书毁损",
        Other = "other" "其他",
    }
}

step_noun! {
    /// 作废决定书
    ///
    /// Asked for here, and done when a second person confirms it at `voiding-confirmations`. Only before the decision was served: what was
    /// served is undone by a new decision only (行政处罚法 第七十五条). The number stays in the register with the reason, and is never used again.
    Voiding, VoidingReply, VoidingPage, Void by DecideCases at "/cases/{case_id}/voidings"
    as "voidings", "voidings_create", "voidings_list" {
        voided_on: NaiveDate,
        ground: VoidingGround,
        /// 作废说明
        reason: Passage,
        /// Told here: the decision.
        #[serde(default)]
        decision_id: Option<CaseStepId>,
        /// Told here: its number.
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for Voiding {
    const STEP: Step = Step::Void;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.voided_on, "/voided_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        may_be_voided(file, refusals);
        if open(file).is_some() {
            refusals.add(Refusal::of(Rule::VoidingUnconfirmed));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some((_, decided)) = file.decided() {
            refusals.check(in_order(decided.on, self.voided_on, "/voided_on"));
        }
    }

    fn completed(self, file: &CaseFile) -> Self {
        let decided = file.decided().map(|(_, done)| done);
        Self {
            decision_id: decided.map(|done| CaseStepId::from_uuid(done.id)),
            document_number: decided.and_then(|done| done.numbered()).and_then(|number| Title::parse(&number).ok()),
            ..self
        }
    }
}

/// Nothing was served, and nothing rests on the decision yet.
fn may_be_voided(file: &CaseFile, refusals: &mut Refusals) {
    let Some((place, decided)) = file.decided() else {
        refusals.add(Refusal::of(Rule::VoidingOfNothing));
        return;
    };
    if proofs_of_service::served(file, decided.id).is_some() {
        refusals.add(Refusal::of(Rule::VoidingOfServed));
    }
    use Step::{ApplyToCourt, Demand, Execute, HandOver, Pay, PlanPayment, Reconsider, ReportBack, Sue, Withdraw};
    let rests_on_it = |step: Step| {
        matches!(
            step,
            Pay | HandOver | PlanPayment | Reconsider | Sue | Withdraw | Demand | ApplyToCourt | Execute | ReportBack
        )
    };
    if file.done[place..].iter().any(|done| rests_on_it(done.step)) {
        refusals.add(Refusal::of(Rule::VoidingOfActedOn));
    }
}

/// The voiding that waits for its second person, and who asked for it.
pub fn open(file: &CaseFile) -> Option<(Uuid, Voiding, AccountId)> {
    let answered = |id: Uuid| file.all::<VoidingConfirmation>().any(|(_, one)| one.voiding_id.uuid() == id);
    let (done, voiding) = file.all::<Voiding>().find(|(done, _)| !answered(done.id))?;
    Some((done.id, voiding, done.author))
}

/// Whether the decision is one is settled before the case is closed.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    if open(file).is_some() {
        refusals.add(Refusal::of(Rule::VoidingUnconfirmed));
    }
}
