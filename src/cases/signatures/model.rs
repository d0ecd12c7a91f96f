//! A signature: who, in which role, how, under which text, and when.

use crate::domain::hex::hex;
use crate::domain::ids::{AccountId, CaseId, CaseStepId, CertificateId, EntryId, OfficerId, RecordingId, SignatureId};
use crate::domain::signature::{DigestAlgorithm, KeyAlgorithm, SignatureManner, SignerRole};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 签名图像
    pub enum SignatureImageKind {
        /// 笔迹: drawn on the device
        Strokes = "strokes" "笔迹",
        /// 扫描件: of the paper
        Scan = "scan" "扫描件",
    }
}

/// 摘要, which names its algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentDigest {
    pub algorithm: DigestAlgorithm,
    /// In small hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub value: String,
}

impl ContentDigest {
    pub fn of(algorithm: DigestAlgorithm, text: &str) -> Self {
        Self { algorithm, value: algorithm.hex_of(text.as_bytes()) }
    }

    pub fn from_bytes(algorithm: DigestAlgorithm, bytes: &[u8]) -> Self {
        Self { algorithm, value: hex(bytes) }
    }

    /// Nothing when these are no hexadecimal digits.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let digit = |place: usize| self.value.get(place..place + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
        (0..self.value.len()).step_by(2).map(digit).collect()
    }
}

/// 签名人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentSigner {
    pub role: SignerRole,
    pub name: PersonName,
    /// Needed of an officer, and of whoever signs for the agency with a key.
    #[serde(default)]
    pub officer_id: Option<OfficerId>,
    /// 单位、职务或者住址
    #[serde(default)]
    pub affiliation: Option<Title>,
}

/// 手写签名: what the file of the image hashes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureImage {
    pub kind: SignatureImageKind,
    pub digest: ContentDigest,
    /// The recording that holds it.
    #[serde(default)]
    pub recording_id: Option<RecordingId>,
}

/// 密钥签名, over the bytes of the text as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureByKey {
    pub algorithm: KeyAlgorithm,
    /// In base64.
    #[schema(min_length = 1, max_length = 200)]
    pub public_key: String,
    /// The signature, in base64.
    #[schema(min_length = 1, max_length = 200)]
    pub value: String,
}

impl SignatureByKey {
    /// The public key and the signature; nothing where they are no base64.
    pub fn bytes(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        Some((BASE64.decode(&self.public_key).ok()?, BASE64.decode(&self.value).ok()?))
    }
}

/// 未签名的注明
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureLacking {
    /// 拒绝签名或者不在场的情况
    pub note: Passage,
    /// 见证人
    #[serde(default)]
    pub witness: Option<PersonName>,
    /// 见证人的单位或者住址
    #[serde(default)]
    pub witness_affiliation: Option<Title>,
    /// 录音录像: shows a refusal instead of a witness.
    #[serde(default)]
    pub recording_id: Option<RecordingId>,
}

/// 文书签名
#[derive(Debug, Clone)]
pub struct Signed {
    pub id: SignatureId,
    pub case: CaseId,
    pub step: Step,
    pub document: CaseStepId,
    pub signer: DocumentSigner,
    /// The certificate that qualified an officer.
    pub certificate: Option<CertificateId>,
    pub manner: SignatureManner,
    pub text_algorithm: DigestAlgorithm,
    pub text_digest: Vec<u8>,
    pub image: Option<SignatureImage>,
    pub key: Option<SignatureByKey>,
    pub unsigned: Option<SignatureLacking>,
    pub signed_at: DateTime<Utc>,
    pub place: Option<Title>,
    pub device: Option<uuid::Uuid>,
    pub content_digest: Vec<u8>,
    /// Who received it.
    pub author: AccountId,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// A signature as the rules of the procedure look at it.
#[derive(Debug, Clone)]
pub struct FileSignature {
    pub step: Step,
    pub document: uuid::Uuid,
    pub role: SignerRole,
    pub name: PersonName,
    pub officer: Option<OfficerId>,
    pub manner: SignatureManner,
    pub signed_at: DateTime<Utc>,
}

impl FileSignature {
    /// The same person in the same role: by the officer's id, where both state one.
    pub fn is_by(&self, signer: &DocumentSigner) -> bool {
        let same = match (self.officer, signer.officer_id) {
            (Some(one), Some(other)) => one == other,
            _ => self.name == signer.name,
        };
        self.role == signer.role && same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_it_is_written() {
        let digest = ContentDigest::of(DigestAlgorithm::Sha256, "abc");
        let bytes = digest.bytes().expect("bytes");
        assert_eq!(ContentDigest::from_bytes(DigestAlgorithm::Sha256, &bytes), digest);
        assert_eq!(ContentDigest { value: "zz".into(), ..digest }.bytes(), None);
    }
}
