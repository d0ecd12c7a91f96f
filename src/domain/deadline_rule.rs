//! 期限: every time limit of the procedure, one row each, with its article. What is marked `house` or a local practice is a default:
//! an administrator sets another one from a day on ([`super::procedure_rule`]).

use super::deadline::{Rolls, TimeUnit};
use super::stage::Step;
use super::text_enum::text_enum;

text_enum! {
    /// 谁应当遵守: whose time runs
    pub enum Bound {
        Agency = "agency" "执法主体",
        Party = "party" "当事人",
        Court = "court" "人民法院",
    }
}

text_enum! {
    /// 期限单位
    pub enum LimitUnit {
        WorkingDays = "working_days" "工作日",
        Days = "days" "日",
        Months = "months" "月",
        Years = "years" "年",
        /// From the event itself; no roll-over (民法典 第二百零一条).
        Hours = "hours" "小时",
    }
}

impl LimitUnit {
    /// As the calendar counts it; hours are no matter for a calendar.
    pub const fn of_calendar(self) -> Option<TimeUnit> {
        match self {
            Self::WorkingDays => Some(TimeUnit::WorkingDays),
            Self::Days => Some(TimeUnit::Days),
            Self::Months => Some(TimeUnit::Months),
            Self::Years => Some(TimeUnit::Years),
            Self::Hours => None,
        }
    }
}

text_enum! {
    /// 逾期的后果: what it means when the time is over
    pub enum MissedEffect {
        /// What is done later is done late.
        Late = "late" "逾期",
        RightLapses = "right_lapses" "权利丧失",
        /// Without good reason the court does not take it up.
        CourtRefuses = "court_refuses" "法院不予受理",
        /// Nobody may hold the things any longer.
        MeasureEnds = "measure_ends" "措施期限届满,应当解除",
        SurchargeAccrues = "surcharge_accrues" "加处罚款",
        /// The agency may ask the court.
        ApplicationOpens = "application_opens" "可以申请法院强制执行",
        /// The wait is over, and the agency may go on.
        WaitEnds = "wait_ends" "等待期届满",
        /// 不再给予行政处罚
        NoPenalty = "no_penalty" "不再处罚",
    }
}

/// Rules, each in one entry: code, Chinese name, length, unit, whose time it is, what missing it means, the article; the fact that sets
/// it running and the one that ends it, and the steps that do. A last day rolls only in favour of the party: 民法典 第二百零三条; the
/// agency's own limits do not roll (house).
macro_rules! deadline_rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal $zh:literal, $length:literal $unit:ident, $bound:ident, $missed:ident, $basis:literal,
        $starts:literal => $ends:literal by [$($step:ident),*];)+) => {
        text_enum! {
            /// 期限: a time limit of the procedure.
            pub enum DeadlineRule { $($(#[$doc])* $name = $code $zh,)+ }
        }

        impl DeadlineRule {
            const fn row(self) -> Row {
                match self {
                    $(DeadlineRule::$name => Row {
                        limit: Limit::of($length, LimitUnit::$unit, Bound::$bound),
                        bound: Bound::$bound,
                        missed: MissedEffect::$missed,
                        basis: $basis,
                        starts: $starts,
                        ends: $ends,
                        steps: &[$(Step::$step),*],
                    },)+
                }
            }
        }
    };
}

struct Row {
    limit: Limit,
    bound: Bound,
    missed: MissedEffect,
    basis: &'static str,
    starts: &'static str,
    ends: &'static str,
    steps: &'static [Step],
}

/// How long, counted how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    pub length: u32,
    pub unit: LimitUnit,
    pub rolls: Rolls,
}

impl Limit {
    const fn of(length: u32, unit: LimitUnit, bound: Bound) -> Self {
        let rolls = match bound {
            Bound::Party => Rolls::Forward,
            Bound::Agency | Bound::Court => Rolls::None,
        };
        Self { length, unit, rolls }
    }
}

impl DeadlineRule {
    /// What holds while nobody has set another one.
    pub const fn limit(self) -> Limit {
        let limit = self.row().limit;
        match self {
            // A time before a court rolls for whoever has it (民事诉讼法 第八十五条).
            Self::CourtObjection => Limit { rolls: Rolls::Forward, ..limit },
            _ => limit,
        }
    }
    pub const fn bound(self) -> Bound {
        self.row().bound
    }
    pub const fn missed(self) -> MissedEffect {
        self.row().missed
    }
    /// Law and article, or `house`.
    pub const fn legal_basis(self) -> &'static str {
        self.row().basis
    }
    /// 起算
    pub const fn starts(self) -> &'static str {
        self.row().starts
    }
    /// 完成
    pub const fn ends(self) -> &'static str {
        self.row().ends
    }
    /// The steps that have to be taken in time.
    pub const fn steps(self) -> &'static [Step] {
        self.row().steps
    }
}

