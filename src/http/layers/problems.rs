//! Renders whatever was refused as a problem in the client's language, whoever refused it.

use crate::http::language::Language;
use crate::http::problem_reply::{of_framework, render};
use crate::http::request_id::RequestId;
use crate::problem::{Code, Problem};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, VARY};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _};

/// The code of a refusal, for whoever counts.
#[derive(Debug, Clone, Copy)]
pub struct Refused(pub &'static str);

pub async fn layer<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_else(|| RequestId::of(&request));
    let language = Language::of(request.headers());
    let answered = next.call(request).await?.map_into_boxed_body();
    let status = answered.status();
    if !status.is_client_error() && !status.is_server_error() {
        return Ok(answered);
    }
    let Some(error) = answered.response().error() else { return Ok(answered) };
    let (code, rendered) = match error.as_error::<Problem>() {
        Some(problem) => told(problem, language, &id),
        None if error.as_error::<actix_cors::CorsError>().is_some() => {
            told(&Problem { cause: Some(error.to_string()), ..Problem::new(Code::OriginNotAllowed) }, language, &id)
        }
        None => told(&of_framework(status, &error.to_string()), language, &id),
    };
    answered.request().extensions_mut().insert(Refused(code.as_str()));
    Ok(with_headers_of_inner_layers(answered, rendered))
}

fn told(problem: &Problem, language: Language, id: &RequestId) -> (Code, actix_web::HttpResponse) {
    let (code, cause) = (problem.code.as_str(), problem.cause.as_deref().unwrap_or_default());
    if problem.code.status() >= 500 {
        tracing::error!(request = %id.id, code, cause, "not served");
    } else {
        tracing::debug!(request = %id.id, code, cause, "refused");
    }
    (problem.code, render(problem, language, id.id))
}

/// What inner layers have said in headers (limits, origins) is said of the problem, too.
fn with_headers_of_inner_layers(
    answered: ServiceResponse<BoxBody>,
    mut rendered: actix_web::HttpResponse,
) -> ServiceResponse<BoxBody> {
    for (name, value) in answered.headers() {
        let is_of_body = *name == CONTENT_TYPE || *name == CONTENT_LENGTH;
        if *name == VARY {
            rendered.headers_mut().append(name.clone(), value.clone());
        } else if !is_of_body && !rendered.headers().contains_key(name) {
            rendered.headers_mut().insert(name.clone(), value.clone());
        }
    }
    answered.into_response(rendered)
}
