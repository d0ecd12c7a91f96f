//! The journal on the wire: what happened, by whom and when; never the facts themselves, which their own resources show.

use super::listing::{JournalFilters, JournalOrder};
use super::store::{self, Placed, Sealed};
use crate::auth::Authorized;
use crate::db::Db;
use crate::db::page::Sort;
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId};
use crate::domain::permission::may::{FollowEntries, ReadJournal};
use crate::http::{ListQuery, Listed, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// 日志条目, as it stands in the journal.
#[derive(Debug, Serialize, ToSchema)]
pub struct JournalEntryReply {
    pos: i64,
    placed_at: DateTime<Utc>,
    entry_id: EntryId,
    agency_id: AgencyId,
    /// What happened, e.g. `case.filed`; further kinds may come.
    kind: &'static str,
    label: &'static str,
    subject_id: Option<Uuid>,
    case_id: Option<CaseId>,
    account_id: AccountId,
    account_name: Option<String>,
    request_id: Uuid,
    recorded_at: DateTime<Utc>,
}

/// 日志条目 with the bytes that are hashed: enough to check it against the log, and nothing personal.
#[derive(Debug, Serialize, ToSchema)]
pub struct SealedEntryReply {
    entry_id: EntryId,
    kind: &'static str,
    recorded_at: DateTime<Utc>,
    /// Its place in the journal; null for the moment until it is given one.
    pos: Option<i64>,
    /// SHA-256 of a zero byte and the leaf (RFC 6962), in base64.
    leaf_hash: String,
    /// In base64.
    leaf: String,
}

page_reply!(JournalPage of JournalEntryReply);

impl From<&Placed> for JournalEntryReply {
    fn from(placed: &Placed) -> Self {
        Self {
            pos: placed.pos,
            placed_at: placed.placed_at,
            entry_id: placed.entry_id,
            agency_id: placed.agency_id,
            kind: placed.kind.as_str(),
            label: placed.kind.label_zh(),
            subject_id: placed.subject_id,
            case_id: placed.case_id,
            account_id: placed.account_id,
            account_name: placed.account_name.clone(),
            request_id: placed.request_id,
            recorded_at: placed.recorded_at,
        }
    }
}

impl From<&Sealed> for SealedEntryReply {
    fn from(sealed: &Sealed) -> Self {
        Self {
            entry_id: sealed.entry_id,
            kind: sealed.kind.as_str(),
            recorded_at: sealed.recorded_at,
            pos: sealed.pos,
            leaf_hash: BASE64.encode(&sealed.leaf_hash),
            leaf: BASE64.encode(&sealed.leaf),
        }
    }
}

/// 日志
#[utoipa::path(tag = "journal", operation_id = "journal_list", security(("bearer" = [])), params(ListQuery, JournalFilters),
    responses((status = 200, body = JournalPage, headers(("Link" = String))), Refusals))]
#[get("/journal")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadJournal>,
    Listed(list, wanted): Listed<JournalFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::rising(JournalOrder::Pos)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|placed| JournalEntryReply::from(&placed)))
    })
    .await
}

/// 日志条目: any entry of the own agency, to follow it to its position.
#[utoipa::path(tag = "journal", operation_id = "journal_get", security(("bearer" = [])),
    params(("entry_id" = inline(EntryId), Path)), responses((status = 200, body = SealedEntryReply), Refusals))]
#[get("/journal/{entry_id}")]
pub async fn show(db: Data<Db>, caller: Authorized<FollowEntries>, id: Path<EntryId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| Reply::answer(&SealedEntryReply::from(&store::find(view, *id)?))).await
}
