//! 听证 (hearing): that it was held, who was there and what was said, or why it was not. 行政处罚法 第六十四条, 第六十五条.

use super::deadlines::ends_from;
use super::file::CaseFile;
use super::hearing_notices::{HearingNotice, HearingOfficial};
use super::hearing_requests::pending_since;
use super::proofs_of_service::served;
use super::recusals::Official;
use super::steps::{StepContent, step_noun};
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::hearing::{AGENTS_MAX, HearingOutcome, told_in_time};
use crate::domain::ids::OfficerId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 听证参加人
    pub enum HearingRole {
        Party = "party" "当事人",
        Agent = "agent" "代理人",
        Investigator = "investigator" "调查人员",
        ThirdParty = "third_party" "第三人",
        Witness = "witness" "证人",
        Expert = "expert" "鉴定人",
        Interpreter = "interpreter" "翻译",
        Other = "other" "其他人员",
    }
}

text_enum! {
    /// 签字
    pub enum HearingSignature {
        Signed = "signed" "已签字或者盖章",
        Refused = "refused" "拒绝签字或者盖章",
        /// 以电子方式签名: recorded beside the hearing, at `signatures`
        Electronic = "electronic" "以电子方式签名",
    }
}

/// 听证参加人
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HearingAttendee {
    role: HearingRole,
    name: PersonName,
    /// 授权委托书 of an agent.
    #[serde(default)]
    authorisation: Option<Title>,
}

