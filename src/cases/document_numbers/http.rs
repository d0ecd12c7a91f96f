//! The register of document numbers on the wire.

use super::store::{self, Registered, Voided, Wanted};
use crate::auth::Authorized;
use crate::cases::voidings::VoidingGround;
use crate::db::Db;
use crate::domain::case_number::CaseNumber;
use crate::domain::ids::{AccountId, CaseId, DecisionId, EntryId};
use crate::domain::permission::may::ReadCases;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use crate::http::{ListQuery, Listed, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 文号状态
    pub enum DocumentNumberState {
        Used = "used" "已使用",
        Voided = "voided" "已作废",
    }
}

/// Which numbers a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DocumentNumberFilters {
    /// 文种, such as `罚决字`: the end of what stands before the year.
    #[serde(default)]
    #[param(min_length = 1, max_length = 40)]
    word: Option<Title>,
    #[serde(default)]
    #[param(minimum = 1900, maximum = 2099)]
    year: Option<i32>,
}

/// 文号
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentNumberReply {
    /// As it is printed, e.g. `永安砂罚决字〔2023〕1号`.
    number: String,
    /// 简称和文种
    prefix: String,
    year: i32,
    /// From 1, without gaps for each agency, prefix and year; where an older system had numbered before, from its next.
    n: i32,
    state: DocumentNumberState,
    agency_code: String,
    case_id: CaseId,
    decision_id: Option<DecisionId>,
    issued_at: Option<DateTime<Utc>>,
    /// Null unless it is voided.
    voided: Option<VoidedNumberReply>,
    /// The entry under which it was issued.
    entry_id: EntryId,
}

/// 作废
#[derive(Debug, Serialize, ToSchema)]
pub struct VoidedNumberReply {
    voided_on: NaiveDate,
    ground: VoidingGround,
    reason: Passage,
    confirmed_on: NaiveDate,
    /// Who asked for it.
    asked_by_id: AccountId,
    /// The second person.
    confirmed_by_id: AccountId,
}

page_reply!(DocumentNumberPage of DocumentNumberReply);

impl From<Voided> for VoidedNumberReply {
    fn from(one: Voided) -> Self {
        Self {
            voided_on: one.voiding.voided_on,
            ground: one.voiding.ground,
            reason: one.voiding.reason,
            confirmed_on: one.confirmation.confirmed_on,
            asked_by_id: one.asked_by,
            confirmed_by_id: one.confirmed_by,
        }
    }
}

impl From<Registered> for DocumentNumberReply {
    fn from(one: Registered) -> Self {
        let state = if one.voided.is_some() { DocumentNumberState::Voided } else { DocumentNumberState::Used };
        let printed = u16::try_from(one.year).ok().zip(u32::try_from(one.n).ok());
        let number = printed.and_then(|(year, n)| CaseNumber::new(&one.prefix, year, n, None).ok());
        Self {
            number: number.map(|number| number.to_string()).unwrap_or_default(),
            prefix: one.prefix,
            year: one.year,
            n: one.n,
            state,
            agency_code: one.agency_code,
            case_id: one.case,
            decision_id: one.decision,
            issued_at: one.issued_at,
            voided: one.voided.map(VoidedNumberReply::from),
            entry_id: one.entry_id,
        }
    }
}

/// 文号登记簿: the numbers that were issued, by prefix, year and number, each with its case; a voided one stays, with its reason.
#[utoipa::path(tag = "document numbers", operation_id = "document_numbers_list", security(("bearer" = [])),
    params(ListQuery, DocumentNumberFilters),
    responses((status = 200, body = DocumentNumberPage, headers(("Link" = String))), Refusals))]
#[get("/document-numbers")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    Listed(list, wanted): Listed<DocumentNumberFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let wanted = Wanted { word: wanted.word.as_ref().map(Title::to_string), year: wanted.year };
        let page = list.page(view)?;
        Reply::listed(&store::page(view, &wanted, &page, list.counts())?.map(DocumentNumberReply::from))
    })
    .await
}
