//! 强制执行: what the agency waits for before it enforces, and how long what was stopped may be resumed.

use super::money::performance;
use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::deadlines::standing::ends;
use crate::cases::executions::changes::Standing;
use crate::cases::executions::{Execution, standings};
use crate::cases::file::CaseFile;
use crate::cases::proofs_of_service::served;
use crate::cases::standing::owed;
use crate::domain::act::Power;
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::enforcement::ExecutionKind;
use chrono::NaiveDate;
use uuid::Uuid;

/// 行政强制法 第五十一条: between the demand and the substitute performance.
pub fn substitute_wait(demand: Uuid, served_on: NaiveDate) -> Period {
    Period::of(DeadlineRule::SubstituteDemand, Fact::on(served_on).of_step(demand))
}

/// 行政强制法 第四十六条: the surcharge runs before money is taken. As it was known on a day.
pub fn surcharge_wait(file: &CaseFile, on: NaiveDate) -> Option<Period> {
    let performance = performance(file, on)?;
    let step = performance.started.step;
    let started_on = ends(file, performance).ok()?.on?;
    Some(Period::of(DeadlineRule::SurchargeWait, Fact { on: started_on, at: None, step }))
}

/// 行政强制法 第三十九条: since it was stopped because the party truly cannot perform.
pub fn stopped_execution(one: &Standing) -> Option<Period> {
    let (since, next) = one.stop()?;
    let period = Period::of(DeadlineRule::ExecutionStopped, Fact::on(since).of_step(one.id));
    Some(period.ended_by([next.map(Fact::on)]))
}

/// What an agency waits for that enforces itself.
pub fn waits(file: &CaseFile) -> Vec<Period> {
    let executions: Vec<Execution> = file.since::<Execution>().map(|(_, one)| one).collect();
    let mut found = Vec::new();
    for one in executions.iter().filter(|one| one.kind == ExecutionKind::SubstitutePerformance) {
        let Some((demand, starts_at)) = one.demand_id.zip(one.starts_at) else { continue };
        if let Some((served_on, _)) = served(file, demand.uuid()) {
            let begun = Fact::on(legal_date(starts_at));
            found.push(substitute_wait(demand.uuid(), served_on).ended_by([Some(begun)]));
        }
    }
    let owes_fine = owed(file).is_some_and(|owed| !owed.unpaid_fine().is_zero());
    let may_take = file.agency.has_power(Power::CoerciveExecution).is_ok();
    if owes_fine && may_take {
        let taken = executions.iter().find(|one| one.kind.takes_money()).map(|one| Fact::on(one.decided_on));
        found.extend(surcharge_wait(file, file.today).map(|period| period.ended_by([taken])));
    }
    found
}

pub fn stopped(file: &CaseFile) -> Vec<Period> {
    standings(file).iter().filter_map(stopped_execution).collect()
}
