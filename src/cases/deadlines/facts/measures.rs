//! D3, D19: coercive measures.

use crate::cases::coercive_measures::{Standing, standings};
use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::file::CaseFile;

fn lifted(one: &Standing) -> Option<Fact> {
    one.lifting.as_ref().map(|lifting| Fact::on(lifting.lifted_on))
}

/// 查封、扣押期限: so many days as the decision gives, and those of its extensions.
pub fn terms(file: &CaseFile) -> Vec<Period> {
    standings(file).iter().map(|one| one.term().ended_by([lifted(one)])).collect()
}

/// 紧急强制: imposed without an approval, which is made up.
pub fn approvals(file: &CaseFile) -> Vec<Period> {
    let approval = |one: Standing| {
        let made_up = one.approval.as_ref().map(|approval| Fact::at(approval.decided_at));
        one.approval_term().ended_by([made_up, lifted(&one)])
    };
    standings(file).into_iter().filter(|one| one.measure.approval.is_none()).map(approval).collect()
}
