//! 撤回听证申请 (withdrawal of a hearing request): the party takes back what it asked for. 行政处罚法 第六十三条.

use super::{HearingAgent, pending_since};
use crate::cases::file::CaseFile;
use crate::cases::prior_notices::NoticeForm;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

step_noun! {
    /// 撤回听证申请
    ///
    /// The party takes back the request for a hearing that is not over: there will be none, and it bars the decision no longer.
    HearingRequestWithdrawal, HearingRequestWithdrawalReply, HearingRequestWithdrawalPage, WithdrawHearingRequest by WorkCases
    at "/cases/{case_id}/hearing-request-withdrawals"
    as "hearing requests", "hearing_request_withdrawals_create", "hearing_request_withdrawals_list" {
        /// The day on which the party took the request back; of a letter, the day of posting.
        withdrawn_on: NaiveDate,
        form: NoticeForm,
        /// 撤回人
        withdrawn_by: PersonName,
        /// 代理人 who takes it back for the party, with the paper that empowers them.
        #[serde(default)]
        agent: Option<HearingAgent>,
        /// 撤回的理由; the party owes none.
        #[serde(default)]
        reason: Option<Passage>,
        /// 接收人
        received_by: PersonName,
        /// 附件
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

impl StepContent for HearingRequestWithdrawal {
    const STEP: Step = Step::WithdrawHearingRequest;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.withdrawn_on, "/withdrawn_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if pending_since(file).is_none() {
            refusals.add(Refusal::of(Rule::HearingNotRequested));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some((_, since)) = pending_since(file) {
            refusals.check(in_order(since, self.withdrawn_on, "/withdrawn_on"));
        }
    }
}
