//! 签名核验 on the wire: one signature, recomputed.

use super::check::{Evidence, Finding, SignatureFault, findings};
use super::model::ContentDigest;
use super::store;
use crate::auth::Authorized;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::{Db, View};
use crate::domain::ids::{CaseId, CaseStepId, SignatureId};
use crate::domain::permission::may::ReadCases;
use crate::http::{Refusals, Reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use serde::Serialize;
use utoipa::ToSchema;

/// 签名核验
#[derive(Debug, Serialize, ToSchema)]
pub struct SignatureVerification {
    signature_id: SignatureId,
    document_id: CaseStepId,
    /// Everything that can be computed agrees. Of a signature by hand that is the text and the record, not the strokes.
    is_valid: bool,
    /// Of the text as it is now, by the signature's algorithm; null when it is gone.
    text_digest: Option<ContentDigest>,
    findings: Vec<SignatureFinding>,
}

/// What is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignatureFinding {
    code: SignatureFault,
    title: &'static str,
    /// Which members, which entry, or which key.
    detail: String,
}

impl From<Finding> for SignatureFinding {
    fn from(finding: Finding) -> Self {
        Self { code: finding.fault, title: finding.fault.label_zh(), detail: finding.detail }
    }
}

/// 核验签名
///
/// 电子签名法 第八条, 第十三条: the digest of the text, the signature by the key, whether the key held at that moment, whether the document
/// still says what was signed, and whether the record is as the journal has it, all computed anew.
#[utoipa::path(tag = "signatures", operation_id = "signature_verifications_get", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), ("signature_id" = inline(SignatureId), Path)),
    responses((status = 200, body = SignatureVerification), Refusals))]
#[get("/cases/{case_id}/signatures/{signature_id}/verification")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    path: Path<(CaseId, SignatureId)>,
) -> Result<Reply, Problem> {
    let (case, id) = path.into_inner();
    db.read(&caller.actor, move |view| Reply::answer(&verified(view, case, id)?)).await
}

fn verified(view: &mut View, case: CaseId, id: SignatureId) -> Result<SignatureVerification, Problem> {
    let case = cases::find(view, case)?;
    let signed = store::find(view, &case, id)?;
    let file = steps::file(view, case)?;
    let evidence = Evidence::of(view, file)?;
    let found = findings(view, &evidence, &signed)?;
    let text = evidence.document(&signed).map(|document| document.text()).transpose()?.flatten();
    Ok(SignatureVerification {
        signature_id: id,
        document_id: signed.document,
        is_valid: found.is_empty(),
        text_digest: text.map(|text| ContentDigest::of(signed.text_algorithm, &text)),
        findings: found.into_iter().map(SignatureFinding::from).collect(),
    })
}
