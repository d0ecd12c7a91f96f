//! 指标: every measure a report form may name — what it counts, by which date, and which postings it is the sum of.

use super::act::Power;
use super::penalty::PenaltyKind;
use super::posting::Counter;
use super::text_enum::text_enum;

text_enum! {
    /// 指标性质 (S13)
    pub enum Nature {
        /// 时期数: acts of a period
        Flow = "flow" "时期数",
        /// 时点数: what there is on a date
        Stock = "stock" "时点数",
        /// 申报数: declared by hand with a document
        Declared = "declared" "申报数",
    }
}

text_enum! {
    /// 计算区间: the days whose postings are added up.
    pub enum Span {
        /// From the first to the last day of the period
        Period = "period" "统计期内",
        /// All days up to the stock date
        Stock = "stock" "截至时点",
        /// From the agency's go-live up to the stock date
        SinceGoLive = "since_go_live" "上线以来截至时点",
    }
}

/// What a measure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally {
    /// How many.
    Count(&'static [Counter]),
    /// How much money (S4).
    Amount(&'static [Counter]),
    /// One measure over another.
    Share { of: &'static str, to: &'static str },
    /// Declared values: of all periods added up, or of the latest period when each says what there is.
    Declared { adds_up: bool },
    /// The money declared with a measure.
    DeclaredAmount { with: &'static str },
}

/// By which kinds a measure can be told apart in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// Not at all.
    None,
    /// By the kinds of penalty in a decision: the heaviest counts (S2).
    Penalties,
    /// By bits that are missing from the postings: why an inspection does not count (S9).
    Missing(&'static [(&'static str, i32)]),
    /// By their place in a list of codes (S7).
    Listed(&'static [&'static str]),
}

impl Kinds {
    /// Whether the measure knows the kind.
    pub fn knows(self, name: &str) -> bool {
        match self {
            Kinds::None => false,
            Kinds::Penalties => name.parse::<PenaltyKind>().is_ok(),
            Kinds::Missing(reasons) => reasons.iter().any(|(known, _)| *known == name),
            Kinds::Listed(names) => names.contains(&name),
        }
    }

    /// The kind of a posting, for measures other than penalties.
    pub fn of(self, traits: i32) -> Option<&'static str> {
        match self {
            Kinds::None | Kinds::Penalties => None,
            Kinds::Missing(reasons) => reasons.iter().find(|(_, bit)| traits & bit == 0).map(|(name, _)| *name),
            Kinds::Listed(names) => usize::try_from(traits).ok().and_then(|place| names.get(place)).copied(),
        }
    }
}

/// Traits of an inspection's postings.
pub mod inspection_trait {
    pub const HAS_OBJECT: i32 = 1;
    pub const COMPLETE: i32 = 2;
    pub const LED_TO_CASE: i32 = 4;
}

/// Traits of a decision's postings: a bit for each kind of penalty, and this one once it has been annulled (S5).
pub const ANNULLED: i32 = 1 << 14;

/// One measure (指标).
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    pub id: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub unit: &'static str,
    pub nature: Nature,
    pub tally: Tally,
    pub span: Span,
    /// The date that places a record in time.
    pub dated_by: &'static str,
    /// Which rule says so.
    pub rule: &'static str,
    /// Without this power the measure does not apply to an agency (S12).
    pub power: Option<Power>,
    pub kinds: Kinds,
    /// Taken from a penalty decision, so that a form may leave annulled ones out (S5).
    pub of_decision: bool,
    /// Only postings that carry these traits.
    pub with_traits: i32,
    /// The larger stock it is a part of: what is in that but not in this was left out.
    pub part_of: Option<Counter>,
    /// What was looked at and does not count.
    pub left_out: Option<Counter>,
}

const PLAIN: Measure = Measure {
    id: "",
    zh: "",
    en: "",
    unit: "件",
    nature: Nature::Flow,
    tally: Tally::Count(&[]),
    span: Span::Period,
    dated_by: "",
    rule: "",
    power: None,
    kinds: Kinds::None,
    of_decision: false,
    with_traits: 0,
    part_of: None,
    left_out: None,
};

impl Measure {
    const fn flow(id: &'static str, counters: &'static [Counter], dated_by: &'static str, rule: &'static str) -> Self {
        Self { id, tally: Tally::Count(counters), dated_by, rule, ..PLAIN }
    }

