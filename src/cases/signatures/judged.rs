//! What stands against a signature. Pure: whatever has to be looked up is brought.

use super::document::Document;
use super::http::NewSignature;
use super::model::FileSignature;
use crate::cases::file::CaseFile;
use crate::cases::service_consents::party_key;
use crate::domain::act::in_order;
use crate::domain::day::legal_date;
use crate::domain::ids::{CertificateId, OfficerId};
use crate::domain::party::PartyKind;
use crate::domain::qualification::Qualification;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::signature::{CLOCK_TOLERANCE, KeyFault, KeyTerm, SignatureManner, SignerRole};
use crate::problem::Problem;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// What has to be looked up.
#[derive(Debug)]
pub struct Known {
    pub now: DateTime<Utc>,
    /// Of the officer who signs.
    pub officer: Option<Qualification>,
    /// Of the registered key.
    pub key: Option<KeyTerm>,
    /// Every recording that it names is one of the case.
    pub recordings: bool,
}

/// The certificate of an officer, or everything that stands against the signature.
pub fn judge(
    new: &NewSignature,
    file: &CaseFile,
    document: &Document,
    known: &Known,
) -> Result<Option<CertificateId>, Problem> {
    let mut refusals = Refusals::default();
    let digest = new.text_digest.bytes().unwrap_or_default();
    if !document.has(new.text_digest.algorithm, &digest)? {
        refusals.add(Refusal::of(Rule::SignedTextDiffers).at("/text_digest"));
    }
    has_its_parts(new, &mut refusals);
    if !known.recordings {
        let part = if new.unsigned.is_some() { "/unsigned" } else { "/image" };
        refusals.add(Refusal::of(Rule::SignatureRecordingUnknown).at(format!("{part}/recording_id")));
    }
    is_in_time(new, document, known, &mut refusals);
    is_not_repeated(new, file, &mut refusals);
    let certificate = signer_fits(new, file, document, known, &mut refusals);
    by_key(new, file, document, known, &mut refusals)?;
    refusals.into_result()?;
    Ok(certificate)
}

/// Each manner has what belongs to it, and nothing of another.
fn has_its_parts(new: &NewSignature, refusals: &mut Refusals) {
    let manner = new.manner;
    let parts = [
        (new.image.is_some(), manner == SignatureManner::Handwritten, "/image"),
        (new.key.is_some(), manner == SignatureManner::Key, "/key"),
        (new.unsigned.is_some(), !manner.is_signed(), "/unsigned"),
    ];
    for (is_there, belongs, at) in parts {
        if is_there != belongs {
            let (zh, en) = if belongs {
                ("缺少该项", "It is missing")
            } else {
                ("该项不属于这种方式", "It belongs to another manner")
            };
            let label = manner.label_zh();
            let text = Text::new(format!("{label}:{zh}"), format!("{manner}: {en}"));
            refusals.add(Refusal::new(Rule::SignatureIncomplete, text).at(at));
        }
    }
    if let Some(lacking) = &new.unsigned {
        let by_recording = manner == SignatureManner::Refused && lacking.recording_id.is_some();
        if lacking.witness.is_none() && !by_recording {
            refusals.add(Refusal::of(Rule::SignatureRefusalUnwitnessed).at("/unsigned/witness"));
        }
    }
}

/// Nothing is signed in the future, before its day, or, by a key, before the text was there.
fn is_in_time(new: &NewSignature, document: &Document, known: &Known, refusals: &mut Refusals) {
    if new.signed_at > known.now + CLOCK_TOLERANCE {
        let text = Text::new("签名时间尚未到来", "The moment of signing has not come yet");
        refusals.add(Refusal::new(Rule::DateInTheFuture, text).at("/signed_at"));
    }
    refusals.check(in_order(document.happened_on, legal_date(new.signed_at), "/signed_at"));
    if new.manner == SignatureManner::Key && new.signed_at + CLOCK_TOLERANCE < document.recorded_at {
        refusals.add(Refusal::of(Rule::SignedBeforeText).at("/signed_at"));
    }
}

/// A signer signs a document once. Who refused may sign later; who signed cannot refuse any more.
fn is_not_repeated(new: &NewSignature, file: &CaseFile, refusals: &mut Refusals) {
    let same = |one: &&FileSignature| one.document == new.document_id.uuid() && one.is_by(&new.signer);
    let stands = |one: &FileSignature| one.manner.is_signed() || !new.manner.is_signed();
    if file.signatures.iter().filter(same).any(stands) {
        refusals.add(Refusal::of(Rule::SignedAlready).at("/signer"));
    }
}

