//! `If-Match`: nobody overwrites what somebody else has changed meanwhile.

use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderValue, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};
use regex::Regex;
use std::future::{Ready, ready};
use std::sync::LazyLock;

/// The version that the client has seen. Required: 428 without it.
#[derive(Debug, Clone)]
pub struct IfMatch(Wanted);

/// The same where a first version needs none.
#[derive(Debug, Clone)]
pub struct IfMatchIfAny(pub Option<IfMatch>);

#[derive(Debug, Clone)]
enum Wanted {
    Any,
    /// Empty when no tag is one of ours: it matches nothing.
    Versions(Vec<i64>),
}

/// RFC 9110 §13.1.1: `*`, or entity tags separated by commas. Anything else is malformed (400); what is well-formed and
/// matches nothing is 412.
pub(super) const IF_MATCH_FORM: &str =
    concat!(r#"^(\*|[ \t,]*(W/)?"[!#-~\u0080-\u00ff]*""#, r#"([ \t]*,[ \t,]*(W/)?"[!#-~\u0080-\u00ff]*")*[ \t,]*)$"#);
/// One tag of such a list. A weak one never matches, so it is read over.
const TAG: &str = r#"(W/)?"([^"]*)""#;

impl IfMatch {
    /// 412 with the current version unless the client has seen it.
    pub fn require(&self, current: i64) -> Result<(), Problem> {
        match &self.0 {
            Wanted::Any => Ok(()),
            Wanted::Versions(seen) if seen.contains(&current) => Ok(()),
            Wanted::Versions(_) => Err(Problem::stale(current)),
        }
    }

    /// Nothing when the request has no such header.
    fn of(request: &HttpRequest) -> Result<Option<Self>, Problem> {
        static FORM: LazyLock<Regex> = LazyLock::new(|| Regex::new(IF_MATCH_FORM).expect("a form"));
        static TAGS: LazyLock<Regex> = LazyLock::new(|| Regex::new(TAG).expect("a tag"));
        // Each byte above 0x7f is an opaque character of a tag.
        let text = |value: &HeaderValue| value.as_bytes().iter().map(|byte| char::from(*byte)).collect::<String>();
        let lines: Vec<String> = request.headers().get_all(IF_MATCH).map(text).collect();
        if lines.is_empty() {
            return Ok(None);
        }
        let told = lines.join(",");
        match told.trim() {
            "*" => Ok(Some(Self(Wanted::Any))),
            told if FORM.is_match(told) => {
                let strong = TAGS.captures_iter(told).filter(|tag| tag.get(1).is_none());
                Ok(Some(Self(Wanted::Versions(strong.filter_map(|tag| version_in(&tag[2])).collect()))))
            }
            _ => Err(Problem::new(Code::VersionUnreadable).detail(
                "If-Match 应为带引号的 ETag(例如 \"1\"),多个用逗号分隔,或者 *",
                "If-Match is an ETag in quotes, such as \"1\", several of them separated by commas, or *",
            )),
        }
    }
}

/// What follows a dash names what was shown with the version.
fn version_in(tag: &str) -> Option<i64> {
    tag.split('-').next()?.parse().ok()
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).and_then(|told| told.ok_or_else(|| Problem::new(Code::VersionRequired))))
    }
}

impl FromRequest for IfMatchIfAny {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Where none is needed, an empty header says as much as none.
        let is_blank = request.headers().get_all(IF_MATCH).all(|value| value.as_bytes().trim_ascii().is_empty());
        ready(if is_blank { Ok(Self(None)) } else { IfMatch::of(request).map(Self) })
    }
}

/// The strong tag of a version: independent of token, language and compression.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn asked(lines: &[&[u8]]) -> Result<Option<IfMatch>, Problem> {
        let request = lines.iter().fold(TestRequest::patch(), |request, line| {
            request.append_header((IF_MATCH, HeaderValue::from_bytes(line).expect("a header")))
        });
        IfMatch::of(&request.to_http_request())
    }

    #[test]
    fn tags_are_heeded_as_the_rfc_says() {
        assert!(asked(&[]).expect("is readable").is_none());
        let matching: [&[&[u8]]; 6] = [
            &[b"*"],
            &[b"\"7\""],
            &[b"\"7-zh\""],
            &[b"\"1\", \"7\""],
            &[b"\"1\"", b"W/\"2\" ,,\"7\""],
            &[b"\"\xe6\", \"7\""],
        ];
        for lines in matching {
            let told = asked(lines).unwrap_or_else(|_| panic!("{lines:?} is readable"));
            told.expect("is there").require(7).expect("matches");
        }
        let stale: [&[&[u8]]; 5] =
            [&[b"\"8\""], &[b"W/\"7\""], &[b"\"\""], &[b"\"of_another\xff\""], &[b"\"1\",\"2\""]];
        for lines in stale {
            let refused = asked(lines).expect("is readable").expect("is there").require(7).expect_err("is stale");
            assert_eq!((refused.code, refused.current_version), (Code::StaleVersion, Some(7)), "{lines:?}");
        }
        let malformed: [&[&[u8]]; 8] =
            [&[b""], &[b"7"], &[b"\"7"], &[b"\"7\" \"8\""], &[b"w/\"7\""], &[b"*, \"7\""], &[b","], &[b"\"a b\""]];
        for lines in malformed {
            assert_eq!(asked(lines).expect_err("is malformed").code, Code::VersionUnreadable, "{lines:?}");
        }
    }
}
