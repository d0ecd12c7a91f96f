//! Whose history, and what stands in it.

use crate::domain::ids::{AgencyId, ObjectId};
use crate::domain::inspection::InspectionResult;
use crate::domain::penalty::Outcome;
use crate::domain::stage::Stage;
use crate::domain::text_enum::text_enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// What stands in a history.
    pub enum HistoryKind {
        Case = "case" "案件",
        Inspection = "inspection" "行政检查",
    }
}

text_enum! {
    /// By what a record was taken to be about the same party.
    pub enum MatchedBy {
        Object = "object" "同一检查对象",
        Code = "code" "代码相同",
        Name = "name" "仅名称相同",
    }
}

/// Whose history: all of one person or enterprise, as far as the records tell.
#[derive(Debug, Clone, Default)]
pub struct Whose {
    pub object: Option<ObjectId>,
    pub code: Option<String>,
    /// Counts only where a record states no code, or none is asked for.
    pub name: Option<String>,
    /// Whether an identity number may find anybody.
    pub by_identity_number: bool,
}

/// One record of a history.
#[derive(Debug, Clone)]
pub struct Happened {
    pub kind: HistoryKind,
    pub id: Uuid,
    pub agency: AgencyId,
    pub agency_code: String,
    pub agency_name: String,
    pub on: NaiveDate,
    pub name: String,
    pub matched_by: MatchedBy,
    pub number: Option<String>,
    pub stage: Option<Stage>,
    pub outcome: Option<Outcome>,
    pub result: Option<InspectionResult>,
    pub matter_codes: Vec<String>,
}

/// How often in one year with one matter.
#[derive(Debug, Clone)]
pub struct Count {
    pub year: i32,
    pub matter_code: Option<String>,
    pub cases: i64,
    pub penalties: i64,
    pub inspections: i64,
}

/// The place of a record: by day, then by what tells it apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HistoryPlace {
    pub on: NaiveDate,
    pub kind: HistoryKind,
    pub agency: Uuid,
    pub id: Uuid,
}
