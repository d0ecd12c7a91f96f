//! What recordings contribute.

use super::{Contribution, Counter};
use chrono::NaiveDate;

/// A recording counts on the day on which it was made.
pub fn of_recording(occurred_on: NaiveDate) -> Contribution {
    let mut contribution = Contribution::default();
    contribution.count(Counter::Recordings, occurred_on);
    contribution
}
