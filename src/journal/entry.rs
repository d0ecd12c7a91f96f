//! An entry on its way into the journal.

use super::kind::Kind;
use super::leaf::Captured;
use crate::domain::ids::{CaseId, EntryId};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// What happened: the kind, what it is about, and the whole fact as its body.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(super) kind: Kind,
    pub(super) subject: Option<Uuid>,
    pub(super) case: Option<CaseId>,
    pub(super) body: Result<Value, String>,
    pub(super) captured: Option<Captured>,
    pub(super) refs: Vec<EntryId>,
}

impl Entry {
    /// `body` is the fact in full, as its resource shows it. It must hold no fractions: amounts are fen, hours whole.
    pub fn new(kind: Kind, subject: Uuid, body: &impl Serialize) -> Self {
        Self {
            kind,
            subject: Some(subject),
            case: None,
            body: serde_json::to_value(body).map_err(|error| error.to_string()),
            captured: None,
            refs: Vec::new(),
        }
    }

    /// Places the entry in a case's own gapless sequence. The caller holds the case row's lock.
    pub fn in_case(self, case: CaseId) -> Self {
        Self { case: Some(case), ..self }
    }

    /// What the device that captured the fact says of its time.
    pub fn captured(self, captured: Option<Captured>) -> Self {
        Self { captured, ..self }
    }

    /// The entries that this one corrects or supersedes.
    pub fn referring_to(self, refs: Vec<EntryId>) -> Self {
        Self { refs, ..self }
    }
}
