//! Accounts' rows, written in the deployment's scope.

use super::model::{Account, AccountFilters, AccountOrder, AccountState, folded};
use crate::auth;
use crate::db::page::{Asked, Page, Place, containing, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::actor::DEPLOYMENT;
use crate::domain::day::{begins, is_over};
use crate::domain::ids::{AccountId, AgencyId, EntryId, OfficerId};
use crate::domain::permission::Role;
use crate::domain::session_end::SessionEnd;
use crate::domain::values::{Code, PersonName, Title};
use crate::problem::Problem;
use crate::schema::{account, agency, officer};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{auto_type, exists};
use diesel::pg::Pg;
use diesel::prelude::*;

/// So many accounts are looked at in one round.
const OVERDUE_AT_ONCE: i64 = 200;

/// An account to be opened.
#[derive(Debug)]
pub struct NewAccount {
    pub id: AccountId,
    pub agency: AgencyId,
    pub username: String,
    pub display_name: String,
    pub password_hash: String,
    pub roles: Vec<Role>,
    pub officer: Option<OfficerId>,
    pub valid_until: Option<NaiveDate>,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = account)]
struct Row {
    id: AccountId,
    agency_id: AgencyId,
    username: String,
    display_name: PersonName,
    roles: Vec<Role>,
    officer_id: Option<OfficerId>,
    state: AccountState,
    valid_until: Option<NaiveDate>,
    active_since: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    rights_version: i32,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn in_agency(self, code: Code) -> Account {
        Account {
            id: self.id,
            agency: (self.agency_id != DEPLOYMENT).then_some((self.agency_id, code)),
            username: self.username,
            display_name: self.display_name,
            roles: self.roles,
            officer: self.officer_id,
            state: self.state,
            valid_until: self.valid_until,
            active_since: self.active_since,
            last_used_at: self.last_used_at,
            rights_version: self.rights_version,
            content_digest: self.content_digest,
            version: self.version,
            entry_id: self.entry_id,
            recorded_at: self.recorded_at,
        }
    }
}

#[auto_type(no_type_alias)]
fn with_agency() -> _ {
    account::table.inner_join(agency::table.on(agency::id.eq(account::agency_id)))
}

pub fn find(view: &mut View, id: AccountId) -> Result<Account, Problem> {
    find_optional(view, id)?.ok_or_else(Problem::not_found)
}

pub fn find_optional(view: &mut View, id: AccountId) -> Result<Option<Account>, Problem> {
    let visible = view.agencies.clone();
    let row: Option<(Row, Code)> = with_agency()
        .filter(account::agency_id.eq_any(visible).and(account::id.eq(id)))
        .select((Row::as_select(), agency::code))
        .first(view.conn())
        .optional()?;
    Ok(row.map(|(row, code)| row.in_agency(code)))
}

/// An account of any agency, locked until the transaction ends.
pub fn lock(tx: &mut Tx, id: AccountId) -> Result<Account, Problem> {
    let visible = tx.agencies.clone();
    let locked: AccountId = account::table
        .filter(account::agency_id.eq_any(visible).and(account::id.eq(id)))
        .select(account::id)
        .for_update()
        .first(tx.conn())?;
    find(tx, locked)
}

pub fn page(view: &mut View, wanted: &AccountFilters, asked: &Asked<AccountOrder>) -> Result<Page<Account>, Problem> {
    let visible = view.agencies.clone();
    let matching = || {
        let mut rows = with_agency().filter(account::agency_id.eq_any(visible.clone())).into_boxed::<Pg>();
        if let Some(text) = wanted.q.as_ref().map(Title::as_str) {
            let named = account::username.like(containing(&folded(text)));
            rows = rows.filter(named.or(account::display_name.ilike(containing(text))));
        }
        narrowed!(rows, {
            state in wanted.state => account::state.eq(state),
            role in wanted.role => account::roles.contains(vec![role]),
            id in wanted.officer_id => account::officer_id.eq(id),
            day in wanted.from => account::recorded_at.ge(begins(day)),
            day in wanted.to => account::recorded_at.lt(is_over(day)),
            day in wanted.last_used_from => account::last_used_at.ge(begins(day)),
            day in wanted.last_used_to => account::last_used_at.lt(is_over(day)),
        });
        rows
    };
    let mut rows = matching();
    sorted!(rows, asked, (account::id, account::agency_id), {
        AccountOrder::Username => account::username as Text,
        AccountOrder::DisplayName => account::display_name as Text,
        AccountOrder::LastUsedAt => account::last_used_at as Instant / "null",
        AccountOrder::RecordedAt => account::recorded_at as Instant,
    });
    let found: Vec<(Row, Code)> =
        rows.select((Row::as_select(), agency::code)).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching().count().get_result(view.conn())).transpose()?;
    let accounts = found.into_iter().map(|(row, code)| row.in_agency(code)).collect();
    let by = asked.sort.by;
    Ok(asked.cut(accounts, total, |one: &Account| Place {
        at: one.at(by),
        id: one.id.uuid(),
        agency: one.agency.as_ref().map_or(DEPLOYMENT, |(id, _)| *id).uuid(),
    }))
}

