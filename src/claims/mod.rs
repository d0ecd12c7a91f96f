//! 事项认领: which matters of the catalogue an agency has taken on, and when it gave them back (交回).

pub mod model;
pub mod store;
