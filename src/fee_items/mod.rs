//! 非税收费项目: under which item of the non-tax revenue catalogue the fines of a claimed penalty matter are charged.

pub mod model;
pub mod store;