    const fn stock(id: &'static str, counters: &'static [Counter]) -> Self {
        let (nature, span) = (Nature::Stock, Span::Stock);
        Self { id, tally: Tally::Count(counters), nature, span, dated_by: "统计时点", rule: "S13", ..PLAIN }
    }

    const fn share(id: &'static str, of: &'static str, to: &'static str) -> Self {
        let (nature, span) = (Nature::Stock, Span::Stock);
        Self {
            id, tally: Tally::Share { of, to }, nature, span, unit: "%", dated_by: "统计时点", rule: "S11", ..PLAIN
        }
    }

    const fn declared(id: &'static str, zh: &'static str, en: &'static str, unit: &'static str) -> Self {
        let tally = Tally::Declared { adds_up: true };
        Self { id, zh, en, unit, tally, nature: Nature::Declared, dated_by: "申报期间", rule: "S8", ..PLAIN }
    }

    const fn money_declared(id: &'static str, with: &'static str, zh: &'static str, en: &'static str) -> Self {
        let tally = Tally::DeclaredAmount { with };
        Self { id, zh, en, unit: "元", tally, nature: Nature::Declared, dated_by: "申报期间", rule: "S8", ..PLAIN }
    }

    const fn says(self, zh: &'static str, en: &'static str, unit: &'static str) -> Self {
        Self { zh, en, unit, ..self }
    }

    const fn needs(self, power: Power) -> Self {
        Self { power: Some(power), ..self }
    }

    const fn latest(self) -> Self {
        Self { tally: Tally::Declared { adds_up: false }, rule: "S13", ..self }
    }

    /// Whether the figure is an amount of money.
    pub const fn is_money(&self) -> bool {
        matches!(self.tally, Tally::Amount(_) | Tally::DeclaredAmount { .. })
    }

    /// The counters whose postings it adds up.
    pub const fn counters(&self) -> &'static [Counter] {
        match self.tally {
            Tally::Count(counters) | Tally::Amount(counters) => counters,
            _ => &[],
        }
    }

    /// The measure under which its figures are declared by hand.
    pub const fn declared_as(&self) -> Option<&'static str> {
        match self.tally {
            Tally::Declared { .. } => Some(self.id),
            Tally::DeclaredAmount { with } => Some(with),
            _ => None,
        }
    }
}

/// The measure of that name.
pub fn find(id: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.id == id)
}

/// Whether figures of that name are declared by hand.
pub fn is_declared(id: &str) -> bool {
    find(id).is_some_and(|measure| matches!(measure.tally, Tally::Declared { .. }))
}

const NO_OBJECT: (&str, i32) = ("no_object", inspection_trait::HAS_OBJECT);
const INCOMPLETE: (&str, i32) = ("incomplete", inspection_trait::COMPLETE);

const MEASURE_KINDS: &[&str] =
    &["restrict_liberty", "seal_premises", "seize_property", "freeze_deposits", "other_measure"];
const EXECUTION_KINDS: &[&str] = &[
    "late_payment_surcharge",
    "transfer_deposits",
    "auction",
    "restore_original_state",
    "substitute_performance",
    "other_execution",
];

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
        kinds: Kinds::Listed(MEASURE_KINDS),
        ..Measure::flow("coercive_measures", &[Counter::CoerciveMeasures], "决定日", "S7")
            .says("行政强制措施数", "Coercive measures", "宗")
            .needs(Power::CoerciveMeasure)
    },
    Measure {
        kinds: Kinds::Listed(EXECUTION_KINDS),
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
        with_traits: inspection_trait::LED_TO_CASE,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_measure_has_a_name_of_its_own_and_says_what_it_is() {
        let names: HashSet<_> = MEASURES.iter().map(|measure| measure.id).collect();
        assert_eq!(names.len(), MEASURES.len(), "two measures share a name");
        for measure in MEASURES {
            assert!(!measure.zh.is_empty() && !measure.en.is_empty() && !measure.rule.is_empty(), "{}", measure.id);
        }
    }

    #[test]
    fn what_a_measure_is_made_of_exists() {
        for measure in MEASURES {
            match measure.tally {
                Tally::Count(counters) | Tally::Amount(counters) => assert!(!counters.is_empty(), "{}", measure.id),
                Tally::Share { of, to } => assert!(find(of).is_some() && find(to).is_some(), "{}", measure.id),
                Tally::DeclaredAmount { with } => assert!(is_declared(with), "{}", measure.id),
                Tally::Declared { .. } => assert_eq!(measure.nature, Nature::Declared),
            }
        }
    }
}
