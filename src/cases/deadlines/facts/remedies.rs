//! D9, D10, D13: what the party may do against the decision, and what the agency may do when nothing was done. Gates and board ask the same
//! functions.

use crate::cases::court_applications::CourtApplication;
use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::deadlines::standing::ends;
use crate::cases::file::CaseFile;
use crate::cases::standing::{Remedy, annulled_on, last_instalment, lawsuits, owed, received, reconsiderations};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::remedy::RemedyResult;
use chrono::NaiveDate;
use uuid::Uuid;

/// 行政复议, 行政诉讼: each ends when the other is taken.
pub fn against_decision(file: &CaseFile) -> Vec<Period> {
    let Some((received_on, step)) = received(file) else { return Vec::new() };
    let started = Fact::on(received_on).of_step(step);
    let (asked, sued) = (about_it(file, reconsiderations(file)), about_it(file, lawsuits(file)));
    let first = |all: &[Remedy]| {
        all.iter().filter(|one| counts(one)).map(|one| Fact::on(one.requested_on)).min_by_key(|one| one.on)
    };
    let ends = [first(&asked), first(&sued), annulled_on(file).map(Fact::on)];
    let mut found = vec![Period::of(DeadlineRule::Reconsideration, started).ended_by(ends)];
    if !reconsideration_comes_first(file) {
        found.push(Period::of(DeadlineRule::Lawsuit, started).ended_by(ends));
    }
    if let Some((answered, start_assumed)) = asked.last().and_then(opens_the_court) {
        let later = sued.iter().filter(|one| counts(one) && one.requested_on >= answered.on);
        let then = later.map(|one| Fact::on(one.requested_on)).min_by_key(|one| one.on);
        let period = Period::of(DeadlineRule::LawsuitAfterReconsideration, answered).ended_by([then]);
        found.push(Period { start_assumed, ..period });
    }
    found
}

/// What was taken back, or was not accepted, ends nothing.
fn counts(remedy: &Remedy) -> bool {
    remedy.was_taken_up() && !matches!(remedy.result, Some((RemedyResult::Withdrawn, _)))
}

/// Those about the decision that counts.
fn about_it(file: &CaseFile, all: Vec<Remedy>) -> Vec<Remedy> {
    all.into_iter().filter(|one| one.place >= file.since_decision()).collect()
}

/// 复议前置, by the rule of the day of the decision.
fn reconsideration_comes_first(file: &CaseFile) -> bool {
    let first = |day: NaiveDate| file.rules.reconsideration_first(file.case.procedure, day).0;
    file.case.decided_on.is_some_and(first)
}

/// 行政诉讼法 第四十五条, 行政复议法 第三十四条: the decision of the reconsideration body, or its refusal to take the request up, from its receipt;
/// and whether the receipt is only assumed. What the parties agreed on before the body opens no suit (行政复议法 第七十三条).
fn opens_the_court(remedy: &Remedy) -> Option<(Fact, bool)> {
    let of_step = |fact: Fact, step: Option<Uuid>| step.map_or(fact, |step| fact.of_step(step));
    match (remedy.result, remedy.answer) {
        (Some((RemedyResult::Withdrawn | RemedyResult::Mediated, _)), _) => None,
        (Some((_, decided_on)), _) => {
            let received_on = remedy.result_received_on;
            Some((of_step(Fact::on(received_on.unwrap_or(decided_on)), remedy.result_step), received_on.is_none()))
        }
        (None, Some(answer)) if !answer.accepted => Some((Fact::on(answer.on).of_step(answer.step), true)),
        _ => None,
    }
}

/// 救济期限: the last day on which the party may still turn to somebody, and whether a court has judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemediesEnd {
    pub on: NaiveDate,
    pub judged: bool,
    /// The receipt from which the last of it runs was not recorded.
    pub assumed: bool,
    /// The step behind it.
    step: Option<Uuid>,
}

/// 行政复议法 第二十条, 行政诉讼法 第四十五条, 第四十六条: when the last of the periods ends that were not used. A remedy that was taken back, or
/// that ended in an agreement, is over on that day; it shortens no period.
pub fn remedies_end(file: &CaseFile) -> Result<RemediesEnd, Refusal> {
    let (asked, sued) = (about_it(file, reconsiderations(file)), about_it(file, lawsuits(file)));
    if asked.iter().chain(&sued).any(Remedy::is_pending) {
        return Err(Refusal::of(Rule::RemedyPending));
    }
    if let Some((one, on)) = sued.iter().rev().filter(|one| counts(one)).find_map(|one| Some((one, one.result?.1))) {
        return Ok(RemediesEnd { on, judged: true, assumed: false, step: one.result_step });
    }
    if received(file).is_none() {
        return Err(Refusal::of(Rule::ReceiptUnknown));
    }
    let over = asked.iter().chain(&sued).filter_map(|one| Some((one.result?, one.result_step)));
    let agreed = over.filter(|((result, _), _)| matches!(result, RemedyResult::Withdrawn | RemedyResult::Mediated));
    let mut all: Vec<RemediesEnd> =
        agreed.map(|((_, on), step)| RemediesEnd { on, judged: false, assumed: false, step }).collect();
    for period in against_decision(file).into_iter().filter(|one| one.done.is_none()) {
        let (step, assumed) = (period.started.step, period.start_assumed);
        let Some(on) = ends(file, period)?.on else {
            let text = Text::new(
                "救济期限中止，尚未恢复计算",
                "The time for remedies stands still, and nobody knows until when",
            );
            return Err(Refusal::new(Rule::RemediesOpen, text));
        };
        all.push(RemediesEnd { on, judged: false, assumed, step });
    }
    all.into_iter().max_by_key(|one| one.on).ok_or_else(|| Refusal::of(Rule::ReceiptUnknown))
}

/// 申请法院强制执行的期限: from the end of the remedies or of a deferral (行政强制法 第五十三条, 行政处罚法 第七十二条); of what a court judged, from its
/// effect.
pub fn application(file: &CaseFile) -> Result<Period, Refusal> {
    let end = remedies_end(file)?;
    let begins = last_instalment(file, file.today).filter(|_| !end.judged).map_or(end.on, |day| day.max(end.on));
    let rule = if end.judged { DeadlineRule::JudgmentApplication } else { DeadlineRule::CourtApplication };
    let period = Period::of(rule, Fact { on: begins, at: None, step: end.step });
    Ok(Period { start_assumed: end.assumed, ..period })
}

/// The same while something is owed: until the court is asked, or it is paid.
pub fn court_application(file: &CaseFile) -> Option<Period> {
    let owed = owed(file).filter(|owed| !owed.principal.is_zero())?;
    let period = application(file).ok().filter(|_| annulled_on(file).is_none())?;
    let paid_up = owed.paid.iter().map(|one| one.on).max().filter(|_| owed.unpaid().is_zero());
    if paid_up.is_some_and(|day| day <= period.started.on) {
        return None;
    }
    let applied = file.since::<CourtApplication>().next().map(|(done, _)| Fact::from(done));
    Some(period.ended_by([applied, paid_up.map(Fact::on)]))
}
