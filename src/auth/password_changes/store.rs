//! A new password, and the ones before it.

use crate::db::{Tx, View};
use crate::domain::ids::AccountId;
use crate::problem::Problem;
use crate::schema::{account, password_history};
use chrono::{DateTime, Utc};
use diesel::prelude::*;

/// So many old passwords are kept, whatever the profile asks.
const KEPT: i64 = 5;

/// The hashes that a new password must not match: the last `count`, the present one among them.
pub(super) fn last_hashes(view: &mut View, id: AccountId, count: usize) -> Result<Vec<String>, Problem> {
    let present: String = account::table.find(id).select(account::password_hash).first(view.conn())?;
    let before: Vec<String> = password_history::table
        .filter(password_history::account_id.eq(id))
        .order(password_history::set_at.desc())
        .limit(i64::try_from(count.saturating_sub(1)).unwrap_or(KEPT))
        .select(password_history::password_hash)
        .load(view.conn())?;
    Ok(std::iter::once(present).chain(before).collect())
}

/// Remembers the present password before another one takes its place.
pub fn keep_in_history(tx: &mut Tx, id: AccountId) -> Result<(), Problem> {
    let (hash, set_at): (String, DateTime<Utc>) =
        account::table.find(id).select((account::password_hash, account::password_set_at)).first(tx.conn())?;
    diesel::insert_into(password_history::table)
        .values((
            password_history::account_id.eq(id),
            password_history::set_at.eq(set_at),
            password_history::password_hash.eq(hash),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    let own = password_history::table.filter(password_history::account_id.eq(id));
    let kept: Vec<DateTime<Utc>> =
        own.order(password_history::set_at.desc()).limit(KEPT).select(password_history::set_at).load(tx.conn())?;
    diesel::delete(own.filter(password_history::set_at.ne_all(kept))).execute(tx.conn())?;
    Ok(())
}

/// Sets a password; a one-time password opens nothing after `one_time_until`.
pub fn set_password(
    tx: &mut Tx,
    id: AccountId,
    hash: &str,
    one_time_until: Option<DateTime<Utc>>,
) -> Result<(), Problem> {
    keep_in_history(tx, id)?;
    let now = tx.now;
    diesel::update(account::table.find(id))
        .set((
            account::password_hash.eq(hash),
            account::password_set_at.eq(now),
            account::password_one_time_until.eq(one_time_until),
        ))
        .execute(tx.conn())?;
    Ok(())
}
