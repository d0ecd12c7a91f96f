//! Signatures on the wire.

use super::document::Document;
use super::judged::{Known, judge};
use super::model::{ContentDigest, DocumentSigner, SignatureByKey, SignatureImage, SignatureLacking, Signed};
use super::store;
use crate::acts::store::{hold_officers, qualifications};
use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::{Db, Recorded, Tx};
use crate::domain::ids::{AccountId, CaseId, CaseStepId, CertificateId, EntryId, RecordingId, SignatureId};
use crate::domain::permission::may::{ReadCases, SignDocuments};
use crate::domain::refusal::{Refusal, Rule};
use crate::domain::signature::SignatureManner;
use crate::domain::stage::Step;
use crate::domain::values::Title;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Problem};
use crate::recordings::model::Of;
use crate::recordings::store as recordings;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, SubsecRound as _, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// PostgreSQL keeps instants to the microsecond.
const INSTANT_DIGITS: u16 = 6;

/// 文书签名
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSignature {
    #[serde(default)]
    pub id: Option<SignatureId>,
    /// The document: any step of the case.
    pub document_id: CaseStepId,
    pub signer: DocumentSigner,
    pub manner: SignatureManner,
    /// 所示文本的摘要: of the `text` that the document shows.
    pub text_digest: ContentDigest,
    pub signed_at: DateTime<Utc>,
    #[serde(default)]
    pub place: Option<Title>,
    /// 签名设备
    #[serde(default)]
    pub device_id: Option<Uuid>,
    /// Needed with `handwritten`.
    #[serde(default)]
    pub image: Option<SignatureImage>,
    /// Needed with `key`.
    #[serde(default)]
    pub key: Option<SignatureByKey>,
    /// Needed with `refused` and `absent`.
    #[serde(default)]
    pub unsigned: Option<SignatureLacking>,
}

/// 文书签名
#[derive(Debug, Serialize, ToSchema)]
pub struct SignatureReply {
    pub id: SignatureId,
    case_id: CaseId,
    document_id: CaseStepId,
    /// The step that made the document.
    step: Step,
    signer: DocumentSigner,
    /// The certificate that qualified an officer on the day of signing.
    certificate_id: Option<CertificateId>,
    manner: SignatureManner,
    text_digest: ContentDigest,
    signed_at: DateTime<Utc>,
    place: Option<Title>,
    device_id: Option<Uuid>,
    image: Option<SignatureImage>,
    key: Option<SignatureByKey>,
    unsigned: Option<SignatureLacking>,
    /// Who received it.
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(SignaturePage of SignatureReply);

impl From<&Signed> for SignatureReply {
    fn from(signed: &Signed) -> Self {
        Self {
            id: signed.id,
            case_id: signed.case,
            document_id: signed.document,
            step: signed.step,
            signer: signed.signer.clone(),
            certificate_id: signed.certificate,
            manner: signed.manner,
            text_digest: ContentDigest::from_bytes(signed.text_algorithm, &signed.text_digest),
            signed_at: signed.signed_at,
            place: signed.place.clone(),
            device_id: signed.device,
            image: signed.image.clone(),
            key: signed.key.clone(),
            unsigned: signed.unsigned.clone(),
            author_id: signed.author,
            entry_id: signed.entry_id,
            recorded_at: signed.recorded_at,
        }
    }
}

/// 文书签名
///
/// Under the text that the document shows (`GET …/documents/{document_id}`), bound to its digest: by hand, with the digest of the image; by
/// a key, over the UTF-8 bytes of `text` (Ed25519, RFC 8032), which is verified at once; or the note that it was refused or that nobody
/// was there, with who saw it. An officer's key is one of `/officers/{id}/signing-keys`; a party's is named in a confirmation of
/// electronic service that was signed by hand. At any stage, and each signer once. 电子签名法 第十三条.
#[utoipa::path(tag = "signatures", operation_id = "signatures_create", security(("bearer" = [])), request_body = NewSignature,
    params(("case_id" = inline(CaseId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = SignatureReply), (status = 200, body = SignatureReply), Refusals))]
