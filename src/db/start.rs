//! Making a database ready: roles, schema, migrations, the drop guard. The same code serves the private PostgreSQL and
//! an existing one; what a log-in may not set up is said, never skipped in silence.

use super::connect::{DbRole, connect, reach};
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration as _, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
const SERVER_VERSION_MIN: i32 = 150_000;
/// `anj-pre` in ASCII: the advisory lock of whoever prepares the database.
const PREPARING_LOCK: i64 = 0x0061_6e6a_2d70_7265;
/// From here on a member may hold a role without being allowed to take it; before, MEMBER says both.
const SERVER_VERSION_OF_SET: i32 = 160_000;

/// Why a database cannot be used, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    #[error("cannot connect to PostgreSQL: {0}\n无法连接 PostgreSQL:请检查 DATABASE_URL / ANJUAN_MIGRATE_URL")]
    Connect(#[from] ConnectionError),
    #[error("PostgreSQL {0} is too old: version 15 or newer is needed\nPostgreSQL 版本过低:需要 15 或更高版本")]
    TooOld(i32),
    #[error(
        "{log_in} may not create Anjuan's roles ({told}). Set ANJUAN_MIGRATE_URL to a log-in with CREATEROLE, or run \
         `anjuan migrate` once with one\n{log_in} 无权创建角色:请将 ANJUAN_MIGRATE_URL 设为有 CREATEROLE 权限的账号"
    )]
    Roles { log_in: String, told: String },
    #[error("the database could not be prepared: {0}\n数据库准备失败")]
    Prepare(#[from] diesel::result::Error),
    #[error("a migration failed: {0}\n数据库迁移失败")]
    Migrate(String),
}

/// Prepares the database behind `admin_url` for a service that logs in with `app_url`. Returns what could not be set up.
pub fn prepare(admin_url: &str, app_url: &str) -> Result<Vec<String>, NotReady> {
    let mut admin = reach(admin_url)?;
    admin.batch_execute("SET client_min_messages = 'warning'")?;
    let version = server_version(&mut admin)?;
    if version < SERVER_VERSION_MIN {
        return Err(NotReady::TooOld(version / 10_000));
    }
    one_at_a_time(&mut admin)?;
    let log_in = session_user(&mut admin)?;
    if !may_own(&mut admin)? && is_up_to_date(app_url)? {
        return Ok(vec![format!("{log_in} has no owner's rights; the schema is up to date, so none are needed")]);
    }
    lay_ground(&mut admin, app_url)?;
    migrate(admin_url)?;
    admin.batch_execute("GRANT SELECT ON anjuan.__diesel_schema_migrations TO anjuan_app")?;
    let guard = admin.batch_execute(include_str!("drop_guard.sql"));
    let not_set_up = |error| format!("the guard against DROP TABLE needs a superuser and is not set up ({error})");
    Ok(guard.err().map(not_set_up).into_iter().collect())
}

/// Servers that start together prepare one after another; the lock ends with the connection.
#[expect(clippy::disallowed_methods, reason = "a lock is not a query")]
fn one_at_a_time(admin: &mut PgConnection) -> QueryResult<usize> {
    diesel::sql_query("SELECT pg_catalog.pg_advisory_lock($1)").bind::<BigInt, _>(PREPARING_LOCK).execute(admin)
}

/// What a database needs before the first migration, or before a dump is restored into it: roles, schema, extension.
pub fn lay_ground(admin: &mut PgConnection, app_url: &str) -> Result<(), NotReady> {
    admin.batch_execute("SET client_min_messages = 'warning'")?;
    let log_in = session_user(admin)?;
    let refused = |error: diesel::result::Error| NotReady::Roles { log_in, told: error.to_string() };
    admin.batch_execute(include_str!("roles.sql")).map_err(refused)?;
    grant_to_service(admin, app_url)?;
    admin.batch_execute(include_str!("database.sql"))?;
    Ok(())
}

/// The versions of every migration of this program.
pub fn known_migrations() -> Result<Vec<String>, NotReady> {
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(|error| NotReady::Migrate(error.to_string()))?;
    Ok(known.iter().map(|one| one.name().version().to_string()).collect())
}

/// Brings the schema up to date, as its owner.
pub fn migrate(admin_url: &str) -> Result<(), NotReady> {
    let mut owner = connect(admin_url, DbRole::Owner)?;
    owner.run_pending_migrations(MIGRATIONS).map_err(|error| NotReady::Migrate(error.to_string()))?;
    Ok(())
}

