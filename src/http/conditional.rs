//! `If-Match`: nobody overwrites what somebody else has changed meanwhile.

use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// The version that the client has seen. Required: 428 without it.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(Wanted);

#[derive(Debug, Clone, Copy)]
enum Wanted {
    Any,
    Version(i64),
    /// A tag that is none of ours matches nothing.
    Never,
}

impl IfMatch {
    /// 412 with the current version unless the client has seen it.
    pub fn require(self, current: i64) -> Result<(), Problem> {
        match self.0 {
            Wanted::Any => Ok(()),
            Wanted::Version(seen) if seen == current => Ok(()),
            Wanted::Version(_) | Wanted::Never => Err(Problem::stale(current)),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get(IF_MATCH).and_then(|value| value.to_str().ok()) else {
            return ready(Err(Problem::new(Code::VersionRequired)));
        };
        let wanted = match value.trim() {
            "*" => Wanted::Any,
            tag => tag
                .strip_prefix('"')
                .and_then(|tag| tag.strip_suffix('"'))
                .and_then(|tag| tag.split('-').next()?.parse().ok()) // what follows names what was shown with it
                .map_or(Wanted::Never, Wanted::Version),
        };
        ready(Ok(Self(wanted)))
    }
}

/// The strong tag of a version: independent of token, language and compression.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
