//! D9, D10, D13: what the party may do against the decision, and what the agency may do when nothing was done.

use crate::cases::court_applications::CourtApplication;
use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::deadlines::standing::stands;
use crate::cases::file::CaseFile;
use crate::cases::standing::{Remedy, annulled_on, last_instalment, lawsuits, owed, received, reconsiderations};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::penalty::Procedure;
use crate::domain::remedy::RemedyResult;
use chrono::NaiveDate;
use uuid::Uuid;

/// 行政复议法 第二十三条, in force since that day: against a decision on the spot reconsideration comes first.
const RECONSIDERATION_FIRST_FROM: NaiveDate = match NaiveDate::from_ymd_opt(2024, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// 行政复议, 行政诉讼: each ends when the other is taken.
pub fn against_decision(file: &CaseFile) -> Vec<Period> {
    let Some((received_on, step)) = received(file) else { return Vec::new() };
    let started = Fact::on(received_on).of_step(step);
    let (asked, sued) = (about_it(file, reconsiderations(file)), about_it(file, lawsuits(file)));
    // What was taken back, or was not accepted, ends nothing.
    let counts = |one: &&Remedy| !matches!(one.result, Some((RemedyResult::Withdrawn, _)));
    let first =
        |all: &[Remedy]| all.iter().filter(counts).map(|one| Fact::on(one.requested_on)).min_by_key(|one| one.on);
    let ends = [first(&asked), first(&sued), annulled_on(file).map(Fact::on)];
    let mut found = vec![Period::of(DeadlineRule::Reconsideration, started).ended_by(ends)];
    if !reconsideration_comes_first(file) {
        found.push(Period::of(DeadlineRule::Lawsuit, started).ended_by(ends));
    }
    if let Some(answered_on) = asked.last().and_then(opens_the_court) {
        let then = sued.iter().map(|one| Fact::on(one.requested_on)).find(|one| one.on >= answered_on);
        let period = Period::of(DeadlineRule::LawsuitAfterReconsideration, Fact::on(answered_on).of_step(step));
        found.push(period.ended_by([then]));
    }
    found
}

/// Those about the decision that counts.
fn about_it(file: &CaseFile, all: Vec<Remedy>) -> Vec<Remedy> {
    all.into_iter().filter(|one| one.place >= file.since_decision()).collect()
}

fn reconsideration_comes_first(file: &CaseFile) -> bool {
    file.case.procedure == Procedure::Summary
        && file.case.decided_on.is_some_and(|day| day >= RECONSIDERATION_FIRST_FROM)
}

/// 行政诉讼法 第四十五条: the decision of the reconsideration body, or its refusal to take the request up.
fn opens_the_court(remedy: &Remedy) -> Option<NaiveDate> {
    let ended = matches!(remedy.result, Some((RemedyResult::Withdrawn | RemedyResult::Mediated, _)));
    let refused = remedy.answer.filter(|answer| !answer.accepted).map(|answer| answer.on);
    remedy.result.filter(|_| !ended).map(|(_, on)| on).or(refused)
}

/// 申请法院强制执行: when the remedies ended unused, or upheld the decision, and something is still owed.
pub fn court_application(file: &CaseFile) -> Option<Period> {
    let owed = owed(file).filter(|owed| !owed.principal.is_zero())?;
    if annulled_on(file).is_some() || !about_it(file, lawsuits(file)).is_empty() {
        return None; // the court sees to its own judgment (行政诉讼法 第九十五条)
    }
    let remedies = against_decision(file);
    let last_to_end = remedies.iter().max_by_key(|period| period.rule as u8)?;
    if about_it(file, reconsiderations(file)).iter().any(Remedy::is_pending) {
        return None;
    }
    let unused = |period: &Period| period.done.is_none() || period.rule == DeadlineRule::LawsuitAfterReconsideration;
    let ends = remedies.iter().filter(|one| unused(one)).map(|one| stands(file, one.clone()).due.map(|due| due.on));
    let ended_on = ends.collect::<Result<Vec<NaiveDate>, _>>().ok()?.into_iter().max()?;
    let step: Option<Uuid> = last_to_end.started.step;
    let started_on = last_instalment(file).map_or(ended_on, |day| day.max(ended_on));
    let paid_up = owed.paid.iter().map(|one| one.on).max().filter(|_| owed.unpaid().is_zero());
    if paid_up.is_some_and(|day| day <= started_on) {
        return None;
    }
    let started = Fact { on: started_on, at: None, step };
    let applied = file.since::<CourtApplication>().next().map(|(done, _)| Fact::from(done));
    Some(Period::of(DeadlineRule::CourtApplication, started).ended_by([applied, paid_up.map(Fact::on)]))
}
