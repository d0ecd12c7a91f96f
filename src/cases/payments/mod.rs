//! 缴款 (payment): to a bank or electronically, against a fiscal receipt; by the officers themselves only where the law lets them.
//! 行政处罚法 第六十七条至第七十条.

pub mod handovers;

use super::deadlines::last_day_from;
use super::file::CaseFile;
use super::standing::{Owed, in_force, less, owed, surcharge_most};
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::OfficerId;
use crate::domain::penalty::Procedure;
use crate::domain::procedure_rule::AmountLimitOf;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Fen, Passage, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 缴款方式
    pub enum PaymentChannel {
        Bank = "bank" "银行",
        Electronic = "electronic" "电子支付",
        OnTheSpot = "on_the_spot" "当场收缴",
        /// 法院执行到位
        Court = "court" "法院执行",
        /// 划拨、拍卖等执行到位
        Execution = "execution" "行政强制执行",
        /// 抵缴: an earlier fine in a criminal case and the like
        SetOff = "set_off" "折抵",
    }
}

text_enum! {
    /// 当场收缴的情形
    pub enum CollectionGround {
        /// 第六十八条第一项
        SmallFine = "small_fine" "一百元以下罚款",
        /// 第六十八条第二项
        HardToEnforceLater = "hard_to_enforce_later" "不当场收缴事后难以执行",
        /// 第六十九条
        RemotePlace = "remote_place" "边远、水上、交通不便地区",
    }
}

/// 当场收缴: why the officers themselves take the fine.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    pub ground: CollectionGround,
    /// 当事人提出: of a remote place.
    #[serde(default)]
    pub asked_by_party: bool,
    /// 具体情况: unless the fine is small.
    #[serde(default)]
    pub reason: Option<Passage>,
    /// 抵岸日: on the water, the two days run from here.
    #[serde(default)]
    pub landed_on: Option<NaiveDate>,
}

step_noun! {
    /// 缴款
    ///
    /// 行政处罚法 第六十七条: to the bank or electronically; 第六十八条, 第六十九条: on the spot only on their grounds; 第七十条: against a
    /// fiscal receipt. Parts are taken, more than is owed is refused. The surcharge is kept apart: it is none of the fine.
    Payment, PaymentReply, PaymentPage, Pay by RecordPayments at "/cases/{case_id}/payments"
    as "payments", "payments_create", "payments_list" {
        paid_on: NaiveDate,
        /// Towards fine and confiscation.
        amount_fen: Fen,
        /// 加处罚款
        #[serde(default)]
        surcharge_fen: Fen,
        channel: PaymentChannel,
        /// 财政票据号码: each is used once.
        receipt_number: Code,
        /// 缴款人, when it is not the party.
        #[serde(default)]
        payer: Option<Title>,
        /// Of a collection on the spot, and only of it.
        #[serde(default)]
        collection: Option<Collection>,
        /// Who collected on the spot: two or more, each certified on that day. Empty otherwise.
        #[serde(default)]
        #[schema(max_items = 10)]
        officer_ids: Vec<OfficerId>,
    } shows {
        /// 上交期限: by when what was collected on the spot has to be handed to the agency.
        hand_over_due_on: Option<NaiveDate> = hand_over_due_on,
    }
}

/// 行政处罚法 第七十一条: two working days from the collection, on the water from landing.
fn hand_over_due_on(payment: &Payment, file: &CaseFile) -> Option<NaiveDate> {
    let from = payment.collection.as_ref()?.landed_on.unwrap_or(payment.paid_on);
    last_day_from(file, DeadlineRule::HandOverToAgency, from)
}

