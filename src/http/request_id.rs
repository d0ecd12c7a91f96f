//! One id per request: in every log line, journal entry and problem. A client's own `X-Request-Id` is echoed.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use uuid::Uuid;

pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const LENGTH_MAX: usize = 128;

#[derive(Debug, Clone)]
pub struct RequestId {
    /// The id that entries and problems carry.
    pub id: Uuid,
    /// What the header of the answer says: the client's own text, or `id`.
    pub echo: HeaderValue,
}

impl RequestId {
    #[expect(clippy::disallowed_methods, reason = "a request id is no record's id")]
    pub fn of(request: &ServiceRequest) -> Self {
        let given = request.headers().get(&X_REQUEST_ID).filter(|value| is_printable(value));
        let id = given.and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or_else(Uuid::now_v7);
        let echo = given.cloned().unwrap_or_else(|| id.to_string().parse().expect("a UUID is a header value"));
        Self { id, echo }
    }
}

fn is_printable(value: &HeaderValue) -> bool {
    let bytes = value.as_bytes();
    !bytes.is_empty() && bytes.len() <= LENGTH_MAX && bytes.iter().all(u8::is_ascii_graphic)
}

/// The id that the outermost layer gave this request.
pub fn of(request: &impl HttpMessage) -> Uuid {
    request.extensions().get::<RequestId>().map_or(Uuid::nil(), |known| known.id)
}
