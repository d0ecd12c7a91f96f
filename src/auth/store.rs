//! Accounts, sessions and failed log-ins, in the deployment's own scope.

use super::model::{Account, Failures, PasswordStanding};
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, OfficerId, SessionId};
use crate::domain::permission::Role;
use crate::domain::session_end::SessionEnd;
use crate::problem::Problem;
use crate::schema::{account, account_otp, agency, login_throttle, refresh_token, session};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = account)]
struct AccountRow {
    id: AccountId,
    agency_id: AgencyId,
    username: String,
    roles: Vec<Role>,
    officer_id: Option<OfficerId>,
    rights_version: i32,
    state: String,
    valid_until: Option<NaiveDate>,
    active_since: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    password_set_at: DateTime<Utc>,
    password_one_time_until: Option<DateTime<Utc>>,
}

impl AccountRow {
    fn with_otp(self, has_otp: bool) -> Account {
        let (set_at, one_time_until) = (self.password_set_at, self.password_one_time_until);
        Account {
            id: self.id,
            agency: self.agency_id,
            username: self.username,
            roles: self.roles,
            officer: self.officer_id,
            rights_version: self.rights_version,
            is_active: self.state == "active",
            valid_until: self.valid_until,
            used_at: self.last_used_at.map_or(self.active_since, |used| used.max(self.active_since)),
            password: PasswordStanding { set_at, one_time_until },
            has_otp,
        }
    }
}

pub fn account_by_username(view: &mut View, username: &str) -> Result<Option<(Account, String)>, Problem> {
    let found: Option<(AccountRow, String)> = account::table
        .filter(account::username.eq(username))
        .select((AccountRow::as_select(), account::password_hash))
        .first(view.conn())
        .optional()?;
    let Some((row, hash)) = found else { return Ok(None) };
    let has_otp = has_otp(view, row.id)?;
    Ok(Some((row.with_otp(has_otp), hash)))
}

/// An account with the hash of its password, in the deployment's scope.
pub fn account(view: &mut View, id: AccountId) -> Result<(Account, String), Problem> {
    let (row, hash): (AccountRow, String) =
        account::table.find(id).select((AccountRow::as_select(), account::password_hash)).first(view.conn())?;
    let has_otp = has_otp(view, id)?;
    Ok((row.with_otp(has_otp), hash))
}

/// Locks an account's row, so that its password and second factor change one after another.
pub fn lock_account(tx: &mut Tx, id: AccountId) -> Result<(), Problem> {
    account::table.find(id).select(account::id).for_update().first::<AccountId>(tx.conn())?;
    Ok(())
}

fn has_otp(view: &mut View, id: AccountId) -> Result<bool, Problem> {
    let confirmed =
        account_otp::table.filter(account_otp::account_id.eq(id).and(account_otp::confirmed_at.is_not_null()));
    diesel::select(exists(confirmed)).get_result(view.conn()).map_err(Problem::from)
}

