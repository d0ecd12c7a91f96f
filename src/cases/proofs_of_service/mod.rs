//! 送达回证 (proof of service): which paper was served on whom, how, and from which day it counts.
//! 行政处罚法 第六十一条, 民事诉讼法 第八十七条 to 第九十五条.

use super::file::{CaseFile, Done};
use super::service_consents;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::day::legal_date;
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::service::{ReceiverRelation, ServiceWay, served_on as by_law};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

text_enum! {
    /// 送达的文书
    pub enum ServedDocument {
        /// 事先告知书
        PriorNotice = "prior_notice" "事先告知书",
        /// 听证通知书
        HearingNotice = "hearing_notice" "听证通知书",
        /// 决定书
        Decision = "decision" "决定书",
        /// 责令(限期)改正通知书
        Correction = "correction" "责令改正通知书",
        /// 催告书: 行政强制法 第三十八条
        Demand = "demand" "催告书",
        /// 强制执行决定书
        Execution = "execution" "强制执行决定书",
        /// 其他文书
        Other = "other" "其他文书",
    }
}

impl ServedDocument {
    /// The step that made the paper.
    const fn made_by(self) -> Option<Step> {
        match self {
            Self::PriorNotice => Some(Step::Notify),
            Self::HearingNotice => Some(Step::NotifyHearing),
            Self::Decision => Some(Step::Decide),
            Self::Correction => Some(Step::OrderCorrection),
            Self::Demand => Some(Step::Demand),
            Self::Execution => Some(Step::Execute),
            Self::Other => None,
        }
    }
}

/// 签收人
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceReceiver {
    name: PersonName,
    relation: ReceiverRelation,
}

/// 见证人
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceWitness {
    name: PersonName,
    /// 基层组织或者所在单位
    body: Title,
}

