//! 裁量基准: the steps of a matter's penalties, effective-dated, issued for a part of the division tree.

pub(super) mod http;
mod model;
mod store;
