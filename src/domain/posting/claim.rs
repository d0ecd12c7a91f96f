//! What claims of matters contribute.

use super::{Contribution, Counter};
use crate::domain::day::Period;

/// 认领事项: a stock on the days a claim holds; one returned before it began never was in it.
pub fn of_claim(holds: Option<Period>) -> Contribution {
    let mut contribution = Contribution::default();
    if let Some(days) = holds {
        contribution.stock(Counter::MattersClaimed, days);
    }
    contribution
}
