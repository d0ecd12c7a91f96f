//! The one row that names the log.

use crate::db::{Tx, View};
use crate::problem::Problem;
use crate::schema::journal_log;
use diesel::prelude::*;

pub(super) fn origin(view: &mut View) -> Result<Option<String>, Problem> {
    journal_log::table.select(journal_log::origin).first(view.conn()).optional().map_err(Problem::from)
}

pub(super) fn found(tx: &mut Tx, origin: &str) -> Result<(), Problem> {
    diesel::insert_into(journal_log::table)
        .values((journal_log::one.eq(true), journal_log::origin.eq(origin), journal_log::founded_at.eq(tx.now)))
        .execute(tx.conn())?;
    Ok(())
}
