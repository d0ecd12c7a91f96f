//! 期限看板: what ends soon, and what was missed, in all open cases that the reader sees.

use super::reply::DeadlineReply;
use super::standing::{Deadline, Standing, deadlines};
use super::store;
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::db::page::PageOf;
use crate::db::{Db, View};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::CaseId;
use crate::domain::permission::may::ReadCases;
use crate::http::{Query, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::Data;
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

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
    /// Only those that were missed and are not done yet.
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
/// What ends soon, and what was missed and is not done yet, in the open cases of the agency: the most urgent first.
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

/// By when what is shown ends.
fn until(asked: &BoardQuery, today: NaiveDate) -> NaiveDate {
    if asked.overdue == Some(true) {
        return today.pred_opt().unwrap_or(today);
    }
    let days = TimeDelta::try_days(asked.within_days.unwrap_or(7)).unwrap_or_default();
    today.checked_add_signed(days).unwrap_or(NaiveDate::MAX)
}

fn urgent(view: &mut View, asked: &BoardQuery) -> Result<Vec<(BoardPlace, BoardReply)>, Problem> {
    let until = until(asked, view.today());
    let mut rows = Vec::new();
    for file in store::ending(view, until)? {
        let all = deadlines(&file);
        let wanted = all.iter().filter(|one| asked.rule.is_none_or(|rule| rule == one.period.rule) && one.is_open());
        rows.extend(wanted.filter_map(|deadline| row(&file, deadline, until)));
    }
    Ok(rows)
}

fn row(file: &CaseFile, deadline: &Deadline, until: NaiveDate) -> Option<(BoardPlace, BoardReply)> {
    let due = deadline.due.as_ref().ok().filter(|due| due.on <= until)?;
    if !matches!(deadline.standing, Standing::Running | Standing::Suspended | Standing::Missed) {
        return None;
    }
    let place = BoardPlace {
        due_on: due.on,
        case: file.case.id.uuid(),
        rule: deadline.period.rule.to_string(),
        started_by: deadline.period.started.step,
    };
    let row = BoardReply {
        case_id: file.case.id,
        case_number: file.case.case_number.clone(),
        party_name: file.case.party.name.to_string(),
        days_left: (due.on - file.today).num_days(),
        deadline: DeadlineReply::of(file, deadline),
    };
    Some((place, row))
}
