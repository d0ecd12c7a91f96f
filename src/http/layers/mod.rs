//! What every request passes on its way in and every answer on its way out, from the outside to the inside.
//! `server.rs` says the order and why.

pub mod accept;
pub mod answered;
pub mod compression;
pub mod guards;
pub mod incoming;
pub mod methods;
pub mod problems;
pub mod rate_limit;
pub mod room;
