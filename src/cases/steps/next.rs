//! 可进行的步骤: every step of the procedure for one case, lawful now or not. What is said here is what the POST answers.

use super::{StepContent as _, gates};
use crate::cases::coercive_measure_approvals::MeasureApproval;
use crate::cases::coercive_measure_extensions::MeasureExtension;
use crate::cases::coercive_measure_liftings::MeasureLifting;
use crate::cases::coercive_measures::CoerciveMeasure;
use crate::cases::collective_discussions::CollectiveDiscussion;
use crate::cases::file::CaseFile;
use crate::cases::hearing_notices::HearingNotice;
use crate::cases::hearing_requests::HearingRequest;
use crate::cases::hearings::Hearing;
use crate::cases::investigation_conclusions::InvestigationConclusion;
use crate::cases::lawsuits::Lawsuit;
use crate::cases::lawsuits::results::LawsuitResult;
use crate::cases::legal_reviews::LegalReview;
use crate::cases::payment_plans::PaymentPlan;
use crate::cases::payments::Payment;
use crate::cases::payments::handovers::PaymentHandover;
use crate::cases::prior_notices::PriorNotice;
use crate::cases::proofs_of_service::ProofOfService;
use crate::cases::reconsiderations::Reconsideration;
use crate::cases::reconsiderations::acceptances::ReconsiderationAcceptance;
use crate::cases::reconsiderations::results::ReconsiderationResult;
use crate::cases::resumptions::Resumption;
use crate::cases::statements::Statement;
use crate::cases::suspensions::Suspension;
use crate::cases::transfer_acceptances::TransferAcceptance;
use crate::cases::transfer_returns::TransferReturn;
use crate::cases::transfers::Transfer;
use crate::cases::withdrawals::Withdrawal;
use crate::domain::refusal::{Refusal, Refusals};
use crate::domain::stage::Step;

/// Whether a step may be taken now; refused with every reason.
#[derive(Debug)]
pub struct Judged {
    pub step: Step,
    pub reasons: Vec<Refusal>,
}

pub fn judge_steps(file: &CaseFile) -> Vec<Judged> {
    let judge = |step: &Step| Judged { step: *step, reasons: reasons_against(*step, file) };
    Step::ALL.iter().map(judge).collect()
}

fn reasons_against(step: Step, file: &CaseFile) -> Vec<Refusal> {
    let mut refusals = Refusals::default();
    refusals.check_all(file.case.after(step));
    match step {
        Step::Notify => PriorNotice::may_be_taken(file, &mut refusals),
        Step::HearStatement => Statement::may_be_taken(file, &mut refusals),
        Step::Pay => Payment::may_be_taken(file, &mut refusals),
        Step::HandOver => PaymentHandover::may_be_taken(file, &mut refusals),
        Step::PlanPayment => PaymentPlan::may_be_taken(file, &mut refusals),
        Step::Reconsider => Reconsideration::may_be_taken(file, &mut refusals),
        Step::AnswerReconsideration => ReconsiderationAcceptance::may_be_taken(file, &mut refusals),
        Step::ResolveReconsideration => ReconsiderationResult::may_be_taken(file, &mut refusals),
        Step::Sue => Lawsuit::may_be_taken(file, &mut refusals),
        Step::ResolveLawsuit => LawsuitResult::may_be_taken(file, &mut refusals),
        Step::Withdraw => Withdrawal::may_be_taken(file, &mut refusals),
        Step::ImposeMeasure => CoerciveMeasure::may_be_taken(file, &mut refusals),
        Step::ApproveMeasure => MeasureApproval::may_be_taken(file, &mut refusals),
        Step::ExtendMeasure => MeasureExtension::may_be_taken(file, &mut refusals),
        Step::LiftMeasure => MeasureLifting::may_be_taken(file, &mut refusals),
        Step::Suspend => Suspension::may_be_taken(file, &mut refusals),
        Step::Resume => Resumption::may_be_taken(file, &mut refusals),
        Step::ConcludeInvestigation => InvestigationConclusion::may_be_taken(file, &mut refusals),
        Step::Transfer => Transfer::may_be_taken(file, &mut refusals),
        Step::AcceptTransfer => TransferAcceptance::may_be_taken(file, &mut refusals),
        Step::ReturnTransfer => TransferReturn::may_be_taken(file, &mut refusals),
        Step::Close => gates::against_closing(file, None, &mut refusals),
        Step::Investigate => {}
        Step::RequestHearing => HearingRequest::may_be_taken(file, &mut refusals),
        Step::NotifyHearing => HearingNotice::may_be_taken(file, &mut refusals),
        Step::HoldHearing => Hearing::may_be_taken(file, &mut refusals),
        Step::ReviewLegally => LegalReview::may_be_taken(file, &mut refusals),
        Step::Discuss => CollectiveDiscussion::may_be_taken(file, &mut refusals),
        Step::ServeDocument => ProofOfService::may_be_taken(file, &mut refusals),
        Step::Decide => gates::against_deciding(file, &mut refusals),
    }
    refusals.into_result().err().unwrap_or_default()
}
