//! Who is there, and may they: log-in, tokens, sessions, and the permission in a handler's signature.

pub mod activity;
mod authorized;
pub mod http;
pub mod keys;
pub mod me;
pub mod model;
pub mod otp;
mod owned;
pub mod password;
pub mod password_changes;
pub mod proof;
pub mod sealing;
pub mod sessions;
pub mod store;
pub mod throttle;
pub mod token_keys;
pub mod tokens;
mod verified;

pub use authorized::{Authorized, Demands};

use crate::config::AuthConfig;
use crate::db::Db;
use crate::domain::actor::Actor;
use crate::problem::Problem;
use activity::Activity;
use password::Passwords;
use sealing::Sealer;
use throttle::Throttles;
use tokio::sync::Semaphore;
use utoipa_actix_web::service_config::ServiceConfig;

/// What log-in works with: its settings, the hashing of passwords, when sessions were last seen, and the keys that seal
/// second factors.
pub struct Auth {
    pub config: AuthConfig,
    pub passwords: Passwords,
    /// Log-ins are counted one after the other: many of one address wait for each other in any case, and would hold all
    /// database threads meanwhile.
    counting: Semaphore,
    pub activity: Activity,
    pub sealer: Sealer,
}

impl Auth {
    pub fn new(config: AuthConfig, sealer: Sealer) -> Result<Self, Problem> {
        let hashes_at_once = std::thread::available_parallelism().map_or(1, usize::from);
        let (passwords, counting) = (Passwords::new(hashes_at_once)?, Semaphore::new(1));
        Ok(Self { config, passwords, counting, activity: Activity::default(), sealer })
    }

    /// Counts a guess before it is looked at.
    async fn counted(&self, throttles: &Throttles, db: &Db, system: &Actor) -> Result<(), Problem> {
        let _turn = self.counting.acquire().await.map_err(Problem::internal)?;
        throttles.count(db, system, &self.config).await
    }
}

pub fn routes(routes: &mut ServiceConfig) {
    http::routes(routes);
    me::routes(routes);
    password_changes::routes(routes);
    sessions::routes(routes);
    otp::routes(routes);
}
