//! 强制退出: where an account is logged in, and ending it there.

pub(super) mod http;
