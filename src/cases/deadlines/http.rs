//! Deadlines on the wire.

use super::model::{Deadline, Standing, deadlines};
use super::store;
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::page::PageOf;
use crate::db::{Db, View};
use crate::domain::deadline::{Rolls, TimeUnit};
use crate::domain::deadline_rule::{Bound, DeadlineRule};
use crate::domain::ids::CaseId;
use crate::domain::permission::may::ReadCases;
use crate::http::{Query, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// 期限: a time limit of a case, and how it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeadlineReply {
    rule: DeadlineRule,
    name: &'static str,
    /// Whose time it is.
    bound: Bound,
    standing: Standing,
    started_on: NaiveDate,
    /// The step that set it running; null for the filing.
    started_by: Option<Uuid>,
    length: u32,
    unit: TimeUnit,
    rolls: Rolls,
    /// Where the count ends; null while the holiday notice of a year that it needs is not loaded.
    last_day: Option<NaiveDate>,
    /// The last day in time: `last_day`, or the working day that it rolls to.
    due_on: Option<NaiveDate>,
    /// The day on which what was to be done was done.
    done_on: Option<NaiveDate>,
    /// Off-days that did not count.
    skipped: Vec<NaiveDate>,
    legal_basis: &'static str,
    /// What the count of days rests on.
    counted_by: Vec<&'static str>,
}

page_reply!(DeadlinePage of DeadlineReply);

impl From<&Deadline> for DeadlineReply {
    fn from(deadline: &Deadline) -> Self {
        let (period, due, limit) = (&deadline.period, deadline.due.as_ref().ok(), deadline.period.rule.limit());
        Self {
            rule: period.rule,
            name: period.rule.label_zh(),
            bound: period.rule.bound(),
            standing: deadline.standing,
            started_on: period.started_on,
            started_by: period.started_by,
            length: limit.length,
            unit: limit.unit,
            rolls: limit.rolls,
            last_day: due.map(|due| due.last_day),
            due_on: due.map(|due| due.due_date),
            done_on: period.done_on,
            skipped: due.map(|due| due.skipped.clone()).unwrap_or_default(),
            legal_basis: period.rule.legal_basis(),
            counted_by: due.map(|due| due.legal_basis()).unwrap_or_default(),
        }
    }
}

/// 案件的期限
///
/// Every time limit that the facts of the case set running, oldest first: running, met, missed.
#[utoipa::path(tag = "deadlines", operation_id = "case_deadlines_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = DeadlinePage), Refusals))]
#[get("/cases/{case_id}/deadlines")]
pub async fn of_case(db: Data<Db>, caller: Authorized<ReadCases>, id: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *id)?;
        Reply::page(&told(&steps::file(view, case)?), None)
    })
    .await
}

pub fn told(file: &CaseFile) -> Vec<DeadlineReply> {
    deadlines(file).iter().map(DeadlineReply::from).collect()
}

/// Which deadlines the board shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// Code of one agency: narrows the board, never widens it.
    #[serde(default)]
    agency: Option<String>,
    /// Those that end so many days from now at the latest; 7 when left out. Missed ones are always shown.
    #[serde(default)]
    #[param(minimum = 0, maximum = 366)]
    within_days: Option<i64>,
    /// Only those that were missed.
    #[serde(default)]
    overdue: Option<bool>,
    #[serde(default)]
    rule: Option<DeadlineRule>,
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[serde(default)]
    cursor: Option<String>,
}

/// 期限 of one case on the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardReply {
    case_id: CaseId,
    case_number: Option<String>,
    party_name: String,
    /// Negative when it is over.
    days_left: i64,
    deadline: DeadlineReply,
}

page_reply!(BoardPage of BoardReply);

/// Boards run by the last day.
#[derive(Debug, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct BoardPlace {
    due_on: NaiveDate,
    case: Uuid,
    rule: String,
    started_by: Option<Uuid>,
}

/// 期限看板
///
/// What ends soon, and what was missed, in the open cases of the agency: the most urgent first.
#[utoipa::path(tag = "deadlines", operation_id = "deadlines_list", security(("bearer" = [])),
    params(BoardQuery), responses((status = 200, body = BoardPage), Refusals))]
#[get("/deadlines")]
pub async fn board(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    Query(asked): Query<BoardQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(asked.agency.as_deref())?;
        let page = PageOf::<BoardPlace>::parse(asked.cursor.as_deref(), asked.limit)?;
        let mut rows = urgent(view, &asked)?;
        rows.sort_by(|(one, _), (other, _)| one.cmp(other));
        let rest = rows.into_iter().filter(|(place, _)| page.after.as_ref().is_none_or(|after| place > after));
        let fetched: Vec<_> = rest.take(usize::try_from(page.fetch()).unwrap_or_default()).collect();
        let (shown, next) =
            page.cut(fetched, |(place, _)| BoardPlace { case: place.case, rule: place.rule.clone(), ..*place });
        Reply::page(&shown.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), next)
    })
    .await
}

fn urgent(view: &mut View, asked: &BoardQuery) -> Result<Vec<(BoardPlace, BoardReply)>, Problem> {
    let today = view.today();
    let days = TimeDelta::try_days(asked.within_days.unwrap_or(7)).unwrap_or_default();
    let until = today.checked_add_signed(days).unwrap_or(NaiveDate::MAX);
    let mut rows = Vec::new();
    for file in store::open_files(view)? {
        for deadline in deadlines(&file) {
            let Ok(due) = &deadline.due else { continue };
            let soon = deadline.standing == Standing::Running && due.due_date <= until && asked.overdue != Some(true);
            let wanted = asked.rule.is_none_or(|rule| rule == deadline.period.rule);
            if !wanted || !(soon || deadline.standing == Standing::Missed) {
                continue;
            }
            let place = BoardPlace {
                due_on: due.due_date,
                case: file.case.id.uuid(),
                rule: deadline.period.rule.to_string(),
                started_by: deadline.period.started_by,
            };
            let row = BoardReply {
                case_id: file.case.id,
                case_number: file.case.case_number.clone(),
                party_name: file.case.party.name.to_string(),
                days_left: (due.due_date - today).num_days(),
                deadline: DeadlineReply::from(&deadline),
            };
            rows.push((place, row));
        }
    }
    Ok(rows)
}
