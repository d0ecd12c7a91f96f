//! 账号: who may log in, with which roles.

pub mod store;