step_noun! {
    /// 送达回证
    ///
    /// 行政处罚法 第六十一条: a decision is handed over at its pronouncement, or served within seven working days by the ways of 民事诉讼法; by
    /// electronic means only with the signed consent of the party. Each way has its mandatory items, and its day of service.
    ProofOfService, ProofOfServiceReply, ProofOfServicePage, ServeDocument by WorkCases at "/cases/{case_id}/proofs-of-service"
    as "proofs of service", "proofs_of_service_create", "proofs_of_service_list" {
        document: ServedDocument,
        /// The prior notice, hearing notice or decision that was served; the last one when left out.
        #[serde(default)]
        document_id: Option<CaseStepId>,
        /// 文书名称, needed of any other paper.
        #[serde(default)]
        document_name: Option<Title>,
        /// 文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 受送达人
        addressee: Title,
        way: ServiceWay,
        /// The day of the receipt (`direct`), of leaving (`left`), on the returned receipt (`posted`, `entrusted`), of publication
        /// (`announced`), of arrival in the party's system (`electronic`).
        done_on: NaiveDate,
        /// 送达日期 by law: told here. A request may state it; another date than the law's is refused.
        #[serde(default)]
        served_on: Option<NaiveDate>,
        /// 送达地点; needed for `direct` and `left`.
        #[serde(default)]
        place: Option<Title>,
        /// 送达人: two or more for `direct` and `left`, each certified on that day.
        #[serde(default)]
        #[schema(max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 签收人; needed for `direct`.
        #[serde(default)]
        received_by: Option<ServiceReceiver>,
        /// 拒收事由; needed for `left`.
        #[serde(default)]
        refusal: Option<Passage>,
        /// 见证人; needed for `left` unless filmed.
        #[serde(default)]
        witness: Option<ServiceWitness>,
        /// 拍照、录像记录送达过程
        #[serde(default)]
        filmed: bool,
        /// 邮寄日期, 委托日期
        #[serde(default)]
        sent_on: Option<NaiveDate>,
        /// 邮件号码; needed for `posted`.
        #[serde(default)]
        tracking_number: Option<Title>,
        /// 受委托机关; needed for `entrusted`.
        #[serde(default)]
        entrusted_to: Option<Title>,
        /// 公告载体; needed for `announced`.
        #[serde(default)]
        medium: Option<Title>,
        /// 公告送达的原因和经过: whereabouts unknown, or which other ways failed.
        #[serde(default)]
        attempts: Option<Passage>,
        /// 送达确认书签订日期; needed for `electronic` where no confirmation is recorded at `service-consents`.
        #[serde(default)]
        consented_on: Option<NaiveDate>,
        /// 送达确认: one of the case's `service-consents`; the last one in force with this address when left out.
        #[serde(default)]
        consent_id: Option<CaseStepId>,
        /// 到达受送达人特定系统的时间 (民事诉讼法 第九十条), of `electronic`.
        #[serde(default)]
        arrived_at: Option<DateTime<Utc>>,
        /// 特定系统, which tells the arrival.
        #[serde(default)]
        arrival_system: Option<Title>,
        /// 传真、电子邮件等; needed for `electronic`.
        #[serde(default)]
        address: Option<Title>,
        /// 备注
        #[serde(default)]
        remark: Option<Passage>,
        /// 附件
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

/// When a paper of the case reached the party by law, and the proof of it: the first that was recorded. A proof of an earlier day that
/// comes later does not shorten the party's time.
pub fn served(file: &CaseFile, paper: Uuid) -> Option<(NaiveDate, Uuid)> {
    let all = file.all::<ProofOfService>().filter(|(_, one)| one.document_id.is_some_and(|id| id.uuid() == paper));
    all.map(|(done, one)| (by_law(one.way, one.done_on), done.id)).next()
}

/// When the agency did its part of serving the decision: of an announcement, the day on which it appeared.
pub fn decision_sent(file: &CaseFile, decision: Uuid) -> Option<(NaiveDate, Uuid)> {
    let all = file.all::<ProofOfService>().filter(|(_, one)| one.document_id.is_some_and(|id| id.uuid() == decision));
    all.map(|(done, one)| (one.done_on, done.id)).min()
}

impl ProofOfService {
    /// The paper as a step of the case.
    fn paper<'f>(&self, file: &'f CaseFile) -> Option<&'f Done> {
        let step = self.document.made_by()?;
        let of_kind = file.done.iter().filter(|done| done.step == step);
        of_kind.rev().find(|done| self.document_id.is_none_or(|id| id.uuid() == done.id))
    }

    fn names_its_paper(&self, file: &CaseFile, refusals: &mut Refusals) {
        if self.document == ServedDocument::Other {
            if self.document_name.is_none() {
                refusals.add(missing(Rule::ServiceReceiptIncomplete, "文书名称", "/document_name"));
            }
            if self.document_id.is_some() {
                refusals.add(Refusal::of(Rule::ServedDocumentUnknown).at("/document_id"));
            }
            return;
        }
        match self.paper(file) {
            Some(paper) => refusals.check(in_order(paper.on, self.done_on, "/done_on")),
            None => refusals.add(Refusal::of(Rule::ServedDocumentUnknown).at("/document_id")),
        }
    }

    /// What the way asks for and is not there.
    fn missing(&self, has_consents: bool) -> Vec<Refusal> {
        let mut all = Vec::new();
        let mut needs = |is_there: bool, rule, zh, pointer| {
            if !is_there {
                all.push(missing(rule, zh, pointer));
            }
        };
        match self.way {
            ServiceWay::Direct => {
                needs(self.place.is_some(), Rule::ServiceReceiptIncomplete, "送达地点", "/place");
                needs(self.received_by.is_some(), Rule::ServiceReceiptIncomplete, "签收人", "/received_by");
            }
            ServiceWay::Left => {
                needs(self.place.is_some(), Rule::ServiceReceiptIncomplete, "送达地点", "/place");
                needs(self.refusal.is_some(), Rule::ServiceLeftUnwitnessed, "拒收事由", "/refusal");
                let seen = self.witness.is_some() || self.filmed;
                needs(seen, Rule::ServiceLeftUnwitnessed, "见证人，或者拍照、录像", "/witness");
            }
            ServiceWay::Posted => {
                needs(self.sent_on.is_some(), Rule::ServiceByOthersIncomplete, "邮寄日期", "/sent_on");
                let number = self.tracking_number.is_some();
                needs(number, Rule::ServiceByOthersIncomplete, "邮件号码", "/tracking_number");
            }
            ServiceWay::Entrusted => {
                needs(self.sent_on.is_some(), Rule::ServiceByOthersIncomplete, "委托日期", "/sent_on");
                needs(self.entrusted_to.is_some(), Rule::ServiceByOthersIncomplete, "受委托机关", "/entrusted_to");
            }
            ServiceWay::Announced => {
                needs(self.medium.is_some(), Rule::ServiceAnnouncementUnfounded, "公告载体", "/medium");
                needs(self.attempts.is_some(), Rule::ServiceAnnouncementUnfounded, "公告的原因和经过", "/attempts");
            }
            ServiceWay::Electronic => {
                let consent = self.consented_on.is_some() || has_consents || self.consent_id.is_some();
                needs(consent, Rule::ServiceElectronicUnconfirmed, "送达确认书签订日期", "/consented_on");
                needs(self.address.is_some(), Rule::ServiceElectronicUnconfirmed, "电子送达地址", "/address");
            }
        }
        all
    }

    /// 行政处罚法 第六十一条, 民事诉讼法 第九十条: by a signed confirmation that holds on the day, which is that of the arrival. Where none is
    /// recorded, the proof states the day on which it was signed on paper.
    fn arrives_by_consent(&self, file: &CaseFile, refusals: &mut Refusals) {
        let is_electronic = self.way == ServiceWay::Electronic;
        let parts = [
            (self.consent_id.is_some(), "/consent_id"),
            (self.arrived_at.is_some(), "/arrived_at"),
            (self.arrival_system.is_some(), "/arrival_system"),
        ];
        for (_, at) in parts.into_iter().filter(|(is_there, _)| *is_there && !is_electronic) {
            let text = Text::new("只有电子送达才填写：请删去", "It belongs to electronic service alone: leave it out");
            refusals.add(Refusal::new(Rule::ServiceElectronicUnconfirmed, text).at(at));
        }
        if !is_electronic {
            return;
        }
        if self.arrived_at.is_some_and(|arrived| legal_date(arrived) != self.done_on) {
            refusals.add(Refusal::of(Rule::ServiceArrivalDiffers).at("/done_on"));
        }
        let address = self.address.as_ref();
        let meant = service_consents::meant(file, self.consent_id, address).map(|(id, _)| id).or(self.consent_id);
        match meant {
            Some(id) => service_consents::against_serving(file, id, address, self.done_on, refusals),
            None if service_consents::is_recorded(file) => {
                refusals.add(Refusal::of(Rule::ServiceConsentNone).at("/consent_id"));
            }
            None => {}
        }
    }

    fn is_handed_over(&self) -> bool {
        matches!(self.way, ServiceWay::Direct | ServiceWay::Left)
    }
}

