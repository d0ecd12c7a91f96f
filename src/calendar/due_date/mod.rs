//! 期限届满日: where a time limit ends, and how that was found.

pub(super) mod http;
mod model;