#[post("/cases/{case_id}/signatures")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<SignDocuments>,
    case: Path<CaseId>,
    once: Once<NewSignature>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| sign(tx, *case, new)).await
}

fn sign(tx: &mut Tx, case: CaseId, new: &NewSignature) -> Result<Recorded<Reply>, Problem> {
    let case = cases::lock(tx, case)?;
    if let Some(existing) = new.id.map(|id| store::find_own(tx, id)).transpose()?.flatten() {
        let same = existing.content_digest == digest(new)? && existing.case == case.id;
        let reply = Reply::one(1, &SignatureReply::from(&existing))?;
        return if same { Ok(tx.unchanged(reply)) } else { Err(Problem::new(ProblemCode::IdExists)) };
    }
    let found = store::documents(tx, &case, Some(new.document_id))?;
    let document = found.first().ok_or_else(|| Refusal::of(Rule::SignedDocumentUnknown).at("/document_id"))?;
    let file = steps::file(tx, case)?;
    let signed = signed(tx, &file, document, new)?;
    store::insert(tx, &signed)?;
    let reply = SignatureReply::from(&signed);
    let entry = Entry::new(Kind::DocumentSigned, signed.id.uuid(), &reply).in_case(signed.case);
    tx.record(entry, Reply::created(format!("/api/v1/cases/{}/signatures", signed.case), 1, &reply)?)
}

fn signed(tx: &mut Tx, file: &CaseFile, document: &Document, new: &NewSignature) -> Result<Signed, Problem> {
    let known = known(tx, file, new)?;
    let certificate = judge(new, file, document, &known)?;
    Ok(Signed {
        id: new.id.unwrap_or_else(|| SignatureId::from_uuid(tx.mint())),
        case: file.case.id,
        step: document.step,
        document: document.id,
        signer: new.signer.clone(),
        certificate,
        manner: new.manner,
        text_algorithm: new.text_digest.algorithm,
        text_digest: new.text_digest.bytes().unwrap_or_default(),
        image: new.image.clone(),
        key: new.key.clone(),
        unsigned: new.unsigned.clone(),
        signed_at: new.signed_at.trunc_subsecs(INSTANT_DIGITS),
        place: new.place.clone(),
        device: new.device_id,
        content_digest: digest(new)?,
        author: tx.actor.account,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

fn known(tx: &mut Tx, file: &CaseFile, new: &NewSignature) -> Result<Known, Problem> {
    let (agency, now) = (tx.actor.agency, tx.now);
    let (mut officer, mut key) = (None, None);
    if let Some(id) = new.signer.officer_id {
        hold_officers(tx, &[id])?;
        officer = qualifications(tx, agency, &[id])?.remove(&id);
        if let Some(used) = &new.key {
            key = store::key_term(tx, agency, id, used)?;
        }
    }
    let image = new.image.as_ref().and_then(|one| one.recording_id);
    let lacking = new.unsigned.as_ref().and_then(|one| one.recording_id);
    let mut are_known = true;
    for recording in [image, lacking].into_iter().flatten() {
        are_known &= is_of_case(tx, file, recording)?;
    }
    Ok(Known { now, officer, key, recordings: are_known })
}

fn is_of_case(tx: &mut Tx, file: &CaseFile, recording: RecordingId) -> Result<bool, Problem> {
    let found = recordings::find_optional(tx, recording)?;
    Ok(found.is_some_and(|one| one.of == Of::Case(file.case.id)))
}

/// 案件的文书签名, in the order in which they were recorded.
#[utoipa::path(tag = "signatures", operation_id = "signatures_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = SignaturePage), Refusals))]
#[get("/cases/{case_id}/signatures")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>, case: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *case)?;
        let all: Vec<_> = store::of_case(view, &case)?.iter().map(SignatureReply::from).collect();
        Reply::page(&all, None)
    })
    .await
}
