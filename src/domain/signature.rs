//! 签名: who signs which document of a case, how, and when a signature holds. 电子签名法 第十三条.

use super::hex::hex;
use super::penalty::Procedure;
use super::refusal::Text;
use super::stage::Step;
use super::text_enum::text_enum;
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::Digest as _;

text_enum! {
    /// 签名人的身份
    pub enum SignerRole {
        Party = "party" "当事人",
        Representative = "representative" "法定代表人或者负责人",
        Agent = "agent" "代理人",
        /// 法定代理人
        Guardian = "guardian" "监护人",
        PersonAsked = "person_asked" "被询问人",
        /// 签收人
        Receiver = "receiver" "签收人",
        /// 见证人
        Witness = "witness" "见证人",
        Interpreter = "interpreter" "翻译",
        /// Held to a certificate of that day.
        Officer = "officer" "执法人员",
        Chair = "chair" "听证主持人",
        Recorder = "recorder" "记录人",
        Reviewer = "reviewer" "法制审核人员",
        Head = "head" "行政机关负责人",
    }
}

impl SignerRole {
    /// Whoever signs for the party.
    pub const PARTY_SIDE: &'static [SignerRole] =
        &[SignerRole::Party, SignerRole::Representative, SignerRole::Agent, SignerRole::Guardian];

    /// Whoever signs for the agency, with a key that is registered there.
    pub const fn is_of_agency(self) -> bool {
        use SignerRole::{Chair, Head, Officer, Recorder, Reviewer};
        matches!(self, Officer | Chair | Recorder | Reviewer | Head)
    }
}

text_enum! {
    /// 签名方式
    pub enum SignatureManner {
        /// 手写: the image of the strokes, or a scan
        Handwritten = "handwritten" "手写签名或者盖章",
        /// 电子签名: by a key that the signer alone holds
        Key = "key" "密钥签名",
        /// 拒绝签名
        Refused = "refused" "拒绝签名",
        /// 不在场
        Absent = "absent" "不在场",
    }
}

impl SignatureManner {
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::Handwritten | Self::Key)
    }
}

text_enum! {
    /// 摘要算法
    pub enum DigestAlgorithm {
        Sha256 = "sha-256" "SHA-256",
        /// GB/T 32905
        Sm3 = "sm3" "SM3",
    }
}

impl DigestAlgorithm {
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sm3 => sm3::Sm3::digest(bytes).to_vec(),
        }
    }

    /// In small hexadecimal digits.
    pub fn hex_of(self, bytes: &[u8]) -> String {
        hex(&self.of(bytes))
    }
}

text_enum! {
    /// 签名算法
    pub enum KeyAlgorithm {
        /// RFC 8032
        Ed25519 = "ed25519" "Ed25519",
        /// GB/T 32918: named, not verified here
        Sm2 = "sm2" "SM2",
    }
}

/// Why a key or a signature is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFault {
    /// Nothing here verifies it.
    Unsupported,
    /// No point of the curve, or one of the few that verify anything.
    Unfit,
    /// Made of another text, or by another key.
    Differs,
}

impl KeyFault {
    pub fn text(self) -> Text {
        match self {
            Self::Unsupported => {
                Text::new("本系统不能验证该算法：请用 ed25519", "The algorithm is not verified here: use ed25519")
            }
            Self::Unfit => Text::new("不是可用的公钥", "It is no public key that can be used"),
            Self::Differs => Text::new("签名与文本或者公钥不符", "The signature is not of this text by this key"),
        }
    }
}

impl KeyAlgorithm {
    /// Whether these bytes may be somebody's public key.
    pub fn accepts(self, public_key: &[u8]) -> Result<(), KeyFault> {
        self.key(public_key).map(|_| ())
    }

