//! Who is there, and may they: log-in, tokens, sessions, and the permission in a handler's signature.

mod authorized;
pub mod http;
pub mod keys;
pub mod model;
pub mod password;
pub mod store;
pub mod token_keys;
mod verified;

pub use authorized::{Authorized, Demands};
pub use http::routes;
