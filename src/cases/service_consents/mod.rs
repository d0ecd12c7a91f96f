//! 电子送达确认 (service consent): the party confirms that papers may be served electronically, and where; or takes that back.
//! 行政处罚法 第六十一条, 民事诉讼法 第九十条.

use super::file::{CaseFile, Done};
use super::signatures::FileSignature;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::day::{is_over, legal_date};
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::signature::{KeyAlgorithm, KeyFault, KeyTerm, SignatureManner, SignerRole};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use crate::problem::Fault;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 确认或者撤回
    pub enum ServiceConsentKind {
        Given = "given" "同意电子送达",
        Withdrawn = "withdrawn" "撤回同意",
    }
}

text_enum! {
    /// 电子送达途径
    pub enum ElectronicWay {
        Fax = "fax" "传真",
        Email = "email" "电子邮件",
        /// 短信
        Message = "message" "短信",
        /// 电子送达平台
        Platform = "platform" "送达平台",
        Other = "other" "其他",
    }
}

/// 电子送达地址
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ElectronicAddress {
    pub way: ElectronicWay,
    /// Number, mailbox or account.
    pub address: Title,
    /// 特定系统: whose arrival time counts.
    #[serde(default)]
    pub system: Option<Title>,
}

/// 当事人的签名密钥: what the party will sign further papers of the case with.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartySigningKey {
    pub algorithm: KeyAlgorithm,
    /// In base64.
    #[schema(min_length = 1, max_length = 200)]
    pub public_key: String,
    /// 持有人: the party, a representative or an agent.
    pub holder: PersonName,
}

step_noun! {
    /// 电子送达确认
    ///
    /// 行政处罚法 第六十一条: papers are served electronically only where the party agrees and signs a confirmation. It counts once it is signed
    /// (`…/signatures`), for what is served from then on, until it is taken back.
    ServiceConsent, ServiceConsentReply, ServiceConsentPage, ConsentService by WorkCases at "/cases/{case_id}/service-consents"
    as "service consents", "service_consents_create", "service_consents_list" {
        kind: ServiceConsentKind,
        /// The day of the confirmation, or of its withdrawal.
        confirmed_on: NaiveDate,
        /// 受送达人
        party: Title,
        /// 电子送达地址; needed of a confirmation.
        #[serde(default)]
        #[schema(max_items = 10)]
        addresses: Vec<ElectronicAddress>,
        /// 告知电子送达的效力、变更地址的义务; needed of a confirmation.
        #[serde(default)]
        told: bool,
        /// 当事人的签名密钥
        #[serde(default)]
        signing_key: Option<PartySigningKey>,
        /// Of a withdrawal: which confirmation; the last one that is in force when left out.
        #[serde(default)]
        consent_id: Option<CaseStepId>,
        /// 备注
        #[serde(default)]
        remark: Option<Passage>,
    }
}

fn incomplete(zh: &str, pointer: &str) -> Refusal {
    let text = Text::new(format!("请补充：{zh}"), format!("{} is missing: add it", pointer.trim_start_matches('/')));
    Refusal::new(Rule::ServiceConsentIncomplete, text).at(pointer)
}

/// When a confirmation was taken back.
fn withdrawn_on(file: &CaseFile, consent: &Done) -> Option<NaiveDate> {
    let of_it = |one: &ServiceConsent| one.consent_id.is_some_and(|id| id.uuid() == consent.id);
    file.all::<ServiceConsent>().find(|(_, one)| of_it(one)).map(|(_, one)| one.confirmed_on)
}

fn given(file: &CaseFile) -> impl DoubleEndedIterator<Item = (&Done, ServiceConsent)> {
    file.all::<ServiceConsent>().filter(|(_, one)| one.kind == ServiceConsentKind::Given)
}

/// Confirmations that were not taken back.
fn in_force(file: &CaseFile) -> impl DoubleEndedIterator<Item = (&Done, ServiceConsent)> {
    given(file).filter(|(done, _)| withdrawn_on(file, done).is_none())
}

/// The signatures of the party's side under a confirmation.
fn signatures<'f>(file: &'f CaseFile, consent: &Done) -> impl Iterator<Item = &'f FileSignature> {
    let id = consent.id;
    let counts = move |one: &&FileSignature| {
        one.step == Step::ConsentService && one.document == id && SignerRole::PARTY_SIDE.contains(&one.role)
    };
    file.signatures.iter().filter(counts).filter(|one| one.manner.is_signed())
}

/// When the party's key counts: from the signature by hand under the confirmation that names it, until that is taken back.
pub fn party_key(file: &CaseFile, holder: &PersonName, algorithm: KeyAlgorithm, public_key: &[u8]) -> Option<KeyTerm> {
    let names = |key: &PartySigningKey| {
        key.holder == *holder
            && key.algorithm == algorithm
            && BASE64.decode(&key.public_key).is_ok_and(|bytes| bytes == public_key)
    };
    let term = |(done, one): (&Done, ServiceConsent)| {
        one.signing_key.as_ref().filter(|key| names(key))?;
        let by_hand = signatures(file, done).filter(|one| one.manner == SignatureManner::Handwritten);
        let from = by_hand.map(|one| one.signed_at).min()?;
        Some(KeyTerm { from, until: withdrawn_on(file, done).map(is_over) })
    };
    given(file).filter_map(term).next_back()
}

