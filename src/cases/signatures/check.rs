//! 核验签名: every signature recomputed from what it stands under. Nothing is believed that can be computed.

use super::document::Document;
use super::http::SignatureReply;
use super::model::Signed;
use super::store;
use crate::cases::file::CaseFile;
use crate::cases::service_consents::party_key;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::View;
use crate::domain::ids::{CaseId, EntryId, SignatureId};
use crate::domain::signature::{KeyFault, KeyTerm};
use crate::domain::text_enum::text_enum;
use crate::problem::Problem;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

text_enum! {
    /// 签名不成立的原因
    pub enum SignatureFault {
        /// 文本缺失: the document, or what was recorded of it, is gone
        TextMissing = "text_missing" "所签文书的文本缺失",
        /// 文本改变
        TextDiffers = "text_differs" "文本与所签的摘要不符",
        /// 文书改变: what everybody reads is not the text
        DocumentChanged = "document_changed" "文书现有内容与所签的文本不符",
        /// 签名无效
        DoesNotVerify = "does_not_verify" "密钥签名与文本或者公钥不符",
        /// 公钥不明
        KeyUnknown = "key_unknown" "公钥不是签名人的",
        /// 密钥无效
        KeyNotValid = "key_not_valid" "签名时密钥尚未登记或者已经注销",
        /// 签名记录改变
        SignatureChanged = "signature_changed" "签名记录与日志不符",
        /// 签名没有日志
        EntryMissing = "entry_missing" "签名没有对应的日志",
        /// 签名记录缺失: the journal knows of it, the rows do not
        SignatureMissing = "signature_missing" "日志所记的签名缺失",
    }
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub fault: SignatureFault,
    pub detail: String,
}

impl Finding {
    fn new(fault: SignatureFault, detail: impl Into<String>) -> Self {
        Self { fault, detail: detail.into() }
    }
}

/// Everything that the signatures of one case are held against.
pub struct Evidence {
    pub file: CaseFile,
    pub documents: Vec<Document>,
    pub entries: HashMap<Uuid, (EntryId, Option<Value>)>,
}

impl Evidence {
    pub fn of(view: &mut View, file: CaseFile) -> Result<Self, Problem> {
        let documents = store::documents(view, &file.case, None)?;
        let entries = store::entries(view, &file.case)?;
        Ok(Self { file, documents, entries })
    }

    pub fn document(&self, signed: &Signed) -> Option<&Document> {
        self.documents.iter().find(|one| (one.step, one.id) == (signed.step, signed.document))
    }
}

/// All that is wrong with one signature; nothing when it holds.
pub fn findings(view: &mut View, evidence: &Evidence, signed: &Signed) -> Result<Vec<Finding>, Problem> {
    let term = key_term(view, evidence, signed)?;
    let mut found = as_recorded(evidence, signed)?;
    let document = evidence.document(signed);
    let Some((document, text)) = document.zip(document.map(Document::text).transpose()?.flatten()) else {
        found.push(Finding::new(SignatureFault::TextMissing, signed.document.to_string()));
        return Ok(found);
    };
    if signed.text_algorithm.of(text.as_bytes()) != signed.text_digest {
        found.push(Finding::new(SignatureFault::TextDiffers, signed.text_algorithm.as_str()));
    }
    let differing = document.differing();
    if !differing.is_empty() {
        found.push(Finding::new(SignatureFault::DocumentChanged, differing.join(" ")));
    }
    found.extend(by_key(signed, &text, term));
    Ok(found)
}

/// The row is what the journal recorded.
fn as_recorded(evidence: &Evidence, signed: &Signed) -> Result<Vec<Finding>, Problem> {
    let Some((entry, Some(recorded))) = evidence.entries.get(&signed.id.uuid()) else {
        return Ok(vec![Finding::new(SignatureFault::EntryMissing, signed.entry_id.to_string())]);
    };
    let kept = serde_json::to_value(SignatureReply::from(signed)).map_err(Problem::internal)?;
    let members = kept.as_object().into_iter().flatten();
    let mut changed: Vec<&str> =
        members.filter(|(name, value)| recorded.get(name) != Some(value)).map(|(name, _)| name.as_str()).collect();
    if *entry != signed.entry_id && !changed.contains(&"entry_id") {
        changed.push("entry_id");
    }
    let none = changed.is_empty();
    Ok(if none { Vec::new() } else { vec![Finding::new(SignatureFault::SignatureChanged, changed.join(" "))] })
}

fn key_term(view: &mut View, evidence: &Evidence, signed: &Signed) -> Result<Option<KeyTerm>, Problem> {
    let Some(used) = &signed.key else { return Ok(None) };
    let (file, signer) = (&evidence.file, &signed.signer);
    match (signer.role.is_of_agency(), signer.officer_id, used.bytes()) {
        (true, Some(officer), _) => store::key_term(view, file.case.agency, officer, used),
        (false, _, Some((public_key, _))) => Ok(party_key(file, &signer.name, used.algorithm, &public_key)),
        _ => Ok(None),
    }
}

fn by_key(signed: &Signed, text: &str, term: Option<KeyTerm>) -> Option<Finding> {
    let used = signed.key.as_ref()?;
    let differs = |fault: KeyFault| Finding::new(SignatureFault::DoesNotVerify, fault.text().en);
    let Some((public_key, value)) = used.bytes() else { return Some(differs(KeyFault::Unfit)) };
    if let Err(fault) = used.algorithm.verify(&public_key, &value, text.as_bytes()) {
        return Some(differs(fault));
    }
    match term {
        None => Some(Finding::new(SignatureFault::KeyUnknown, used.public_key.as_str())),
        Some(term) if !term.holds_at(signed.signed_at) => {
            Some(Finding::new(SignatureFault::KeyNotValid, signed.signed_at.to_rfc3339()))
        }
        Some(_) => None,
    }
}

/// What was recomputed for one agency.
#[derive(Debug, Default)]
pub struct Verdict {
    pub signatures: usize,
    /// Case, signature, and what is wrong with it.
    pub findings: Vec<(CaseId, SignatureId, Finding)>,
}

/// Recomputes every signature of one agency: the view must be in its scope.
pub fn check(view: &mut View) -> Result<Verdict, Problem> {
    let mut verdict = Verdict::default();
    for id in store::signed_cases(view)? {
        let case = cases::find(view, id)?;
        let (signatures, file) = (store::of_case(view, &case)?, steps::file(view, case)?);
        let evidence = Evidence::of(view, file)?;
        for signed in &signatures {
            let found = findings(view, &evidence, signed)?;
            verdict.findings.extend(found.into_iter().map(|one| (id, signed.id, one)));
        }
        for (lost, (entry, _)) in
            evidence.entries.iter().filter(|(id, _)| !signatures.iter().any(|one| one.id.uuid() == **id))
        {
            let finding = Finding::new(SignatureFault::SignatureMissing, entry.to_string());
            verdict.findings.push((id, SignatureId::from_uuid(*lost), finding));
        }
        verdict.signatures += signatures.len();
    }
    Ok(verdict)
}
