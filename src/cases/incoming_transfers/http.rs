//! Transfers between agencies of this system, on the wire.

use super::{Incoming, LetterParty, store};
use crate::auth::Authorized;
use crate::cases::http::{self as filing, NewCase};
use crate::cases::model::CaseSource;
use crate::cases::parties::model::{NewParty, PartyDetails};
use crate::cases::reply::CaseReply;
use crate::db::{Db, View};
use crate::domain::act::in_order;
use crate::domain::ids::{CaseId, CaseStepId, OfficerId};
use crate::domain::party::{PartyCode, PartyKind};
use crate::domain::penalty::Procedure;
use crate::domain::permission::Permission;
use crate::domain::permission::may::{ReadCases, WorkCases};
use crate::domain::refusal::{Refusal, Refusals as Refused, Rule};
use crate::domain::values::{Code, Passage, Title};
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 接收的移送: what another agency of this system handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncomingTransferReply {
    transfer_id: CaseStepId,
    /// 移送机关
    sender_code: String,
    sender_name: String,
    /// The case there.
    sender_case_id: CaseId,
    sent_on: NaiveDate,
    ground: Passage,
    legal_bases: Vec<Title>,
    report: Passage,
    things: Vec<Title>,
    document_number: Option<Title>,
    /// The day on which the sender filed its case.
    filed_on: NaiveDate,
    summary: Option<Passage>,
    place: Option<Title>,
    parties: Vec<LetterPartyReply>,
    /// 受理后的案件: the case with the recipient; null while it has not accepted.
    case_id: Option<CaseId>,
    accepted_on: Option<NaiveDate>,
}

/// 移送函中的当事人
#[derive(Debug, Serialize, ToSchema)]
pub struct LetterPartyReply {
    kind: PartyKind,
    name: Title,
    /// Whole numbers of persons only for who may see identifiers.
    code: Option<String>,
}

page_reply!(IncomingTransferPage of IncomingTransferReply);

/// 受理移送: what the new case has of its own; the parties come with the transfer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferIntake {
    /// The new case: minted by the client, or left to the server.
    #[serde(default)]
    id: Option<CaseId>,
    procedure: Procedure,
    #[serde(default)]
    #[schema(max_items = 50)]
    matter_codes: Vec<Code>,
    /// 承办人员: at least two, each certified on the day of filing.
    #[schema(min_items = 1, max_items = 10)]
    officer_ids: Vec<OfficerId>,
    summary: Passage,
    filed_on: NaiveDate,
    #[serde(default)]
    place: Option<Title>,
}

fn shown(view: &View, one: Incoming) -> IncomingTransferReply {
    let in_full = view.actor.may(Permission::SeeIdentifiers);
    let code = |party: &LetterParty| {
        let code = party.code.as_deref().and_then(|text| PartyCode::parse(party.kind, text).ok())?;
        Some(if in_full { code.in_full().to_owned() } else { code.masked() })
    };
    let party = |one: &LetterParty| LetterPartyReply { kind: one.kind, name: one.name.clone(), code: code(one) };
    IncomingTransferReply {
        transfer_id: one.transfer,
        sender_code: one.sender_code,
        sender_name: one.sender_name,
        sender_case_id: one.sender_case,
        sent_on: one.sent_on,
        ground: one.letter.ground,
        legal_bases: one.letter.legal_bases,
        report: one.letter.report,
        things: one.letter.things,
        document_number: one.letter.document_number,
        filed_on: one.letter.filed_on,
        summary: one.letter.summary,
        place: one.letter.place,
        parties: one.letter.parties.iter().map(party).collect(),
        case_id: one.taken.map(|(case, _)| case),
        accepted_on: one.taken.map(|(_, on)| on),
    }
}

fn page(view: &mut View, incoming: bool) -> Result<Reply, Problem> {
    let handed = store::handed(view, incoming)?;
    let all: Vec<_> = handed.into_iter().map(|one| shown(view, one)).collect();
    Reply::page(&all, None)
}

/// 接收的移送, the newest first: what other agencies of this system handed over to this one.
#[utoipa::path(tag = "transfers", operation_id = "incoming_transfers_list", security(("bearer" = [])),
    responses((status = 200, body = IncomingTransferPage), Refusals))]
#[get("/incoming-transfers")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>) -> Result<Reply, Problem> {
    db.read(&caller.actor, |view| page(view, true)).await
}

/// 移送其他机关的案件, the newest first: what this agency handed over, and the case that it became there.
#[utoipa::path(tag = "transfers", operation_id = "outgoing_transfers_list", security(("bearer" = [])),
    responses((status = 200, body = IncomingTransferPage), Refusals))]
#[get("/outgoing-transfers")]
pub async fn list_outgoing(db: Data<Db>, caller: Authorized<ReadCases>) -> Result<Reply, Problem> {
    db.read(&caller.actor, |view| page(view, false)).await
}

/// 受理移送
///
/// 行政处罚法 第二十五条: the agency that is competent files the case as its own, against the parties of the transfer, and it is judged as any
/// filing. The sender sees the new case at `outgoing-transfers` and records the acceptance in its own.
#[utoipa::path(tag = "transfers", operation_id = "incoming_transfer_intakes_create", security(("bearer" = [])),
    request_body = TransferIntake, params(("transfer_id" = inline(CaseStepId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = CaseReply), (status = 200, body = CaseReply), Refusals))]
#[post("/incoming-transfers/{transfer_id}/intakes")]
pub async fn accept(
    db: Data<Db>,
    caller: Authorized<WorkCases>,
    transfer: Path<CaseStepId>,
    once: Once<TransferIntake>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let incoming = store::handed(tx, true)?.into_iter().find(|one| one.transfer == *transfer);
        let incoming = incoming.ok_or_else(Problem::not_found)?;
        let mut refused = Refused::default();
        if incoming.taken.is_some() {
            refused.add(Refusal::of(Rule::TransferAnswered));
        }
        refused.check(in_order(incoming.sent_on, new.filed_on, "/filed_on"));
        let filing = filing_of(&incoming, new)?;
        filing::file(tx, &filing, refused, |tx, case| store::take_over(tx, &incoming, case.id, new.filed_on))
    })
    .await
}

fn filing_of(incoming: &Incoming, new: &TransferIntake) -> Result<NewCase, Problem> {
    let party = |one: &LetterParty| NewParty {
        kind: one.kind,
        name: one.name.clone(),
        code: one.code.clone(),
        details: Some(one.details.clone()).filter(|details| *details != PartyDetails::default()),
    };
    let mut parties = incoming.letter.parties.iter().map(party);
    Ok(NewCase {
        id: new.id,
        procedure: new.procedure,
        source: CaseSource::HandedOver,
        party: parties.next().ok_or_else(|| Problem::internal("a case that was handed over has a party"))?,
        other_parties: parties.collect(),
        matter_codes: new.matter_codes.clone(),
        officer_ids: new.officer_ids.clone(),
        summary: new.summary.clone(),
        filed_on: new.filed_on,
        place: new.place.clone().or_else(|| incoming.letter.place.clone()),
        approved_by: None,
        approved_on: None,
    })
}
