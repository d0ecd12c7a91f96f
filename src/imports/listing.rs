//! Which imports a list shows, and in which order.

use super::model::{Import, ImportKind, ImportState};
use crate::db::page::{At, Sort};
use crate::domain::ids::AccountId;
use crate::domain::text_enum::text_enum;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// What imports are sorted by.
    pub enum ImportOrder {
        RecordedAt = "recorded_at" "提交时间",
        FinishedAt = "finished_at" "完成时间",
        Rows = "rows" "行数",
        Rejected = "rejected" "拒绝行数",
    }
}

pub type ImportSort = Sort<ImportOrder>;

/// Which imports a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportFilters {
    /// A minus before it lets the order fall: `-recorded_at` when left out. Imports without the value stand at the end.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<ImportSort>,
    /// What the rows are.
    #[serde(default)]
    #[param(inline)]
    pub kind: Option<ImportKind>,
    /// How far they are.
    #[serde(default)]
    #[param(inline)]
    pub state: Option<ImportState>,
    /// `true`: rehearsals only; `false`: none of them.
    #[serde(default)]
    pub dry_run: Option<bool>,
    /// `true`: at least one row was rejected; `false`: none.
    #[serde(default)]
    pub has_rejected: Option<bool>,
    /// Who asked.
    #[serde(default)]
    #[param(inline)]
    pub account_id: Option<AccountId>,
    /// Sent on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Sent on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

impl Import {
    /// Where the import stands in an order.
    pub fn at(&self, order: ImportOrder) -> At {
        match order {
            ImportOrder::RecordedAt => At::Instant(self.recorded_at),
            ImportOrder::FinishedAt => At::instant(self.finished_at),
            ImportOrder::Rows => At::Count(self.counts.rows),
            ImportOrder::Rejected => At::Count(self.counts.rejected),
        }
    }
}
