//! Who is and was party to a case, on the wire.

use super::model::{CaseParty, PartyDetails, PartySet};
use crate::auth::Authorized;
use crate::cases::store as cases;
use crate::db::Db;
use crate::domain::ids::CaseId;
use crate::domain::party::{PartyCode, PartyKind};
use crate::domain::permission::Permission;
use crate::domain::permission::may::ReadCases;
use crate::domain::values::Title;
use crate::http::{Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// 当事人, with their place in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePartyReply {
    /// From 1; the first is the case's `party`.
    place: usize,
    kind: PartyKind,
    name: Title,
    /// In full when somebody who may see identifiers asks; otherwise the number of a person is masked.
    code: Option<String>,
    details: PartyDetails,
}

/// Who was party from a day on, until the next set.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartySetReply {
    from: NaiveDate,
    /// The last day on which they were; null while they are.
    until: Option<NaiveDate>,
    parties: Vec<CasePartyReply>,
}

page_reply!(PartySetPage of PartySetReply);

/// Parties as they leave: whole identity numbers only for who may see them.
pub fn shown(parties: &[CaseParty], in_full: bool) -> Vec<CasePartyReply> {
    let code = |code: &PartyCode| if in_full { code.in_full().to_owned() } else { code.masked() };
    let shown = |(place, one): (usize, &CaseParty)| CasePartyReply {
        place: place + 1,
        kind: one.party.kind,
        name: one.party.name.clone(),
        code: one.party.code.as_ref().map(code),
        details: one.details.clone(),
    };
    parties.iter().enumerate().map(shown).collect()
}

/// 当事人: who was party to the case when, the first set first.
#[utoipa::path(tag = "parties", operation_id = "case_parties_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = PartySetPage), Refusals))]
#[get("/cases/{case_id}/parties")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>, case: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *case)?;
        let in_full = view.actor.may(Permission::SeeIdentifiers);
        let sets = cases::party_sets(view, &case)?;
        let ends: Vec<Option<NaiveDate>> = sets.iter().skip(1).map(|next| next.from.pred_opt()).chain([None]).collect();
        let told = |(set, until): (PartySet, Option<NaiveDate>)| PartySetReply {
            from: set.from,
            until,
            parties: shown(&set.parties, in_full),
        };
        let all: Vec<PartySetReply> = sets.into_iter().zip(ends).map(told).collect();
        Reply::page(&all, None)
    })
    .await
}
