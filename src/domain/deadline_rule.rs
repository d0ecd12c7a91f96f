//! 期限: every time limit of the procedure, one row each, with its article. What is marked `house` or a local practice is a default:
//! an administrator sets another one from a day on ([`super::procedure_rule`]).

use super::deadline::{Rolls, TimeUnit};
use super::procedure_rule::ExtensionTerms;
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
        /// 不再执行
        ExecutionEnds = "execution_ends" "不再执行",
    }
}

/// Rules, each in one entry: code, Chinese and English name, length, unit, whose time it is, what missing it means, the article; the fact
/// that sets it running and the one that ends it, in both languages, and the steps that do. A last day rolls only in favour of the party:
/// 民法典 第二百零三条; the agency's own limits do not roll (house).
macro_rules! deadline_rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal $zh:literal $en:literal, $length:literal $unit:ident, $bound:ident, $missed:ident,
        $basis:literal, $starts:literal $starts_en:literal => $ends:literal $ends_en:literal by [$($step:ident),*];)+) => {
        text_enum! {
            /// 期限: a time limit of the procedure.
            pub enum DeadlineRule { $($(#[$doc])* $name = $code $zh,)+ }
        }

        impl DeadlineRule {
            const fn row(self) -> Row {
                match self {
                    $(DeadlineRule::$name => Row {
                        name_en: $en,
                        limit: Limit::of($length, LimitUnit::$unit, Bound::$bound),
                        bound: Bound::$bound,
                        missed: MissedEffect::$missed,
                        basis: $basis,
                        starts: ($starts, $starts_en),
                        ends: ($ends, $ends_en),
                        steps: &[$(Step::$step),*],
                    },)+
                }
            }
        }
    };
}

struct Row {
    name_en: &'static str,
    limit: Limit,
    bound: Bound,
    missed: MissedEffect,
    basis: &'static str,
    /// In Chinese and in English.
    starts: (&'static str, &'static str),
    ends: (&'static str, &'static str),
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
    pub const fn label_en(self) -> &'static str {
        self.row().name_en
    }
    /// 起算
    pub const fn starts(self) -> &'static str {
        self.row().starts.0
    }
    pub const fn starts_en(self) -> &'static str {
        self.row().starts.1
    }
    /// 完成
    pub const fn ends(self) -> &'static str {
        self.row().ends.0
    }
    pub const fn ends_en(self) -> &'static str {
        self.row().ends.1
    }
    /// How often and by how much it may be extended, while nobody has set it otherwise: a measure by as many days again, in all extensions
    /// together (行政强制法 第二十五条). The law names no number of times.
    pub const fn extension(self) -> Option<ExtensionTerms> {
        match self {
            Self::Measure => Some(ExtensionTerms { times_max: 100, length_max: 30 }),
            _ => None,
        }
    }
    /// The steps that have to be taken in time.
    pub const fn steps(self) -> &'static [Step] {
        self.row().steps
    }
}

