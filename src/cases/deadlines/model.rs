//! Which periods the facts of a case set running, and how each stands today.

use crate::cases::file::{CaseFile, Done};
use crate::cases::prior_notices::PriorNotice;
use crate::domain::calendar::CalendarNotPublished;
use crate::domain::deadline::{DueDate, DueDateFault};
use crate::domain::deadline_rule::{Bound, DeadlineRule};
use crate::domain::origin::Origin;
use crate::domain::penalty::Procedure;
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use chrono::NaiveDate;
use uuid::Uuid;

text_enum! {
    /// 期限状态
    pub enum Standing {
        /// 进行中
        Running = "running" "进行中",
        /// 按期完成
        Met = "met" "按期完成",
        /// 逾期完成
        MetLate = "met_late" "逾期完成",
        /// 逾期未完成
        Missed = "missed" "逾期未完成",
        /// 当事人期限届满
        Expired = "expired" "期限届满",
        /// 放假安排未公布, 不能计算
        Unknown = "unknown" "放假安排未公布",
    }
}

/// A fact set a time limit running, and perhaps another one ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub rule: DeadlineRule,
    pub started_on: NaiveDate,
    /// The step that set it running; `None`: the filing.
    pub started_by: Option<Uuid>,
    /// The legal date of what was to be done in time.
    pub done_on: Option<NaiveDate>,
}

/// 期限
#[derive(Debug, Clone)]
pub struct Deadline {
    pub period: Period,
    pub due: Result<DueDate, CalendarNotPublished>,
    pub standing: Standing,
}

/// Everything that was set running, oldest first.
pub fn periods(file: &CaseFile) -> Vec<Period> {
    let mut found: Vec<Period> = handling(file).into_iter().collect();
    if file.case.origin == Origin::Live {
        found.extend(preservations(file));
        found.extend(party_is_heard(file));
    }
    found.sort_by_key(|period| (period.started_on, period.rule as u8));
    found
}

/// How each stands today.
pub fn deadlines(file: &CaseFile) -> Vec<Deadline> {
    let stands = |period: Period| match period.rule.limit().due(period.started_on, &file.calendar) {
        Ok(due) => Some(Deadline { standing: standing(&period, due.due_date, file.today), due: Ok(due), period }),
        Err(DueDateFault::NotPublished(year)) => {
            let standing = if period.done_on.is_some() { Standing::Met } else { Standing::Unknown };
            Some(Deadline { period, due: Err(year), standing })
        }
        Err(DueDateFault::ZeroLength | DueDateFault::OutOfRange) => None, // no rule is so long
    };
    periods(file).into_iter().filter_map(stands).collect()
}

fn standing(period: &Period, due: NaiveDate, today: NaiveDate) -> Standing {
    match (period.done_on, period.rule.bound()) {
        (Some(day), _) if day <= due => Standing::Met,
        (Some(_), _) => Standing::MetLate,
        (None, _) if today <= due => Standing::Running,
        (None, Bound::Agency) => Standing::Missed,
        (None, Bound::Party) => Standing::Expired,
    }
}

/// 办案期限: an ordinary case is decided within it. On the spot there is none.
fn handling(file: &CaseFile) -> Option<Period> {
    let case = &file.case;
    let ended_on = case.decided_on.or(case.closed_on);
    (case.procedure == Procedure::Ordinary).then_some(Period {
        rule: DeadlineRule::Handling,
        started_on: case.filed_on,
        started_by: None,
        done_on: ended_on,
    })
}

/// 先行登记保存: what is kept is dealt with in time; the decision of the case deals with it at the latest.
fn preservations(file: &CaseFile) -> impl Iterator<Item = Period> {
    let kept = |done: &&Done| done.step == Step::Investigate && done.content["kind"] == "registered_preservation";
    file.done.iter().filter(kept).map(|done| Period {
        rule: DeadlineRule::Preservation,
        started_on: done.on,
        started_by: Some(done.id),
        done_on: file.case.decided_on,
    })
}

/// 陈述申辩, 听证申请: they run from the notice that counts.
fn party_is_heard(file: &CaseFile) -> Vec<Period> {
    let Some((done, notice)) = file.last::<PriorNotice>() else { return Vec::new() };
    let heard = file.done.iter().find(|one| one.step == Step::HearStatement && one.on >= done.on).map(|one| one.on);
    let run = |rule, done_on| Period { rule, started_on: done.on, started_by: Some(done.id), done_on };
    let mut found = vec![run(DeadlineRule::Statement, heard)];
    if notice.offers_hearing() {
        found.push(run(DeadlineRule::HearingRequest, None));
    }
    found
}
