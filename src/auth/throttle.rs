//! Guesses are counted before they are looked at, by user name and by address: at log-in, and wherever else a password
//! or a second factor is asked for.

use super::model::{self, Attempt};
use super::store;
use crate::config::AuthConfig;
use crate::db::{Db, Tx};
use crate::domain::actor::Actor;
use crate::domain::hex::hex;
use crate::http::client_address;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code, Problem};
use actix_web::HttpRequest;
use serde_json::json;

/// The two counters of a guess. User names are kept as digests: a mistyped password may stand where a name should.
#[derive(Debug, Clone)]
pub struct Throttles {
    username: String,
    source: String,
}

impl Throttles {
    pub fn of(username: &str, request: &HttpRequest) -> Self {
        Self { username: username_key(username), source: format!("source:{}", address_of(request)) }
    }

    /// A right guess clears the user name's count and takes its own attempt off the address's.
    pub fn forgive(&self, tx: &mut Tx) -> Result<(), Problem> {
        store::forget_failures(tx, &self.username)?;
        store::take_back(tx, &self.source)
    }

    /// Neither right nor wrong: something is still missing. Earlier failures stay.
    pub fn take_back(&self, tx: &mut Tx) -> Result<(), Problem> {
        store::take_back(tx, &self.username)?;
        store::take_back(tx, &self.source)
    }

    /// Counts a guess, and refuses it when one of its keys is locked.
    pub async fn count(&self, db: &Db, system: &Actor, config: &AuthConfig) -> Result<(), Problem> {
        let keys = self.clone();
        let (account_max, source_max, lock) = (config.account_failures_max, config.source_failures_max, config.lock);
        db.write(system, move |tx| {
            let mut locked_now = false;
            for (key, failures_max) in [(&keys.source, source_max), (&keys.username, account_max)] {
                store::ensure_throttle(tx, key)?;
                let known = store::failures(tx, key)?;
                match model::attempt(known, tx.now, failures_max, lock) {
                    Attempt::Allowed(failures) => {
                        store::count_failure(tx, key, failures)?;
                        locked_now |= failures.locked_until.is_some();
                    }
                    Attempt::Locked { until } => {
                        let seconds = u32::try_from((until - tx.now).num_seconds().max(1)).unwrap_or(u32::MAX);
                        return Err(Problem::new(Code::LoginLocked).retry_after(seconds));
                    }
                }
            }
            if locked_now {
                let body = json!({"username_digest": keys.username, "source": keys.source});
                return tx.record(Entry::new(Kind::LoginLocked, tx.mint(), &body), ());
            }
            Ok(tx.unchanged(()))
        })
        .await
    }
}

/// Forgets the failures of a user name: an administrator has looked into them.
pub fn forget(tx: &mut Tx, username: &str) -> Result<(), Problem> {
    store::forget_failures(tx, &username_key(username))
}

fn username_key(username: &str) -> String {
    format!("username:{}", hex(&model::digest_of(username)))
}

/// Where a request comes from.
pub fn address_of(request: &HttpRequest) -> String {
    client_address::of(request).to_string()
}
