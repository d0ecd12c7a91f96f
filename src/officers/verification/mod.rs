//! 证件核验: whoever meets an officer may check the card, without logging in.

pub(super) mod http;
mod model;
mod page;
mod store;
