//! Sessions' rows, in the deployment's scope.

use super::model::{OpenSession, SortKey};
use crate::db::page::PageOf;
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, SessionId};
use crate::domain::session_end::SessionEnd;
use crate::problem::Problem;
use crate::schema::{login_throttle, refresh_token, session};
use chrono::{DateTime, Duration, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Rows removed in one transaction.
const BATCH: i64 = 1_000;

#[derive(Queryable, Selectable)]
#[diesel(table_name = session)]
struct Row {
    id: SessionId,
    opened_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    idle_s: i32,
    address: Option<String>,
    user_agent: Option<String>,
}

impl From<Row> for OpenSession {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            opened_at: row.opened_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            idle_s: row.idle_s,
            address: row.address,
            user_agent: row.user_agent,
        }
    }
}

/// Sessions that go on, the newest first. One that has just fallen idle may still be shown.
pub(super) fn page(
    view: &mut View,
    owner: AccountId,
    page: &PageOf<SortKey>,
) -> Result<(Vec<OpenSession>, Option<String>), Problem> {
    let now = view.now;
    let live = session::account_id.eq(owner).and(session::ended_at.is_null()).and(session::expires_at.gt(now));
    let mut query = session::table.filter(live).into_boxed();
    if let Some(SortKey { id }) = &page.after {
        query = query.filter(session::id.lt(id));
    }
    let rows: Vec<Row> =
        query.order(session::id.desc()).limit(page.fetch()).select(Row::as_select()).load(view.conn())?;
    let (rows, next_cursor) = page.cut(rows, |row: &Row| SortKey { id: row.id });
    Ok((rows.into_iter().map(OpenSession::from).filter(|one| one.lives(now)).collect(), next_cursor))
}

/// Whether a session that goes on belongs to the account.
pub(super) fn belongs_to(view: &mut View, id: SessionId, owner: AccountId) -> Result<(), Problem> {
    let own = session::table.find(id).filter(session::account_id.eq(owner).and(session::ended_at.is_null()));
    own.select(session::id).first::<SessionId>(view.conn())?;
    Ok(())
}

/// Ends what time has ended: past the last instant, or idle too long.
pub fn end_overdue(tx: &mut Tx) -> Result<usize, Problem> {
    let now = tx.now;
    let over = session::table.filter(session::ended_at.is_null().and(session::expires_at.le(now)));
    let expired = diesel::update(over)
        .set((session::ended_at.eq(now), session::end_reason.eq(SessionEnd::Expired)))
        .execute(tx.conn())?;
    // A minute's grace: another process may have seen the session and not written it yet.
    let seen_before = now - Duration::minutes(1);
    let idle = sql::<Bool>("last_seen_at + make_interval(secs => idle_s) <= ")
        .bind::<diesel::sql_types::Timestamptz, _>(seen_before);
    let idle = diesel::update(session::table.filter(session::ended_at.is_null()).filter(idle))
        .set((session::ended_at.eq(now), session::end_reason.eq(SessionEnd::Idle)))
        .execute(tx.conn())?;
    Ok(expired + idle)
}

/// Removes sessions that ended before `then`, with their refresh tokens; how many it were.
pub fn remove_ended(tx: &mut Tx, then: DateTime<Utc>) -> Result<usize, Problem> {
    let ended: Vec<SessionId> = session::table
        .filter(session::ended_at.lt(then))
        .order(session::ended_at)
        .limit(BATCH)
        .select(session::id)
        .for_update()
        .skip_locked()
        .load(tx.conn())?;
    diesel::delete(refresh_token::table.filter(refresh_token::session_id.eq_any(&ended))).execute(tx.conn())?;
    diesel::delete(session::table.filter(session::id.eq_any(&ended))).execute(tx.conn()).map_err(Problem::from)
}

/// Failures that no longer count.
pub fn forget_old_failures(tx: &mut Tx, counted_from: DateTime<Utc>) -> Result<usize, Problem> {
    let now = tx.now;
    let is_over = login_throttle::locked_until.is_null().or(login_throttle::locked_until.lt(now));
    let old = login_throttle::first_failure_at.lt(counted_from).and(is_over);
    diesel::delete(login_throttle::table.filter(old)).execute(tx.conn()).map_err(Problem::from)
}
