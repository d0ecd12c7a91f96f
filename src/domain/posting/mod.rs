//! 统计台账: what a record contributes to a figure, and on which day. Every figure is a sum of postings: a flow over the
//! days of a period, a stock over all days up to its date. Pure, so that a figure can be recomputed from its records.

mod case;
mod claim;
mod coercive_act;
mod fee_item;
mod inspection;
mod officer;
mod recording;

pub use case::{ANNULLED, CaseFacts, DecisionFacts, EarlierDecision, Examined, Paid, of_case};
pub use claim::of_claim;
pub use coercive_act::of_coercive_act;
pub use fee_item::of_fee_item;
pub use inspection::{HAS_OBJECT, IS_COMPLETE, LED_TO_CASE, of_inspection};
pub use officer::{of_officer, of_training};
pub use recording::of_recording;

use super::day::Period;
use super::text_enum::text_enum;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;

text_enum! {
    /// 指标: what postings are counted under. Ratios and means are made of these.
    pub enum Counter {
        /// 在岗执法人员
        Officers = "officers" "在岗执法人员",
        /// 持证执法人员
        OfficersCertified = "officers_certified" "持证执法人员",
        /// 培训
        Trainings = "trainings" "培训人次",
        /// 培训学时
        TrainingHours = "training_hours" "培训学时",
        /// 认领事项
        MattersClaimed = "matters_claimed" "认领事项",
        /// 收费项目
        FeeItemsConfigured = "fee_items_configured" "已配置收费项目",
        /// 已录入检查
        InspectionsEntered = "inspections_entered" "已录入检查",
        /// 计数检查
        Inspections = "inspections" "行政检查",
        /// 不计数检查
        InspectionsUncounted = "inspections_uncounted" "不计数的检查",
        /// 案件
        CasesTotal = "cases_total" "案件总数",
        /// 已打标案件
        CasesTagged = "cases_tagged" "已打标案件",
        /// 立案
        CasesFiled = "cases_filed" "立案",
        /// 结案
        CasesClosed = "cases_closed" "结案",
        /// 处罚决定
        PenaltyDecisions = "penalty_decisions" "行政处罚决定",
        /// 不予处罚决定
        NoPenaltyDecisions = "no_penalty_decisions" "不予处罚决定",
        /// 罚款
        FinesImposed = "fines_imposed" "罚款决定",
        /// 没收
        ConfiscationsImposed = "confiscations_imposed" "没收决定",
        /// 简易程序
        DecisionsSummaryProcedure = "decisions_summary_procedure" "简易程序处罚决定",
        /// 普通程序
        DecisionsOrdinaryProcedure = "decisions_ordinary_procedure" "普通程序处罚决定",
        /// 减轻处罚
        MitigatedDecisions = "mitigated_decisions" "减轻处罚决定",
        /// 法制审核
        LegalReviews = "legal_reviews" "法制审核",
        /// 法制审核纠错
        LegalReviewsCorrected = "legal_reviews_corrected" "法制审核纠错",
        /// 听证
        HearingsHeld = "hearings_held" "听证",
        /// 行政复议
        Reconsiderations = "reconsiderations" "被申请行政复议",
        /// 行政复议纠错
        ReconsiderationsCorrected = "reconsiderations_corrected" "行政复议纠错",
        /// 行政诉讼
        Lawsuits = "lawsuits" "被提起行政诉讼",
        /// 行政诉讼败诉
        LawsuitsLost = "lawsuits_lost" "行政诉讼败诉",
        /// 移送司法机关
        TransfersToJustice = "transfers_to_justice" "移送司法机关",
        /// 司法机关受理
        TransfersAccepted = "transfers_accepted" "司法机关受理",
        /// 收缴罚没款
        FinesCollected = "fines_collected" "收缴罚没款",
        /// 全过程记录
        Recordings = "recordings" "全过程记录",
        /// 强制措施
        CoerciveMeasures = "coercive_measures" "行政强制措施",
        /// 强制执行
        CoerciveExecutions = "coercive_executions" "行政强制执行",
        /// 申请法院强制执行
        CourtApplications = "court_applications" "申请法院强制执行",
    }
}

