//! Headers that keep browsers and caches from doing more with an answer than it was meant for.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, PERMISSIONS_POLICY,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;

/// Data is no page: it may load nothing and be framed by nobody.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// A page for people has its looks within itself and needs nothing else.
const PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (PERMISSIONS_POLICY, HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()")),
];
/// An answer may be kept by the one who asked, and is asked for again with its ETag each time.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");
const KEPT_BY_NOBODY: HeaderValue = HeaderValue::from_static("no-store");
const ONE_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Whether clients reach the service by https only.
#[derive(Debug, Clone, Copy)]
pub struct OnlyHttps(pub bool);

pub async fn layer<B: MessageBody + 'static>(
    only_https: Data<OnlyHttps>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut answered = next.call(request).await?;
    let failed = answered.status().is_client_error() || answered.status().is_server_error();
    let headers = answered.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        let told = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        headers.insert(CONTENT_SECURITY_POLICY, if told.starts_with("text/html") { PAGE } else { NO_PAGE });
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, if failed { KEPT_BY_NOBODY } else { PRIVATE });
    }
    vary_in_one_line(headers);
    if only_https.0 {
        headers.insert(STRICT_TRANSPORT_SECURITY, ONE_YEAR);
    }
    Ok(answered)
}

/// Several layers say what an answer depends on; caches read one line best.
fn vary_in_one_line(headers: &mut HeaderMap) {
    let mut named: Vec<String> = Vec::new();
    for value in headers.get_all(VARY).filter_map(|value| value.to_str().ok()) {
        for name in value.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if !named.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                named.push(name.to_owned());
            }
        }
    }
    if let Ok(value) = HeaderValue::try_from(named.join(", ")).map_err(|_| ())
        && !named.is_empty()
    {
        headers.insert(VARY, value);
    }
}
