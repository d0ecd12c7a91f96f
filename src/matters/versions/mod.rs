//! 事项版本: a matter's name and legal bases, in force for a period.

pub(super) mod http;
