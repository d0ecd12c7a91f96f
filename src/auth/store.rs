//! Accounts, sessions and failed log-ins, in the deployment's own scope.

use super::model::{Account, Failures};
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, OfficerId, SessionId};
use crate::problem::Problem;
use crate::schema::{account, agency, login_throttle, refresh_token, session};
use chrono::{DateTime, Utc};
use diesel::prelude::*;

type AccountRow = (AccountId, AgencyId, Vec<String>, Option<OfficerId>, i32, String);

fn account_of(row: AccountRow) -> Result<Account, Problem> {
    let (id, agency, roles, officer, rights_version, state) = row;
    let roles = roles.iter().map(|role| role.parse()).collect::<Result<_, _>>().map_err(Problem::internal)?;
    Ok(Account { id, agency, roles, officer, rights_version, is_active: state == "active" })
}

type AccountColumns =
    (account::id, account::agency_id, account::roles, account::officer_id, account::rights_version, account::state);
const ACCOUNT: AccountColumns =
    (account::id, account::agency_id, account::roles, account::officer_id, account::rights_version, account::state);

pub fn account_by_username(view: &mut View, username: &str) -> Result<Option<(Account, String)>, Problem> {
    let found: Option<(AccountRow, String)> = account::table
        .filter(account::username.eq(username))
        .select((ACCOUNT, account::password_hash))
        .first(view.conn())
        .optional()?;
    found.map(|(row, hash)| Ok((account_of(row)?, hash))).transpose()
}

/// What `/me` tells: user name, display name, and the agency's code and name.
pub fn who_is(view: &mut View, id: AccountId) -> Result<(String, String, String, String), Problem> {
    account::table
        .inner_join(agency::table.on(agency::id.eq(account::agency_id)))
        .filter(account::id.eq(id))
        .select((account::username, account::display_name, agency::code, agency::name))
        .first(view.conn())
        .map_err(Problem::from)
}

pub fn failures(tx: &mut Tx, key: &str) -> Result<Option<Failures>, Problem> {
    let found: Option<(i32, DateTime<Utc>, Option<DateTime<Utc>>)> = login_throttle::table
        .find(key)
        .select((login_throttle::failures, login_throttle::first_failure_at, login_throttle::locked_until))
        .for_update()
        .first(tx.conn())
        .optional()?;
    Ok(found.map(|(count, first_at, locked_until)| Failures { count, first_at, locked_until }))
}

/// Makes the row of a key, so that the next reader can lock it.
pub fn ensure_throttle(tx: &mut Tx, key: &str) -> Result<(), Problem> {
    let now = tx.now;
    diesel::insert_into(login_throttle::table)
        .values((login_throttle::key.eq(key), login_throttle::failures.eq(0), login_throttle::first_failure_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    Ok(())
}

pub fn count_failure(tx: &mut Tx, key: &str, failures: Failures) -> Result<(), Problem> {
    diesel::update(login_throttle::table.find(key))
        .set((
            login_throttle::failures.eq(failures.count),
            login_throttle::first_failure_at.eq(failures.first_at),
            login_throttle::locked_until.eq(failures.locked_until),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A right password clears the user name's count and takes its own attempt off the address's.
pub fn forgive(tx: &mut Tx, username_key: &str, source_key: &str) -> Result<(), Problem> {
    diesel::delete(login_throttle::table.find(username_key)).execute(tx.conn())?;
    diesel::update(login_throttle::table.find(source_key))
        .set((
            login_throttle::failures.eq(login_throttle::failures - 1),
            login_throttle::locked_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub fn open_session(tx: &mut Tx, account: &Account, id: SessionId, expires_at: DateTime<Utc>) -> Result<(), Problem> {
    diesel::insert_into(session::table)
        .values((
            session::id.eq(id),
            session::agency_id.eq(account.agency),
            session::account_id.eq(account.id),
            session::opened_at.eq(tx.now),
            session::expires_at.eq(expires_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub fn keep_refresh_token(tx: &mut Tx, digest: &[u8], session: SessionId) -> Result<(), Problem> {
    diesel::insert_into(refresh_token::table)
        .values((
            refresh_token::digest.eq(digest),
            refresh_token::session_id.eq(session),
            refresh_token::issued_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A refresh token that is known, its session and account.
pub struct Refreshable {
    pub session: SessionId,
    pub session_lives: bool,
    pub was_used: bool,
    pub account: Account,
}

/// Finds a refresh token and locks it, so that of two askers the second sees it used.
pub fn refreshable(tx: &mut Tx, digest: &[u8]) -> Result<Option<Refreshable>, Problem> {
    let now = tx.now;
    let token: Option<(SessionId, Option<DateTime<Utc>>)> = refresh_token::table
        .find(digest)
        .select((refresh_token::session_id, refresh_token::used_at))
        .for_update()
        .first(tx.conn())
        .optional()?;
    let Some((session, used_at)) = token else { return Ok(None) };
    let (expires_at, ended_at, row): (DateTime<Utc>, Option<DateTime<Utc>>, AccountRow) = session::table
        .inner_join(account::table.on(account::id.eq(session::account_id)))
        .filter(session::id.eq(session))
        .select((session::expires_at, session::ended_at, ACCOUNT))
        .first(tx.conn())?;
    let session_lives = ended_at.is_none() && expires_at > now;
    Ok(Some(Refreshable { session, session_lives, was_used: used_at.is_some(), account: account_of(row)? }))
}

pub fn use_refresh_token(tx: &mut Tx, digest: &[u8]) -> Result<(), Problem> {
    let now = tx.now;
    diesel::update(refresh_token::table.find(digest)).set(refresh_token::used_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Ends a session; false when it had ended before.
pub fn end_session(tx: &mut Tx, id: SessionId, reason: &str) -> Result<bool, Problem> {
    let now = tx.now;
    let ended = diesel::update(session::table.find(id).filter(session::ended_at.is_null()))
        .set((session::ended_at.eq(now), session::end_reason.eq(reason)))
        .execute(tx.conn())?;
    Ok(ended == 1)
}
