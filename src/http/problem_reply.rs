//! Problems on the wire: `application/problem+json` in the client's language.

use super::conditional::etag;
use super::language::Language;
use crate::problem::{Code, Fault, Problem};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, ALLOW, CONTENT_LANGUAGE, ETAG, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A request that was not served, and why (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemReply<'p> {
    /// Where this kind of problem is described.
    #[serde(rename = "type")]
    kind: String,
    title: &'p str,
    status: u16,
    detail: &'p str,
    /// The request, as logs and journal know it.
    instance: String,
    /// The stable code to switch on.
    code: &'p str,
    /// The same request may succeed later.
    retryable: bool,
    /// All faults at once.
    errors: Vec<FaultReply<'p>>,
    /// Law and article, when the law refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    legal_basis: Option<String>,
}

/// One fault of a request.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fault)]
pub struct FaultReply<'p> {
    /// JSON pointer into the body; `/query/…` for parameters; empty for the request as a whole.
    pointer: &'p str,
    code: &'p str,
    detail: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    legal_basis: Option<&'p str>,
}

/// Renders a problem for one request.
pub fn render(problem: &Problem, language: Language, request: Uuid) -> HttpResponse {
    let code = problem.code;
    let title = match language {
        Language::Zh => code.title_zh(),
        Language::En => code.title_en(),
    };
    let errors = problem.errors.iter().map(|fault| fault_reply(fault, language)).collect();
    let body = ProblemReply {
        kind: format!("/problems/{}", code.as_str()),
        title,
        status: code.status(),
        detail: problem.detail.as_ref().map_or(title, |detail| language.pick(detail)),
        instance: request.urn().to_string(),
        code: code.as_str(),
        retryable: code.retryable(),
        errors,
        legal_basis: problem.legal_basis(),
    };
    let mut response =
        HttpResponse::build(StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    response.insert_header((CONTENT_LANGUAGE, language.tag())).insert_header((VARY, "Accept-Language"));
    if let Some(seconds) = problem.retry_after_s {
        response.insert_header((RETRY_AFTER, seconds));
    }
    if let Some(version) = problem.current_version {
        response.insert_header((ETAG, etag(version)));
    }
    if let Some(methods) = &problem.allowed_methods {
        response.insert_header((ALLOW, methods.as_str()));
    }
    if let Some(encodings) = problem.accepted_encodings {
        response.insert_header((ACCEPT_ENCODING, encodings));
    }
    if code.status() == 401 {
        response.insert_header((WWW_AUTHENTICATE, "Bearer"));
    }
    response.content_type("application/problem+json").body(serde_json::to_vec(&body).unwrap_or_default())
}

fn fault_reply(fault: &Fault, language: Language) -> FaultReply<'_> {
    FaultReply {
        pointer: &fault.pointer,
        code: &fault.code,
        detail: language.pick(&fault.detail),
        legal_basis: fault.legal_basis,
    }
}

/// The body is written by the outermost layer, which knows the language and the request id.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// The problem behind an error that the framework made by itself.
pub fn of_framework(status: StatusCode, told: &str) -> Problem {
    let code = match status.as_u16() {
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        408 => Code::RequestTimeout,
        413 => Code::BodyTooLarge,
        415 => Code::MediaTypeUnsupported,
        400..=499 => Code::BodyMalformed,
        503 => Code::Unavailable,
        507 => Code::StorageFull,
        _ => Code::Internal,
    };
    Problem { cause: Some(told.to_owned()), ..Problem::new(code) }
}