impl StepContent for Payment {
    const STEP: Step = Step::Pay;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.paid_on, "/paid_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        (self.channel == PaymentChannel::OnTheSpot || !self.officer_ids.is_empty()).then_some(&self.officer_ids)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        in_force(file, refusals);
        let Some(owed) = owed(file) else { return };
        let last = owed.paid.iter().map(|one| one.on).max();
        let surcharge = last.map_or(owed.fine, |last| surcharge_most(file, &owed, last));
        if owed.unpaid().is_zero() && surcharge.is_zero() {
            refusals.add(Refusal::of(Rule::NothingOwed));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(decided_on) = file.case.decided_on {
            refusals.check(in_order(Earlier::decision(decided_on), self.paid_on, "/paid_on"));
        }
        if self.amount_fen.is_zero() && self.surcharge_fen.is_zero() {
            refusals.add(Refusal::of(Rule::PaymentOfNothing).at("/amount_fen"));
        }
        if file.all::<Payment>().any(|(_, one)| one.receipt_number == self.receipt_number) {
            refusals.add(Refusal::of(Rule::ReceiptUsed).at("/receipt_number"));
        }
        if let Some(owed) = owed(file) {
            self.within(file, &owed, refusals);
            self.collected_lawfully(file, owed.fine, refusals);
        }
    }
}

impl Payment {
    fn within(&self, file: &CaseFile, owed: &Owed, refusals: &mut Refusals) {
        let unpaid = owed.unpaid();
        if self.amount_fen > unpaid {
            let zh = format!("尚应缴 {} 分", unpaid.get());
            let en = format!("{} fen are still owed", unpaid.get());
            refusals.add(Refusal::new(Rule::Overpayment, Text::new(zh, en)).at("/amount_fen"));
        }
        let with_this = Owed { paid: [owed.paid.clone(), self.counted()].concat(), ..owed.clone() };
        let most = surcharge_most(file, &with_this, self.paid_on);
        if self.surcharge_fen > most {
            let zh = format!("至该日尚应缴加处罚款 {} 分", most.get());
            let en = format!("By that day {} fen of surcharge are owed", most.get());
            refusals.add(Refusal::new(Rule::SurchargeExceeded, Text::new(zh, en)).at("/surcharge_fen"));
        }
    }

    fn counted(&self) -> Vec<crate::domain::posting::Paid> {
        vec![crate::domain::posting::Paid { on: self.paid_on, amount_fen: self.amount_fen }]
    }

    /// 行政处罚法 第六十八条, 第六十九条
    fn collected_lawfully(&self, file: &CaseFile, fine: Fen, refusals: &mut Refusals) {
        let on_the_spot = self.channel == PaymentChannel::OnTheSpot;
        let Some(collection) = self.collection.as_ref().filter(|_| on_the_spot) else {
            if on_the_spot || self.collection.is_some() {
                refusals.add(Refusal::of(Rule::CollectionUnexplained).at("/collection"));
            }
            return;
        };
        let not_allowed =
            |zh: &str, en: &str| Refusal::new(Rule::CollectionNotAllowed, Text::new(zh, en)).at("/collection/ground");
        let summary = file.case.procedure == Procedure::Summary;
        if !summary && collection.ground != CollectionGround::RemotePlace {
            refusals.add(not_allowed(
                "只有当场作出的决定可以按此情形当场收缴",
                "Only what was decided on the spot is collected on this ground",
            ));
        }
        let most = file.rules.amount_limit(AmountLimitOf::CollectionOnTheSpot, self.paid_on);
        if collection.ground == CollectionGround::SmallFine && fine > most {
            refusals.add(not_allowed(
                "罚款超过可以当场收缴的金额",
                "The fine is more than may be collected on this ground",
            ));
        }
        if collection.ground == CollectionGround::RemotePlace && !collection.asked_by_party {
            refusals.add(Refusal::of(Rule::CollectionNotAsked).at("/collection/asked_by_party"));
        }
        if collection.ground != CollectionGround::SmallFine && collection.reason.is_none() {
            refusals.add(Refusal::of(Rule::ReasonMissing).at("/collection/reason"));
        }
        if less(self.amount_fen, fine) > Fen::ZERO {
            refusals.add(not_allowed("当场收缴的只有罚款", "Nothing but the fine is collected on the spot"));
        }
        if let Some(landed_on) = collection.landed_on {
            refusals.check(in_order(self.paid_on, landed_on, "/collection/landed_on"));
        }
    }
}