/// Whether an officer is one of the agency's.
pub fn is_officer_of(view: &mut View, agency: AgencyId, id: OfficerId) -> Result<bool, Problem> {
    let known = officer::table.filter(officer::agency_id.eq(agency).and(officer::id.eq(id)));
    diesel::select(exists(known)).get_result(view.conn()).map_err(Problem::from)
}

pub fn insert(tx: &mut Tx, new: &NewAccount) -> Result<(), Problem> {
    diesel::insert_into(account::table)
        .values((
            account::id.eq(new.id),
            account::agency_id.eq(new.agency),
            account::username.eq(&new.username),
            account::display_name.eq(&new.display_name),
            account::password_hash.eq(&new.password_hash),
            account::roles.eq(&new.roles),
            account::officer_id.eq(new.officer),
            account::state.eq(AccountState::Active),
            account::valid_until.eq(new.valid_until),
            account::active_since.eq(tx.now),
            account::password_set_at.eq(tx.now),
            account::content_digest.eq(&new.content_digest),
            account::entry_id.eq(new.entry_id),
            account::recorded_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a changed account back; the caller holds the row's lock.
pub fn change(tx: &mut Tx, changed: &Account) -> Result<(), Problem> {
    diesel::update(account::table.find(changed.id))
        .set((
            account::display_name.eq(&changed.display_name),
            account::roles.eq(&changed.roles),
            account::officer_id.eq(changed.officer),
            account::state.eq(changed.state),
            account::valid_until.eq(changed.valid_until),
            account::active_since.eq(changed.active_since),
            account::rights_version.eq(changed.rights_version),
            account::version.eq(changed.version),
            account::entry_id.eq(changed.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// 密码重置: the new password, and rights that void every token made with the old one.
pub fn reset_password(
    tx: &mut Tx,
    changed: &Account,
    password_hash: &str,
    one_time_until: Option<DateTime<Utc>>,
) -> Result<Account, Problem> {
    auth::password_changes::set_password(tx, changed.id, password_hash, one_time_until)?;
    change(tx, changed)?;
    auth::store::end_sessions(tx, changed.id, SessionEnd::PasswordReset, None)?;
    find(tx, changed.id)
}

/// 动态口令重置
pub fn reset_otp(tx: &mut Tx, changed: &Account) -> Result<Account, Problem> {
    auth::otp::store::remove(tx, changed.id)?;
    change(tx, changed)?;
    auth::store::end_sessions(tx, changed.id, SessionEnd::SecondFactorReset, None)?;
    find(tx, changed.id)
}

/// Holds every account of an administration, so that two do not take the last one from each other's hands; whether
/// another one stands for good besides `but`.
pub fn another_administers(tx: &mut Tx, role: Role, but: AccountId) -> Result<bool, Problem> {
    let standing = account::state.eq(AccountState::Active).and(account::valid_until.is_null());
    let held: Vec<AccountId> = account::table
        .filter(account::roles.contains(vec![role]).and(standing))
        .order(account::id)
        .select(account::id)
        .for_update()
        .load(tx.conn())?;
    Ok(held.into_iter().any(|id| id != but))
}

/// Active accounts that nobody has used since `then`, or whose last day is before `today`.
pub fn overdue(view: &mut View, then: Option<DateTime<Utc>>, today: NaiveDate) -> Result<Vec<AccountId>, Problem> {
    let mut query = account::table
        .filter(account::state.eq(AccountState::Active))
        .order(account::id)
        .select(account::id)
        .limit(OVERDUE_AT_ONCE)
        .into_boxed();
    query = match then {
        Some(then) => {
            let is_unused = account::last_used_at.is_null().or(account::last_used_at.lt(then));
            query.filter(account::valid_until.lt(today).or(account::active_since.lt(then).nullable().and(is_unused)))
        }
        None => query.filter(account::valid_until.lt(today)),
    };
    query.load(view.conn()).map_err(Problem::from)
}

pub fn id_by_username(view: &mut View, username: &str) -> Result<AccountId, Problem> {
    account::table.filter(account::username.eq(username)).select(account::id).first(view.conn()).map_err(Problem::from)
}

pub fn agency_by_code(view: &mut View, code: &str) -> Result<Option<AgencyId>, Problem> {
    agency::table
        .filter(agency::code.eq(code).and(agency::level.ne("deployment")))
        .select(agency::id)
        .first(view.conn())
        .optional()
        .map_err(Problem::from)
}

/// Whether anybody can log in at all.
pub fn any(view: &mut View) -> Result<bool, Problem> {
    diesel::select(exists(account::table.select(account::id))).get_result(view.conn()).map_err(Problem::from)
}
