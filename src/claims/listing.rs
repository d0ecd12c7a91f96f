//! Which claims a list shows, and in which order.

use super::model::Claim;
use crate::db::page::{At, Sort};
use crate::domain::act::ActClass;
use crate::domain::origin::Origin;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Title};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// What claims are sorted by.
    pub enum ClaimOrder {
        MatterCode = "matter_code" "事项编码",
        ValidFrom = "valid_from" "认领起始日期",
        ReturnedOn = "returned_on" "交回日期",
        RecordedAt = "recorded_at" "登记时间",
    }
}

pub type ClaimSort = Sort<ClaimOrder>;

/// Which claims a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClaimFilters {
    /// A minus before it lets the order fall: `matter_code` when left out. Claims without the value stand at the end.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<ClaimSort>,
    /// Only claims held on this day.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// The beginning of the matter's code.
    #[serde(default)]
    #[param(inline)]
    pub matter_code: Option<Code>,
    /// Part of a name that the matter has or had.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub matter_name: Option<Title>,
    /// Matters of this kind of act.
    #[serde(default)]
    #[param(inline)]
    pub act_class: Option<ActClass>,
    /// `true`: given back (交回); `false`: not.
    #[serde(default)]
    pub returned: Option<bool>,
    /// Recorded here, or imported.
    #[serde(default)]
    #[param(inline)]
    pub origin: Option<Origin>,
    /// Claimed from this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Claimed from this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

impl Claim {
    /// Where the claim stands in an order.
    pub fn at(&self, order: ClaimOrder) -> At {
        match order {
            ClaimOrder::MatterCode => At::Text(self.matter_code.to_string()),
            ClaimOrder::ValidFrom => At::Day(self.valid.from),
            ClaimOrder::ReturnedOn => At::day(self.returned.as_ref().map(|(day, _)| *day)),
            ClaimOrder::RecordedAt => At::Instant(self.recorded_at),
        }
    }
}
