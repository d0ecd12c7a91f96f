//! What a backup asks of a database of any version, and what a restore writes. The catalogue is asked for the tables,
//! because an older schema has others than this program.

use super::Failed;
use crate::db::{DbRole, Tx, connect};
use crate::domain::actor::{DEPLOYMENT, Reach};
use crate::domain::session_end::SessionEnd;
use crate::problem::Problem;
use crate::schema::session;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text};
use std::collections::BTreeMap;

#[derive(QueryableByName)]
struct YesNo {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct Whole {
    #[diesel(sql_type = Integer)]
    n: i32,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Begins the transaction whose snapshot everything is read from, and lets another process read from it too.
#[expect(clippy::disallowed_methods, reason = "a function call")]
pub(super) fn export_snapshot(conn: &mut PgConnection) -> QueryResult<String> {
    conn.batch_execute(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; \
         SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL client_min_messages = 'warning'",
    )?;
    diesel::sql_query("SELECT pg_catalog.pg_export_snapshot() AS text").get_result(conn).map(|row: Told| row.text)
}

#[expect(clippy::disallowed_methods, reason = "settings are no tables")]
pub(super) fn server_major(conn: &mut PgConnection) -> QueryResult<u32> {
    let row: Whole =
        diesel::sql_query("SELECT current_setting('server_version_num')::int / 10000 AS n").get_result(conn)?;
    Ok(row.n.unsigned_abs())
}

#[expect(clippy::disallowed_methods, reason = "the catalogue is not in our schema")]
pub(super) fn sees_every_row(conn: &mut PgConnection) -> QueryResult<bool> {
    diesel::sql_query("SELECT rolsuper OR rolbypassrls AS yes FROM pg_catalog.pg_roles WHERE rolname = current_user")
        .get_result(conn)
        .map(|row: YesNo| row.yes)
}

#[expect(clippy::disallowed_methods, reason = "the catalogue is not in our schema")]
pub(super) fn has_schema(conn: &mut PgConnection) -> QueryResult<bool> {
    diesel::sql_query(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = 'anjuan') AS yes",
    )
    .get_result(conn)
    .map(|row: YesNo| row.yes)
}

#[expect(clippy::disallowed_methods, reason = "the migrations' own table is not in our schema")]
pub(super) fn migrations(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    let rows: Vec<Told> =
        diesel::sql_query("SELECT version::text AS text FROM anjuan.__diesel_schema_migrations ORDER BY version")
            .load(conn)?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// Rows per table, as far as the connection sees them.
#[expect(clippy::disallowed_methods, reason = "the tables of any version")]
pub(super) fn counts(conn: &mut PgConnection) -> QueryResult<BTreeMap<String, i64>> {
    let tables: Vec<Told> = diesel::sql_query(
        "SELECT c.relname::text AS text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = 'anjuan' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1",
    )
    .load(conn)?;
    let mut counts = BTreeMap::new();
    for Told { text: table } in tables {
        let query = format!("SELECT count(*) AS n FROM anjuan.\"{}\"", table.replace('"', "\"\""));
        let row: Count = diesel::sql_query(query).get_result(conn)?;
        counts.insert(table, row.n);
    }
    Ok(counts)
}

/// Begins reading one state of the database as the service does, in the widest scope that it has.
pub(super) fn read_as_service(app_url: &str) -> Result<PgConnection, Failed> {
    let mut conn = connect(app_url, DbRole::App)?;
    conn.batch_execute(&format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; \
         SET LOCAL idle_in_transaction_session_timeout = 0; SELECT anjuan.enter_scope('{}'::uuid, '{}')",
        DEPLOYMENT,
        Reach::All.as_str()
    ))?;
    Ok(conn)
}

/// A token that was stolen, or a person who was dismissed after the backup, may not come back with it.
pub(super) fn end_every_session(tx: &mut Tx) -> Result<usize, Problem> {
    let now = tx.now;
    let ended = diesel::update(session::table.filter(session::ended_at.is_null()))
        .set((session::ended_at.eq(now), session::end_reason.eq(SessionEnd::Restored)))
        .execute(tx.conn())?;
    Ok(ended)
}
