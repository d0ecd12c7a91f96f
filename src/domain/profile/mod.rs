//! 报表格式: forms of yearly reports are data. A new province's form works without a change of code.

mod form;
mod severity;
#[cfg(test)]
mod tests;

pub use form::{Atom, Figure, Form, ProfileFault};
pub use severity::Severity;

use super::text_enum::text_enum;
use super::values::AmountUnit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 留空: which cells a form prints as blanks.
    pub enum BlankFor {
        None = "none" "不留空",
        Zero = "zero" "零留空",
        NotApplicable = "not_applicable" "不适用留空",
    }
}

text_enum! {
    /// 表行: the rows of a form when it covers several agencies (S14).
    pub enum Rows {
        Total = "total" "合计",
        ByAgency = "by_agency" "按单位",
        ByAgencyAndTotal = "by_agency_and_total" "按单位及合计",
    }
}

/// 报表格式 as written; [`Form`] is one that holds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    #[schema(example = "ZJ-2024")]
    pub id: String,
    pub title: String,
    /// Source of the form.
    pub basis: String,
    pub count_unit: String,
    pub amount_unit: AmountUnit,
    #[schema(minimum = 0, maximum = 10)]
    pub amount_decimals: u8,
    pub blank_for: BlankFor,
    /// S5: whether decisions annulled later stay counted.
    pub include_annulled: bool,
    /// S9: whether an inspection that led to a case is left out.
    pub exclude_inspections_leading_to_acts: bool,
    /// S3: all fourteen kinds of penalty from light to heavy, `other` first.
    pub severity: Vec<String>,
    pub rows: Rows,
    pub tables: Vec<Table>,
}

/// 报表
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProfileTable)]
pub struct Table {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub notes: Vec<String>,
    pub columns: Vec<Column>,
}

/// 表列: exactly one of `measure`, `sum_of` and `ratio`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProfileColumn)]
pub struct Column {
    pub id: String,
    pub title: String,
    /// Where it differs from the form's.
    #[serde(default)]
    pub unit: Option<String>,
    #[serde(default)]
    pub measure: Option<String>,
    /// Only these kinds of the measure.
    #[serde(default)]
    pub kinds: Option<Vec<String>>,
    #[serde(default)]
    pub sum_of: Option<Vec<String>>,
    #[serde(default)]
    pub ratio: Option<Ratio>,
}

/// 比率: one column over another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    pub of: String,
    pub to: String,
}
