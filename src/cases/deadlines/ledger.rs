//! 不计入期限的期间: when a limit stands still, why, and who was told. Which kinds of them do not count is for the rule of the limit.

use super::period::Period;
use crate::cases::file::CaseFile;
use crate::cases::hearings::Hearing;
use crate::cases::proofs_of_service::ProofOfService;
use crate::cases::resumptions::Resumption;
use crate::cases::suspensions::{Suspension, SuspensionGround, SuspensionOf};
use crate::domain::day;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::procedure_rule::StopKind;
use crate::domain::service::ServiceWay;
use crate::domain::stage::Step;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// 不计入期限的期间: both ends among it; without an end it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeadlineStop {
    kind: StopKind,
    from: NaiveDate,
    to: Option<NaiveDate>,
    /// 理由
    reason: String,
    /// 依据
    legal_basis: Option<String>,
    /// 书面告知当事人
    told_on: Option<NaiveDate>,
    /// The step that says so.
    step_id: Uuid,
}

impl DeadlineStop {
    pub fn days(&self) -> Option<day::Period> {
        day::Period::new(self.from, self.to)
    }
}

/// Everything that does not count of a period, in order.
pub fn stops(file: &CaseFile, period: &Period, not_counted: &[StopKind]) -> Vec<DeadlineStop> {
    let mut found = Vec::new();
    for kind in not_counted {
        found.extend(match kind {
            StopKind::Suspension | StopKind::Examination => suspended(file, period, *kind),
            StopKind::Hearing => heard(file),
            StopKind::Announcement => announced(file),
        });
    }
    found.retain(|stop: &DeadlineStop| stop.to.is_none_or(|to| to > period.started.on));
    found.sort_by_key(|stop| (stop.from, stop.to));
    found
}

fn suspended(file: &CaseFile, period: &Period, kind: StopKind) -> Vec<DeadlineStop> {
    let is_meant = |one: &Suspension| {
        let is_examined = one.ground == SuspensionGround::Examination;
        let is_kind = is_examined == (kind == StopKind::Examination);
        match (one.of, period.rule) {
            (SuspensionOf::Measure, DeadlineRule::Measure) => {
                is_examined && is_kind && one.measure_id.map(|id| id.uuid()) == period.started.step
            }
            (SuspensionOf::Case, DeadlineRule::Handling) => {
                // Whoever says that the case's term stops names the rule; an examination needs none but the row's.
                (one.stops_case_term && kind == StopKind::Suspension) || (is_examined && is_kind)
            }
            (SuspensionOf::Case, DeadlineRule::Measure) => false,
            (SuspensionOf::Case, _) => is_kind,
            (SuspensionOf::Measure, DeadlineRule::Handling) => is_examined && is_kind,
            (SuspensionOf::Measure, _) => false,
        }
    };
    let stop = |id: Uuid, one: Suspension| {
        let resumed = file.all::<Resumption>().find(|(_, end)| end.suspension_id.uuid() == id);
        let resumed = resumed.and_then(|(_, end)| end.resumed_on.pred_opt());
        DeadlineStop {
            kind,
            from: one.from,
            to: resumed.into_iter().chain(one.to).min(),
            reason: one.reason.to_string(),
            legal_basis: one.basis.map(|basis| basis.to_string()),
            told_on: one.told_on,
            step_id: id,
        }
    };
    let all = file.all::<Suspension>().filter(|(_, one)| is_meant(one));
    all.map(|(done, one)| stop(done.id, one)).filter(|stop| stop.days().is_some()).collect()
}

/// From the request until the hearing is over, or until the party takes the request back.
fn heard(file: &CaseFile) -> Vec<DeadlineStop> {
    let mut found: Vec<DeadlineStop> = Vec::new();
    for done in &file.done {
        let ends = |last: &mut Vec<DeadlineStop>| {
            if let Some(open) = last.last_mut().filter(|open| open.to.is_none()) {
                open.to = Some(done.on);
            }
        };
        match (done.step, done.read::<Hearing>()) {
            (Step::RequestHearing, _) => found.push(DeadlineStop {
                kind: StopKind::Hearing,
                from: done.on,
                to: None,
                reason: "听证".to_owned(),
                legal_basis: None,
                told_on: None,
                step_id: done.id,
            }),
            (Step::WithdrawHearingRequest, _) => ends(&mut found),
            (_, Some(hearing)) if hearing.outcome.ends_it() => ends(&mut found),
            _ => {}
        }
    }
    found
}

/// 公告送达: from the announcement to the day on which it counts as served.
fn announced(file: &CaseFile) -> Vec<DeadlineStop> {
    let all = file.all::<ProofOfService>().filter(|(_, one)| one.way == ServiceWay::Announced);
    let stop = |id: Uuid, one: ProofOfService| DeadlineStop {
        kind: StopKind::Announcement,
        from: one.done_on,
        to: one.served_on,
        reason: one.attempts.map_or_else(|| "公告送达".to_owned(), |why| why.to_string()),
        legal_basis: Some("民事诉讼法 第九十五条".to_owned()),
        told_on: None,
        step_id: id,
    };
    all.map(|(done, one)| stop(done.id, one)).collect()
}
