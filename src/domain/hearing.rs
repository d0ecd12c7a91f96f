//! 听证: who hears, in what time it is asked for and told, and how it may end. 行政处罚法 第六十三条 to 第六十五条.

use super::decision::Penalty;
use super::penalty::{PenaltyKind, Procedure};
use super::procedure_rule::{ProcedureRule, ProcedureTerms, Threshold};
use super::refusal::{Refusal, Rule, Text};
use super::text_enum::text_enum;
use super::values::AmountUnit;
use chrono::NaiveDate;
use std::sync::Arc;

text_enum! {
    /// 听证结果: how a hearing ended.
    pub enum HearingOutcome {
        /// 已举行
        Held = "held" "已举行",
        /// 无正当理由拒不出席: the right is waived
        NoShow = "no_show" "当事人未出席",
        /// 未经许可中途退出: the right is waived
        WalkedOut = "walked_out" "当事人中途退出",
        /// 延期: it is told again and held another day
        Adjourned = "adjourned" "延期",
    }
}

impl HearingOutcome {
    /// Whether the party's right to be heard is used up or waived.
    pub const fn ends_it(self) -> bool {
        !matches!(self, Self::Adjourned)
    }

    /// Whether people sat together, so that there is a record of what they said.
    pub const fn has_record(self) -> bool {
        matches!(self, Self::Held | Self::WalkedOut)
    }
}

/// 行政处罚法 第六十四条: the most agents that a party brings.
pub const AGENTS_MAX: usize = 2;

/// Whether the party is told of the right to a hearing (行政处罚法 第六十三条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HearingOffer {
    /// 责令停产停业, 吊销许可证件 and their like
    Due(PenaltyKind),
    /// 较大数额, by this rule
    Large(Arc<ProcedureRule>),
    /// Sums are at stake, and nothing says which are large: whoever tells the party says whether it is due.
    Open,
    NotDue,
}

impl HearingOffer {
    /// Of what is intended, and of what the rules of the place say of its amounts. A decision on the spot is too small for a hearing.
    pub fn of(procedure: Procedure, intended: &[Penalty], large: &Threshold) -> Self {
        let mut kinds = intended.iter().map(|one| one.kind);
        match (kinds.find(|kind| kind.entails_hearing_offer()), large) {
            (Some(kind), _) => Self::Due(kind),
            (None, _) if procedure == Procedure::Summary => Self::NotDue,
            (None, Threshold::Reached(rule)) => Self::Large(Arc::clone(rule)),
            (None, Threshold::Unset) => Self::Open,
            (None, Threshold::Below) => Self::NotDue,
        }
    }

    /// What was told holds against it.
    pub fn fits(&self, told: Option<bool>) -> Result<(), Refusal> {
        match (self, told) {
            (Self::Due(kind), Some(false) | None) => {
                let zh = format!("拟{}：应当告知当事人有要求听证的权利", kind.label_zh());
                let en = format!("Before {kind} the party is told of its right to a hearing");
                Err(Refusal::new(Rule::HearingNotOffered, Text::new(zh, en)))
            }
            (Self::Large(rule), Some(false) | None) => Err(Refusal::new(Rule::HearingNotOffered, large_by(rule))),
            (Self::Open, None) => Err(Refusal::of(Rule::HearingOfferOpen)),
            _ => Ok(()),
        }
    }
}

/// What made the amount a large one: the threshold, and the rule that sets it.
fn large_by(rule: &ProcedureRule) -> Text {
    let ProcedureTerms::Threshold(terms) = &rule.terms else { return Text::new("数额较大", "The amount is large") };
    let amount = terms.amount_fen.display(AmountUnit::Yuan, 2);
    let (more, more_en) = if terms.inclusive { ("达到", "reaches") } else { ("超过", "exceeds") };
    let (of, source) = (terms.of, rule.source.as_str());
    Text::new(
        format!("{}数额{more} {amount} 元（{source}），没有告知听证权利", of.label_zh()),
        format!("The {} {more_en} {amount} yuan, the threshold of {source}", of.as_str().replace('_', " ")),
    )
}

text_enum! {
    /// “几日前”的算法: how "N days before" is read; no text settles it.
    pub enum DaysBefore {
        /// N full working days lie between notice and hearing: lawful on both readings.
        FullDays = "full_days" "间隔足日",
        /// The hearing may fall on the Nth working day.
        NthDay = "nth_day" "至第几日",
    }
}

/// 举行听证的七日前通知时间、地点: `opens_on` is the first day on which it may be held.
pub fn told_in_time(told: NaiveDate, hearing: NaiveDate, opens_on: Option<NaiveDate>) -> Result<(), Refusal> {
    if told < hearing && opens_on.is_some_and(|first| hearing >= first) {
        return Ok(());
    }
    let (zh, en) = match opens_on {
        Some(first) => (format!("{first} 起才能举行听证"), format!("It may be held from {first} on")),
        None => ("听证通知提前期中止，尚未恢复".to_owned(), "The time before it stands still".to_owned()),
    };
    Err(Refusal::new(Rule::HearingNoticeTooShort, Text::new(zh, en)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn rule(verdict: Result<(), Refusal>) -> Option<Rule> {
        verdict.err().map(|refusal| refusal.rule)
    }

    #[test]
    fn the_party_is_told_of_its_right_where_the_law_says_so_and_somebody_says_so_where_it_does_not() {
        use PenaltyKind::{Closure, Fine, LicenceRevocation, Warning};
        let offer = |procedure, kinds: &[PenaltyKind]| {
            let intended: Vec<_> = kinds.iter().map(|kind| Penalty { kind: *kind, amount_fen: None }).collect();
            let sums = kinds.iter().any(|kind| kind.may_carry_amount());
            HearingOffer::of(procedure, &intended, if sums { &Threshold::Unset } else { &Threshold::Below })
        };
        let (ordinary, summary) = (Procedure::Ordinary, Procedure::Summary);
        for kind in [LicenceRevocation, Closure] {
            let due = offer(ordinary, &[Fine, kind]);
            assert_eq!(rule(due.fits(None)), Some(Rule::HearingNotOffered));
            assert_eq!(rule(due.fits(Some(false))), Some(Rule::HearingNotOffered));
            assert_eq!(rule(due.fits(Some(true))), None);
        }
        assert_eq!(rule(offer(ordinary, &[Fine]).fits(None)), Some(Rule::HearingOfferOpen));
        for said in [true, false] {
            assert_eq!(rule(offer(ordinary, &[Fine]).fits(Some(said))), None);
        }
        for free in [offer(ordinary, &[Warning]), offer(summary, &[Fine])] {
            assert_eq!(free, HearingOffer::NotDue);
            assert_eq!(rule(free.fits(None)), None);
        }
    }

    #[test]
    fn a_hearing_is_held_from_the_day_on_that_the_wait_opens() {
        let told = |hearing, opens: Option<&str>| rule(told_in_time(day("2023-03-24"), day(hearing), opens.map(day)));
        assert_eq!(told("2023-04-05", Some("2023-04-05")), None);
        assert_eq!(told("2023-04-04", Some("2023-04-05")), Some(Rule::HearingNoticeTooShort));
        assert_eq!(told("2023-04-05", None), Some(Rule::HearingNoticeTooShort));
        assert_eq!(told("2023-03-24", Some("2023-03-24")), Some(Rule::HearingNoticeTooShort));
    }
}
