//! The nouns of the procedure, taken in a file in memory. A new noun is one line here.

use anjuan::cases;
use anjuan::cases::file::CaseFile;
use anjuan::cases::steps::{Around, StepContent, judge, store};
use anjuan::domain::actor::Actor;
use anjuan::domain::enforcement::NightHours;
use anjuan::domain::ids::AccountId;
use anjuan::domain::refusal::{Refusal, Refusals};
use anjuan::domain::stage::{Stage, Step};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

pub struct Verdict {
    pub stage: Stage,
    pub on: NaiveDate,
    pub content: Value,
}

fn judge_noun<C: StepContent>(file: &CaseFile, body: &Value) -> Result<Verdict, Vec<Refusal>> {
    let new: C = serde_json::from_value(body.clone()).unwrap_or_else(|error| panic!("{error}: {body}"));
    let actor = Actor { account: account(C::STEP), ..Actor::system(Uuid::nil()) };
    let (mut refusals, around) =
        (Refusals::default(), Around { actor: &actor, now: now(), night: NightHours::usual() });
    let stage = judge(file, &new, &around, &mut refusals);
    refusals.into_result()?;
    let whole = new.completed(file);
    Ok(Verdict { stage, on: whole.happened_on().0, content: store::content(&whole).expect("JSON") })
}

macro_rules! nouns {
    ($($($path:ident)::+),+ $(,)?) => {
        pub fn judged(step: Step, file: &CaseFile, body: &Value) -> Result<Verdict, Vec<Refusal>> {
            $(if step == cases::$($path)::+::STEP { return judge_noun::<cases::$($path)::+>(file, body); })+
            panic!("the noun of {step} is not in tests/it/procedure/nouns.rs")
        }
    };
}

nouns! {
    evidence::Evidence,
    evidence::examinations::EvidenceExamination,
    evidence::exclusions::EvidenceExclusion,
    off_site_notices::OffSiteNotice,
    prior_notices::PriorNotice,
    statements::Statement,
    hearing_requests::HearingRequest,
    hearing_requests::withdrawals::HearingRequestWithdrawal,
    hearing_notices::HearingNotice,
    hearings::Hearing,
    legal_reviews::LegalReview,
    collective_discussions::CollectiveDiscussion,
    service_consents::ServiceConsent,
    proofs_of_service::ProofOfService,
    payments::Payment,
    payments::handovers::PaymentHandover,
    payment_plans::PaymentPlan,
    reconsiderations::Reconsideration,
    reconsiderations::acceptances::ReconsiderationAcceptance,
    reconsiderations::results::ReconsiderationResult,
    lawsuits::Lawsuit,
    lawsuits::results::LawsuitResult,
    withdrawals::Withdrawal,
    coercive_measures::CoerciveMeasure,
    coercive_measure_approvals::MeasureApproval,
    coercive_measure_extensions::MeasureExtension,
    coercive_measure_liftings::MeasureLifting,
    suspensions::Suspension,
    resumptions::Resumption,
    investigation_conclusions::InvestigationConclusion,
    term_extensions::TermExtension,
    procedure_changes::ProcedureChange,
    terminations::Termination,
    transfers::Transfer,
    transfer_acceptances::TransferAcceptance,
    transfer_returns::TransferReturn,
}

/// One account for each kind of work.
pub fn account(step: Step) -> AccountId {
    let first = step.permission().roles().first().expect("somebody may");
    AccountId::from_uuid(Uuid::from_u128(1 + *first as u128))
}

pub fn now() -> DateTime<Utc> {
    "2026-06-01T00:00:00Z".parse().expect("a moment")
}
