//! What is asked of each connection when it is accepted.

use actix_web::rt::net::TcpStream;
use nix::sys::socket::{setsockopt, sockopt};
use std::any::Any;
use std::time::Duration;

/// The kernel drops a connection whose client takes nothing of what was sent for so long. Without it, a client that
/// stops reading would hold its answer for ever.
pub(super) fn cut_when_stalled(connection: &dyn Any, stall: Duration) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
    let milliseconds = u32::try_from(stall.as_millis()).unwrap_or(u32::MAX);
    if let Err(error) = setsockopt(stream, sockopt::TcpUserTimeout, &milliseconds) {
        tracing::warn!(%error, "a connection has no time limit for sending");
    }
}