text_enum! {
    /// 统计对象: the kind of record behind a posting.
    pub enum SubjectKind {
        /// 执法人员
        Officer = "officer" "执法人员",
        /// 培训
        Training = "training" "培训",
        /// 事项认领
        Claim = "claim" "事项认领",
        /// 收费项目
        FeeItem = "fee_item" "收费项目",
        /// 行政检查
        Inspection = "inspection" "行政检查",
        /// 案件
        Case = "case" "案件",
        /// 全过程记录
        Recording = "recording" "全过程记录",
        /// 强制行为
        CoerciveAct = "coercive_act" "强制行为",
    }
}

/// The record that a posting stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    pub kind: SubjectKind,
    pub id: Uuid,
}

/// Where a quantity is posted. `traits` is a small bit set by which report forms classify (the kinds of a decision's
/// penalties; why an inspection does not count).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub counter: Counter,
    pub on: NaiveDate,
    pub traits: i32,
}

/// How much.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quantity {
    pub count: i64,
    pub amount_fen: i64,
}

/// All that one record contributes. Equal places are added up; nothing is kept where the sum is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contribution(BTreeMap<Place, Quantity>);

impl Contribution {
    pub fn post(&mut self, counter: Counter, on: NaiveDate, traits: i32, quantity: Quantity) {
        let place = Place { counter, on, traits };
        let sum = self.0.entry(place).or_default();
        sum.count += quantity.count;
        sum.amount_fen += quantity.amount_fen;
        if *sum == Quantity::default() {
            self.0.remove(&place);
        }
    }

    pub fn count(&mut self, counter: Counter, on: NaiveDate) {
        self.post(counter, on, 0, Quantity { count: 1, amount_fen: 0 });
    }

    /// A stock that a record belongs to during a period: in on its first day, out on the day after its last.
    pub fn stock(&mut self, counter: Counter, during: Period) {
        self.count(counter, during.from);
        if let Some(after) = during.to.and_then(|last| last.succ_opt()) {
            self.post(counter, after, 0, Quantity { count: -1, amount_fen: 0 });
        }
    }

    /// What must be posted so that `posted` becomes this contribution: new rows and reversals, never a change.
    pub fn less(&self, posted: &Contribution) -> Contribution {
        let mut difference = self.clone();
        for (place, quantity) in &posted.0 {
            let reversal = Quantity { count: -quantity.count, amount_fen: -quantity.amount_fen };
            difference.post(place.counter, place.on, place.traits, reversal);
        }
        difference
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Place, &Quantity)> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 1, 1).expect("a date") + chrono::Duration::days(n.into())
    }

    #[test]
    fn a_stock_is_in_on_its_first_day_and_out_after_its_last() {
        let mut contribution = Contribution::default();
        contribution.stock(Counter::MattersClaimed, Period { from: day(0), to: Some(day(9)) });
        let rows: Vec<_> = contribution.iter().map(|(place, quantity)| (place.on, quantity.count)).collect();
        assert_eq!(rows, [(day(0), 1), (day(10), -1)]);
    }

    fn contributions() -> impl Strategy<Value = Contribution> {
        proptest::collection::vec((0_usize..3, 0_u32..5, -2_i64..3), 0..12).prop_map(|posts| {
            let mut contribution = Contribution::default();
            for (counter, on, count) in posts {
                contribution.post(Counter::ALL[counter], day(on), 0, Quantity { count, amount_fen: count * 100 });
            }
            contribution
        })
    }

    proptest! {
        #[test]
        fn what_is_posted_plus_the_difference_is_what_should_be(is in contributions(), should in contributions()) {
            let mut sum = is.clone();
            for (place, quantity) in should.less(&is).iter() {
                sum.post(place.counter, place.on, place.traits, *quantity);
            }
            prop_assert_eq!(&sum, &should);
            prop_assert!(should.less(&should).is_empty());
        }
    }
}
