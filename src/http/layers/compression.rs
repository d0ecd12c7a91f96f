//! Answers that are worth it are compressed. The ETag stays: it names the version, not the bytes.

use actix_http::encoding::Encoder;
use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ContentEncoding, Encoding,
    Header as _, HeaderMap, HeaderValue, VARY,
};
use actix_web::middleware::Next;

/// Below it, a compressed answer needs as many packets and more work.
const BYTES_MIN: u64 = 1024;

pub async fn layer<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let encoding = negotiated(&request);
    let mut answered = next.call(request).await?;
    if !is_worth_it(&answered) {
        return Ok(answered.map_into_boxed_body());
    }
    match encoding {
        ContentEncoding::Identity => {
            answered.headers_mut().append(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
            Ok(answered.map_into_boxed_body())
        }
        encoding => Ok(answered.map_body(|head, body| BoxBody::new(Encoder::response(encoding, head, body)))),
    }
}

/// What the client likes best of what there is; nothing of it is no reason not to answer.
fn negotiated(request: &ServiceRequest) -> ContentEncoding {
    let offered = [Encoding::zstd(), Encoding::gzip(), Encoding::identity()];
    let wish = AcceptEncoding::parse(request).ok().filter(|_| request.headers().contains_key(ACCEPT_ENCODING));
    match wish.and_then(|wish| wish.negotiate(offered.iter())) {
        Some(Encoding::Known(encoding)) => encoding,
        _ => ContentEncoding::Identity,
    }
}

/// Text of some length. What nobody may keep (tokens) is left alone: its length would tell of its content.
fn is_worth_it<B: MessageBody>(answered: &ServiceResponse<B>) -> bool {
    let headers = answered.headers();
    let has_length = match answered.response().body().size() {
        BodySize::Sized(bytes) => bytes >= BYTES_MIN,
        BodySize::Stream => true,
        BodySize::None => false,
    };
    let is_whole = answered.status() != StatusCode::PARTIAL_CONTENT;
    let is_secret = answered.status().is_success() && text(headers, &CACHE_CONTROL).contains("no-store");
    has_length && is_whole && !is_secret && !headers.contains_key(CONTENT_ENCODING) && is_text(headers)
}

fn is_text(headers: &HeaderMap) -> bool {
    let essence = text(headers, &CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let known = ["application/json", "application/javascript", "application/x-ndjson", "image/svg+xml"];
    essence.starts_with("text/") || essence.ends_with("+json") || known.contains(&essence.as_str())
}

fn text<'h>(headers: &'h HeaderMap, name: &actix_web::http::header::HeaderName) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
