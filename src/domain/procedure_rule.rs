//! 程序规则: what the law leaves to others, or lets other law change, as effective-dated rows with their source: time limits, the
//! surcharge, who reviews, which amounts are large. What is shipped holds while nobody has set another rule. Lookups are pure.

mod threshold;

pub use threshold::ThresholdQuestion;

use super::actor::DEPLOYMENT;
use super::day::Period;
use super::deadline::Rolls;
use super::deadline_rule::{DeadlineRule, Limit, LimitUnit};
use super::decision::Penalty;
use super::hearing::DaysBefore;
use super::ids::{AccountId, AgencyId, EntryId, ProcedureRuleId};
use super::party::PartyKind;
use super::penalty::PenaltyKind;
use super::surcharge::{SurchargeBase, SurchargeRule};
use super::text_enum::text_enum;
use super::values::{Fen, Title};
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::sync::Arc;
use utoipa::ToSchema;

text_enum! {
    /// 程序规则的种类
    pub enum ProcedureRuleKind {
        TimeLimit = "time_limit" "期限",
        Surcharge = "surcharge" "加处罚款标准",
        ReviewerQualification = "reviewer_qualification" "法制审核人员资格",
        AmountThreshold = "amount_threshold" "较大数额",
        ReconsiderationFirst = "reconsideration_first" "复议前置",
        AmountLimit = "amount_limit" "金额上限",
        FirstOffence = "first_offence" "初次违法",
    }
}

text_enum! {
    /// 不计入期限的期间
    pub enum StopKind {
        /// 中止: one that says so itself, with its basis
        Suspension = "suspension" "中止",
        /// 检测、检验、检疫、鉴定
        Examination = "examination" "检测、检验、检疫、鉴定",
        /// 听证: from the request to the end of the hearing
        Hearing = "hearing" "听证",
        /// 公告送达
        Announcement = "announcement" "公告",
    }
}

text_enum! {
    /// 较大数额 for what
    pub enum ThresholdPurpose {
        /// 行政处罚法 第六十三条
        Hearing = "hearing" "告知听证权利",
        /// 行政处罚法 第五十八条
        LegalReview = "legal_review" "法制审核",
        /// 行政处罚法 第五十七条
        CollectiveDiscussion = "collective_discussion" "集体讨论",
    }
}

text_enum! {
    /// 较大数额 of what
    pub enum ThresholdOf {
        Fine = "fine" "罚款",
        ConfiscationOfGains = "confiscation_of_gains" "没收违法所得",
        /// By the value of the things.
        ConfiscationOfProperty = "confiscation_of_property" "没收非法财物",
    }
}

impl ThresholdOf {
    /// The penalties that have an amount.
    pub const fn of(kind: PenaltyKind) -> Option<Self> {
        match kind {
            PenaltyKind::Fine => Some(Self::Fine),
            PenaltyKind::ConfiscationOfGains => Some(Self::ConfiscationOfGains),
            PenaltyKind::ConfiscationOfProperty => Some(Self::ConfiscationOfProperty),
            _ => None,
        }
    }
}

/// 延长期限: how often, and by how many days in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionTerms {
    #[schema(minimum = 1, maximum = 100)]
    pub times_max: u32,
    /// All extensions together, in the unit of the limit.
    #[schema(minimum = 1, maximum = 3650)]
    pub length_max: u32,
}

/// 期限
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeLimitTerms {
    pub rule: DeadlineRule,
    #[schema(minimum = 1, maximum = 3650)]
    pub length: u32,
    pub unit: LimitUnit,
    /// As the rule has it when left out.
    #[serde(default)]
    pub rolls: Option<Rolls>,
    /// What does not count.
    #[serde(default)]
    #[schema(max_items = 4)]
    pub not_counted: Vec<StopKind>,
    /// 延长: of `handling`, null where nobody may extend it (行政处罚法 第六十条); of `measure`, thirty days in all when left out (行政强制法
    /// 第二十五条).
    #[serde(default)]
    pub extension: Option<ExtensionTerms>,
    /// How "so many days before" is read: of `hearing_notice` and `substitute_demand`; `full_days` when left out.
    #[serde(default)]
    pub reading: Option<DaysBefore>,
}

/// 加处罚款的标准
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurchargeTerms {
    /// Of the base, for each day.
    #[schema(minimum = 1, maximum = 1000)]
    pub per_mille_a_day: u32,
    /// Of the fine, in all: never more than the fine (行政处罚法 第七十二条).
    #[schema(minimum = 1, maximum = 100)]
    pub cap_percent: u32,
    pub base: SurchargeBase,
}

/// 法制审核人员资格: whoever began to review on this day or later is a first-time reviewer (行政处罚法 第五十八条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewerTerms {
    pub required_from: NaiveDate,
}

