//! What operators and programs ask of the service itself: is it alive, is it ready, how busy is it, what does it offer.

pub mod docs;
pub mod metrics;

use crate::acts::calendar::in_force;
use crate::db::Db;
use crate::db::embedded::{Health, PrivatePostgres};
use crate::domain::actor::Actor;
use crate::domain::refusal::Rule;
use crate::http::problem_reply::ProblemReply;
use crate::http::{LogInProblems, PlainProblems, Reply, request_id};
use crate::journal::sequencer::Sequencer;
use crate::openapi::Document;
use crate::problem::{Code, Problem};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, get};
use chrono::NaiveDate;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// An entry may wait so long for its place before the service calls itself not ready.
const LAG_MS_MAX: i64 = 10_000;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .service(health)
        .service(ready)
        .service(document)
        .service(problem)
        .service(metrics::show)
        .map(|plain| plain.configure(docs::routes));
}

#[derive(Serialize, ToSchema)]
pub struct HealthReply {
    #[schema(example = "ok")]
    status: &'static str,
    version: &'static str,
}

/// Whether requests can be served, and how the journal stands.
#[derive(Serialize, ToSchema)]
pub struct ReadyReply {
    ready: bool,
    database: bool,
    sequencer: bool,
    journal_size: i64,
    journal_pending: i64,
    /// Age of the oldest entry without a position.
    sequencer_lag_ms: i64,
    /// The last day that the loaded holiday notices settle from today on; null when not even today is settled, or the
    /// database does not answer. The next notice is to be loaded 60 days before.
    calendar_ends_on: Option<NaiveDate>,
}

/// A kind of problem, as `type` points to it.
#[derive(Serialize, ToSchema)]
pub struct ProblemKindReply {
    code: &'static str,
    status: u16,
    retryable: bool,
    title_zh: &'static str,
    title_en: &'static str,
    legal_basis: Option<&'static str>,
}

/// 存活检查: the process answers.
#[utoipa::path(tag = "operations", operation_id = "health_get", responses((status = 200, body = HealthReply), PlainProblems))]
#[get("/healthz")]
pub async fn health() -> Result<Reply, Problem> {
    Reply::answer(&HealthReply { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// 就绪检查: database and sequencer work.
#[utoipa::path(tag = "operations", operation_id = "ready_get",
    responses((status = 200, body = ReadyReply), (status = 503, body = ReadyReply), PlainProblems))]
#[get("/readyz")]
pub async fn ready(
    db: Data<Db>,
    sequencer: Data<Sequencer>,
    postgres: Data<Option<Arc<PrivatePostgres>>>,
    request: HttpRequest,
) -> Result<Reply, Problem> {
    let standing = sequencer.standing();
    let lives = postgres.as_ref().as_ref().is_none_or(|server| matches!(server.health(), Health::Running));
    let asked =
        db.read(&Actor::system(request_id::of(&request)), |view| Ok(in_force(view)?.ends_on(view.today()))).await;
    let (database, sequencer) = (lives && asked.is_ok(), standing.alive && standing.lag_ms < LAG_MS_MAX);
    let reply = Reply::answer(&ReadyReply {
        ready: database && sequencer,
        database,
        sequencer,
        journal_size: standing.size,
        journal_pending: standing.pending,
        sequencer_lag_ms: standing.lag_ms,
        calendar_ends_on: asked.ok().flatten(),
    })?;
    Ok(if database && sequencer { reply } else { reply.with_status(503) }.no_store())
}

/// 接口文档: this document.
#[utoipa::path(tag = "operations", operation_id = "openapi_get", responses((status = 200, body = Object), PlainProblems))]
#[get("/openapi.json")]
pub async fn document(document: Data<Document>) -> Result<Reply, Problem> {
    Reply::answer(document.0)
}

/// 问题说明: what a code means.
#[utoipa::path(tag = "operations", operation_id = "problems_get", params(("code" = String, Path)),
    responses((status = 200, body = ProblemKindReply),
    (status = 404, body = ProblemReply, content_type = "application/problem+json"), LogInProblems))]
#[get("/problems/{code}")]
pub async fn problem(code: Path<String>) -> Result<Reply, Problem> {
    let all = Code::TABLE.iter().copied().chain(Rule::ALL.iter().copied().map(Code::Refused));
    let found = all.into_iter().find(|known| known.as_str() == code.as_str()).ok_or_else(Problem::not_found)?;
    let legal_basis = match found {
        Code::Refused(rule) => Some(rule.legal_basis()),
        _ => None,
    };
    Reply::answer(&ProblemKindReply {
        code: found.as_str(),
        status: found.status(),
        retryable: found.retryable(),
        title_zh: found.title_zh(),
        title_en: found.title_en(),
        legal_basis,
    })
}
