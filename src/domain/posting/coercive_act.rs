//! What coercive acts contribute.

use super::{Contribution, Counter, Quantity};
use crate::domain::coercion::{CoercionKind, CoerciveAct};
use chrono::NaiveDate;

/// S7: a measure on the day of its decision, an execution on the day it ended, an application on the day it was filed.
/// The trait says which kind.
pub fn of_coercive_act(kind: CoercionKind, on: NaiveDate) -> Contribution {
    let counter = match kind.act() {
        CoerciveAct::Measure => Counter::CoerciveMeasures,
        CoerciveAct::Execution => Counter::CoerciveExecutions,
        CoerciveAct::CourtApplication => Counter::CourtApplications,
    };
    let mut contribution = Contribution::default();
    contribution.post(counter, on, kind.index(), Quantity { count: 1, amount_fen: 0 });
    contribution
}
