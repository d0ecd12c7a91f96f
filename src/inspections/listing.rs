//! Which inspections a list shows, and in which order.

use crate::db::page::{At, Sort};
use crate::domain::ids::{ObjectId, OfficerId};
use crate::domain::inspection::{InspectionKind, InspectionResult, InspectionState};
use crate::domain::origin::Origin;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, PersonName, Title};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// What inspections are sorted by.
    pub enum InspectionOrder {
        RecordedAt = "recorded_at" "登记时间",
        InspectedOn = "inspected_on" "检查日期",
        SubmittedAt = "submitted_at" "提交时间",
    }
}

pub type InspectionSort = Sort<InspectionOrder>;

/// Which inspections a list shows. Everything that is given must fit. Officers, matters and days of a draft are not
/// searched: they count from its submission on.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InspectionFilters {
    /// A minus before it lets the order fall: `-recorded_at` when left out. Inspections without the value stand at the
    /// end.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<InspectionSort>,
    #[serde(default)]
    #[param(inline)]
    pub state: Option<InspectionState>,
    #[serde(default)]
    #[param(inline)]
    pub kind: Option<InspectionKind>,
    #[serde(default)]
    #[param(inline)]
    pub result: Option<InspectionResult>,
    #[serde(default)]
    #[param(inline)]
    pub origin: Option<Origin>,
    /// Whether it counts in the figures.
    #[serde(default)]
    pub countable: Option<bool>,
    /// Inspected on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Inspected on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    #[serde(default)]
    #[param(inline)]
    pub object_id: Option<ObjectId>,
    /// Part of the object's name.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub object_name: Option<Title>,
    /// Who inspected.
    #[serde(default)]
    #[param(inline)]
    pub officer_id: Option<OfficerId>,
    /// Part of the name of somebody who inspected.
    #[serde(default)]
    #[param(inline)]
    pub officer_name: Option<PersonName>,
    /// A matter that was inspected.
    #[serde(default)]
    #[param(inline)]
    pub matter_code: Option<Code>,
    /// Part of the name of such a matter.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub matter_name: Option<Title>,
    /// The key of an imported inspection where it came from.
    #[serde(default)]
    #[param(inline)]
    pub external_id: Option<Code>,
}

impl super::model::Inspection {
    /// Where the inspection stands in an order: by its row, in which a draft has no day.
    pub fn at(&self, order: InspectionOrder) -> At {
        let is_draft = self.state == InspectionState::Draft;
        match order {
            InspectionOrder::RecordedAt => At::Instant(self.recorded_at),
            InspectionOrder::InspectedOn => At::day(self.content.inspected_on.filter(|_| !is_draft)),
            InspectionOrder::SubmittedAt => self.submitted_at.map_or(At::Nothing, At::Instant),
        }
    }
}
