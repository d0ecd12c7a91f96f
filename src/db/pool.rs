//! Connections: who they act as, how long they may wait, and when they are thrown away.

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection};
use std::time::Duration;

/// The roles of `roles.sql`. Every connection takes one and keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DbRole {
    Owner,
    App,
    Sequencer,
}

impl DbRole {
    /// The settings of a session: role first, then limits. `search_path` is empty, so every name is written in full.
    fn session_settings(self) -> &'static str {
        match self {
            DbRole::Owner => {
                "SET ROLE anjuan_owner; SET search_path = 'anjuan'; SET lock_timeout = '10s'; SET client_min_messages = 'warning'"
            }
            DbRole::App => {
                "SET ROLE anjuan_app; SET search_path = ''; SET statement_timeout = '5s'; SET lock_timeout = '2s'; \
                 SET idle_in_transaction_session_timeout = '10s'; SET TimeZone = 'UTC'; SET client_min_messages = 'warning'"
            }
            DbRole::Sequencer => {
                "SET ROLE anjuan_sequencer; SET search_path = ''; SET statement_timeout = '30s'; SET lock_timeout = '5s'; \
                 SET TimeZone = 'UTC'"
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

/// A pooled connection that knows whether a transaction may be open on it. Such a connection is never lent again:
/// whatever went wrong on it (a panic, a lost socket), the next borrower must not inherit its scope.
pub(super) struct Pooled {
    pub pg: PgConnection,
    pub in_transaction: bool,
}

pub(super) struct Manager {
    pub url: String,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = diesel::ConnectionError;

    fn connect(&self) -> Result<Pooled, Self::Error> {
        Ok(Pooled { pg: connect(&self.url, DbRole::App)?, in_transaction: false })
    }

    fn is_valid(&self, _: &mut Pooled) -> Result<(), Self::Error> {
        Ok(()) // never asked: `test_on_check_out` is off, opening the transaction is the test
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.in_transaction || std::thread::panicking()
    }
}

/// Limits of the pool.
#[derive(Debug, Clone, Copy)]
pub struct PoolSettings {
    pub size: u32,
    /// How long a request waits for a connection before it is answered 503.
    pub wait: Duration,
}

pub(super) fn build(url: String, settings: PoolSettings) -> r2d2::Pool<Manager> {
    r2d2::Pool::builder()
        .max_size(settings.size)
        .min_idle(Some(1))
        .connection_timeout(settings.wait)
        .max_lifetime(Some(Duration::from_secs(30 * 60)))
        .test_on_check_out(false)
        .error_handler(Box::new(QuietHandler))
        .build_unchecked(Manager { url })
}

/// Connection errors are told where they are met, by the request that needed the connection.
#[derive(Debug)]
struct QuietHandler;

impl r2d2::HandleError<diesel::ConnectionError> for QuietHandler {
    fn handle_error(&self, error: diesel::ConnectionError) {
        tracing::warn!(%error, "no connection to the database");
    }
}
