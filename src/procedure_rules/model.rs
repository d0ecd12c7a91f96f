//! What a rule must say to be one.

use crate::domain::day::Period;
use crate::domain::deadline_rule::{Bound, DeadlineRule, LimitUnit, MissedEffect};
use crate::domain::procedure_rule::{
    AmountLimitTerms, FirstOffenceTerms, ProcedureTerms, ReconsiderationFirstTerms, ReviewerTerms, SurchargeTerms,
    ThresholdTerms, TimeLimitTerms,
};
use crate::domain::refusal::Text;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;

/// The kinds of terms as they come in: exactly one.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'a> {
    pub time_limit: Option<&'a TimeLimitTerms>,
    pub surcharge: Option<&'a SurchargeTerms>,
    pub reviewer: Option<&'a ReviewerTerms>,
    pub threshold: Option<&'a ThresholdTerms>,
    pub reconsideration_first: Option<&'a ReconsiderationFirstTerms>,
    pub amount_limit: Option<&'a AmountLimitTerms>,
    pub first_offence: Option<&'a FirstOffenceTerms>,
}

/// What was stated, or everything that is wrong with it.
pub fn terms(stated: Stated, from: NaiveDate, to: Option<NaiveDate>) -> Result<(ProcedureTerms, Period), Problem> {
    let mut faults = Vec::new();
    let given = [
        stated.time_limit.cloned().map(ProcedureTerms::TimeLimit),
        stated.surcharge.copied().map(ProcedureTerms::Surcharge),
        stated.reviewer.copied().map(ProcedureTerms::Reviewer),
        stated.threshold.cloned().map(ProcedureTerms::Threshold),
        stated.first_offence.copied().map(ProcedureTerms::FirstOffence),
        stated.reconsideration_first.copied().map(ProcedureTerms::ReconsiderationFirst),
        stated.amount_limit.copied().map(ProcedureTerms::AmountLimit),
    ];
    let mut given: Vec<ProcedureTerms> = given.into_iter().flatten().collect();
    if given.len() != 1 {
        let zh = "time_limit、surcharge、reviewer_qualification、amount_threshold、reconsideration_first、amount_limit、first_offence 应当恰好写明一项";
        let en = "State exactly one of time_limit, surcharge, reviewer_qualification, amount_threshold, reconsideration_first, amount_limit, first_offence";
        faults.push(Fault::new("", "one_kind_needed", Text::new(zh, en)));
    }
    let valid = Period::new(from, to);
    if valid.is_none() {
        let detail = Text::new("终止日期早于起始日期", "It would end before it begins");
        faults.push(Fault::new("/valid_to", "dates_run_backwards", detail));
    }
    if let Some(limit) = stated.time_limit {
        faults.extend(time_limit_faults(limit));
        faults.extend(too_short(limit).filter(|_| to.is_none_or(|to| to >= REVISED_LAW)));
    }
    if let Some(terms) = stated.surcharge.filter(|terms| terms.per_mille_a_day > SURCHARGE_PER_MILLE_MAX) {
        let zh = format!("加处罚款每日不超过千分之{SURCHARGE_PER_MILLE_MAX}（行政处罚法 第七十二条）");
        let rate = terms.per_mille_a_day;
        let en = format!("At most {SURCHARGE_PER_MILLE_MAX} per mille a day (行政处罚法 第七十二条), not {rate}");
        faults.push(Fault::new("/surcharge/per_mille_a_day", "surcharge_too_high", Text::new(zh, en)));
    }
    match (given.pop(), valid) {
        (Some(terms), Some(valid)) if faults.is_empty() => Ok((terms, valid)),
        _ => Err(Problem::invalid(faults)),
    }
}

/// 行政处罚法 第七十二条: three per cent of the fine a day.
const SURCHARGE_PER_MILLE_MAX: u32 = 30;

/// The first day of the 行政处罚法 of 2021: earlier rules went by other statutes.
const REVISED_LAW: NaiveDate = NaiveDate::from_ymd_opt(2021, 7, 15).expect("a day of the calendar");

/// A statute's time for the party is a least one: no rule shortens it, or counts it otherwise.
fn too_short(limit: &TimeLimitTerms) -> Option<Fault> {
    let (law, basis) = (limit.rule.limit(), limit.rule.legal_basis());
    let is_shorter = limit.length < law.length || limit.unit != law.unit && limit.unit != LimitUnit::Hours;
    if limit.rule.bound() != Bound::Party || basis == "house" || !is_shorter {
        return None;
    }
    let zh = format!("法律给予当事人的期限不得缩短或者改变计算单位（{basis}）");
    let en = format!("A statute gives the party this time ({basis}): a rule may lengthen it, in the same unit");
    Some(Fault::new("/time_limit/length", "shorter_than_the_law", Text::new(zh, en)))
}

fn time_limit_faults(limit: &TimeLimitTerms) -> Vec<Fault> {
    let fault = |member: &str, code: &'static str, zh: &str, en: &str| {
        Fault::new(format!("/time_limit/{member}"), code, Text::new(zh, en))
    };
    let mut faults = Vec::new();
    let in_hours = |unit| unit == LimitUnit::Hours;
    if in_hours(limit.unit) != in_hours(limit.rule.limit().unit) {
        faults.push(fault(
            "unit",
            "unit_unfit",
            "从事件发生时起算的期限以小时计，其他期限不能以小时计",
            "A limit that runs from the event itself is counted in hours, and no other is",
        ));
    }
    if limit.reading.is_some() && limit.rule.missed() != MissedEffect::WaitEnds {
        faults.push(fault(
            "reading",
            "reading_unfit",
            "只有提前期和等待期有该算法",
            "Only what waits for its end is read in one way or the other: hearing_notice, substitute_demand, surcharge_wait",
        ));
    }
    if limit.extension.is_some() && !matches!(limit.rule, DeadlineRule::Handling | DeadlineRule::Measure) {
        faults.push(fault(
            "extension",
            "extension_unfit",
            "只有办案期限和查封扣押期限可以规定延长",
            "Only the time for handling a case and the period of a measure are extended by rule",
        ));
    }
    let mut seen = Vec::new();
    for (place, kind) in limit.not_counted.iter().enumerate() {
        if seen.contains(kind) {
            faults.push(fault(&format!("not_counted/{place}"), "listed_twice", "重复", "It is listed twice"));
        }
        seen.push(*kind);
    }
    faults
}
