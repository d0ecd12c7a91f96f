//! What to call a record and where it lives. Cases and inspections are named by number and day, never by party: whoever
//! reads figures need not see people.

mod store;

use super::model::Record;
use crate::db::View;
use crate::domain::posting::SubjectKind;
use crate::problem::Problem;
use std::collections::HashMap;
use std::str::FromStr as _;
use uuid::Uuid;

/// The kind of a record that is a declaration, not a posting's subject.
pub const DECLARED_FIGURE: &str = "declared_figure";

#[derive(Debug, Clone)]
pub struct Label {
    pub text: String,
    pub href: Option<String>,
}

/// What a row says of itself: its name, and the resource above it where it has no address of its own.
pub(super) struct Named {
    id: Uuid,
    text: String,
    above: Option<Uuid>,
}

pub struct Labels(HashMap<(String, Uuid), (String, Option<Uuid>)>);

impl Labels {
    pub fn get(&self, kind: &str, id: Uuid, agency_code: &str) -> Label {
        let (text, above) = self.0.get(&(kind.to_owned(), id)).cloned().unwrap_or_else(|| (id.to_string(), None));
        Label { text, href: path(kind, id, above, agency_code).map(|path| format!("/api/v1/{path}")) }
    }
}

fn path(kind: &str, id: Uuid, above: Option<Uuid>, agency_code: &str) -> Option<String> {
    if kind == DECLARED_FIGURE {
        return Some(format!("declared-figures/{id}"));
    }
    match SubjectKind::from_str(kind).ok()? {
        SubjectKind::Officer => Some(format!("officers/{id}")),
        SubjectKind::Training => above.map(|officer| format!("officers/{officer}/trainings")),
        SubjectKind::Claim => Some(format!("agencies/{agency_code}/matter-claims/{id}")),
        SubjectKind::FeeItem => Some(format!("agencies/{agency_code}/fee-items/{id}")),
        SubjectKind::Inspection => Some(format!("inspections/{id}")),
        SubjectKind::Case => Some(format!("cases/{id}")),
        SubjectKind::Recording => Some(format!("recordings/{id}")),
        SubjectKind::CoerciveAct => above.map(|case| format!("cases/{case}")),
    }
}

/// The labels of one page.
pub fn of(view: &mut View, records: &[Record]) -> Result<Labels, Problem> {
    let mut by_kind: HashMap<&str, Vec<Uuid>> = HashMap::new();
    for record in records {
        by_kind.entry(record.key.kind.as_str()).or_default().push(record.key.id);
    }
    let mut labels = HashMap::new();
    for (kind, ids) in by_kind {
        for Named { id, text, above } in store::named(view, kind, &ids)? {
            labels.insert((kind.to_owned(), id), (text, above));
        }
    }
    Ok(Labels(labels))
}