fn missing(rule: Rule, zh: &str, pointer: &str) -> Refusal {
    let text = Text::new(format!("缺少{zh}"), format!("{} is missing", pointer.trim_start_matches('/')));
    Refusal::new(rule, text).at(pointer)
}

impl StepContent for ProofOfService {
    const STEP: Step = Step::ServeDocument;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.done_on, "/done_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        (self.is_handed_over() || !self.officer_ids.is_empty()).then_some(&self.officer_ids)
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        self.names_its_paper(file, refusals);
        self.missing(service_consents::is_recorded(file)).into_iter().for_each(|refusal| refusals.add(refusal));
        if let Some(receiver) = &self.received_by
            && !receiver.relation.may_receive_for(file.case.party.kind)
        {
            refusals.add(Refusal::of(Rule::ServiceReceiverUnfit).at("/received_by/relation"));
        }
        for (earlier, pointer) in [(self.sent_on, "/done_on"), (self.consented_on, "/consented_on")] {
            if let Some(earlier) = earlier {
                refusals.check(in_order(earlier, self.done_on, pointer));
            }
        }
        self.arrives_by_consent(file, refusals);
        if self.served_on.is_some_and(|stated| stated != by_law(self.way, self.done_on)) {
            refusals.add(Refusal::of(Rule::ServiceDateDiffers).at("/served_on"));
        }
    }

    fn moments(&self) -> Vec<(DateTime<Utc>, &'static str)> {
        self.arrived_at.map(|arrived| (arrived, "/arrived_at")).into_iter().collect()
    }

    fn completed(self, file: &CaseFile) -> Self {
        let is_electronic = self.way == ServiceWay::Electronic;
        let consent =
            is_electronic.then(|| service_consents::meant(file, self.consent_id, self.address.as_ref())).flatten();
        let consented_on = self.consented_on.or(consent.as_ref().map(|(_, one)| one.confirmed_on));
        let consent_id = self.consent_id.or(consent.map(|(id, _)| id));
        let document_id = self.paper(file).map(|paper| CaseStepId::from_uuid(paper.id)).or(self.document_id);
        Self { document_id, consented_on, consent_id, served_on: Some(by_law(self.way, self.done_on)), ..self }
    }
}
