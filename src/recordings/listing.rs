//! Which recordings a list shows, and in which order.

use super::model::{Phase, RecordingKind};
use crate::db::page::Sort;
use crate::domain::ids::{AccountId, OfficerId};
use crate::domain::text_enum::text_enum;
use crate::domain::values::Title;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

text_enum! {
    /// What recordings are sorted by.
    pub enum RecordingOrder {
        OccurredAt = "occurred_at" "发生时间",
        RecordedAt = "recorded_at" "登记时间",
    }
}

pub type RecordingSort = Sort<RecordingOrder>;

/// Which recordings a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordingFilters {
    /// A minus before it lets the order fall: `occurred_at` when left out, the order in which things happened.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<RecordingSort>,
    /// Part of the description.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<Title>,
    /// Of this phase only.
    #[serde(default)]
    #[param(inline)]
    pub phase: Option<Phase>,
    /// Of this kind only.
    #[serde(default)]
    #[param(inline)]
    pub kind: Option<RecordingKind>,
    /// Who recorded.
    #[serde(default)]
    #[param(inline)]
    pub officer_id: Option<OfficerId>,
    /// The account that wrote it down.
    #[serde(default)]
    #[param(inline)]
    pub author_id: Option<AccountId>,
    /// The device that captured it.
    #[serde(default)]
    pub device_id: Option<Uuid>,
    /// Happened on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Happened on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}
