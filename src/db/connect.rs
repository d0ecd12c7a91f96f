//! Connections: who they act as, and within which limits.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

/// The roles of `roles.sql`. Every connection takes one and keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DbRole {
    Owner,
    App,
    Sequencer,
}

impl DbRole {
    /// The settings of a session: role first, then limits. `search_path` is empty, so every name is written in full.
    /// The service's statements are planned once for each connection: planning one behind its walls again costs more
    /// than running it, and left to itself PostgreSQL does so at every call of a statement with a list of agencies.
    fn session_settings(self) -> &'static str {
        match self {
            DbRole::Owner => {
                "SET ROLE anjuan_owner; SET search_path = 'anjuan'; SET lock_timeout = '10s'; SET client_min_messages = 'warning'"
            }
            DbRole::App => {
                "SET ROLE anjuan_app; SET search_path = ''; SET statement_timeout = '5s'; SET lock_timeout = '2s'; \
                 SET idle_in_transaction_session_timeout = '10s'; SET TimeZone = 'UTC'; SET client_min_messages = 'warning'; \
                 SET plan_cache_mode = 'force_generic_plan'"
            }
            DbRole::Sequencer => {
                "SET ROLE anjuan_sequencer; SET search_path = ''; SET statement_timeout = '30s'; SET lock_timeout = '5s'; \
                 SET idle_session_timeout = '5s'; SET TimeZone = 'UTC'"
            }
        }
    }
}

/// What libpq is told besides the address, so that no connection hangs on a machine that has gone: how long each host
/// may take to answer, when a silent one is given up (a network that swallows everything sends no word), and that of
/// several hosts the one that is no standby is meant. Whatever the address itself says goes first.
const MANNERS: &[(&str, &str)] = &[
    ("connect_timeout", "5"),
    ("keepalives", "1"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "3"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "15000"),
    ("target_session_attrs", "primary"),
];

/// Opens one connection as a role.
pub fn connect(url: &str, role: DbRole) -> Result<PgConnection, diesel::ConnectionError> {
    let mut pg = reach(url)?;
    pg.batch_execute(role.session_settings()).map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    Ok(pg)
}

/// Opens one connection as whoever the address names.
pub fn reach(url: &str) -> Result<PgConnection, diesel::ConnectionError> {
    PgConnection::establish(&with_manners(url))
}

/// Takes a lock that lives as long as its connection, unless somebody has it: work that one process at a time does.
#[expect(clippy::disallowed_methods, reason = "a lock is not a query")]
pub fn take_lock(conn: &mut PgConnection, lock: i64) -> QueryResult<bool> {
    let row: Locked = diesel::sql_query("SELECT pg_catalog.pg_try_advisory_lock($1) AS locked")
        .bind::<BigInt, _>(lock)
        .get_result(conn)?;
    Ok(row.locked)
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

/// The address in either of its two forms, with our wishes before its own: of two words on one matter libpq heeds the
/// last.
pub fn with_manners(url: &str) -> String {
    let told =
        |between: &str| MANNERS.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(between);
    let Some((scheme, rest)) = url.split_once("://") else { return format!("{} {url}", told(" ")) };
    // A password may hold a question mark: what is asked of the connection begins after it.
    let behind_log_in = rest.find(['@', '/']).filter(|at| rest[*at..].starts_with('@')).unwrap_or_default();
    match rest[behind_log_in..].find('?').map(|at| behind_log_in + at) {
        Some(at) => format!("{scheme}://{}?{}&{}", &rest[..at], told("&"), &rest[at + 1..]),
        None => format!("{url}?{}", told("&")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_goes_before_our_manners_in_either_form() {
        let plain = with_manners("postgres://anjuan@db.example/anjuan");
        assert!(plain.starts_with("postgres://anjuan@db.example/anjuan?connect_timeout=5&keepalives=1&"), "{plain}");
        let own = with_manners("postgres://a:what?@db1,db2/anjuan?connect_timeout=60");
        assert!(own.starts_with("postgres://a:what?@db1,db2/anjuan?connect_timeout=5&"), "{own}");
        assert!(own.ends_with("&target_session_attrs=primary&connect_timeout=60"), "{own}");
        let bare = with_manners("postgres:///?host=/run/postgresql&dbname=a@b");
        assert!(bare.starts_with("postgres:///?connect_timeout=5&") && bare.ends_with("&dbname=a@b"), "{bare}");
        let words = with_manners("host=db.example dbname=anjuan keepalives_idle=60");
        assert!(words.ends_with("target_session_attrs=primary host=db.example dbname=anjuan keepalives_idle=60"));
    }
}
