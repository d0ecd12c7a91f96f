//! Every table, declared once: whose rows it holds and what may happen to them. A test holds the catalogue to this list.

/// Whose rows a table holds; on a distributed engine the three kinds live in different places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One agency's rows: `agency_id` first in every key, behind row-level security.
    Agency,
    /// Everybody reads, only the deployment writes: catalogues and the division tree.
    Shared,
    /// Log-in and the journal's head: reached only in the deployment's own scope.
    Deployment,
}

/// What may happen to a row once it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Never changed, never removed.
    AppendOnly,
    /// Some columns may change, by column privileges; rows are never removed.
    Changing,
    /// Rows come and go: a queue or a counter, not a fact.
    Passing,
}

pub const TABLES: &[(&str, Kind, Life)] = &[
    ("agency", Kind::Shared, Life::Changing),
    ("journal_entry", Kind::Agency, Life::AppendOnly),
    ("journal_body", Kind::Agency, Life::AppendOnly),
    ("journal_pending", Kind::Agency, Life::Passing),
    ("journal_position", Kind::Agency, Life::AppendOnly),
    ("journal_log", Kind::Deployment, Life::AppendOnly),
    ("journal_head", Kind::Deployment, Life::Changing),
    ("idempotency_record", Kind::Agency, Life::AppendOnly),
    ("account", Kind::Deployment, Life::Changing),
    ("password_history", Kind::Deployment, Life::Passing),
    ("account_otp", Kind::Deployment, Life::Passing),
    ("otp_recovery_code", Kind::Deployment, Life::Passing),
    ("session", Kind::Deployment, Life::Passing),
    ("refresh_token", Kind::Deployment, Life::Passing),
    ("login_throttle", Kind::Deployment, Life::Passing),
    ("officer", Kind::Agency, Life::Changing),
    ("certificate", Kind::Agency, Life::Changing),
    ("certificate_suspension", Kind::Agency, Life::Changing),
    ("training", Kind::Agency, Life::AppendOnly),
    ("signing_key", Kind::Agency, Life::Changing),
    ("statistical_posting", Kind::Agency, Life::AppendOnly),
    ("matter", Kind::Shared, Life::Changing),
    ("matter_version", Kind::Shared, Life::Changing),
    ("discretion_benchmark", Kind::Shared, Life::Changing),
    ("discretion_step", Kind::Shared, Life::AppendOnly),
    ("calendar_notice", Kind::Shared, Life::AppendOnly),
    ("calendar_day", Kind::Shared, Life::AppendOnly),
    ("procedure_rule", Kind::Shared, Life::AppendOnly),
    ("matter_claim", Kind::Agency, Life::Changing),
    ("fee_item", Kind::Agency, Life::Changing),
    ("inspection_object", Kind::Agency, Life::Changing),
    ("monitoring_device", Kind::Agency, Life::Changing),
    ("monitoring_device_paper", Kind::Agency, Life::AppendOnly),
    ("inspection", Kind::Agency, Life::Changing),
    ("inspection_officer", Kind::Agency, Life::AppendOnly),
    ("inspection_matter", Kind::Agency, Life::AppendOnly),
    ("case_file", Kind::Agency, Life::Changing),
    ("case_officer", Kind::Agency, Life::AppendOnly),
    ("case_handover", Kind::Agency, Life::AppendOnly),
    ("case_takeover", Kind::Agency, Life::AppendOnly),
    ("case_party", Kind::Agency, Life::AppendOnly),
    ("case_tag", Kind::Agency, Life::AppendOnly),
    ("investigation_act", Kind::Agency, Life::AppendOnly),
    ("document_counter", Kind::Agency, Life::Changing),
    ("document_number", Kind::Agency, Life::AppendOnly),
    ("case_decision", Kind::Agency, Life::AppendOnly),
    ("decision_penalty", Kind::Agency, Life::AppendOnly),
    ("decision_discretion", Kind::Agency, Life::AppendOnly),
    ("case_closure", Kind::Agency, Life::AppendOnly),
    ("case_step", Kind::Agency, Life::AppendOnly),
    ("document_signature", Kind::Agency, Life::AppendOnly),
    ("case_deadline_told", Kind::Agency, Life::AppendOnly),
    ("case_deadline_outlook", Kind::Agency, Life::Passing),
    ("case_deadline_reminder", Kind::Agency, Life::AppendOnly),
    ("supervision_act", Kind::Agency, Life::AppendOnly),
    ("supervision_reply", Kind::Agency, Life::AppendOnly),
    ("case_evaluation", Kind::Agency, Life::AppendOnly),
    ("case_evaluation_drawing", Kind::Agency, Life::AppendOnly),
    ("imported_case", Kind::Agency, Life::AppendOnly),
    ("coercive_act", Kind::Agency, Life::AppendOnly),
    ("recording", Kind::Agency, Life::AppendOnly),
    ("recording_officer", Kind::Agency, Life::AppendOnly),
    ("declared_figure", Kind::Agency, Life::AppendOnly),
    ("import_job", Kind::Agency, Life::Changing),
    ("import_row", Kind::Agency, Life::Changing),
    ("imported_record", Kind::Agency, Life::AppendOnly),
    ("officer_reconciliation", Kind::Agency, Life::AppendOnly),
    ("officer_reconciliation_line", Kind::Agency, Life::AppendOnly),
];

/// Functions that run with the owner's rights and so see past the walls. Each answers one narrow question.
pub const OWNER_FUNCTIONS: &[&str] = &["announced_devices", "certificate_by_number", "require_session"];
