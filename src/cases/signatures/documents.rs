//! Documents of a case on the wire: the text that is shown, its digests, and what is still unsigned.

use super::document::Document;
use super::model::ContentDigest;
use super::standing::{self, SigningStanding, WantedStanding};
use super::store;
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::Db;
use crate::domain::ids::{CaseId, CaseStepId, EntryId, SignatureId};
use crate::domain::permission::may::ReadCases;
use crate::domain::signature::{DigestAlgorithm, SignerRole};
use crate::domain::stage::Step;
use crate::http::{Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// 应有的签名
#[derive(Debug, Serialize, ToSchema)]
pub struct WantedSignature {
    /// Any of these.
    by: Vec<SignerRole>,
    /// So many different ones.
    #[schema(minimum = 1)]
    least: usize,
    standing: SigningStanding,
    /// The document says so itself; no signature is recorded beside it.
    is_said_in_document: bool,
    /// A document that is to be signed electronically bars review and decision until it is.
    is_binding: bool,
    /// Law and article, or `house`.
    legal_basis: &'static str,
}

/// 文书
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentReply {
    id: CaseStepId,
    case_id: CaseId,
    /// The step that made it.
    step: Step,
    happened_on: NaiveDate,
    /// 文本: what the signer is shown, and what a key signs, byte for byte in UTF-8 (RFC 8785). Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    text: Option<String>,
    /// Of the text, one for each algorithm; a signature names one of them.
    digests: Vec<ContentDigest>,
    wanted_signatures: Vec<WantedSignature>,
    /// Under it, in the order in which they were recorded.
    signature_ids: Vec<SignatureId>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(DocumentPage of DocumentReply);

impl From<WantedStanding> for WantedSignature {
    fn from(one: WantedStanding) -> Self {
        Self {
            by: one.wanted.by.to_vec(),
            least: one.wanted.least,
            standing: one.standing,
            is_said_in_document: one.is_said_in_document,
            is_binding: one.wanted.is_binding,
            legal_basis: one.wanted.legal_basis,
        }
    }
}

fn reply(
    file: &CaseFile,
    document: &Document,
    signatures: &[store::Under],
    whole: bool,
) -> Result<DocumentReply, Problem> {
    let text = document.text()?;
    let digests = DigestAlgorithm::ALL.iter().zip(std::iter::repeat(text.as_deref()));
    let done = file.done.iter().find(|done| done.step == document.step && done.id == document.id.uuid());
    let wanted = done.map(|done| standing::of(file, done)).unwrap_or_default();
    let of_it = signatures.iter().filter(|(step, of, _)| (*step, *of) == (document.step, document.id));
    Ok(DocumentReply {
        id: document.id,
        case_id: document.case,
        step: document.step,
        happened_on: document.happened_on,
        digests: digests.filter_map(|(one, text)| Some(ContentDigest::of(*one, text?))).collect(),
        text: text.filter(|_| whole),
        wanted_signatures: wanted.into_iter().map(WantedSignature::from).collect(),
        signature_ids: of_it.map(|(_, _, id)| *id).collect(),
        entry_id: document.entry_id,
        recorded_at: document.recorded_at,
    })
}

/// 案件的文书: every step as a document, in order, with who is to sign it and what is still unsigned.
#[utoipa::path(tag = "signatures", operation_id = "documents_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = DocumentPage), Refusals))]
#[get("/cases/{case_id}/documents")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>, case: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *case)?;
        let (documents, under) = (store::documents(view, &case, None)?, store::under(view, &case)?);
        let file = steps::file(view, case)?;
        let all: Result<Vec<_>, _> = documents.iter().map(|one| reply(&file, one, &under, false)).collect();
        Reply::page(&all?, None)
    })
    .await
}

/// 文书的文本
///
/// 电子签名法 第五条, 第十三条: `text` is what was recorded with the step, in canonical JSON, the same for ever. Show it, have it signed, and
/// record that at `…/signatures` with one of the digests.
#[utoipa::path(tag = "signatures", operation_id = "documents_get", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), ("document_id" = inline(CaseStepId), Path)),
    responses((status = 200, body = DocumentReply), Refusals))]
#[get("/cases/{case_id}/documents/{document_id}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    path: Path<(CaseId, CaseStepId)>,
) -> Result<Reply, Problem> {
    let (case, id) = path.into_inner();
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, case)?;
        let found = store::documents(view, &case, Some(id))?;
        let (document, under) = (found.first().ok_or_else(Problem::not_found)?, store::under(view, &case)?);
        let file = steps::file(view, case)?;
        Reply::answer(&reply(&file, document, &under, true)?)
    })
    .await
}
