//! Request bodies: read with a limit, checked against their published schema, then typed.

use super::shapes::Shapes;
use super::strict_json;
use crate::domain::refusal::Text;
use crate::problem::{Code, Fault, Problem};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

/// The largest JSON body of an ordinary request.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// A typed JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// The body of an act that needs no words: nothing, or `{}`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoBody {}

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = collect(&request, payload).await?;
            typed(&request, &bytes).map(Json)
        })
    }
}

/// Reads the whole body into memory, up to [`BODY_BYTES_MAX`].
pub async fn collect(request: &HttpRequest, mut payload: Payload) -> Result<Bytes, Problem> {
    let limit = u64::try_from(BODY_BYTES_MAX).unwrap_or(u64::MAX);
    must_fit(request, limit)?;
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(broken_off)?;
        if bytes.len() + chunk.len() > BODY_BYTES_MAX {
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// Refuses a body that calls itself too large, before it is read.
pub fn must_fit(request: &HttpRequest, limit: u64) -> Result<(), Problem> {
    let told = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.trim().parse::<u64>().ok());
    if told.is_some_and(|told| told > limit) { Err(too_large(limit)) } else { Ok(()) }
}

/// A body that is larger than `limit` bytes.
pub fn too_large(limit: u64) -> Problem {
    Problem::new(Code::BodyTooLarge).detail(format!("最多 {limit} 字节"), format!("At most {limit} bytes"))
}

/// Why a body did not arrive: too slowly, damaged, or the sender went away.
pub fn broken_off(error: PayloadError) -> Problem {
    let (code, zh, en) = match &error {
        PayloadError::Io(io) if io.kind() == std::io::ErrorKind::TimedOut => {
            return Problem::new(Code::RequestTimeout);
        }
        PayloadError::Overflow => return Problem::new(Code::BodyTooLarge),
        PayloadError::EncodingCorrupted => ("not_decodable", "请求内容的编码有误", "The body is not coded as it says"),
        _ => ("not_whole", "请求内容没有传送完整", "The body did not arrive whole"),
    };
    let problem = Problem::faults(Code::BodyMalformed, vec![Fault::new("", code, Text::new(zh, en))]);
    Problem { cause: Some(error.to_string()), ..problem }
}

/// Checks and types a body that has been read.
pub fn typed<T: DeserializeOwned + ToSchema>(request: &HttpRequest, bytes: &[u8]) -> Result<T, Problem> {
    let has_body = !bytes.is_empty();
    if has_body && !is_json(request) {
        return Err(Problem::new(Code::MediaTypeUnsupported).detail("应为 application/json", "Send application/json"));
    }
    let value =
        if has_body || T::name() != NoBody::name() { strict_json::parse(bytes)? } else { serde_json::json!({}) };
    let shapes = request.app_data::<Data<Shapes>>().ok_or_else(|| Problem::internal("no schemas are loaded"))?;
    shapes.check(&T::name(), &value)?;
    from_value(value)
}

/// Types a value that fits its schema. What a schema cannot say (a 30 February, 10^30 fen) is told here.
pub fn from_value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string().replace(['.', '['], "/").replace(']', "");
        let detail = Text::new("该值无效", error.inner().to_string());
        Problem::invalid(vec![Fault::new(format!("/{path}"), "not_valid", detail)])
    })
}

fn is_json(request: &HttpRequest) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") || essence.eq_ignore_ascii_case("application/merge-patch+json")
}
