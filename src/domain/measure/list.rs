//! The measures themselves: one entry each, to be read like the table of a statistical yearbook.

use super::{Kinds, Measure, Span, Tally};
use crate::domain::act::Power;
use crate::domain::coercion::CoerciveAct;
use crate::domain::posting::{Counter, HAS_OBJECT, IS_COMPLETE, LED_TO_CASE};

const NO_OBJECT: (&str, i32) = ("no_object", HAS_OBJECT);
const INCOMPLETE: (&str, i32) = ("incomplete", IS_COMPLETE);

/// Every measure, flows first, then stocks, then what is declared.
pub const MEASURES: &[Measure] = &[
    Measure {
        kinds: Kinds::Penalties,
        of_decision: true,
        ..Measure::flow("penalty_decisions", &[Counter::PenaltyDecisions], "决定日", "S1 S2")
            .says(
                "行政处罚决定数:一个决定计一件,多种处罚按最重种类计",
                "Penalty decisions, each in its heaviest kind",
                "宗",
            )
            .needs(Power::Penalty)
    },
    Measure {
        tally: Tally::Amount(&[Counter::PenaltyDecisions]),
        of_decision: true,
        ..Measure::flow("penalty_amount", &[], "决定日", "S4")
            .says("罚没金额:决定书确定的罚款与没收金额", "Fines and confiscations fixed in decisions", "元")
            .needs(Power::Penalty)
    },
    Measure {
        tally: Tally::Amount(&[Counter::FinesImposed]),
        of_decision: true,
        ..Measure::flow("fine_amount", &[], "决定日", "S4")
            .says("罚款金额", "Fines fixed in decisions", "元")
            .needs(Power::Penalty)
    },
    Measure {
        tally: Tally::Amount(&[Counter::ConfiscationsImposed]),
        of_decision: true,
        ..Measure::flow("confiscation_amount", &[], "决定日", "S4")
            .says("没收金额(有确定价值的)", "Confiscations with a determinable value", "元")
            .needs(Power::Penalty)
    },
    Measure {
        of_decision: true,
        ..Measure::flow("decisions_summary_procedure", &[Counter::DecisionsSummaryProcedure], "决定日", "S10")
            .says("简易程序处罚决定数", "Penalty decisions in the summary procedure", "宗")
            .needs(Power::Penalty)
    },
    Measure {
        of_decision: true,
        ..Measure::flow("decisions_ordinary_procedure", &[Counter::DecisionsOrdinaryProcedure], "决定日", "S10")
            .says("普通程序处罚决定数", "Penalty decisions in the ordinary procedure", "宗")
            .needs(Power::Penalty)
    },
    Measure {
        of_decision: true,
        ..Measure::flow("mitigated_decisions", &[Counter::MitigatedDecisions], "决定日", "S1")
            .says("减轻处罚决定数", "Decisions with a mitigated penalty", "宗")
            .needs(Power::Penalty)
    },
    Measure {
        tally: Tally::Amount(&[Counter::MitigatedDecisions]),
        of_decision: true,
        ..Measure::flow("mitigated_amount", &[], "决定日", "S4")
            .says("减轻处罚的罚没金额", "Amounts of decisions with a mitigated penalty", "元")
            .needs(Power::Penalty)
    },
    Measure::flow("legal_reviews", &[Counter::LegalReviews], "审核日", "S10").says("法制审核数", "Legal reviews", "宗"),
    Measure::flow("legal_reviews_corrected", &[Counter::LegalReviewsCorrected], "审核日", "S10").says(
        "法制审核纠错数",
        "Legal reviews that corrected the case",
        "宗",
    ),
    Measure::flow("hearings_held", &[Counter::HearingsHeld], "听证日", "S10").says("听证数", "Hearings held", "宗"),
    Measure::flow("transfers_to_justice", &[Counter::TransfersToJustice], "移送日", "S10").says(
        "移送司法机关数",
        "Cases transferred to the judicial organs",
        "宗",
    ),
    Measure::flow("transfers_accepted", &[Counter::TransfersAccepted], "受理日", "S10").says(
        "司法机关受理数",
        "Transfers accepted",
        "宗",
    ),
    Measure::flow("reconsiderations", &[Counter::Reconsiderations], "申请日", "S10").says(
        "被申请行政复议数",
        "Reconsiderations requested",
        "宗",
    ),
    Measure::flow("reconsiderations_corrected", &[Counter::ReconsiderationsCorrected], "申请日", "S10").says(
        "行政复议纠错数",
        "Reconsiderations that found fault",
        "宗",
    ),
    Measure::flow("lawsuits", &[Counter::Lawsuits], "起诉日", "S10").says("被提起行政诉讼数", "Lawsuits filed", "宗"),
    Measure::flow("lawsuits_lost", &[Counter::LawsuitsLost], "起诉日", "S10").says(
        "行政诉讼败诉数",
        "Lawsuits lost",
        "宗",
    ),
    Measure {
        tally: Tally::Amount(&[Counter::FinesCollected]),
        ..Measure::flow("fines_collected", &[], "缴款日", "S4").says(
            "收缴罚没款",
            "Fines and confiscations collected",
            "元",
        )
    },
    Measure::flow("no_penalty_decisions", &[Counter::NoPenaltyDecisions], "决定日", "S1")
        .says("不予行政处罚决定数", "Decisions not to punish", "宗")
        .needs(Power::Penalty),
    Measure::flow("cases_filed", &[Counter::CasesFiled], "立案日", "S1")
        .says("立案数", "Cases filed", "宗")
        .needs(Power::Penalty),
    Measure::flow("cases_closed", &[Counter::CasesClosed], "结案日", "S1")
        .says("结案数", "Cases closed", "宗")
        .needs(Power::Penalty),
    Measure {
        kinds: Kinds::Coercion(CoerciveAct::Measure),
        ..Measure::flow("coercive_measures", &[Counter::CoerciveMeasures], "决定日", "S7")
            .says("行政强制措施数", "Coercive measures", "宗")
            .needs(Power::CoerciveMeasure)
    },
    Measure {
        kinds: Kinds::Coercion(CoerciveAct::Execution),
        ..Measure::flow("coercive_executions", &[Counter::CoerciveExecutions], "完成或终结日", "S7")
            .says("行政强制执行数", "Coercive executions", "宗")
            .needs(Power::CoerciveExecution)
    },
    Measure::flow("court_applications", &[Counter::CourtApplications], "申请日", "S7").says(
        "申请法院强制执行数",
        "Applications to the court for execution",
        "宗",
    ),
    Measure {
        left_out: Some(Counter::InspectionsUncounted),
        ..Measure::flow("inspections", &[Counter::Inspections], "检查日", "S9")
            .says(
                "行政检查数:有唯一检查对象且记录完整",
                "Inspections with one identified object and a complete record",
                "次",
            )
            .needs(Power::Inspection)
    },
    Measure {
        kinds: Kinds::Missing(&[NO_OBJECT, INCOMPLETE]),
        ..Measure::flow("inspections_uncounted", &[Counter::InspectionsUncounted], "检查日", "S9")
            .says("不计数的检查", "Inspections that do not count", "次")
            .needs(Power::Inspection)
    },
    Measure {
        with_traits: LED_TO_CASE,
        ..Measure::flow(
            "inspections_leading_to_cases",
            &[Counter::Inspections, Counter::InspectionsUncounted],
            "检查日",
            "S9",
        )
        .says("转为立案的检查数", "Inspections that led to a case", "次")
        .needs(Power::Inspection)
    },
    Measure::flow("recordings", &[Counter::Recordings], "记录发生日", "S13").says(
        "全过程记录数",
        "Recordings of the whole process",
        "条",
    ),
    Measure::flow("trainings", &[Counter::Trainings], "培训日", "S13").says("培训人次", "Trainings taken", "人次"),
    Measure::flow("training_hours", &[Counter::TrainingHours], "培训日", "S13").says(
        "培训学时",
        "Hours of training",
        "学时",
    ),
    Measure::stock("officers", &[Counter::Officers]).says("在岗执法人员数", "Officers in post", "名"),
    Measure {
        part_of: Some(Counter::Officers),
        ..Measure::stock("officers_certified", &[Counter::OfficersCertified]).says(
            "持有有效执法证件的在岗人员数",
            "Officers in post with a valid certificate",
            "名",
        )
    },
    Measure::share("certificate_rate", "officers_certified", "officers").says(
        "持证率",
        "Officers certified of officers in post",
        "%",
    ),
    Measure::stock("matters_claimed", &[Counter::MattersClaimed]).says(
        "已认领事项数:统计时点有效的认领",
        "Matters whose claim is valid on the date",
        "项",
    ),
    Measure::stock("fee_items_configured", &[Counter::FeeItemsConfigured]).says(
        "已配置收费项目数",
        "Fee items configured",
        "项",
    ),
    Measure {
        span: Span::SinceGoLive,
        ..Measure::stock("inspections_entered_since_go_live", &[Counter::InspectionsEntered])
            .says("上线以来录入的检查数(不论是否计数)", "Inspections entered since go-live, countable or not", "项")
            .needs(Power::Inspection)
    },
    Measure::stock("cases_total", &[Counter::CasesTotal])
        .says("案件总数", "Cases of all time", "宗")
        .needs(Power::Penalty),
    Measure {
        part_of: Some(Counter::CasesTotal),
        ..Measure::stock("cases_tagged", &[Counter::CasesTagged])
            .says("已打标案件数", "Cases tagged with their matters", "宗")
            .needs(Power::Penalty)
    },
    Measure::share("case_tag_rate", "cases_tagged", "cases_total").says("打标率", "Cases tagged of all cases", "%"),
    Measure::declared("licence_applications", "行政许可申请数", "Licence applications", "宗"),
    Measure::declared("licence_accepted", "行政许可受理数", "Licence applications accepted", "宗"),
    Measure::declared("licence_granted", "行政许可数", "Licences granted", "宗"),
    Measure::declared("licence_refused", "不予许可数", "Licences refused", "宗"),
    Measure::declared("licence_withdrawn", "撤销许可数", "Licences withdrawn", "宗"),
    Measure::declared("levies", "行政征收数", "Levies", "宗"),
    Measure::money_declared("levies_amount", "levies", "行政征收金额", "Money levied"),
    Measure::declared("expropriations", "行政征用数", "Expropriations", "宗"),
    Measure::money_declared("expropriations_amount", "expropriations", "行政征用金额", "Money of expropriations"),
    Measure::declared("adjudications", "行政裁决数", "Adjudications", "宗"),
    Measure::money_declared("adjudications_amount", "adjudications", "行政裁决金额", "Money adjudicated"),
    Measure::declared("confirmations", "行政确认数", "Confirmations", "宗"),
    Measure::money_declared("confirmations_amount", "confirmations", "行政确认金额", "Money confirmed"),
    Measure::declared("payments_made", "行政给付数", "Payments made", "宗"),
    Measure::money_declared("payments_made_amount", "payments_made", "行政给付金额", "Money paid out"),
    Measure::declared("rewards", "行政奖励数", "Rewards", "宗"),
    Measure::money_declared("rewards_amount", "rewards", "行政奖励金额", "Money of rewards"),
    Measure::declared("other_acts", "其他行政执法行为数", "Other acts", "宗"),
    Measure::money_declared("other_acts_amount", "other_acts", "其他行政执法行为金额", "Money of other acts"),
    Measure::declared("disclosures", "公开政府信息数", "Government information disclosed", "条"),
    Measure::declared("disputes_mediated", "化解矛盾纠纷数", "Disputes mediated", "起"),
    Measure::declared("legal_advisers", "法律顾问数", "Legal advisers", "名").latest(),
    Measure::declared("villages_with_adviser", "有法律顾问的村(社区)数", "Villages with a legal adviser", "个")
        .latest(),
    Measure::declared("villages_total", "村(社区)总数", "Villages", "个").latest(),
    Measure::declared("publicity_events", "普法宣传活动数", "Publicity events", "场"),
];
