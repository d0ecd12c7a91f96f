//! Whether somebody is recused, for what is no step: recordings.

use super::standing::{against_acting, against_author};
use crate::cases::model::Case;
use crate::cases::steps::store as steps;
use crate::db::Tx;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::{Refusal, Refusals};
use crate::domain::stage::Step;
use crate::problem::Problem;
use chrono::NaiveDate;

/// 行政处罚法 第四十三条: from the day of the decision on who is recused records nothing of the case, and is in no recording as one who
/// recorded. Most cases have no recusal: their file is not read.
pub fn may_record(
    tx: &mut Tx,
    case: &Case,
    officers: &[OfficerId],
    day: NaiveDate,
) -> Result<Result<(), Vec<Refusal>>, Problem> {
    let mut refusals = Refusals::default();
    if !steps::of_case(tx, case, Step::DecideRecusal)?.is_empty() {
        let file = steps::file(tx, case.clone())?;
        against_acting(&file, officers, &[], day, &mut refusals);
        against_author(&file, &tx.actor, &mut refusals);
    }
    Ok(refusals.into_result())
}
