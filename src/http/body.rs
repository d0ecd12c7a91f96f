//! Request bodies: read with a limit and a deadline, checked against their published schema, then typed.

use super::shapes::Shapes;
use super::strict_json;
use crate::domain::refusal::Text;
use crate::problem::{Code, Fault, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use utoipa::ToSchema;

/// The largest JSON body of an ordinary request.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// A body must have arrived by then.
const BODY_DEADLINE: Duration = Duration::from_secs(30);

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
            let bytes = collect(payload, BODY_BYTES_MAX).await?;
            typed(&request, &bytes).map(Json)
        })
    }
}

/// Reads the whole body into memory, up to `limit`.
pub async fn collect(mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    let reading = async {
        while let Some(chunk) = payload.next().await {
            let chunk = chunk
                .map_err(|error| Problem { cause: Some(error.to_string()), ..Problem::new(Code::BodyMalformed) })?;
            if bytes.len() + chunk.len() > limit {
                return Err(Problem::new(Code::BodyTooLarge)
                    .detail(format!("最多 {limit} 字节"), format!("At most {limit} bytes")));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(())
    };
    tokio::time::timeout(BODY_DEADLINE, reading).await.map_err(|_| Problem::new(Code::RequestTimeout))??;
    Ok(bytes.freeze())
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
