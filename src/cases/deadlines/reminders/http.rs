//! Reminders on the wire.

use super::store::{self, Reminder, ReminderPlace};
use crate::auth::Authorized;
use crate::db::Db;
use crate::db::page::PageOf;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::{CaseId, DeadlineReminderId, EntryId};
use crate::domain::permission::may::ReadCases;
use crate::http::{Query, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 期限提醒
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlineReminderReply {
    id: DeadlineReminderId,
    case_id: CaseId,
    case_number: Option<String>,
    rule: DeadlineRule,
    name: &'static str,
    due_on: NaiveDate,
    /// How many days before its last day the reminder was due; null: it is over.
    days_before: Option<i32>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(DeadlineReminderPage of DeadlineReminderReply);

impl From<(Reminder, Option<String>)> for DeadlineReminderReply {
    fn from((one, case_number): (Reminder, Option<String>)) -> Self {
        Self {
            id: one.id,
            case_id: one.case,
            case_number,
            rule: one.rule,
            name: one.rule.label_zh(),
            due_on: one.due_on,
            days_before: one.days_before,
            entry_id: one.entry_id,
            recorded_at: one.recorded_at,
        }
    }
}

/// Which reminders are shown.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeadlineReminderQuery {
    /// Code of one agency: narrows the list, never widens it.
    #[serde(default)]
    agency: Option<String>,
    #[serde(default)]
    #[param(inline)]
    case_id: Option<CaseId>,
    #[serde(default)]
    #[param(inline)]
    rule: Option<DeadlineRule>,
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[serde(default)]
    cursor: Option<String>,
}

/// 期限提醒, the newest first
///
/// So many days before a time limit ends (`ANJUAN_DEADLINE_REMINDER_DAYS`), and when it is over, the case's journal says so, each once.
#[utoipa::path(tag = "deadlines", operation_id = "deadline_reminders_list", security(("bearer" = [])),
    params(DeadlineReminderQuery), responses((status = 200, body = DeadlineReminderPage), Refusals))]
#[get("/deadline-reminders")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    Query(asked): Query<DeadlineReminderQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(asked.agency.as_deref())?;
        let page = PageOf::<ReminderPlace>::parse(asked.cursor.as_deref(), asked.limit)?;
        let rows = store::page(view, asked.case_id, asked.rule, &page)?;
        let place =
            |(one, _): &(Reminder, Option<String>)| ReminderPlace { recorded_at: one.recorded_at, id: one.id.uuid() };
        let (shown, next) = page.cut(rows, place);
        Reply::page(&shown.into_iter().map(DeadlineReminderReply::from).collect::<Vec<_>>(), next)
    })
    .await
}
