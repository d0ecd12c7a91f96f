//! The check of a card on the wire.

use super::model::{self, Card};
use super::store;
use crate::db::Db;
use crate::domain::actor::Actor;
use crate::domain::values::Code;
use crate::http::{PublicProblems, Reply, request_id};
use crate::officers::certificates::model::{CertificateKind, CertificateStatus};
use crate::problem::Problem;
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
}

fn reply_of(number: Code, card: Card, today: NaiveDate) -> PublicCertificateReply {
    PublicCertificateReply {
        number,
        status: card.status_on(today),
        may_act: card.lets_act_on(today),
        kind: card.kind,
        valid_to: card.printed.to,
        name: card.officer_name,
        agency_name: card.agency_name,
    }
}

/// 核验执法证件: by the number on the card, without logging in.
#[utoipa::path(tag = "public", operation_id = "public_officers_get",
    params(("certificate_number" = inline(Code), Path)), responses((status = 200, body = PublicCertificateReply), PublicProblems))]
#[get("/public/officers/{certificate_number}")]
pub async fn verify(db: Data<Db>, request: HttpRequest, number: Path<Code>) -> Result<Reply, Problem> {
    let nobody = Actor::system(request_id::of(&request));
    db.read(&nobody, move |view| {
        let today = view.today();
        let card = model::speaking_card(store::cards(view, &number)?, today).ok_or_else(Problem::not_found)?;
        Reply::answer(&reply_of(number.clone(), card, today))
    })
    .await
}