deadline_rules! {
    /// D1
    Handling = "handling" "办案期限", 90 Days, Agency, Late, "行政处罚法 第六十条", "立案" => "作出决定" by [Decide];
    /// D2
    Preservation = "preservation" "先行登记保存处理期限", 7 WorkingDays, Agency, Late, "行政处罚法 第五十六条",
        "先行登记保存" => "作出处理决定" by [Decide];
    /// D3: a budget of days; those of an examination stand outside it.
    Measure = "measure" "查封扣押期限", 30 Days, Agency, MeasureEnds, "行政强制法 第二十五条",
        "实施查封、扣押" => "解除或者处理" by [LiftMeasure];
    /// D19
    MeasureApproval = "measure_approval" "紧急强制补批期限", 24 Hours, Agency, Late, "行政强制法 第十九条",
        "情况紧急实施强制措施" => "报告并补办批准手续" by [ApproveMeasure];
    /// D4. The law names no number of days; places set three or five.
    Statement = "statement" "陈述申辩期限", 5 WorkingDays, Party, RightLapses, "house",
        "事先告知书送达" => "陈述、申辩或者放弃" by [HearStatement];
    /// D5
    HearingRequest = "hearing_request" "听证申请期限", 5 WorkingDays, Party, RightLapses, "行政处罚法 第六十四条",
        "听证告知送达" => "申请听证" by [RequestHearing];
    /// D6: so many working days lie between notice and hearing.
    HearingNotice = "hearing_notice" "听证通知提前期", 7 WorkingDays, Agency, WaitEnds, "行政处罚法 第六十四条",
        "通知听证" => "举行听证" by [HoldHearing];
    /// D7
    DecisionService = "decision_service" "决定书送达期限", 7 WorkingDays, Agency, Late, "行政处罚法 第六十一条",
        "作出决定" => "决定书送达" by [ServeDocument];
    /// D8
    Pay = "pay" "缴款期限", 15 Days, Party, SurchargeAccrues, "行政处罚法 第六十七条", "收到决定书" => "缴清罚款" by [Pay];
    /// D9
    Reconsideration = "reconsideration" "申请行政复议期限", 60 Days, Party, RightLapses, "行政复议法 第二十条",
        "知道决定" => "申请行政复议或者提起行政诉讼" by [Reconsider];
    /// D10
    Lawsuit = "lawsuit" "提起行政诉讼期限", 6 Months, Party, RightLapses, "行政诉讼法 第四十六条",
        "知道决定" => "提起行政诉讼或者申请行政复议" by [Sue];
    /// D10
    LawsuitAfterReconsideration = "lawsuit_after_reconsideration" "复议后提起行政诉讼期限", 15 Days, Party, RightLapses,
        "行政诉讼法 第四十五条", "收到复议决定" => "提起行政诉讼" by [Sue];
    /// D13
    CourtApplication = "court_application" "申请法院强制执行期限", 3 Months, Agency, CourtRefuses, "行政强制法 第五十三条",
        "复议、诉讼期限届满或者延期、分期期满" => "申请法院强制执行或者履行完毕" by [ApplyToCourt];
    /// D12: in its time the court is not asked.
    Demand = "demand" "催告履行期限", 10 WorkingDays, Party, ApplicationOpens, "行政强制法 第五十四条",
        "催告书送达" => "履行" by [];
    /// D14
    CourtAcceptance = "court_acceptance" "法院受理期限", 5 WorkingDays, Court, Late, "行政强制法 第五十六条",
        "申请法院强制执行" => "受理或者不予受理" by [];
    /// Thirty days when the court examines it (行政强制法 第五十八条).
    CourtRuling = "court_ruling" "法院裁定期限", 7 WorkingDays, Court, Late, "行政强制法 第五十七条",
        "法院受理" => "裁定准予或者不予执行" by [];
    CourtObjection = "court_objection" "对法院不予受理、不予执行申请复议期限", 15 Days, Agency, RightLapses,
        "行政强制法 第五十六条", "收到不予受理、不予执行的裁定" => "向上一级人民法院申请复议" by [];
    /// D15
    TransferApproval = "transfer_approval" "移送审批期限", 3 Days, Agency, Late, "行政执法机关移送涉嫌犯罪案件的规定 第五条",
        "提出移送报告" => "负责人批准" by [];
    /// D16
    TransferSending = "transfer_sending" "移送送出期限", 24 Hours, Agency, Late, "行政执法机关移送涉嫌犯罪案件的规定 第五条",
        "批准移送" => "向公安机关移送" by [];
    /// D21
    TransferThings = "transfer_things" "移交涉案物品期限", 3 Days, Agency, Late, "行政执法机关移送涉嫌犯罪案件的规定 第十二条",
        "接到立案通知书" => "移交涉案物品" by [];
    /// D22
    TransferObjection = "transfer_objection" "不予立案提请复议期限", 3 Days, Agency, RightLapses,
        "行政执法机关移送涉嫌犯罪案件的规定 第九条", "接到不予立案通知书" => "提请复议" by [];
    /// D18
    HandOverToAgency = "hand_over_to_agency" "当场收缴上交期限", 2 WorkingDays, Agency, Late, "行政处罚法 第七十一条",
        "当场收缴罚款或者抵岸" => "交至行政机关" by [HandOver];
    /// D18
    HandOverToBank = "hand_over_to_bank" "当场收缴缴付银行期限", 2 WorkingDays, Agency, Late, "行政处罚法 第七十一条",
        "行政机关收到罚款" => "缴付指定银行" by [HandOver];
    /// D11
    Publicity = "publicity" "处罚决定公示期限", 7 WorkingDays, Agency, Late, "国办发〔2018〕118号", "作出决定" => "公示" by [];
    /// D17
    PublicityWithdrawal = "publicity_withdrawal" "撤回公示期限", 3 WorkingDays, Agency, Late, "行政处罚法 第四十八条",
        "决定被变更、撤销、确认违法或者确认无效" => "撤回公示并说明理由" by [];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_names_its_article_and_rolls_only_for_the_party() {
        for rule in DeadlineRule::ALL {
            let basis = rule.legal_basis();
            assert!(basis == "house" || basis.contains('第') || basis.contains('号'), "{rule}");
            let rolls = rule.bound() == Bound::Party || *rule == DeadlineRule::CourtObjection;
            assert_eq!(rule.limit().rolls == Rolls::Forward, rolls, "{rule}");
            assert!(!rule.starts().is_empty() && !rule.ends().is_empty(), "{rule}");
        }
    }
}
