//! 期限看板: what ends soon, and what was missed, in all open cases that the reader sees.

use super::reply::DeadlineReply;
use super::standing::{Deadline, Standing, deadlines};
use super::store::{self, WantedDue};
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::store::Key;
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
use std::collections::HashMap;
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
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct BoardPlace {
    due_on: NaiveDate,
    case: Uuid,
    rule: String,
    /// Of the filing, the case.
    started_by: Uuid,
}

/// What stands at a place: counted just now, or as the outlook of its case keeps it.
enum Found {
    Now(Box<BoardReply>),
    Kept(Key),
}

/// 期限看板
///
/// What ends soon, and what was missed and is not done yet, in the open cases of the agency: the most urgent first. Every deadline is told
/// as it stands now. After a rule or a holiday notice was set for many cases, they stand for a minute or so in the order of the days before.
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
        let (found, next) = page.cut(urgent(view, &asked, &page)?, |(place, _)| place.clone());
        Reply::page(&shown(view, &asked, found)?, next)
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

/// The places of a page and of one more. Only the files of cases without an outlook are read here.
fn urgent(view: &mut View, asked: &BoardQuery, page: &PageOf<BoardPlace>) -> Result<Vec<(BoardPlace, Found)>, Problem> {
    let until = until(asked, view.today());
    let (unknown, mut all) = (store::unknown(view)?, Vec::new());
    for file in &unknown {
        let rows = rows(file, asked, until).into_iter().map(|(place, row)| (place, Found::Now(Box::new(row))));
        all.extend(rows.filter(|(place, _)| page.after.as_ref().is_none_or(|after| place > after)));
    }
    let without: Vec<CaseId> = unknown.iter().map(|file| file.case.id).collect();
    let after = page.after.as_ref().map(|one| (one.due_on, one.case, one.rule.as_str(), one.started_by));
    let wanted = WantedDue { until, rule: asked.rule, after, without: &without, most: page.fetch() };
    all.extend(store::kept(view, &wanted)?.into_iter().map(|one| {
        let key = (one.agency_id, one.case_id);
        let place =
            BoardPlace { due_on: one.due_on, case: one.case_id.uuid(), rule: one.rule, started_by: one.started_by };
        (place, Found::Kept(key))
    }));
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all.truncate(usize::try_from(page.fetch()).unwrap_or_default());
    Ok(all)
}

/// Each row as it stands now; what is over in the meantime is not shown.
fn shown(view: &mut View, asked: &BoardQuery, found: Vec<(BoardPlace, Found)>) -> Result<Vec<BoardReply>, Problem> {
    let mut keys: Vec<Key> =
        found.iter().filter_map(|(_, one)| if let Found::Kept(key) = one { Some(*key) } else { None }).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut counted = HashMap::new();
    for file in store::of_keys(view, &keys)? {
        let all = rows(&file, asked, NaiveDate::MAX);
        counted.extend(all.into_iter().map(|(place, row)| ((place.case, place.rule, place.started_by), row)));
    }
    let row = |(place, found): (BoardPlace, Found)| match found {
        Found::Now(row) => Some(*row),
        Found::Kept(_) => counted.remove(&(place.case, place.rule, place.started_by)),
    };
    Ok(found.into_iter().filter_map(row).collect())
}

fn rows(file: &CaseFile, asked: &BoardQuery, until: NaiveDate) -> Vec<(BoardPlace, BoardReply)> {
    let all = deadlines(file);
    let wanted = all.iter().filter(|one| asked.rule.is_none_or(|rule| rule == one.period.rule) && one.is_open());
    wanted.filter_map(|deadline| row(file, deadline, until)).collect()
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
        started_by: deadline.period.started.step.unwrap_or(file.case.id.uuid()),
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