    /// Whether the signature is of exactly these bytes.
    pub fn verify(self, public_key: &[u8], signature: &[u8], text: &[u8]) -> Result<(), KeyFault> {
        let key = self.key(public_key)?;
        let signature = Signature::from_slice(signature).map_err(|_| KeyFault::Differs)?;
        key.verify_strict(text, &signature).map_err(|_| KeyFault::Differs)
    }

    fn key(self, public_key: &[u8]) -> Result<VerifyingKey, KeyFault> {
        if self == Self::Sm2 {
            return Err(KeyFault::Unsupported);
        }
        let bytes: [u8; 32] = public_key.try_into().map_err(|_| KeyFault::Unfit)?;
        VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak()).ok_or(KeyFault::Unfit)
    }
}

/// The clock of a phone may differ by so much.
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(60);

/// When a key counts as its holder's: from the registration to the revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTerm {
    pub from: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
}

impl KeyTerm {
    pub fn holds_at(self, moment: DateTime<Utc>) -> bool {
        self.from <= moment + CLOCK_TOLERANCE && self.until.is_none_or(|until| moment < until)
    }
}

/// The word in a document by which its signatures follow electronically.
pub const ELECTRONIC: &str = "electronic";

/// A signature that a document wants.
#[derive(Debug)]
pub struct Wanted {
    pub step: Step,
    /// Only where this member of the document has one of these values.
    pub only: Option<(&'static str, &'static [&'static str])>,
    /// Only in this procedure.
    pub procedure: Option<Procedure>,
    /// Any of these.
    pub by: &'static [SignerRole],
    /// So many different ones.
    pub least: usize,
    /// The member by which the document itself says whether it was signed.
    pub said_in: Option<&'static str>,
    /// Without it, or the note of its refusal, the case is neither reviewed nor decided.
    pub is_binding: bool,
    pub legal_basis: &'static str,
}

/// One line for each: the step, where, by whom, how many, the member that says so, and the article.
macro_rules! wanted {
    ($($step:ident $([$member:literal: $($value:literal)|+])? $(in $procedure:ident)? by $roles:expr, $least:literal
        $(($said:literal $($binding:ident)?))?; $basis:literal;)+) => {
        &[$(Wanted {
            step: Step::$step,
            only: wanted!(@only $($member, $($value)+)?),
            procedure: wanted!(@option $(Procedure::$procedure)?),
            by: $roles,
            least: $least,
            said_in: wanted!(@option $($said)?),
            is_binding: wanted!(@binding $($($binding)?)?),
            legal_basis: $basis,
        },)+]
    };
    (@only) => { None };
    (@only $member:literal, $($value:literal)+) => { Some(($member, &[$($value),+])) };
    (@option) => { None };
    (@option $value:expr) => { Some($value) };
    (@binding) => { false };
    (@binding binding) => { true };
}

use SignerRole::{
    Agent, Chair, Guardian, Head, Officer, Party, PersonAsked, Receiver, Representative, Reviewer, Witness,
};

const ASKED: &[SignerRole] = &[PersonAsked, Party, Representative, Agent];
const PRESENT: &[SignerRole] = &[Party, Representative, Agent, Guardian, Witness];
const RECEIVING: &[SignerRole] = &[Receiver, Party, Representative, Agent, Guardian];

/// Which documents want whose signature. A step that is not here is signed by nobody but in its seal.
pub const WANTED: &[Wanted] = wanted! {
    Investigate ["kind": "inquiry"] by ASKED, 1 ("signature" binding); "行政处罚法 第五十五条";
    Investigate ["kind": "site_inspection"] by PRESENT, 1 ("signature" binding); "行政处罚法 第五十五条";
    Investigate ["kind": "sampling" | "registered_preservation"] by PRESENT, 1 ("signature" binding); "行政处罚法 第五十六条";
    Investigate ["kind": "inquiry" | "site_inspection" | "sampling" | "registered_preservation"] by &[Officer], 2; "house";
    ImposeMeasure by PRESENT, 1 ("party_signature" binding); "行政强制法 第十八条";
    ImposeMeasure by &[Officer], 2; "行政强制法 第十八条";
    LiftMeasure by PRESENT, 1; "house";
    DisposePreserved by PRESENT, 1; "house";
    HearStatement by SignerRole::PARTY_SIDE, 1; "house";
    HoldHearing ["outcome": "held"] by SignerRole::PARTY_SIDE, 1 ("signature" binding); "行政处罚法 第六十四条";
    HoldHearing ["outcome": "held"] by &[Chair], 1; "house";
    ConcludeInvestigation by &[Officer], 2; "house";
    ReviewLegally by &[Reviewer], 1; "house";
    Discuss by &[Head], 1; "house";
    Decide in Summary by &[Officer], 2; "行政处罚法 第五十二条";
    ServeDocument ["way": "direct"] by RECEIVING, 1; "民事诉讼法 第八十七条";
    ServeDocument ["way": "left"] by &[Witness], 1; "民事诉讼法 第八十九条";
    ConsentService by SignerRole::PARTY_SIDE, 1; "行政处罚法 第六十一条";
    PlanPayment by &[Head], 1; "house";
    AnswerDemand by SignerRole::PARTY_SIDE, 1; "house";
};

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer as _, SigningKey};

