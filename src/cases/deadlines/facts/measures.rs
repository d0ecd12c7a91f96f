//! D3, D19: coercive measures.

use crate::cases::coercive_measures::{Standing, standings};
use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::file::CaseFile;
use crate::domain::deadline_rule::DeadlineRule;

fn lifted(one: &Standing) -> Option<Fact> {
    one.lifting.as_ref().map(|lifting| Fact::on(lifting.lifted_on))
}

/// 查封、扣押期限: so many days as the decision gives, and those of its extensions.
pub fn terms(file: &CaseFile) -> Vec<Period> {
    let term = |one: Standing| {
        let started = Fact::at(one.measure.imposed_at).of_step(one.id.uuid());
        let period = Period::of(DeadlineRule::Measure, started).ended_by([lifted(&one)]);
        Period { length: Some(one.measure.days), extended_by: one.extended, ..period }
    };
    standings(file).into_iter().map(term).collect()
}

/// 紧急强制: imposed without an approval, which is made up.
pub fn approvals(file: &CaseFile) -> Vec<Period> {
    let approval = |one: Standing| {
        let made_up = one.approval.as_ref().map(|approval| Fact::at(approval.decided_at));
        let started = Fact::at(one.measure.imposed_at).of_step(one.id.uuid());
        Period::of(DeadlineRule::MeasureApproval, started).ended_by([made_up, lifted(&one)])
    };
    standings(file).into_iter().filter(|one| one.measure.approval.is_none()).map(approval).collect()
}
