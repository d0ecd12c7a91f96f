//! Which comparisons a list shows, and in which order.

use crate::db::page::Sort;
use crate::domain::ids::AccountId;
use crate::domain::text_enum::text_enum;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// What comparisons are sorted by.
    pub enum ReconciliationOrder {
        RecordedAt = "recorded_at" "比对时间",
        On = "on" "比对日期",
    }
}

pub type ReconciliationSort = Sort<ReconciliationOrder>;

/// Which comparisons a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReconciliationFilters {
    /// A minus before it lets the order fall: `-recorded_at` when left out.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<ReconciliationSort>,
    /// Who asked.
    #[serde(default)]
    #[param(inline)]
    pub account_id: Option<AccountId>,
    /// Made on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Made on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}
