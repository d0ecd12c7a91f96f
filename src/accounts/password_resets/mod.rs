//! 密码重置: an administrator gives an account a new password; whoever was logged in with the old one is out.

pub(super) mod http;
