//! 目录变化: what the catalogue gained, lost and re-worded between two days.

pub(super) mod http;
mod store;
