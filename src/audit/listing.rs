//! Which entries of the journal a list shows, and in which order.

use crate::db::page::Sort;
use crate::domain::ids::{AccountId, CaseId};
use crate::domain::text_enum::text_enum;
use crate::journal::kind::Kind;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

text_enum! {
    /// What the journal is sorted by.
    pub enum JournalOrder {
        Pos = "pos" "位置",
    }
}

pub type JournalSort = Sort<JournalOrder>;

/// Which entries a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JournalFilters {
    /// `pos` when left out, the journal's own order; `-pos` shows the newest first.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<JournalSort>,
    /// Facts of this kind only.
    #[serde(default)]
    #[param(inline)]
    pub kind: Option<Kind>,
    /// Whose acts.
    #[serde(default)]
    #[param(inline)]
    pub account_id: Option<AccountId>,
    /// What the fact is about.
    #[serde(default)]
    pub subject_id: Option<Uuid>,
    /// The case that the fact belongs to.
    #[serde(default)]
    #[param(inline)]
    pub case_id: Option<CaseId>,
    /// The request that wrote the entry, as its answer named it (`X-Request-Id`).
    #[serde(default)]
    pub request_id: Option<Uuid>,
    /// This position and later ones.
    #[serde(default)]
    #[param(minimum = 0)]
    pub from: Option<i64>,
    /// This position and earlier ones.
    #[serde(default)]
    #[param(minimum = 0)]
    pub to: Option<i64>,
    /// Recorded on this day or later.
    #[serde(default)]
    pub recorded_from: Option<NaiveDate>,
    /// Recorded on this day or earlier.
    #[serde(default)]
    pub recorded_to: Option<NaiveDate>,
}