fn unfit(zh: &str, en: &str, at: &str) -> Refusal {
    Refusal::new(Rule::SignerUnfit, Text::new(zh, en)).at(at)
}

/// 执法人员: named in the document, or handling the case, and certified on the day. The party: one of the case.
fn signer_fits(
    new: &NewSignature,
    file: &CaseFile,
    document: &Document,
    known: &Known,
    refusals: &mut Refusals,
) -> Option<CertificateId> {
    let signer = &new.signer;
    if signer.role == SignerRole::Party && !is_party(file, signer.name.as_str()) {
        refusals.add(unfit("请写明本案当事人", "Name a party of the case", "/signer/name"));
    }
    let Some(officer) = signer.officer_id else {
        if signer.role == SignerRole::Officer {
            refusals.add(unfit("请写明执法人员的编号", "Name the officer by the id", "/signer/officer_id"));
        }
        return None;
    };
    if !signer.role.is_of_agency() {
        refusals.add(unfit(
            "该身份不是执法人员：请不填",
            "Nobody in this role is an officer: leave it out",
            "/signer/officer_id",
        ));
        return None;
    }
    let Some(qualification) = &known.officer else {
        refusals.add(Refusal::of(Rule::OfficerOfAnotherAgency).at("/signer/officer_id"));
        return None;
    };
    if qualification.name != signer.name.as_str() {
        refusals.add(unfit("请写明该执法人员的姓名", "State the name of that officer", "/signer/name"));
    }
    if signer.role != SignerRole::Officer {
        return None;
    }
    if !acted_in(officer, file, document) {
        refusals.add(unfit("请写明办理该步骤的人员", "Name one who took the step", "/signer/officer_id"));
    }
    let held = qualification.on(legal_date(new.signed_at)).map(|held| held.certificate);
    held.map_err(|refusal| refusals.add(refusal.at("/signer/officer_id"))).ok()
}

fn is_party(file: &CaseFile, name: &str) -> bool {
    let is = |kind: PartyKind, party: &str| kind == PartyKind::SoleTrader || party == name;
    is(file.case.party.kind, file.case.party.name.as_str())
        || file.parties.iter().any(|one| is(one.party.kind, one.party.name.as_str()))
}

fn acted_in(officer: OfficerId, file: &CaseFile, document: &Document) -> bool {
    let named = document.recorded.as_ref().and_then(|one| one.get("officer_ids")).and_then(Value::as_array);
    match named.filter(|all| !all.is_empty()) {
        Some(all) => all.iter().any(|one| one.as_str() == Some(officer.to_string().as_str())),
        None => file.handlers.iter().any(|(handler, _)| *handler == officer),
    }
}

/// 电子签名法 第十三条: the signer's own key, which holds at that moment, over the text that was shown.
fn by_key(
    new: &NewSignature,
    file: &CaseFile,
    document: &Document,
    known: &Known,
    refusals: &mut Refusals,
) -> Result<(), Problem> {
    let Some(key) = &new.key else { return Ok(()) };
    let Some((public_key, value)) = key.bytes() else {
        refusals.add(Refusal::of(Rule::SignatureDoesNotVerify).at("/key"));
        return Ok(());
    };
    let text = document.text()?.unwrap_or_default();
    match key.algorithm.verify(&public_key, &value, text.as_bytes()) {
        Ok(()) => {}
        Err(KeyFault::Unsupported) => {
            refusals.add(Refusal::of(Rule::SignatureAlgorithmUnsupported).at("/key/algorithm"));
            return Ok(());
        }
        Err(_) => refusals.add(Refusal::of(Rule::SignatureDoesNotVerify).at("/key/value")),
    }
    let of_agency = new.signer.role.is_of_agency();
    match if of_agency { known.key } else { party_key(file, &new.signer.name, key.algorithm, &public_key) } {
        None => refusals.add(Refusal::of(Rule::SigningKeyUnknown).at("/key/public_key")),
        Some(term) if !term.holds_at(new.signed_at) => {
            refusals.add(Refusal::of(Rule::SigningKeyNotValid).at("/key/public_key"));
        }
        Some(_) => {}
    }
    Ok(())
}
