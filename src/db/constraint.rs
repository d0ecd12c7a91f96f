//! What a refusal of PostgreSQL means to a client. Constraints are the last wall: a race that passed the checks in Rust
//! ends here, and its answer must be as clear as theirs.

use crate::domain::refusal::{Refusal, Rule};
use crate::problem::{Code, Problem};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

/// Constraints that a request can run into, and the rule each one stands for.
const RULES: &[(&str, Rule)] = &[
    ("certificate_no_overlap", Rule::CertificatesOverlap),
    ("certificate_suspension_no_overlap", Rule::SuspensionsOverlap),
    ("certificate_number_one_person", Rule::CertificateNumberTaken),
    ("account_duties_apart", Rule::DutiesMustBeSeparate),
    ("account_last_administrator", Rule::LastAdministrator),
    ("account_auditor_by_operator", Rule::AdministrationOfAnother),
    ("agency_town_never_detains", Rule::DetentionNotATownPower),
    ("agency_code_unique", Rule::CodeTaken),
    ("agency_not_its_own_parent", Rule::AgencyTreeLoops),
    ("matter_code_unique", Rule::CodeTaken),
    ("account_username_unique", Rule::UsernameTaken),
    ("discretion_benchmark_no_overlap", Rule::BenchmarksOverlap),
    ("matter_version_no_overlap", Rule::MatterVersionsOverlap),
    ("matter_claim_no_overlap", Rule::ClaimsOverlap),
    ("fee_item_unique", Rule::FeeItemTaken),
    ("monitoring_device_number_unique", Rule::CodeTaken),
    ("case_step_evidence_excluded_once", Rule::EvidenceExcluded),
    ("case_step_receipt_once", Rule::ReceiptUsed),
    ("case_step_handed_over_once", Rule::HandedOverAlready),
    ("case_step_withdrawn_once", Rule::DecisionNotInForce),
    ("case_step_execution_over_once", Rule::ExecutionTurnUnfit),
    ("case_step_objection_once", Rule::CourtAnswerUnfit),
    ("case_step_archive_number_once", Rule::ArchiveNumberTaken),
    ("case_step_reported_back_once", Rule::ReportedBack),
    ("case_step_voiding_answered_once", Rule::VoidingNone),
    ("document_number_key", Rule::DocumentNumberTaken),
    ("case_decision_number_unique", Rule::DocumentNumberTaken),
    ("case_step_measure_lifted_once", Rule::MeasureAlreadyLifted),
    ("case_step_measure_approved_once", Rule::MeasureAwaitsNoApproval),
    ("case_step_resumed_once", Rule::SuspensionEnded),
    ("case_step_transfer_accepted_once", Rule::TransferAnswered),
    ("case_step_transfer_returned_once", Rule::TransferAnswered),
    ("case_takeover_key", Rule::TransferAnswered),
    ("supervision_sheet_once", Rule::SheetMade),
    ("case_evaluation_drawing_key", Rule::EvaluationDrawn),
    ("case_step_merged_once", Rule::CaseMerged),
    ("case_step_recusal_decided_once", Rule::RecusalDecided),
    ("inspection_superseded_once", Rule::InspectionSuperseded),
    ("document_signature_once", Rule::SignedAlready),
    ("signing_key_unique", Rule::SigningKeyTaken),
    ("case_step_consent_withdrawn_once", Rule::ServiceConsentNone),
    ("recording_place_on_device", Rule::DevicePlaceTaken),
    ("journal_entry_place_on_device", Rule::DevicePlaceTaken),
];

impl From<DieselError> for Problem {
    fn from(error: DieselError) -> Self {
        problem_of(error)
    }
}

pub fn problem_of(error: DieselError) -> Problem {
    match error {
        DieselError::NotFound => Problem::not_found(),
        DieselError::DatabaseError(kind, told) => refused_by_database(&kind, told.as_ref()),
        other => Problem::internal(other),
    }
}

fn refused_by_database(kind: &DatabaseErrorKind, told: &dyn DatabaseErrorInformation) -> Problem {
    let constraint = told.constraint_name().map(without_shard).unwrap_or_default();
    let cause = Some(format!("{constraint}: {}", told.message()));
    if let Some((_, rule)) = RULES.iter().find(|(name, _)| *name == constraint) {
        return Problem { cause, ..Refusal::of(*rule).into() };
    }
    let code = match (kind, constraint) {
        (_, "session_live") => Code::NotAuthenticated,
        (_, "case_step_id") => Code::IdExists,
        (DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ExclusionViolation, _) => Code::Conflict,
        (DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => Code::Unavailable,
        (DatabaseErrorKind::SerializationFailure, _) => Code::Unavailable,
        _ if is_about_room(told.message()) => Code::StorageFull,
        _ if is_lost_connection(told.message()) => Code::Unavailable,
        _ if is_about_waiting(told.message()) => Code::Unavailable,
        _ => Code::Internal,
    };
    Problem { cause, ..Problem::new(code) }
}

/// A distributed engine appends `_<shard>` to constraint names.
fn without_shard(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((stem, shard)) if !shard.is_empty() && shard.bytes().all(|byte| byte.is_ascii_digit()) => stem,
        _ => name,
    }
}

/// What the client library says when the connection ended, whatever it was in the middle of.
pub(super) fn is_lost_connection(message: &str) -> bool {
    const SIGNS: &[&str] = &[
        "server closed the connection",
        "terminating connection",
        "could not receive data from server",
        "could not send data to server",
        "connection not open",
        "no connection to the server",
        "connection to server was lost",
        "lost synchronization with server",
        "insufficient data in",
        "message contents do not agree",
    ];
    SIGNS.iter().any(|sign| message.contains(sign))
}

/// The server's disk is full, or its quota.
fn is_about_room(message: &str) -> bool {
    ["No space left on device", "could not extend file", "Disk quota exceeded"]
        .iter()
        .any(|sign| message.contains(sign))
}

/// Timeouts and shutdown come without a kind of their own; the server speaks English (`lc_messages = C`).
fn is_about_waiting(message: &str) -> bool {
    const SIGNS: &[&str] = &["canceling statement due to", "deadlock detected", "the database system is"];
    SIGNS.iter().any(|sign| message.contains(sign))
}

/// PostgreSQL ended this transaction so that another could go on: it may simply be tried again.
pub fn lost_to_another(problem: &Problem) -> bool {
    problem
        .cause
        .as_deref()
        .is_some_and(|cause| cause.contains("deadlock detected") || cause.contains("could not serialize"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_suffix_does_not_hide_a_constraint() {
        assert_eq!(without_shard("certificate_no_overlap_102356"), "certificate_no_overlap");
        assert_eq!(without_shard("certificate_no_overlap"), "certificate_no_overlap");
    }
}
