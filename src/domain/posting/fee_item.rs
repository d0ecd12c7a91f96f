//! What fee items contribute.

use super::{Contribution, Counter};
use crate::domain::day::Period;
use chrono::NaiveDate;

/// 已配置收费项目: a stock from the day it is configured on.
pub fn of_fee_item(configured_on: NaiveDate) -> Contribution {
    let mut contribution = Contribution::default();
    contribution.stock(Counter::FeeItemsConfigured, Period { from: configured_on, to: None });
    contribution
}