/// Takes every migration back, newest first: for tests and for leaving.
pub fn revert_all(admin_url: &str) -> Result<(), NotReady> {
    let mut owner = connect(admin_url, DbRole::Owner)?;
    owner.batch_execute("SET anjuan.drop_allowed = 'by migration'")?;
    owner.revert_all_migrations(MIGRATIONS).map_err(|error| NotReady::Migrate(error.to_string()))?;
    Ok(())
}

/// The service may log in as somebody else than the migrator; that somebody must be able to take the service's roles.
fn grant_to_service(admin: &mut PgConnection, app_url: &str) -> Result<(), NotReady> {
    let service = session_user(&mut reach(app_url)?)?;
    let quoted = service.replace('"', "\"\"");
    // On the private socket each role logs in as itself.
    if service != "anjuan_app" && !may_take_roles(admin, &service)? {
        // A grant that was made without the right to take the role keeps that unless the right is named.
        let named = if server_version(admin)? >= SERVER_VERSION_OF_SET { " WITH SET TRUE" } else { "" };
        admin.batch_execute(&format!("GRANT anjuan_app, anjuan_sequencer, anjuan_readonly TO \"{quoted}\"{named}"))?;
    }
    Ok(())
}

/// Whether every migration of this program has run, as far as the service's own role can see.
fn is_up_to_date(app_url: &str) -> Result<bool, NotReady> {
    let Ok(mut app) = connect(app_url, DbRole::App) else { return Ok(false) };
    let known = known_migrations()?;
    Ok(versions_run(&mut app).is_ok_and(|run| known.iter().all(|version| run.contains(version))))
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Integer)]
    n: i32,
}

#[derive(QueryableByName)]
struct YesNo {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    yes: bool,
}

#[expect(clippy::disallowed_methods, reason = "settings are no tables")]
fn server_version(conn: &mut PgConnection) -> QueryResult<i32> {
    diesel::sql_query("SELECT current_setting('server_version_num')::int AS n")
        .get_result(conn)
        .map(|row: Number| row.n)
}

#[expect(clippy::disallowed_methods, reason = "settings are no tables")]
fn session_user(conn: &mut PgConnection) -> QueryResult<String> {
    diesel::sql_query("SELECT session_user::text AS text").get_result(conn).map(|row: Told| row.text)
}

fn right_to_take(conn: &mut PgConnection) -> QueryResult<&'static str> {
    Ok(if server_version(conn)? >= SERVER_VERSION_OF_SET { "SET" } else { "MEMBER" })
}

#[expect(clippy::disallowed_methods, reason = "the catalogue is not in our schema")]
fn may_take_roles(conn: &mut PgConnection, service: &str) -> QueryResult<bool> {
    let right = right_to_take(conn)?;
    diesel::sql_query(
        "SELECT pg_catalog.pg_has_role($1, 'anjuan_app', $2) \
            AND pg_catalog.pg_has_role($1, 'anjuan_sequencer', $2) AS yes",
    )
    .bind::<Text, _>(service)
    .bind::<Text, _>(right)
    .get_result(conn)
    .map(|row: YesNo| row.yes)
}

#[expect(clippy::disallowed_methods, reason = "the migrations' own table is not in our schema")]
fn versions_run(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    let rows: Vec<Told> =
        diesel::sql_query("SELECT version::text AS text FROM anjuan.__diesel_schema_migrations").load(conn)?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

#[expect(clippy::disallowed_methods, reason = "the catalogue is not in our schema")]
fn may_own(conn: &mut PgConnection) -> QueryResult<bool> {
    let right = right_to_take(conn)?;
    diesel::sql_query(
        "SELECT r.rolsuper OR r.rolcreaterole OR EXISTS (SELECT FROM pg_catalog.pg_roles o WHERE o.rolname = 'anjuan_owner' \
            AND pg_catalog.pg_has_role(r.oid, o.oid, $1)) AS yes FROM pg_catalog.pg_roles r WHERE r.rolname = session_user",
    )
    .bind::<Text, _>(right)
    .get_result(conn)
    .map(|row: YesNo| row.yes)
}

/// What the private PostgreSQL needs besides: its roles log in by themselves over the private socket.
pub fn allow_log_in(superuser_url: &str) -> Result<(), NotReady> {
    let mut admin = reach(superuser_url)?;
    admin.batch_execute(include_str!("roles.sql"))?;
    admin.batch_execute("ALTER ROLE anjuan_app LOGIN; ALTER ROLE anjuan_sequencer LOGIN")?;
    Ok(())
}
