//! The nouns of the procedure, each in one line: its folder and what it holds. The routes and `next-steps` follow from it.

use super::StepContent as _;
use crate::cases;
use crate::cases::file::CaseFile;
use crate::domain::actor::Actor;
use crate::domain::refusal::Refusals;
use crate::domain::stage::Step;
use utoipa_actix_web::service_config::ServiceConfig;

macro_rules! nouns {
    ($($($folder:ident)::+: $noun:ident;)+) => {
        pub fn routes(routes: &mut ServiceConfig) {
            $(cases::$($folder)::+::routes(routes);)+
        }

        /// What the noun of a step asks of the case, whatever it will hold.
        pub fn may_be_taken(step: Step, file: &CaseFile, refusals: &mut Refusals) {
            $(if step == cases::$($folder)::+::$noun::STEP {
                cases::$($folder)::+::$noun::may_be_taken(file, refusals);
            })+
        }

        /// What the noun of a step asks of the one who records it.
        pub fn judge_author(step: Step, file: &CaseFile, author: &Actor, refusals: &mut Refusals) {
            $(if step == cases::$($folder)::+::$noun::STEP {
                cases::$($folder)::+::$noun::judge_author(file, author, refusals);
            })+
        }

        #[cfg(test)]
        const STEPS: &[Step] = &[$(cases::$($folder)::+::$noun::STEP,)+];
    };
}

nouns! {
    evidence: Evidence;
    evidence::examinations: EvidenceExamination;
    evidence::exclusions: EvidenceExclusion;
    off_site_notices: OffSiteNotice;
    prior_notices: PriorNotice;
    statements: Statement;
    hearing_requests: HearingRequest;
    hearing_requests::withdrawals: HearingRequestWithdrawal;
    hearing_notices: HearingNotice;
    hearings: Hearing;
    legal_reviews: LegalReview;
    collective_discussions: CollectiveDiscussion;
    service_consents: ServiceConsent;
    proofs_of_service: ProofOfService;
    payments: Payment;
    payments::handovers: PaymentHandover;
    payment_plans: PaymentPlan;
    reconsiderations: Reconsideration;
    reconsiderations::acceptances: ReconsiderationAcceptance;
    reconsiderations::results: ReconsiderationResult;
    lawsuits: Lawsuit;
    lawsuits::results: LawsuitResult;
    withdrawals: Withdrawal;
    coercive_measures: CoerciveMeasure;
    coercive_measure_approvals: MeasureApproval;
    coercive_measure_extensions: MeasureExtension;
    coercive_measure_liftings: MeasureLifting;
    corrections: Correction;
    corrections::rechecks: CorrectionRecheck;
    report_backs: ReportBack;
    archivings: Archiving;
    voidings: Voiding;
    voidings::confirmations: VoidingConfirmation;
    demands: Demand;
    demands::answers: DemandAnswer;
    court_applications: CourtApplication;
    court_applications::results: CourtApplicationResult;
    executions: Execution;
    executions::changes: ExecutionChange;
    suspensions: Suspension;
    resumptions: Resumption;
    term_extensions: TermExtension;
    investigation_conclusions: InvestigationConclusion;
    transfers: Transfer;
    transfer_acceptances: TransferAcceptance;
    transfer_returns: TransferReturn;
    recusals: Recusal;
    recusals::decisions: RecusalDecision;
    handler_changes: HandlerChange;
    parties::changes: PartyChange;
    case_mergers: CaseMerger;
    case_splits: CaseSplit;
    preservation_dispositions: PreservationDisposition;
    transfer_follow_ups: TransferFollowUp;
    procedure_changes: ProcedureChange;
    terminations: Termination;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_one_noun() {
        for step in Step::ALL {
            let has_a_table_of_its_own = matches!(step, Step::Investigate | Step::Decide | Step::Close);
            let nouns = STEPS.iter().filter(|named| *named == step).count();
            assert_eq!(nouns, usize::from(!has_a_table_of_its_own), "{step}");
        }
    }
}
