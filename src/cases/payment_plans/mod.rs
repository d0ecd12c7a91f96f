//! 延期、分期缴纳罚款 (payment plan): what the party asks for in hardship, and what the agency says. 行政处罚法 第六十六条.

use super::file::CaseFile;
use super::standing::{in_force, owed};
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::values::{Fen, Passage, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 一期
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    pub due_on: NaiveDate,
    pub amount_fen: Fen,
}

step_noun! {
    /// 延期、分期缴纳罚款
    ///
    /// 行政处罚法 第六十六条: for a party in real economic difficulty, who asks for it. One instalment is a deferral. From the approval to
    /// the last instalment no surcharge accrues; a later plan adds to an earlier one.
    PaymentPlan, PaymentPlanReply, PaymentPlanPage, PlanPayment by DecideCases at "/cases/{case_id}/payment-plans"
    as "payment plans", "payment_plans_create", "payment_plans_list" {
        /// 申请日
        applied_on: NaiveDate,
        /// 经济困难的情况
        hardship: Passage,
        /// 准予或者不准予的日期
        decided_on: NaiveDate,
        /// 准予
        approved: bool,
        /// 不准予的理由
        #[serde(default)]
        refusal_reason: Option<Passage>,
        /// In the order of their days; together the unpaid fine. Empty when it is refused.
        #[serde(default)]
        #[schema(max_items = 60)]
        instalments: Vec<Instalment>,
        /// 延期(分期)缴纳罚款通知书文号
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for PaymentPlan {
    const STEP: Step = Step::PlanPayment;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.decided_on, "/decided_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        in_force(file, refusals);
        if owed(file).is_some_and(|owed| owed.unpaid_fine().is_zero()) {
            refusals.add(Refusal::of(Rule::NothingOwed));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(decided_on) = file.case.decided_on {
            refusals.check(in_order(Earlier::decision(decided_on), self.applied_on, "/applied_on"));
        }
        refusals.check(in_order(self.applied_on, self.decided_on, "/decided_on"));
        if self.approved == self.instalments.is_empty() {
            refusals.add(Refusal::of(Rule::PlanContradictsItself).at("/instalments"));
        }
        if !self.approved && self.refusal_reason.is_none() {
            refusals.add(Refusal::of(Rule::ReasonMissing).at("/refusal_reason"));
        }
        let mut earlier = self.decided_on;
        for (place, one) in self.instalments.iter().enumerate() {
            refusals.check(in_order(earlier, one.due_on, &format!("/instalments/{place}/due_on")));
            earlier = one.due_on;
        }
        let Some(owed) = owed(file).filter(|_| self.approved) else { return };
        let sum = Fen::checked_sum(self.instalments.iter().map(|one| one.amount_fen));
        if sum != Some(owed.unpaid_fine()) {
            let unpaid = owed.unpaid_fine().get();
            let zh = format!("各期之和应当为未缴的罚款 {unpaid} 分");
            let en = format!("The instalments have to add up to the unpaid fine of {unpaid} fen");
            refusals.add(Refusal::new(Rule::InstalmentsDoNotAddUp, Text::new(zh, en)).at("/instalments"));
        }
    }
}
