//! 听证申请 (hearing request): the party asks for a hearing within five working days after the notice. Taking it back is a step of its
//! own. 行政处罚法 第六十三条, 第六十四条.

pub mod withdrawals;

use super::deadlines::ends_from;
use super::file::CaseFile;
use super::hearings::Hearing;
use super::prior_notices::{NoticeForm, PriorNotice};
use super::proofs_of_service::served;
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

step_noun! {
    /// 听证申请
    ///
    /// 行政处罚法 第六十三条、第六十四条: a party who was told of the right to a hearing asks for it within five working days. Until the
    /// hearing is over, or the party takes the request back at `hearing-request-withdrawals`, there is no decision.
    HearingRequest, HearingRequestReply, HearingRequestPage, RequestHearing by WorkCases at "/cases/{case_id}/hearing-requests"
    as "hearing requests", "hearing_requests_create", "hearing_requests_list" {
        /// The day on which the party asked; of a letter, the day of posting.
        requested_on: NaiveDate,
        form: NoticeForm,
        /// 申请人
        requested_by: PersonName,
        /// 代理人 who asks for the party, with the paper that empowers them.
        #[serde(default)]
        agent: Option<HearingAgent>,
        /// 申请的理由和要求: the law asks for none.
        #[serde(default)]
        grounds: Option<Passage>,
        /// 接收人
        received_by: PersonName,
        /// 附件
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

/// 代理人
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HearingAgent {
    pub name: PersonName,
    /// 授权委托书
    pub authorisation: Title,
}

/// Whether a hearing was asked for and is not over.
pub fn is_pending(file: &CaseFile) -> bool {
    pending_since(file).is_some()
}

/// The place in the file, and the day, of the request whose hearing is not over.
pub fn pending_since(file: &CaseFile) -> Option<(usize, NaiveDate)> {
    let mut pending = None;
    for (place, done) in file.done.iter().enumerate() {
        match done.step {
            Step::RequestHearing => pending = Some((place, done.on)),
            Step::WithdrawHearingRequest => pending = None,
            Step::HoldHearing => {
                let hearing: Hearing = serde_json::from_value(done.content.clone()).ok()?;
                pending = pending.filter(|_| !hearing.outcome.ends_it());
            }
            _ => {}
        }
    }
    pending
}

impl StepContent for HearingRequest {
    const STEP: Step = Step::RequestHearing;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.requested_on, "/requested_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !file.has(Step::Notify) {
            refusals.add(Refusal::of(Rule::NoticeMissing));
        }
        if is_pending(file) {
            refusals.add(Refusal::of(Rule::HearingAlreadyRequested));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some((_, notice)) = file.last::<PriorNotice>() {
            refusals.check(in_order(Earlier::notice(notice.notified_on), self.requested_on, "/requested_on"));
        }
        self.is_in_time(file, refusals);
    }
}

impl HearingRequest {
    /// Who was not told of the right has no time limit to keep.
    fn is_in_time(&self, file: &CaseFile, refusals: &mut Refusals) {
        let told = file.last::<PriorNotice>().filter(|(_, notice)| notice.offers_hearing());
        if let Some((done, notice)) = told {
            let told_on = served(file, done.id).map_or(notice.notified_on, |(on, _)| on);
            let verdict = match ends_from(file, DeadlineRule::HearingRequest, told_on) {
                Ok(ends) if ends.is_over_on(self.requested_on) => {
                    let zh = format!("听证申请期限已于 {} 届满", ends.told_zh());
                    let en = format!("The time to ask ended on {}", ends.told_en());
                    Err(Refusal::new(Rule::HearingRequestLate, Text::new(zh, en)))
                }
                verdict => verdict.map(drop),
            };
            refusals.check(verdict.map_err(|refusal| refusal.at("/requested_on")));
        }
    }
}
