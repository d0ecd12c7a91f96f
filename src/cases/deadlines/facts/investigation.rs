//! D1, D2, D4–D6, D23: until the decision.

use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::file::{CaseFile, Done};
use crate::cases::hearing_notices::HearingNotice;
use crate::cases::hearing_requests::HearingRequest;
use crate::cases::investigation_conclusions::InvestigationConclusion;
use crate::cases::preservation_dispositions::kept;
use crate::cases::prior_notices::PriorNotice;
use crate::cases::procedure_changes::ProcedureChange;
use crate::cases::proofs_of_service::served;
use crate::cases::statements::Statement;
use crate::cases::term_extensions;
use crate::cases::terminations::Termination;
use crate::cases::transfers;
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::penalty::Procedure;
use crate::domain::stage::Stage;
use crate::domain::violation::Violation;
use chrono::NaiveDate;

/// The day on which the case left our hands: another body took it over, or its investigation was terminated, or it was closed.
fn gone(file: &CaseFile) -> Option<Fact> {
    let taken_over = file.case.stage == Stage::Transferred;
    let accepted = transfers::standings(file).into_iter().filter(|_| taken_over).filter_map(|one| one.accepted_on);
    let terminated = file.last::<Termination>().map(|(done, _)| done.on).filter(|_| file.case.decided_on.is_none());
    accepted.max().or(terminated).or(file.case.closed_on).map(Fact::on)
}

/// 办案期限: an ordinary case is decided within it, from its filing as such. On the spot there is none.
pub fn handling(file: &CaseFile) -> Option<Period> {
    let case = &file.case;
    let begun = file.last::<ProcedureChange>().map(|(done, _)| Fact::from(done));
    let period = Period {
        extended_by: term_extensions::granted(file),
        ..Period::of(DeadlineRule::Handling, begun.unwrap_or(Fact::on(case.filed_on)))
    };
    let is_ordinary = case.procedure == Procedure::Ordinary;
    is_ordinary.then(|| period.ended_by([case.decided_on.map(Fact::on), gone(file)]))
}

/// 先行登记保存: what is kept is dealt with in time. Of acts without a list the decision of the case tells it.
pub fn preservations(file: &CaseFile) -> impl Iterator<Item = Period> {
    let of_kind = |done: &&Done| {
        done.step == crate::domain::stage::Step::Investigate && done.content["kind"] == "registered_preservation"
    };
    let listed = kept(file);
    let period = move |done: &Done| {
        let dealt_with = match listed.iter().find(|one| one.act.uuid() == done.id) {
            Some(one) => one.disposed_on(),
            None => file.case.decided_on,
        };
        Period::of(DeadlineRule::Preservation, Fact::from(done)).ended_by([dealt_with.map(Fact::on), gone(file)])
    };
    file.done.iter().filter(of_kind).map(period)
}

/// 陈述申辩, 听证申请: they run from the day on which the notice that counts reached the party.
pub fn party_is_heard(file: &CaseFile) -> Vec<Period> {
    let Some((done, notice)) = file.last::<PriorNotice>() else { return Vec::new() };
    let told = served(file, done.id).map_or(notice.notified_on, |(on, _)| on);
    let run = |rule| Period::of(rule, Fact::on(told).of_step(done.id));
    let after = |one: &Done| one.on >= notice.notified_on;
    let stated =
        file.all::<Statement>().find(|(one, said)| after(one) && !said.leaves_open()).map(|(one, _)| Fact::from(one));
    let mut found = vec![Period { done: stated, ..run(DeadlineRule::Statement) }];
    if notice.offers_hearing() {
        let asked = file.all::<HearingRequest>().find(|(one, _)| after(one));
        found.push(Period { done: asked.map(|(one, _)| Fact::from(one)), ..run(DeadlineRule::HearingRequest) });
    }
    found
}

/// 听证通知: the hearing waits until so many working days have passed.
pub fn hearing_notices(file: &CaseFile) -> impl Iterator<Item = Period> {
    file.all::<HearingNotice>().map(|(done, notice)| {
        let held = Fact::on(legal_date(notice.hearing_at));
        Period::of(DeadlineRule::HearingNotice, Fact::from(done)).ended_by([Some(held)])
    })
}

/// 追究时效 of an act: until it was found out. `None` while it went on then, or where another law says.
pub fn limitation_of(act: &Violation, filed_on: NaiveDate, started: impl Fn(NaiveDate) -> Fact) -> Option<Period> {
    let (rule, since) = act.limitation()?;
    let found = act.found(filed_on);
    (found >= since).then(|| Period::of(rule, started(since)).ended_by([Some(Fact::on(found))]))
}

/// The same of the act that was decided on, or that the last report is about.
pub fn limitation(file: &CaseFile) -> Option<Period> {
    let decided = file.decided().and_then(|(_, done)| {
        let act: Violation = serde_json::from_value(done.content["violation"].clone()).ok()?;
        Some((done.id, act))
    });
    let reported = || file.last::<InvestigationConclusion>().map(|(done, one)| (done.id, one.violation));
    let (step, act) = decided.or_else(reported)?;
    limitation_of(&act, file.case.filed_on, |since| Fact::on(since).of_step(step))
}
