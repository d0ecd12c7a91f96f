//! Accounts' rows.

use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, EntryId, OfficerId};
use crate::domain::permission::Role;
use crate::problem::Problem;
use crate::schema::{account, agency};
use diesel::prelude::*;

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
    pub entry_id: EntryId,
}

pub fn insert(tx: &mut Tx, new: &NewAccount) -> Result<(), Problem> {
    let roles: Vec<&str> = new.roles.iter().map(|role| role.as_str()).collect();
    diesel::insert_into(account::table)
        .values((
            account::id.eq(new.id),
            account::agency_id.eq(new.agency),
            account::username.eq(&new.username),
            account::display_name.eq(&new.display_name),
            account::password_hash.eq(&new.password_hash),
            account::roles.eq(roles),
            account::officer_id.eq(new.officer),
            account::state.eq("active"),
            account::entry_id.eq(new.entry_id),
            account::recorded_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub fn agency_by_code(view: &mut View, code: &str) -> Result<Option<AgencyId>, Problem> {
    agency::table.filter(agency::code.eq(code)).select(agency::id).first(view.conn()).optional().map_err(Problem::from)
}

/// Whether anybody can log in at all.
pub fn any(view: &mut View) -> Result<bool, Problem> {
    diesel::select(diesel::dsl::exists(account::table.select(account::id)))
        .get_result(view.conn())
        .map_err(Problem::from)
}
