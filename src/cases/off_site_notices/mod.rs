//! 告知监控记录的违法事实 (off-site notices): the party is told in time what a monitoring device recorded, and how it may look at it and answer.
//! 行政处罚法 第四十一条第三款.

use super::evidence::standings;
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

text_enum! {
    /// 告知方式
    pub enum OffSiteNoticeWay {
        TextMessage = "text_message" "短信",
        App = "app" "政务应用、网站",
        Email = "email" "电子邮件",
        Telephone = "telephone" "电话",
        Posted = "posted" "邮寄",
        InPerson = "in_person" "当面",
        Other = "other" "其他",
    }
}

step_noun! {
    /// 告知监控记录的违法事实
    ///
    /// 行政处罚法 第四十一条第三款: the party is told in time of the offence that a device recorded, and may look at the record, state its case and
    /// defend itself, by electronic or other means. Without it no penalty cites the record. It takes no prior notice's place (第四十四条).
    OffSiteNotice, OffSiteNoticeReply, OffSiteNoticePage, TellOffSite by WorkCases
    at "/cases/{case_id}/off-site-notices"
    as "evidence", "off_site_notices_create", "off_site_notices_list" {
        told_on: NaiveDate,
        /// What the devices recorded: evidence of this case.
        #[schema(min_items = 1, max_items = 200)]
        evidence_ids: Vec<CaseStepId>,
        /// 违法事实
        facts: Passage,
        way: OffSiteNoticeWay,
        /// 送达的号码、账号、地址
        sent_to: Title,
        /// 被告知人
        told: PersonName,
        told_by: PersonName,
        /// 查询记录的途径
        query_access: Passage,
        /// 陈述、申辩的途径
        statement_access: Passage,
        /// 当事人查询之日
        #[serde(default)]
        queried_on: Option<NaiveDate>,
    } shows {
        /// Days between the last of the records and the notice.
        days_after_record: Option<i64> = waited,
    }
}

fn waited(notice: &OffSiteNotice, file: &CaseFile) -> Option<i64> {
    let recorded = standings(file).into_iter().filter(|one| notice.names(one.id));
    let last = recorded.filter_map(|one| one.evidence.captured_on()).max()?;
    Some((notice.told_on - last).num_days())
}

impl OffSiteNotice {
    fn names(&self, evidence: uuid::Uuid) -> bool {
        self.evidence_ids.iter().any(|id| id.uuid() == evidence)
    }
}

impl StepContent for OffSiteNotice {
    const STEP: Step = Step::TellOffSite;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.told_on, "/told_on")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        self.queried_on.into_iter().map(|day| (day, "/queried_on")).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !standings(file).iter().any(|one| one.evidence.is_of_device() && !one.excluded) {
            refusals.add(Refusal::of(Rule::DeviceEvidenceNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let standings = standings(file);
        if self.evidence_ids.is_empty() {
            refusals.add(Refusal::of(Rule::OffSiteNoticeUnfit).at("/evidence_ids"));
        }
        for (place, id) in self.evidence_ids.iter().enumerate() {
            let at = format!("/evidence_ids/{place}");
            match standings.iter().find(|one| one.id == id.uuid()) {
                None => refusals.add(Refusal::of(Rule::EvidenceUnknown).at(at)),
                Some(one) if one.excluded => refusals.add(Refusal::of(Rule::EvidenceExcluded).at(at)),
                Some(one) => match one.evidence.captured_on() {
                    None => refusals.add(Refusal::of(Rule::OffSiteNoticeUnfit).at(at)),
                    Some(on) => refusals.check(in_order(on, self.told_on, "/told_on")),
                },
            }
        }
        if let Some(queried_on) = self.queried_on {
            refusals.check(in_order(self.told_on, queried_on, "/queried_on"));
        }
    }
}
