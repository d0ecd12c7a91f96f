//! 动态口令重置: an administrator takes a lost second factor off an account; whoever was logged in is out.

pub(super) mod http;