    #[test]
    fn a_signature_holds_for_one_text_and_one_key() {
        let (key, other) = (SigningKey::from_bytes(&[7; 32]), SigningKey::from_bytes(&[8; 32]));
        let (public, text) = (key.verifying_key().to_bytes(), "笔录".as_bytes());
        let signature = key.sign(text).to_bytes();
        let ed25519 = KeyAlgorithm::Ed25519;
        assert_eq!(ed25519.verify(&public, &signature, text), Ok(()));
        assert_eq!(ed25519.verify(&public, &signature, "笔录 ".as_bytes()), Err(KeyFault::Differs));
        assert_eq!(ed25519.verify(&other.verifying_key().to_bytes(), &signature, text), Err(KeyFault::Differs));
        assert_eq!(ed25519.verify(&public, &signature[..63], text), Err(KeyFault::Differs));
        assert_eq!(KeyAlgorithm::Sm2.verify(&public, &signature, text), Err(KeyFault::Unsupported));
    }

    #[test]
    fn a_key_that_verifies_anything_is_none() {
        let identity = {
            let mut point = [0; 32];
            point[0] = 1;
            point
        };
        assert_eq!(KeyAlgorithm::Ed25519.accepts(&identity), Err(KeyFault::Unfit));
        assert_eq!(KeyAlgorithm::Ed25519.accepts(&[0; 31]), Err(KeyFault::Unfit));
        assert_eq!(KeyAlgorithm::Sm2.accepts(&[4; 65]), Err(KeyFault::Unsupported));
    }

    #[test]
    fn digests_are_those_of_the_standards() {
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(DigestAlgorithm::Sha256.hex_of(b"abc"), sha256);
        assert_eq!(DigestAlgorithm::Sm3.hex_of(b"abc"), sm3);
    }

    #[test]
    fn a_key_holds_from_its_registration_to_its_revocation() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a moment");
        let term = KeyTerm { from: at("2023-01-01T00:01:00Z"), until: Some(at("2023-02-01T00:00:00Z")) };
        assert!(term.holds_at(at("2023-01-01T00:00:00Z")) && !term.holds_at(at("2022-12-31T23:59:59Z")));
        assert!(term.holds_at(at("2023-01-31T23:59:59Z")) && !term.holds_at(at("2023-02-01T00:00:00Z")));
    }

    #[test]
    fn what_binds_rests_on_an_article_and_says_in_the_document_whether_it_was_signed() {
        for one in WANTED {
            assert!(one.legal_basis == "house" || one.legal_basis.contains('第'), "{}", one.step);
            assert!(one.least > 0 && !one.by.is_empty());
            if one.is_binding {
                assert!(one.legal_basis != "house" && one.said_in.is_some(), "{}", one.step);
            }
        }
    }
}
