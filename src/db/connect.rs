//! Connections: who they act as, and within which limits.

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection};

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

/// Opens one connection as a role.
pub fn connect(url: &str, role: DbRole) -> Result<PgConnection, diesel::ConnectionError> {
    let mut pg = PgConnection::establish(url)?;
    pg.batch_execute(role.session_settings()).map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
    Ok(pg)
}
