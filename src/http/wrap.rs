//! The outermost layer: gives each request its id, renders problems, and writes one line of log for each answer.

use super::language::Language;
use super::problem_reply::{of_framework, render};
use super::request_id::{RequestId, X_REQUEST_ID};
use crate::domain::ids::AccountId;
use crate::problem::Problem;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _};
use std::time::Instant;

/// Who asked, for the log line. Set by the authentication.
#[derive(Debug, Clone, Copy)]
pub struct Asker(pub AccountId);

pub async fn wrap<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = RequestId::of(&request);
    let language = Language::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let answered = next.call(request).await?.map_into_boxed_body();
    let mut answered = with_problem(answered, language, &id);
    answered.headers_mut().insert(X_REQUEST_ID, id.echo.clone());
    log(&answered, &id, started);
    Ok(answered)
}

fn with_problem(answered: ServiceResponse<BoxBody>, language: Language, id: &RequestId) -> ServiceResponse<BoxBody> {
    let status = answered.status();
    if !status.is_client_error() && !status.is_server_error() {
        return answered;
    }
    let Some(error) = answered.response().error() else { return answered };
    let rendered = match error.as_error::<Problem>() {
        Some(problem) => {
            told(problem, id);
            render(problem, language, id.id)
        }
        None => {
            let problem = of_framework(status, &error.to_string());
            told(&problem, id);
            render(&problem, language, id.id)
        }
    };
    answered.into_response(rendered)
}

fn told(problem: &Problem, id: &RequestId) {
    let (code, cause) = (problem.code.as_str(), problem.cause.as_deref().unwrap_or_default());
    if problem.code.status() >= 500 {
        tracing::error!(request = %id.id, code, cause, "not served");
    } else {
        tracing::debug!(request = %id.id, code, cause, "refused");
    }
}

/// One line per answer: the route's pattern, never the path itself, which may hold a name or a number.
fn log(answered: &ServiceResponse<BoxBody>, id: &RequestId, started: Instant) {
    let request = answered.request();
    let account = request.extensions().get::<Asker>().map(|asker| asker.0.to_string());
    tracing::info!(
        request = %id.id,
        account,
        method = request.method().as_str(),
        route = request.match_pattern().as_deref().unwrap_or("-"),
        status = answered.status().as_u16(),
        ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
}
