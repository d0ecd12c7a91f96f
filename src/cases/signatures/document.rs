//! The text of a document: what a signer is shown, byte for byte, and whether what is kept of it still says the same.

use crate::domain::ids::{CaseId, CaseStepId, EntryId};
use crate::domain::signature::DigestAlgorithm;
use crate::domain::stage::Step;
use crate::problem::Problem;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

/// One step as a paper that may be signed.
#[derive(Debug, Clone)]
pub struct Document {
    pub case: CaseId,
    pub step: Step,
    pub id: CaseStepId,
    pub happened_on: NaiveDate,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
    /// What the journal recorded: the whole content as its resource showed it then. `None` when it is gone.
    pub recorded: Option<Value>,
    /// What the rows that everybody reads say now.
    pub kept: Vec<Value>,
}

impl Document {
    /// RFC 8785 form of what was recorded, with the place in the case in front: the same bytes for ever.
    pub fn text(&self) -> Result<Option<String>, Problem> {
        let Some(recorded) = &self.recorded else { return Ok(None) };
        let whole = json!({"case_id": self.case, "step": self.step, "document_id": self.id, "content": recorded});
        let bytes = serde_json_canonicalizer::to_vec(&whole).map_err(Problem::internal)?;
        String::from_utf8(bytes).map(Some).map_err(Problem::internal)
    }

    /// Whether that is the digest of its text.
    pub fn has(&self, algorithm: DigestAlgorithm, digest: &[u8]) -> Result<bool, Problem> {
        Ok(self.text()?.is_some_and(|text| algorithm.of(text.as_bytes()) == digest))
    }

    /// The members in which the rows say other than the journal.
    pub fn differing(&self) -> Vec<String> {
        let mut found = Vec::new();
        for kept in &self.kept {
            compare(kept, self.recorded.as_ref().unwrap_or(&Value::Null), "", &mut found);
        }
        found.sort();
        found.dedup();
        found
    }
}

/// Members that both have, down to the last. One instant may be written in two ways.
fn compare(kept: &Value, told: &Value, at: &str, found: &mut Vec<String>) {
    match (kept, told) {
        (Value::Object(kept), Value::Object(told)) => {
            for (name, one) in kept {
                if let Some(other) = told.get(name) {
                    compare(one, other, &format!("{at}/{name}"), found);
                }
            }
        }
        (Value::Array(kept), Value::Array(told)) if kept.len() == told.len() => {
            for (place, (one, other)) in kept.iter().zip(told).enumerate() {
                compare(one, other, &format!("{at}/{place}"), found);
            }
        }
        (Value::String(one), Value::String(other)) if one == other || is_same_instant(one, other) => {}
        _ if kept == told => {}
        _ => found.push(at.to_owned()),
    }
}

fn is_same_instant(one: &str, other: &str) -> bool {
    let instant = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    instant(one).is_some_and(|one| Some(one) == instant(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differing(kept: Value, told: Value) -> Vec<String> {
        let mut found = Vec::new();
        compare(&kept, &told, "", &mut found);
        found
    }

    #[test]
    fn what_both_have_is_compared_to_the_last_member() {
        let told = json!({"id": 1, "record": "问", "at": "2023-03-20T01:00:00Z", "items": [{"name": "烤炉", "more": 1}], "note": null});
        assert!(differing(told.clone(), told.clone()).is_empty());
        let kept = json!({"record": "问", "at": "2023-03-20T09:00:00+08:00", "items": [{"name": "烤炉"}], "other": 2, "note": null});
        assert!(differing(kept, told.clone()).is_empty());
        let kept =
            json!({"record": "答", "at": "2023-03-20T09:00:01+08:00", "items": [{"name": "账册"}], "note": "有"});
        assert_eq!(differing(kept, told.clone()), ["/at", "/items/0/name", "/note", "/record"]);
        assert_eq!(differing(json!({"items": []}), told), ["/items"]);
    }
}