/// What is served electronically rests on: the confirmation that it names, or else the last one in force that has the address.
pub fn meant(file: &CaseFile, id: Option<CaseStepId>, address: Option<&Title>) -> Option<(CaseStepId, ServiceConsent)> {
    let has =
        |one: &ServiceConsent| address.is_some_and(|address| one.addresses.iter().any(|at| at.address == *address));
    let found = match id {
        Some(id) => given(file).find(|(done, _)| done.id == id.uuid()),
        None => in_force(file).rfind(|(_, one)| has(one)),
    };
    found.map(|(done, one)| (CaseStepId::from_uuid(done.id), one))
}

/// Whether any confirmation is recorded here: what is served then rests on one of them.
pub fn is_recorded(file: &CaseFile) -> bool {
    given(file).next().is_some()
}

/// 行政处罚法 第六十一条: on the day of service the confirmation was given, signed, and not taken back, and names the address.
pub fn against_serving(
    file: &CaseFile,
    id: CaseStepId,
    address: Option<&Title>,
    on: NaiveDate,
    refusals: &mut Refusals,
) {
    let Some((done, consent)) = given(file).find(|(done, _)| done.id == id.uuid()) else {
        return refusals.add(Refusal::of(Rule::ServiceConsentNone).at("/consent_id"));
    };
    let over = withdrawn_on(file, done).is_some_and(|withdrawn| withdrawn <= on);
    if over || consent.confirmed_on > on {
        refusals.add(Refusal::of(Rule::ServiceConsentNone).at("/consent_id"));
    }
    if !address.is_some_and(|address| consent.addresses.iter().any(|at| at.address == *address)) {
        let text = Text::new(
            "送达地址不在确认书中：请用确认的地址",
            "The confirmation does not name the address: use one that it names",
        );
        refusals.add(Refusal::new(Rule::ServiceConsentNone, text).at("/address"));
    }
    if !signatures(file, done).any(|one| legal_date(one.signed_at) <= on) {
        refusals.add(Refusal::of(Rule::ServiceConsentUnsigned).at("/consent_id"));
    }
}

impl ServiceConsent {
    /// What a confirmation has to say.
    fn missing(&self) -> Vec<Refusal> {
        let items = [
            (!self.addresses.is_empty(), "电子送达地址", "/addresses"),
            (self.told, "告知电子送达的效力和变更地址的义务", "/told"),
        ];
        items.into_iter().filter(|(is_there, ..)| !is_there).map(|(_, zh, at)| incomplete(zh, at)).collect()
    }

    /// A withdrawal ends a confirmation of this case, once, and not before it was given.
    fn ends_one(&self, file: &CaseFile, refusals: &mut Refusals) {
        let found = match self.consent_id {
            Some(id) => in_force(file).find(|(done, _)| done.id == id.uuid()),
            None => in_force(file).next_back(),
        };
        match found {
            Some((_, given)) => refusals.check(in_order(given.confirmed_on, self.confirmed_on, "/confirmed_on")),
            None => refusals.add(Refusal::of(Rule::ServiceConsentNone).at("/consent_id")),
        }
    }
}

impl StepContent for ServiceConsent {
    const STEP: Step = Step::ConsentService;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.confirmed_on, "/confirmed_on")
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        match self.kind {
            ServiceConsentKind::Given => {
                self.missing().into_iter().for_each(|refusal| refusals.add(refusal));
                if self.consent_id.is_some() {
                    refusals.add(Refusal::of(Rule::ServiceConsentNone).at("/consent_id"));
                }
            }
            ServiceConsentKind::Withdrawn => self.ends_one(file, refusals),
        }
    }

    fn faults(&self, _: NaiveDate) -> Vec<Fault> {
        let Some(key) = &self.signing_key else { return Vec::new() };
        let Ok(bytes) = BASE64.decode(&key.public_key) else {
            let text = Text::new("应当为 base64", "It has to be base64");
            return vec![Fault::new("/signing_key/public_key", "not_base64", text)];
        };
        let wrong = |fault: KeyFault| match fault {
            KeyFault::Unsupported => {
                Fault::new("/signing_key/algorithm", Rule::SignatureAlgorithmUnsupported.code(), fault.text())
            }
            _ => Fault::new("/signing_key/public_key", "public_key_unfit", fault.text()),
        };
        key.algorithm.accepts(&bytes).err().map(wrong).into_iter().collect()
    }

    fn completed(self, file: &CaseFile) -> Self {
        let ended = || in_force(file).next_back().map(|(done, _)| CaseStepId::from_uuid(done.id));
        match self.kind {
            ServiceConsentKind::Given => self,
            ServiceConsentKind::Withdrawn => Self { consent_id: self.consent_id.or_else(ended), ..self },
        }
    }
}