/// 较大数额: the law leaves the amount to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThresholdTerms {
    pub purpose: ThresholdPurpose,
    pub of: ThresholdOf,
    /// 领域; for every field when left out.
    #[serde(default)]
    pub field: Option<Title>,
    /// For every party when empty.
    #[serde(default)]
    #[schema(max_items = 3)]
    pub party_kinds: Vec<PartyKind>,
    pub amount_fen: Fen,
    /// 以上 includes the amount; 超过 does not.
    pub inclusive: bool,
}

/// 初次违法: an offence that was decided longer ago does not count (行政处罚法 第三十三条 names no time).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstOffenceTerms {
    #[schema(minimum = 1, maximum = 600)]
    pub months: u32,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcedureTerms {
    TimeLimit(TimeLimitTerms),
    Surcharge(SurchargeTerms),
    Reviewer(ReviewerTerms),
    Threshold(ThresholdTerms),
    ReconsiderationFirst(ReconsiderationFirstTerms),
    AmountLimit(AmountLimitTerms),
    FirstOffence(FirstOffenceTerms),
}

impl ProcedureTerms {
    pub const fn kind(&self) -> ProcedureRuleKind {
        match self {
            Self::TimeLimit(_) => ProcedureRuleKind::TimeLimit,
            Self::Surcharge(_) => ProcedureRuleKind::Surcharge,
            Self::Reviewer(_) => ProcedureRuleKind::ReviewerQualification,
            Self::Threshold(_) => ProcedureRuleKind::AmountThreshold,
            Self::ReconsiderationFirst(_) => ProcedureRuleKind::ReconsiderationFirst,
            Self::AmountLimit(_) => ProcedureRuleKind::AmountLimit,
            Self::FirstOffence(_) => ProcedureRuleKind::FirstOffence,
        }
    }
}

/// 程序规则: it is never changed; a later one takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureRule {
    pub id: ProcedureRuleId,
    /// Its place among all that were set.
    pub number: i64,
    /// Holds for this agency and everything below it; the deployment stands for everybody.
    pub issuer: AgencyId,
    pub valid: Period,
    /// 依据
    pub source: Title,
    pub terms: ProcedureTerms,
    pub author: AccountId,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// The rules that may bind one agency.
#[derive(Debug, Clone, Default)]
pub struct ProcedureRules {
    /// Each with how far above the agency its issuer stands.
    rows: Vec<(usize, Arc<ProcedureRule>)>,
    newest_limit: Option<EntryId>,
}

/// A time limit as it holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitInForce {
    pub limit: Limit,
    pub not_counted: Vec<StopKind>,
    pub extension: Option<ExtensionTerms>,
    /// Of a wait: how "so many days before" is read.
    pub reading: DaysBefore,
    /// The row that says so; `None`: as shipped.
    pub row: Option<Arc<ProcedureRule>>,
}

/// The answer to "is that a large amount".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Threshold {
    /// Nobody has set one: the officer has to say.
    Unset,
    Below,
    Reached(Arc<ProcedureRule>),
}

impl ProcedureRules {
    /// `line`: the agency and those above it, the nearest first.
    pub fn of(all: &[Arc<ProcedureRule>], line: &[AgencyId]) -> Self {
        let far = |issuer| match issuer {
            DEPLOYMENT => Some(line.len()),
            issuer => line.iter().position(|one| *one == issuer),
        };
        let rows = all.iter().filter_map(|row| Some((far(row.issuer)?, Arc::clone(row)))).collect();
        let limits = all.iter().filter(|row| matches!(row.terms, ProcedureTerms::TimeLimit(_)));
        let newest_limit = limits.max_by_key(|row| row.number).map(|row| row.entry_id);
        Self { rows, newest_limit }
    }

