//! What inspections contribute.

use super::{Contribution, Counter, Quantity};
use crate::domain::inspection::{InspectionState, Standing, uncounted};
use chrono::NaiveDate;

/// Traits of an inspection's postings: what report forms tell apart.
pub const HAS_OBJECT: i32 = 1;
pub const IS_COMPLETE: i32 = 2;
pub const LED_TO_CASE: i32 = 4;

/// S9: a submitted inspection is entered; beside that it counts, or stands among those that do not. A corrected one
/// leaves its place to its correction, so that the pair counts once.
pub fn of_inspection(standing: Standing, led_to_case: bool, inspected_on: NaiveDate) -> Contribution {
    let mut contribution = Contribution::default();
    if standing.state == InspectionState::Draft || standing.is_superseded {
        return contribution;
    }
    let counter = if uncounted(standing).is_none() { Counter::Inspections } else { Counter::InspectionsUncounted };
    let trait_of = |holds: bool, bit: i32| if holds { bit } else { 0 };
    let traits = trait_of(standing.has_object, HAS_OBJECT)
        | trait_of(standing.is_complete, IS_COMPLETE)
        | trait_of(led_to_case, LED_TO_CASE);
    contribution.post(counter, inspected_on, traits, Quantity { count: 1, amount_fen: 0 });
    contribution.count(Counter::InspectionsEntered, inspected_on);
    contribution
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTED: Standing =
        Standing { state: InspectionState::Submitted, is_superseded: false, has_object: true, is_complete: true };

    fn posted(standing: Standing, led_to_case: bool) -> Vec<(Counter, i32, i64)> {
        let day = NaiveDate::from_ymd_opt(2023, 7, 20).expect("a date");
        let contribution = of_inspection(standing, led_to_case, day);
        contribution.iter().map(|(place, quantity)| (place.counter, place.traits, quantity.count)).collect()
    }

    #[test]
    fn every_submitted_inspection_is_entered_and_either_counts_or_not() {
        let entered = (Counter::InspectionsEntered, 0, 1);
        assert_eq!(posted(COUNTED, true), [entered, (Counter::Inspections, 7, 1)]);
        let patrol = Standing { has_object: false, ..COUNTED };
        assert_eq!(posted(patrol, false), [entered, (Counter::InspectionsUncounted, IS_COMPLETE, 1)]);
    }

    #[test]
    fn drafts_and_corrected_ones_contribute_nothing() {
        assert!(posted(Standing { is_superseded: true, ..COUNTED }, true).is_empty());
        assert!(posted(Standing { state: InspectionState::Draft, ..COUNTED }, true).is_empty());
    }
}
