//! Second factors' rows, in the deployment's scope.

use crate::auth::sealing::Sealed;
use crate::db::{Tx, View};
use crate::domain::ids::AccountId;
use crate::problem::Problem;
use crate::schema::{account_otp, otp_recovery_code};
use chrono::{DateTime, Utc};
use diesel::prelude::*;

/// A second factor, begun or confirmed.
pub struct Otp {
    pub sealed: Sealed,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub last_step: Option<i64>,
}

type Row = (String, Vec<u8>, Option<DateTime<Utc>>, Option<i64>);
type Columns = (account_otp::key_id, account_otp::secret, account_otp::confirmed_at, account_otp::last_step);
const COLUMNS: Columns = (account_otp::key_id, account_otp::secret, account_otp::confirmed_at, account_otp::last_step);

fn otp_of((key_id, bytes, confirmed_at, last_step): Row) -> Otp {
    Otp { sealed: Sealed { key_id, bytes }, confirmed_at, last_step }
}

/// The second factor, locked: of two who show the same code the second sees it used.
pub fn lock(tx: &mut Tx, id: AccountId) -> Result<Option<Otp>, Problem> {
    let row: Option<Row> = account_otp::table.find(id).select(COLUMNS).for_update().first(tx.conn()).optional()?;
    Ok(row.map(otp_of))
}

/// When it was confirmed, and how many recovery codes are left.
pub fn standing(view: &mut View, id: AccountId) -> Result<(Option<DateTime<Utc>>, i64), Problem> {
    let confirmed: Option<Option<DateTime<Utc>>> =
        account_otp::table.find(id).select(account_otp::confirmed_at).first(view.conn()).optional()?;
    let unused = otp_recovery_code::account_id.eq(id).and(otp_recovery_code::used_at.is_null());
    let left = otp_recovery_code::table.filter(unused).count().get_result(view.conn())?;
    Ok((confirmed.flatten(), left))
}

/// Begins a new one in place of any that was there.
pub fn begin(tx: &mut Tx, id: AccountId, sealed: &Sealed) -> Result<(), Problem> {
    remove(tx, id)?;
    diesel::insert_into(account_otp::table)
        .values((
            account_otp::account_id.eq(id),
            account_otp::key_id.eq(&sealed.key_id),
            account_otp::secret.eq(&sealed.bytes),
            account_otp::enrolled_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub fn confirm(tx: &mut Tx, id: AccountId, step: i64) -> Result<(), Problem> {
    let now = tx.now;
    diesel::update(account_otp::table.find(id))
        .set((account_otp::confirmed_at.eq(now), account_otp::last_step.eq(step)))
        .execute(tx.conn())?;
    Ok(())
}

pub fn use_step(tx: &mut Tx, id: AccountId, step: i64) -> Result<(), Problem> {
    diesel::update(account_otp::table.find(id)).set(account_otp::last_step.eq(step)).execute(tx.conn())?;
    Ok(())
}

pub fn reseal(tx: &mut Tx, id: AccountId, sealed: &Sealed) -> Result<(), Problem> {
    diesel::update(account_otp::table.find(id))
        .set((account_otp::key_id.eq(&sealed.key_id), account_otp::secret.eq(&sealed.bytes)))
        .execute(tx.conn())?;
    Ok(())
}

/// Removes the second factor with its recovery codes; false when there was none.
pub fn remove(tx: &mut Tx, id: AccountId) -> Result<bool, Problem> {
    diesel::delete(otp_recovery_code::table.filter(otp_recovery_code::account_id.eq(id))).execute(tx.conn())?;
    Ok(diesel::delete(account_otp::table.find(id)).execute(tx.conn())? == 1)
}

pub fn keep_recovery_codes(tx: &mut Tx, id: AccountId, digests: &[Vec<u8>]) -> Result<(), Problem> {
    diesel::delete(otp_recovery_code::table.filter(otp_recovery_code::account_id.eq(id))).execute(tx.conn())?;
    let rows: Vec<_> = digests
        .iter()
        .map(|digest| (otp_recovery_code::account_id.eq(id), otp_recovery_code::digest.eq(digest)))
        .collect();
    diesel::insert_into(otp_recovery_code::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// Uses a recovery code up; false when it is none, or was used before.
pub fn use_recovery_code(tx: &mut Tx, id: AccountId, digest: &[u8]) -> Result<bool, Problem> {
    let now = tx.now;
    let unused = otp_recovery_code::table.find((id, digest)).filter(otp_recovery_code::used_at.is_null());
    Ok(diesel::update(unused).set(otp_recovery_code::used_at.eq(now)).execute(tx.conn())? == 1)
}