    /// The time limit that was set last, by whomever: until the next one is set, every day that was counted by these rules holds.
    pub const fn newest_limit(&self) -> Option<EntryId> {
        self.newest_limit
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Of those that hold on the day: the nearest issuer's, of these the one that began last, and of several the one set last.
    fn on(&self, day: NaiveDate, fits: impl Fn(&ProcedureTerms) -> bool) -> Option<&Arc<ProcedureRule>> {
        let holding = self.rows.iter().filter(|(_, row)| row.valid.contains(day) && fits(&row.terms));
        holding.min_by_key(|(far, row)| (*far, Reverse((row.valid.from, row.number)))).map(|(_, row)| row)
    }

    /// The limit whose start fact lies on that day: a running one keeps it.
    pub fn limit(&self, rule: DeadlineRule, started_on: NaiveDate) -> LimitInForce {
        let row = self.on(started_on, |terms| matches!(terms, ProcedureTerms::TimeLimit(one) if one.rule == rule));
        let shipped = rule.limit();
        let Some((ProcedureTerms::TimeLimit(terms), row)) = row.map(|row| (&row.terms, row)) else {
            let not_counted = vec![StopKind::Suspension, StopKind::Examination];
            let not_counted = not_counted.into_iter().take(shipped_stops(rule)).collect();
            let (extension, reading) = (rule.extension(), DaysBefore::FullDays);
            return LimitInForce { limit: shipped, not_counted, extension, reading, row: None };
        };
        let rolls = terms.rolls.unwrap_or(shipped.rolls);
        LimitInForce {
            limit: Limit { length: terms.length, unit: terms.unit, rolls },
            not_counted: terms.not_counted.clone(),
            extension: terms.extension.or(rule.extension()),
            reading: terms.reading.unwrap_or(DaysBefore::FullDays),
            row: Some(Arc::clone(row)),
        }
    }

    /// 加处罚款: the rule of the day on which the fine was due, and the row that says so.
    pub fn surcharge(&self, due_on: NaiveDate) -> (SurchargeRule, Option<&Arc<ProcedureRule>>) {
        let row = self.on(due_on, |terms| matches!(terms, ProcedureTerms::Surcharge(_)));
        let rule = row.and_then(|row| match &row.terms {
            ProcedureTerms::Surcharge(terms) => Some(SurchargeRule {
                per_mille: terms.per_mille_a_day,
                cap_percent: terms.cap_percent,
                base: terms.base,
            }),
            _ => None,
        });
        (rule.unwrap_or(SurchargeRule::STATUTORY), row)
    }

    /// Whoever began to review on that day or later needs the legal qualification.
    pub fn reviewers_qualify_from(&self, reviewed_on: NaiveDate) -> NaiveDate {
        let row = self.on(reviewed_on, |terms| matches!(terms, ProcedureTerms::Reviewer(_)));
        let day = row.and_then(|row| match &row.terms {
            ProcedureTerms::Reviewer(terms) => Some(terms.required_from),
            _ => None,
        });
        day.unwrap_or(REVIEWERS_QUALIFY_FROM)
    }

    /// 初次违法: the day before which an earlier decision does not count any more; `None`: as shipped every one counts.
    pub fn offences_count_from(&self, on: NaiveDate) -> Option<NaiveDate> {
        let row = self.on(on, |terms| matches!(terms, ProcedureTerms::FirstOffence(_)))?;
        let ProcedureTerms::FirstOffence(terms) = &row.terms else { return None };
        on.checked_sub_months(Months::new(terms.months))
    }

    /// Whether one amount is a large one, by the row that fits best: that of the field before that of every field, that of the kind of
    /// party before that of everybody.
    pub fn threshold(&self, asked: &ThresholdQuestion<'_>) -> Threshold {
        let narrow = |row: &ThresholdTerms| (row.field.is_some(), !row.party_kinds.is_empty());
        let best = [(true, true), (true, false), (false, true), (false, false)].into_iter().find_map(|wanted| {
            let fits = |terms: &ProcedureTerms| {
                matches!(terms, ProcedureTerms::Threshold(row) if narrow(row) == wanted && asked.is_for(row))
            };
            self.on(asked.on, fits)
        });
        match best.map(|row| (row, &row.terms)) {
            Some((row, ProcedureTerms::Threshold(terms))) if terms.is_reached(asked.amount) => {
                Threshold::Reached(Arc::clone(row))
            }
            Some(_) => Threshold::Below,
            None => Threshold::Unset,
        }
    }

    /// Whether any of the penalties is a large one: reached by one, else unset for one, else below.
    pub fn large(
        &self,
        purpose: ThresholdPurpose,
        on: NaiveDate,
        party: PartyKind,
        field: Option<&Title>,
        penalties: &[Penalty],
    ) -> Threshold {
        let amounts = penalties.iter().filter_map(|one| Some((ThresholdOf::of(one.kind)?, one.amount_fen)));
        let answers = amounts.map(|(of, amount)| {
            let asked = amount.map(|amount| ThresholdQuestion { purpose, on, of, party, field, amount });
            asked.map_or(Threshold::Unset, |asked| self.threshold(&asked))
        });
        let mut all: Vec<Threshold> = answers.collect();
        all.sort_by_key(|answer| match answer {
            Threshold::Reached(_) => 0,
            Threshold::Unset => 1,
            Threshold::Below => 2,
        });
        all.into_iter().next().unwrap_or(Threshold::Below)
    }
}

/// The 2017 amendment of 行政处罚法 came into force: whoever reviewed before it is no first-time reviewer.
pub const REVIEWERS_QUALIFY_FROM: NaiveDate = match NaiveDate::from_ymd_opt(2018, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// How many of 中止, 鉴定 do not count as shipped: for the case only a suspension that names its rule; for a measure its examination
/// (行政强制法 第二十五条).
const fn shipped_stops(rule: DeadlineRule) -> usize {
    match rule {
        DeadlineRule::Handling => 1,
        DeadlineRule::Measure => 2,
        _ => 0,
    }
}

mod dated;
#[cfg(test)]
mod tests;

pub use dated::{AmountLimitOf, AmountLimitTerms, ReconsiderationFirstTerms};
