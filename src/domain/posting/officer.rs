//! What officers and their trainings contribute.

use super::{Contribution, Counter, Quantity};
use crate::domain::qualification::Qualification;
use chrono::NaiveDate;

/// S11, S13: an officer is a stock while in post, and of the certified ones while also certified.
pub fn of_officer(officer: &Qualification) -> Contribution {
    let mut contribution = Contribution::default();
    contribution.stock(Counter::Officers, officer.in_post);
    for stretch in officer.certified_stretches() {
        contribution.stock(Counter::OfficersCertified, stretch);
    }
    contribution
}

/// A training counts on its day, its hours with it.
pub fn of_training(held_on: NaiveDate, hours: i32) -> Contribution {
    let mut contribution = Contribution::default();
    contribution.count(Counter::Trainings, held_on);
    contribution.post(Counter::TrainingHours, held_on, 0, Quantity { count: hours.into(), amount_fen: 0 });
    contribution
}
