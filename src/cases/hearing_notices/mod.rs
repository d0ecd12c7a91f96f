//! 听证通知 (notice of hearing): time and place, told seven working days before. 行政处罚法 第六十四条.

use super::deadlines::ends_from;
use super::file::CaseFile;
use super::hearing_requests::{is_pending, pending_since};
use super::recusals::Official;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::hearing::told_in_time;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 不公开听证的理由
    pub enum HearingPrivacy {
        StateSecret = "state_secret" "国家秘密",
        TradeSecret = "trade_secret" "商业秘密",
        PersonalPrivacy = "personal_privacy" "个人隐私",
    }
}

/// 听证主持人、听证员
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HearingOfficial {
    pub name: PersonName,
    /// Where this is an officer of the agency.
    #[serde(default)]
    pub officer_id: Option<OfficerId>,
    /// 单位、职务
    #[serde(default)]
    pub post: Option<Title>,
}

impl HearingOfficial {
    /// The officer whom it names, with the member that does.
    pub fn named(&self, pointer: &str) -> Option<(OfficerId, String)> {
        Some((self.officer_id?, format!("{pointer}/officer_id")))
    }

    /// 行政处罚法 第六十四条第四项: no investigator of the case. Without an officer's id the name decides.
    pub fn stands_apart(&self, file: &CaseFile, pointer: &str) -> Result<(), Refusal> {
        let investigated = match self.officer_id {
            Some(officer) => file.was_investigated_by(officer),
            None => file.was_handled_by_one_named(&self.name),
        };
        if investigated { Err(Refusal::of(Rule::HearingChairInvestigated).at(pointer)) } else { Ok(()) }
    }

    pub fn official(&self, pointer: String) -> Official {
        Official { name: self.name.clone(), officer: self.officer_id, pointer }
    }
}

step_noun! {
    /// 听证通知书
    ///
    /// 行政处罚法 第六十四条: the party, and others concerned, are told time and place seven working days before the hearing; it is public
    /// unless a secret or privacy is to be kept; who chairs it did not investigate. A later notice moves the hearing.
    HearingNotice, HearingNoticeReply, HearingNoticePage, NotifyHearing by WorkCases at "/cases/{case_id}/hearing-notices"
    as "hearing notices", "hearing_notices_create", "hearing_notices_list" {
        /// The day on which the party was told, or received the paper.
        notified_on: NaiveDate,
        hearing_at: DateTime<Utc>,
        place: Title,
        /// 听证事由
        subject: Passage,
        chair: HearingOfficial,
        /// 听证员
        #[serde(default)]
        #[schema(max_items = 10)]
        members: Vec<HearingOfficial>,
        /// 记录人
        recorder: PersonName,
        /// 公开举行
        is_public: bool,
        /// Why it is not public.
        #[serde(default)]
        privacy: Option<HearingPrivacy>,
        /// 权利告知: agents, recusal, evidence, and what follows from staying away.
        rights: Passage,
        /// Who else was told: 第三人、其他有关人员
        #[serde(default)]
        #[schema(max_items = 50)]
        others_told: Vec<PersonName>,
    }
}

impl StepContent for HearingNotice {
    const STEP: Step = Step::NotifyHearing;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.notified_on, "/notified_on")
    }

    fn officials(&self) -> Vec<Official> {
        let members = self.members.iter().enumerate();
        let members = members.map(|(place, one)| one.official(format!("/members/{place}")));
        let recorder = Official { name: self.recorder.clone(), officer: None, pointer: "/recorder".into() };
        members.chain([self.chair.official("/chair".into()), recorder]).collect()
    }

    fn named_officers(&self) -> Vec<(OfficerId, String)> {
        let members = self.members.iter().enumerate();
        let named = members.filter_map(|(place, member)| member.named(&format!("/members/{place}")));
        self.chair.named("/chair").into_iter().chain(named).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !is_pending(file) {
            refusals.add(Refusal::of(Rule::HearingNotRequested));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some((_, asked)) = pending_since(file) {
            refusals.check(in_order(asked, self.notified_on, "/notified_on"));
        }
        match (self.is_public, self.privacy) {
            (false, None) => refusals.add(Refusal::of(Rule::HearingMustBePublic).at("/privacy")),
            (true, Some(_)) => {
                let text = Text::new("公开举行的听证没有不公开的理由", "A public hearing has no reason to be private");
                refusals.add(Refusal::new(Rule::HearingMustBePublic, text).at("/privacy"));
            }
            _ => {}
        }
        refusals.check(self.chair.stands_apart(file, "/chair"));
        for (place, member) in self.members.iter().enumerate() {
            refusals.check(member.stands_apart(file, &format!("/members/{place}")));
        }
        let hearing = legal_date(self.hearing_at);
        let verdict = ends_from(file, DeadlineRule::HearingNotice, self.notified_on)
            .and_then(|ends| told_in_time(self.notified_on, hearing, ends.opens_on));
        refusals.check(verdict.map_err(|refusal| refusal.at("/hearing_at")));
    }
}
