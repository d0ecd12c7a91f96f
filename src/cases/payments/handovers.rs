//! 上交 (hand-over): what officers collected on the spot goes to the agency, and from there to the bank. 行政处罚法 第七十一条.

use super::Payment;
use crate::cases::deadlines::ends_from;
use crate::cases::file::CaseFile;
use crate::cases::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;
use uuid::Uuid;

text_enum! {
    /// 上交去向
    pub enum HandoverTo {
        Agency = "agency" "交至行政机关",
        Bank = "bank" "缴付指定银行",
    }
}

step_noun! {
    /// 上交当场收缴的罚款
    ///
    /// 行政处罚法 第七十一条: to the agency within two working days of the collection, on the water of landing; from the agency to the
    /// bank within two more. What is late is taken and says why.
    PaymentHandover, PaymentHandoverReply, PaymentHandoverPage, HandOver by RecordPayments at "/cases/{case_id}/payment-handovers"
    as "payments", "payment_handovers_create", "payment_handovers_list" {
        /// The payment that was collected on the spot.
        payment_id: CaseStepId,
        to: HandoverTo,
        handed_over_on: NaiveDate,
        /// 交接凭证、缴款凭证
        #[serde(default)]
        voucher: Option<Title>,
        /// Needed when it is late.
        #[serde(default)]
        late_reason: Option<Passage>,
    }
}

impl StepContent for PaymentHandover {
    const STEP: Step = Step::HandOver;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.handed_over_on, "/handed_over_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        let collected = file.all::<Payment>().filter(|(_, one)| one.collection.is_some()).count();
        let to_bank = file.all::<PaymentHandover>().filter(|(_, one)| one.to == HandoverTo::Bank).count();
        if collected == 0 {
            refusals.add(Refusal::of(Rule::NotCollectedOnTheSpot));
        } else if to_bank >= collected {
            refusals.add(Refusal::of(Rule::HandedOverAlready));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let collected = file.all::<Payment>().find(|(done, _)| done.id == self.payment_id.uuid());
        let Some((_, payment)) = collected.filter(|(_, one)| one.collection.is_some()) else {
            refusals.add(Refusal::of(Rule::NotCollectedOnTheSpot).at("/payment_id"));
            return;
        };
        let earlier: Vec<_> =
            file.all::<PaymentHandover>().map(|(_, one)| one).filter(|one| one.payment_id == self.payment_id).collect();
        if earlier.iter().any(|one| one.to == self.to) {
            refusals.add(Refusal::of(Rule::HandedOverAlready).at("/to"));
        }
        let received = earlier.iter().find(|one| one.to == HandoverTo::Agency).map(|one| one.handed_over_on);
        let landed_on = payment.collection.as_ref().and_then(|one| one.landed_on);
        let from = match (self.to, received) {
            (HandoverTo::Agency, _) => landed_on.unwrap_or(payment.paid_on),
            (HandoverTo::Bank, Some(received)) => received,
            (HandoverTo::Bank, None) => {
                refusals.add(Refusal::of(Rule::NotHandedOverYet).at("/to"));
                return;
            }
        };
        refusals.check(in_order(payment.paid_on.min(from), self.handed_over_on, "/handed_over_on"));
        let rule = match self.to {
            HandoverTo::Agency => DeadlineRule::HandOverToAgency,
            HandoverTo::Bank => DeadlineRule::HandOverToBank,
        };
        match ends_from(file, rule, from) {
            Ok(ends) if ends.is_over_on(self.handed_over_on) && self.late_reason.is_none() => {
                let zh = format!("应当在 {} 前上交：逾期应当写明理由", ends.told_zh());
                let en = format!("It was due on {}; state why it is late", ends.told_en());
                refusals.add(Refusal::new(Rule::HandOverLate, Text::new(zh, en)).at("/late_reason"));
            }
            verdict => refusals.check(verdict.map(drop)),
        }
    }
}

/// 行政处罚法 第七十一条: what was collected on the spot has reached the bank before the case is closed.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    let to_bank = |id: Uuid| {
        let mut all = file.all::<PaymentHandover>().map(|(_, one)| one);
        all.any(|one| one.payment_id.uuid() == id && one.to == HandoverTo::Bank)
    };
    if file.all::<Payment>().any(|(done, one)| one.collection.is_some() && !to_bank(done.id)) {
        refusals.add(Refusal::of(Rule::CollectedKept));
    }
}
