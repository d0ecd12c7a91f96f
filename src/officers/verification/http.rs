//! The check of a card on the wire.

use super::model::{self, Card};
use super::{page, store};
use crate::db::{Db, View};
use crate::domain::actor::Actor;
use crate::domain::values::Code;
use crate::http::layers::accept::preferred;
use crate::http::problem_reply::ProblemReply;
use crate::http::{PublicProblems, Reply, request_id};
use crate::officers::certificates::model::{CertificateKind, CertificateStatus};
use crate::problem::Problem;
use actix_web::http::header::ACCEPT;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, get};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// 证件核验结果: what is printed on the card, and whether it holds today.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicCertificateReply {
    number: Code,
    name: String,
    agency_name: String,
    kind: CertificateKind,
    /// Today's status.
    status: CertificateStatus,
    /// The last valid day printed on the card.
    valid_to: Option<NaiveDate>,
    /// Whether its holder may take part in enforcement today: an enforcement certificate, valid, and in post.
    may_act: bool,
    /// What other agencies say of the same number. A card that was revoked, suspended or lost is told first, whoever
    /// else recorded its number. Compare the name on the card.
    also_held_by: Vec<PublicHolderReply>,
}

/// 同号证件: the same number in another agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicHolderReply {
    name: String,
    agency_name: String,
    kind: CertificateKind,
    status: CertificateStatus,
    valid_to: Option<NaiveDate>,
    may_act: bool,
}

fn reply_of(number: Code, first: &Card, others: &[Card], today: NaiveDate) -> PublicCertificateReply {
    let other = |card: &Card| PublicHolderReply {
        name: card.officer_name.clone(),
        agency_name: card.agency_name.clone(),
        kind: card.kind,
        status: card.status_on(today),
        valid_to: card.printed.to,
        may_act: card.lets_act_on(today),
    };
    PublicCertificateReply {
        number,
        status: first.status_on(today),
        may_act: first.lets_act_on(today),
        kind: first.kind,
        valid_to: first.printed.to,
        name: first.officer_name.clone(),
        agency_name: first.agency_name.clone(),
        also_held_by: others.iter().map(other).collect(),
    }
}

/// 核验执法证件: by the number on the card, without logging in.
///
/// JSON for programs; a page for people whose browser asks for `text/html`, also when nobody holds such a card.
#[utoipa::path(tag = "public", operation_id = "public_officers_get",
    params(("certificate_number" = inline(Code), Path)),
    responses((status = 200, content((PublicCertificateReply = "application/json"), (String = "text/html"))), PublicProblems,
    (status = 404, description = "没有这个证号 · no such number",
    content((ProblemReply = "application/problem+json"), (String = "text/html")))))]
#[get("/public/officers/{certificate_number}")]
pub async fn verify(db: Data<Db>, request: HttpRequest, number: Path<String>) -> Result<Reply, Problem> {
    let nobody = Actor::system(request_id::of(&request));
    let is_browser = wants_html(&request);
    db.read(&nobody, move |view| shown(view, &number, is_browser)).await
}

fn shown(view: &mut View, number: &str, is_browser: bool) -> Result<Reply, Problem> {
    // What cannot be a number is nobody's number.
    let known = Code::parse(number).ok();
    let cards = known.as_ref().map_or_else(|| Ok(Vec::new()), |number| store::cards(view, number))?;
    let today = view.today();
    let told = model::holders(cards, today);
    if is_browser {
        let page = Reply::shown("text/html; charset=utf-8", page::of(number, &told, today).into_bytes());
        return Ok(page.with_status(if told.is_empty() { 404 } else { 200 }).no_store());
    }
    let (Some(number), Some((first, others))) = (known, told.split_first()) else { return Err(Problem::not_found()) };
    Reply::answer(&reply_of(number, first, others, today)).map(Reply::no_store)
}

/// Programs that take anything get JSON.
fn wants_html(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    preferred(accepted, &["application/json", "text/html"]) == Some("text/html")
}
