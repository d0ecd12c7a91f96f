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
use crate::problem::Problem;
use activity::Activity;
use password::Passwords;
use sealing::Sealer;
use utoipa_actix_web::service_config::ServiceConfig;

/// What log-in works with: its settings, the hashing of passwords, when sessions were last seen, and the keys that seal
/// second factors.
pub struct Auth {
    pub config: AuthConfig,
    pub passwords: Passwords,
    pub activity: Activity,
    pub sealer: Sealer,
}

impl Auth {
    pub fn new(config: AuthConfig, sealer: Sealer) -> Result<Self, Problem> {
        let hashes_at_once = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { config, passwords: Passwords::new(hashes_at_once)?, activity: Activity::default(), sealer })
    }
}

pub fn routes(routes: &mut ServiceConfig) {
    http::routes(routes);
    me::routes(routes);
    password_changes::routes(routes);
    sessions::routes(routes);
    otp::routes(routes);
}