/// An account was used: it will not count as unused for a while.
pub fn note_use(tx: &mut Tx, id: AccountId) -> Result<(), Problem> {
    let now = tx.now;
    diesel::update(account::table.find(id)).set(account::last_used_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Voids every token that was made before, and answers the new version of the account's rights.
pub fn raise_rights(tx: &mut Tx, id: AccountId) -> Result<i32, Problem> {
    diesel::update(account::table.find(id))
        .set(account::rights_version.eq(account::rights_version + 1))
        .returning(account::rights_version)
        .get_result(tx.conn())
        .map_err(Problem::from)
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

pub fn forget_failures(tx: &mut Tx, key: &str) -> Result<(), Problem> {
    diesel::delete(login_throttle::table.find(key)).execute(tx.conn())?;
    Ok(())
}

/// Takes one attempt off a count, and the lock that it may have brought.
pub fn take_back(tx: &mut Tx, key: &str) -> Result<(), Problem> {
    diesel::update(login_throttle::table.find(key))
        .set((
            login_throttle::failures.eq(login_throttle::failures - 1),
            login_throttle::locked_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A session to be opened.
pub struct NewSession {
    pub id: SessionId,
    pub expires_at: DateTime<Utc>,
    pub idle_s: i32,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

pub fn open_session(tx: &mut Tx, account: &Account, new: &NewSession) -> Result<(), Problem> {
    diesel::insert_into(session::table)
        .values((
            session::id.eq(new.id),
            session::agency_id.eq(account.agency),
            session::account_id.eq(account.id),
            session::opened_at.eq(tx.now),
            session::last_seen_at.eq(tx.now),
            session::expires_at.eq(new.expires_at),
            session::idle_s.eq(new.idle_s),
            session::address.eq(&new.address),
            session::user_agent.eq(&new.user_agent),
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
    /// Neither ended nor past its end.
    pub session_lives: bool,
    pub last_seen_at: DateTime<Utc>,
    pub idle: Duration,
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
    let (expires_at, ended_at, last_seen_at, idle_s, owner): Standing = session::table
        .find(session)
        .select((session::expires_at, session::ended_at, session::last_seen_at, session::idle_s, session::account_id))
        .first(tx.conn())?;
    let (account, _) = account(tx, owner)?;
    let session_lives = ended_at.is_none() && expires_at > now;
    let idle = Duration::seconds(i64::from(idle_s));
    Ok(Some(Refreshable { session, session_lives, last_seen_at, idle, was_used: used_at.is_some(), account }))
}

type Standing = (DateTime<Utc>, Option<DateTime<Utc>>, DateTime<Utc>, i32, AccountId);

/// Writes when sessions were last seen. Those that have ended stay as they were.
pub fn note_seen(tx: &mut Tx, seen: &[(SessionId, DateTime<Utc>)]) -> Result<(), Problem> {
    for (id, at) in seen {
        let live = session::table.find(*id).filter(session::ended_at.is_null().and(session::last_seen_at.lt(*at)));
        diesel::update(live).set(session::last_seen_at.eq(*at)).execute(tx.conn())?;
    }
    Ok(())
}

/// Every refresh token of a session that nobody has used yet counts as used: whoever holds one gives himself away.
pub fn use_up_refresh_tokens(tx: &mut Tx, session: SessionId) -> Result<(), Problem> {
    let now = tx.now;
    let unused = refresh_token::session_id.eq(session).and(refresh_token::used_at.is_null());
    diesel::update(refresh_token::table.filter(unused)).set(refresh_token::used_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

pub fn use_refresh_token(tx: &mut Tx, digest: &[u8]) -> Result<(), Problem> {
    let now = tx.now;
    diesel::update(refresh_token::table.find(digest)).set(refresh_token::used_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Ends a session; false when it had ended before.
pub fn end_session(tx: &mut Tx, id: SessionId, reason: SessionEnd) -> Result<bool, Problem> {
    let now = tx.now;
    let ended = diesel::update(session::table.find(id).filter(session::ended_at.is_null()))
        .set((session::ended_at.eq(now), session::end_reason.eq(reason)))
        .execute(tx.conn())?;
    Ok(ended == 1)
}

/// Ends every session of an account, but one that goes on. Answers which ones.
pub fn end_sessions(
    tx: &mut Tx,
    owner: AccountId,
    reason: SessionEnd,
    goes_on: Option<SessionId>,
) -> Result<Vec<SessionId>, Problem> {
    let now = tx.now;
    let live = session::account_id.eq(owner).and(session::ended_at.is_null());
    let spared = goes_on.unwrap_or_else(|| SessionId::from_uuid(uuid::Uuid::nil()));
    diesel::update(session::table.filter(live.and(session::id.ne(spared))))
        .set((session::ended_at.eq(now), session::end_reason.eq(reason)))
        .returning(session::id)
        .get_results(tx.conn())
        .map_err(Problem::from)
}