step_noun! {
    /// 听证笔录、听证报告
    ///
    /// 行政处罚法 第六十四条: investigators state facts, evidence and what they propose; the party defends and questions; the record is
    /// signed, or the chair notes the refusal. 第六十五条: the decision rests on the record. Who stays away or leaves without permission
    /// waives the right.
    Hearing, HearingReply, HearingPage, HoldHearing by HoldHearings at "/cases/{case_id}/hearings"
    as "hearings", "hearings_create", "hearings_list" {
        outcome: HearingOutcome,
        /// The day that was told.
        held_on: NaiveDate,
        #[serde(default)]
        began_at: Option<DateTime<Utc>>,
        #[serde(default)]
        ended_at: Option<DateTime<Utc>>,
        place: Title,
        chair: HearingOfficial,
        /// 记录人
        recorder: PersonName,
        #[serde(default)]
        #[schema(max_items = 100)]
        attendees: Vec<HearingAttendee>,
        /// 调查人员提出的违法事实、证据和处罚建议
        #[serde(default)]
        investigators_case: Option<Passage>,
        /// 当事人的申辩和质证
        #[serde(default)]
        party_case: Option<Passage>,
        /// 听证笔录
        #[serde(default)]
        record: Option<Passage>,
        /// 当事人或者其代理人核对笔录后
        #[serde(default)]
        signature: Option<HearingSignature>,
        /// The chair's note where the signature was refused.
        #[serde(default)]
        signature_note: Option<Passage>,
        /// 听证报告: what the chair finds and proposes.
        #[serde(default)]
        report: Option<Passage>,
        /// Why it was not held to the end.
        #[serde(default)]
        reason: Option<Passage>,
        /// 附件
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

impl Hearing {
    /// The mandatory items that are missing.
    fn missing(&self) -> Vec<(&'static str, &'static str)> {
        let mut missing = Vec::new();
        let mut needs = |is_there: bool, pointer, zh| {
            if !is_there {
                missing.push((pointer, zh));
            }
        };
        if self.outcome.has_record() {
            needs(self.began_at.is_some(), "/began_at", "开始时间");
            needs(self.ended_at.is_some(), "/ended_at", "结束时间");
            needs(self.is_there(HearingRole::Investigator), "/attendees", "调查人员");
            needs(self.party_is_there(), "/attendees", "当事人或者其代理人");
            needs(self.record.is_some(), "/record", "听证笔录");
        }
        if self.outcome == HearingOutcome::Held {
            needs(self.investigators_case.is_some(), "/investigators_case", "违法事实、证据和处罚建议");
            needs(self.party_case.is_some(), "/party_case", "申辩和质证");
            needs(self.signature.is_some(), "/signature", "签字或者盖章");
            needs(self.report.is_some(), "/report", "听证报告");
        } else {
            needs(self.reason.is_some(), "/reason", "未举行或者终止的原因");
        }
        let refused = self.signature == Some(HearingSignature::Refused);
        needs(!refused || self.signature_note.is_some(), "/signature_note", "拒绝签字或者盖章的注明");
        missing
    }

    fn is_there(&self, role: HearingRole) -> bool {
        self.attendees.iter().any(|one| one.role == role)
    }

    fn party_is_there(&self) -> bool {
        self.is_there(HearingRole::Party) || self.is_there(HearingRole::Agent)
    }

    fn attendees_are_lawful(&self, refusals: &mut Refusals) {
        if self.attendees.iter().filter(|one| one.role == HearingRole::Agent).count() > AGENTS_MAX {
            refusals.add(Refusal::of(Rule::HearingAgentsTooMany).at("/attendees"));
        }
        for (place, one) in self.attendees.iter().enumerate() {
            if one.role == HearingRole::Agent && one.authorisation.is_none() {
                refusals.add(incomplete("授权委托书", &format!("/attendees/{place}/authorisation")));
            }
        }
        if self.outcome == HearingOutcome::NoShow && self.party_is_there() {
            let text = Text::new("当事人或者其代理人在场", "The party or an agent was there");
            refusals.add(Refusal::new(Rule::HearingRecordIncomplete, text).at("/attendees"));
        }
    }

    /// 送达回证: the notice counts from the day on which its paper reached the party, where a proof says so.
    fn served_after_it_was_noted(&self, file: &CaseFile) -> Option<NaiveDate> {
        let (done, notice) = file.last::<HearingNotice>()?;
        let (served_on, _) = served(file, done.id)?;
        (self.outcome.ends_it() && served_on > notice.notified_on).then_some(served_on)
    }

    fn is_held_when_told(&self, file: &CaseFile, refusals: &mut Refusals) {
        let told = file.last::<HearingNotice>().map(|(_, notice)| legal_date(notice.hearing_at));
        if self.outcome.ends_it() && told.is_some_and(|told| told != self.held_on) {
            refusals.add(Refusal::of(Rule::HearingNotAsNoticed).at("/held_on"));
        }
        if let Some(served_on) = self.served_after_it_was_noted(file) {
            let told = ends_from(file, DeadlineRule::HearingNotice, served_on)
                .and_then(|ends| told_in_time(served_on, self.held_on, ends.opens_on));
            refusals.check(told.map_err(|refusal| refusal.at("/held_on")));
        }
        let days = [(self.began_at, "/began_at"), (self.ended_at, "/ended_at")];
        for (moment, pointer) in days {
            if moment.is_some_and(|moment| legal_date(moment) != self.held_on) {
                refusals.add(Refusal::of(Rule::DatesRunBackwards).at(pointer));
            }
        }
        if self.began_at.zip(self.ended_at).is_some_and(|(began, ended)| ended < began) {
            refusals.add(Refusal::of(Rule::DatesRunBackwards).at("/ended_at"));
        }
    }
}

fn incomplete(zh: &str, pointer: &str) -> Refusal {
    let text = Text::new(format!("缺少{zh}"), format!("{} is missing", pointer.trim_start_matches('/')));
    Refusal::new(Rule::HearingRecordIncomplete, text).at(pointer)
}

impl StepContent for Hearing {
    const STEP: Step = Step::HoldHearing;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.held_on, "/held_on")
    }

    fn officials(&self) -> Vec<Official> {
        let recorder = Official { name: self.recorder.clone(), officer: None, pointer: "/recorder".into() };
        vec![self.chair.official("/chair".into()), recorder]
    }

    fn named_officers(&self) -> Vec<(OfficerId, String)> {
        self.chair.named("/chair").into_iter().collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        let Some((asked, _)) = pending_since(file) else { return refusals.add(Refusal::of(Rule::HearingNotRequested)) };
        let last = |step: Step| file.done.iter().rposition(|done| done.step == step);
        let told = last(Step::NotifyHearing).filter(|told| *told > asked && last(Step::HoldHearing) < Some(*told));
        if told.is_none() {
            refusals.add(Refusal::of(Rule::HearingNoticeMissing));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        for (pointer, zh) in self.missing() {
            refusals.add(incomplete(zh, pointer));
        }
        self.attendees_are_lawful(refusals);
        self.is_held_when_told(file, refusals);
        refusals.check(self.chair.stands_apart(file, "/chair"));
    }
}