deadline_rules! {
    /// D1
    Handling = "handling" "办案期限" "time to decide a case", 90 Days, Agency, Late, "行政处罚法 第六十条",
        "立案" "the case is filed" => "作出决定" "the decision" by [Decide];
    /// D2
    Preservation = "preservation" "先行登记保存处理期限" "time to deal with what was preserved", 7 WorkingDays, Agency, Late,
        "行政处罚法 第五十六条", "先行登记保存" "the registered preservation" => "作出处理决定" "what becomes of each thing is decided"
        by [DisposePreserved];
    /// D3: a budget of days; those of an examination stand outside it.
    Measure = "measure" "查封扣押期限" "period of a measure", 30 Days, Agency, MeasureEnds, "行政强制法 第二十五条",
        "实施查封、扣押" "the measure is imposed" => "解除或者处理" "it is lifted or dealt with" by [LiftMeasure];
    /// D19
    MeasureApproval = "measure_approval" "紧急强制补批期限" "time to have an urgent measure approved", 24 Hours, Agency, Late,
        "行政强制法 第十九条", "情况紧急实施强制措施" "an urgent measure is imposed" => "报告并补办批准手续" "it is reported and approved"
        by [ApproveMeasure];
    /// D4. The law names no number of days; places set three or five.
    Statement = "statement" "陈述申辩期限" "time to be heard", 5 WorkingDays, Party, RightLapses, "house",
        "事先告知书送达" "the prior notice is served" => "陈述、申辩或者放弃" "the party states its case, or waives it" by [HearStatement];
    /// D5
    HearingRequest = "hearing_request" "听证申请期限" "time to ask for a hearing", 5 WorkingDays, Party, RightLapses,
        "行政处罚法 第六十四条", "听证告知送达" "the party is told of its right" => "申请听证" "it asks for a hearing" by [RequestHearing];
    /// D6: so many working days lie between notice and hearing.
    HearingNotice = "hearing_notice" "听证通知提前期" "notice before a hearing", 7 WorkingDays, Agency, WaitEnds,
        "行政处罚法 第六十四条", "通知听证" "the notice of the hearing" => "举行听证" "the hearing is held" by [HoldHearing];
    /// D7
    DecisionService = "decision_service" "决定书送达期限" "time to serve the decision", 7 WorkingDays, Agency, Late,
        "行政处罚法 第六十一条", "作出决定" "the decision" => "决定书送达" "it is served" by [ServeDocument];
    /// D8
    Pay = "pay" "缴款期限" "time to pay", 15 Days, Party, SurchargeAccrues, "行政处罚法 第六十七条",
        "收到决定书" "the party receives the decision" => "缴清罚款" "the fine is paid in full" by [Pay];
    /// D9
    Reconsideration = "reconsideration" "申请行政复议期限" "time to apply for reconsideration", 60 Days, Party, RightLapses,
        "行政复议法 第二十条", "知道决定" "the party knows of the decision"
        => "申请行政复议或者提起行政诉讼" "it applies for reconsideration or sues" by [Reconsider];
    /// D10
    Lawsuit = "lawsuit" "提起行政诉讼期限" "time to sue", 6 Months, Party, RightLapses, "行政诉讼法 第四十六条",
        "知道决定" "the party knows of the decision" => "提起行政诉讼或者申请行政复议" "it sues or applies for reconsideration" by [Sue];
    /// D10: also from the refusal to take up a request (行政复议法 第三十四条).
    LawsuitAfterReconsideration = "lawsuit_after_reconsideration" "复议后提起行政诉讼期限" "time to sue after a reconsideration",
        15 Days, Party, RightLapses, "行政诉讼法 第四十五条",
        "收到复议决定或者不予受理决定" "the party receives the decision on its request, or the refusal to take it up"
        => "提起行政诉讼" "it sues" by [Sue];
    /// D13
    CourtApplication = "court_application" "申请法院强制执行期限" "time to ask the court to enforce", 3 Months, Agency, CourtRefuses,
        "行政强制法 第五十三条", "复议、诉讼期限届满或者延期、分期期满" "the time for remedies, or a deferral, is over"
        => "申请法院强制执行或者履行完毕" "the court is asked, or everything is performed" by [ApplyToCourt];
    /// Of what a court has judged.
    JudgmentApplication = "judgment_application" "申请执行生效裁判期限" "time to ask for enforcement of a judgment", 2 Years, Agency,
        CourtRefuses, "最高人民法院关于适用《行政诉讼法》的解释 第一百五十三条", "裁判生效" "the judgment takes effect"
        => "申请法院强制执行或者履行完毕" "the court is asked, or everything is performed" by [ApplyToCourt];
    /// D12: in its time the court is not asked.
    Demand = "demand" "催告履行期限" "time given by a demand", 10 WorkingDays, Party, ApplicationOpens, "行政强制法 第五十四条",
        "催告书送达" "the demand is served" => "履行" "the party performs" by [];
    /// So many working days lie between the demand and the substitute performance.
    SubstituteDemand = "substitute_demand" "代履行催告提前期" "demand before a substitute performance", 3 WorkingDays, Agency, WaitEnds,
        "行政强制法 第五十一条", "催告书送达" "the demand is served" => "代履行" "the substitute performance begins" by [Execute];
    /// A surcharge runs for more than so many days before money is taken.
    SurchargeWait = "surcharge_wait" "划拨、拍卖前加处罚款期限" "surcharge before money is taken", 30 Days, Agency, WaitEnds,
        "行政强制法 第四十六条", "缴款期限届满" "the time to pay is over" => "划拨、拍卖" "money is transferred or things auctioned"
        by [Execute];
    /// What was stopped for so long, because the party truly cannot perform, is not resumed.
    ExecutionStopped = "execution_stopped" "中止执行期限" "time to resume an execution", 3 Years, Agency, ExecutionEnds,
        "行政强制法 第三十九条", "中止执行" "the execution is stopped" => "恢复执行或者终结执行" "it is resumed or ended" by [ChangeExecution];
    /// D14
    CourtAcceptance = "court_acceptance" "法院受理期限" "time of the court to take an application up", 5 WorkingDays, Court, Late,
        "行政强制法 第五十六条", "申请法院强制执行" "the court is asked" => "受理或者不予受理" "it takes the application up, or not" by [];
    /// Thirty days when the court examines it (行政强制法 第五十八条).
    CourtRuling = "court_ruling" "法院裁定期限" "time of the court to rule", 7 WorkingDays, Court, Late, "行政强制法 第五十七条",
        "法院受理" "the court takes the application up" => "裁定准予或者不予执行" "it grants or denies the enforcement" by [];
    CourtObjection = "court_objection" "对法院不予受理、不予执行申请复议期限" "time to object to a refusal of the court", 15 Days, Agency,
        RightLapses, "行政强制法 第五十六条", "收到不予受理、不予执行的裁定" "the agency receives the refusal"
        => "向上一级人民法院申请复议" "it turns to the court above" by [AnswerApplication];
    /// D15
    TransferApproval = "transfer_approval" "移送审批期限" "time to decide on a transfer", 3 Days, Agency, Late,
        "行政执法机关移送涉嫌犯罪案件的规定 第五条", "提出移送报告" "the transfer is proposed" => "负责人批准" "the head approves it"
        by [Transfer];
    /// D16
    TransferSending = "transfer_sending" "移送送出期限" "time to send a transfer", 24 Hours, Agency, Late,
        "行政执法机关移送涉嫌犯罪案件的规定 第五条", "批准移送" "the transfer is approved" => "向公安机关移送" "it is sent" by [Transfer];
    /// D21
    TransferThings = "transfer_things" "移交涉案物品期限" "time to hand over the things of a transfer", 3 Days, Agency, Late,
        "行政执法机关移送涉嫌犯罪案件的规定 第十二条", "接到立案通知书" "the notice of filing is received"
        => "移交涉案物品" "the things are handed over" by [LiftMeasure];
    /// D22
    TransferObjection = "transfer_objection" "不予立案提请复议期限" "time to object to non-filing", 3 Days, Agency, RightLapses,
        "行政执法机关移送涉嫌犯罪案件的规定 第九条", "接到不予立案通知书" "the notice of non-filing is received"
        => "提请复议" "the agency objects" by [ReturnTransfer];
    /// D18
    HandOverToAgency = "hand_over_to_agency" "当场收缴上交期限" "time to hand over what was collected", 2 WorkingDays, Agency, Late,
        "行政处罚法 第七十一条", "当场收缴罚款或者抵岸" "the fine is collected on the spot, on the water: they land"
        => "交至行政机关" "it is handed to the agency" by [HandOver];
    /// D18
    HandOverToBank = "hand_over_to_bank" "当场收缴缴付银行期限" "time to pay in what was collected", 2 WorkingDays, Agency, Late,
        "行政处罚法 第七十一条", "行政机关收到罚款" "the agency receives it" => "缴付指定银行" "it is paid in at the bank" by [HandOver];
    /// D11
    Publicity = "publicity" "处罚决定公示期限" "time to publish a penalty", 7 WorkingDays, Agency, Late, "国办发〔2018〕118号",
        "作出决定" "the decision" => "公示" "it is published" by [];
    /// D17
    PublicityWithdrawal = "publicity_withdrawal" "撤回公示期限" "time to take back what was published", 3 WorkingDays, Agency, Late,
        "行政处罚法 第四十八条", "决定被变更、撤销、确认违法或者确认无效" "the decision is changed, annulled, or found unlawful or void"
        => "撤回公示并说明理由" "it is taken back with the reason" by [];
    /// D11, D24: of what is no penalty.
    Disclosure = "disclosure" "强制决定公开期限" "time to publish a coercive decision", 20 WorkingDays, Agency, Late,
        "政府信息公开条例 第二十六条", "作出强制措施、强制执行决定" "the decision on a measure or an execution" => "公开" "it is published" by [];
    /// D23: two years.
    Limitation = "limitation" "追究时效" "time to punish", 2 Years, Agency, NoPenalty, "行政处罚法 第三十六条",
        "违法行为发生或者终了" "the act was done, or ended" => "发现违法行为" "it is found out" by [];
    /// D23: of what touches life, health or financial safety, with harm done.
    LimitationGraveHarm = "limitation_grave_harm" "危害后果严重的追究时效" "time to punish an act of grave harm", 5 Years, Agency,
        NoPenalty, "行政处罚法 第三十六条", "违法行为发生或者终了" "the act was done, or ended" => "发现违法行为" "it is found out" by [];
    /// Where no law sets another time, it is sixty days. For what a court or the agency itself orders, the same is our reading.
    Redecision = "redecision" "重新作出决定期限" "time to decide again", 60 Days, Agency, Late, "行政复议法实施条例 第四十九条",
        "责令重新作出决定" "a new decision is ordered" => "重新作出决定" "the case is decided again" by [Decide];
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
            for text in [rule.label_en(), rule.starts_en(), rule.ends_en()] {
                assert!(text.is_ascii() && !text.is_empty(), "{rule}: {text}");
            }
            for text in [rule.label_zh(), rule.starts(), rule.ends()] {
                assert!(!text.is_ascii(), "{rule}: {text}");
            }
        }
    }
}
