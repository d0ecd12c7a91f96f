//! A fee item and what it needs.

use crate::db::page::{At, Sort};
use crate::domain::act::{ActClass, MatterOnDay, not_in_the_future};
use crate::domain::ids::{EntryId, FeeItemId, MatterId};
use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// What fee items are sorted by.
    pub enum FeeItemOrder {
        MatterCode = "matter_code" "事项编码",
        FeeCode = "fee_code" "收费项目编码",
        ConfiguredOn = "configured_on" "配置日期",
        RecordedAt = "recorded_at" "登记时间",
    }
}

pub type FeeItemSort = Sort<FeeItemOrder>;

/// Which fee items a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeeItemFilters {
    /// A minus before it lets the order fall: `matter_code` when left out.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<FeeItemSort>,
    /// Part of the item's name.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<Title>,
    /// The beginning of the matter's code.
    #[serde(default)]
    #[param(inline)]
    pub matter_code: Option<Code>,
    /// The beginning of the item's code in the non-tax revenue catalogue.
    #[serde(default)]
    #[param(inline)]
    pub fee_code: Option<Code>,
    /// Recorded here, or imported.
    #[serde(default)]
    #[param(inline)]
    pub origin: Option<Origin>,
    /// Configured on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Configured on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

impl FeeItem {
    /// Where the item stands in an order.
    pub fn at(&self, order: FeeItemOrder) -> At {
        match order {
            FeeItemOrder::MatterCode => At::Text(self.matter_code.to_string()),
            FeeItemOrder::FeeCode => At::Text(self.fee_code.to_string()),
            FeeItemOrder::ConfiguredOn => At::Day(self.configured_on),
            FeeItemOrder::RecordedAt => At::Instant(self.recorded_at),
        }
    }
}

/// 收费项目
#[derive(Debug, Clone)]
pub struct FeeItem {
    pub id: FeeItemId,
    pub matter: MatterId,
    pub matter_code: Code,
    pub fee_code: Code,
    pub name: Title,
    pub configured_on: NaiveDate,
    pub origin: Origin,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// Only a penalty matter that the agency holds on the day takes a fee item. `on` is the matter as it stood that day.
pub fn may_be_configured(on: &MatterOnDay, day: NaiveDate, today: NaiveDate) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    refusals.check(not_in_the_future(day, today, "/configured_on"));
    refusals.check(is_penalty(on));
    if !on.is_claimed {
        let code = &on.code;
        let detail = Text::new(format!("{day} 未认领 {code}"), format!("{code} was not claimed on {day}"));
        refusals.add(Refusal::new(Rule::MatterNotClaimed, detail).at("/matter_code"));
    }
    refusals.into_result()
}

/// 罚没收入 come from penalties alone.
pub fn is_penalty(on: &MatterOnDay) -> Result<(), Refusal> {
    if on.class == ActClass::Penalty {
        return Ok(());
    }
    let (code, class) = (&on.code, on.class);
    let zh = format!("{code} 属于{}，不是行政处罚", class.label_zh());
    Err(Refusal::new(Rule::FeeItemNeedsPenaltyMatter, Text::new(zh, format!("{code} is of the class {class}")))
        .at("/matter_code"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let matter = |class, is_claimed| MatterOnDay {
            matter: MatterId::from_uuid(Uuid::nil()),
            code: "350481-JC-0001".into(),
            class,
            version: None,
            is_claimed,
        };
        let day = |text: &str| -> NaiveDate { text.parse().expect("a date") };
        let today = day("2023-06-30");
        assert!(may_be_configured(&matter(ActClass::Penalty, true), today, today).is_ok());
        let refused = may_be_configured(&matter(ActClass::Inspection, false), day("2023-07-01"), today);
        let rules: Vec<_> = refused.expect_err("three times").iter().map(|refusal| refusal.rule).collect();
        assert_eq!(rules, [Rule::DateInTheFuture, Rule::FeeItemNeedsPenaltyMatter, Rule::MatterNotClaimed]);
    }
}
