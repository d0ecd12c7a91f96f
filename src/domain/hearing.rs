//! 听证: who hears, in what time it is asked for and told, and how it may end. 行政处罚法 第六十三条 to 第六十五条.

use super::calendar::{Calendar, CalendarNotPublished};
use super::deadline::{DueDateFault, Rolls, TimeLimit, TimeUnit};
use super::deadline_rule::Limit;
use super::decision::Penalty;
use super::penalty::{PenaltyKind, Procedure};
use super::procedure_rule::Threshold;
use super::refusal::{Refusal, Rule, Text};
use super::text_enum::text_enum;
use chrono::NaiveDate;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HearingOffer {
    /// 责令停产停业, 吊销许可证件 and their like
    Due(PenaltyKind),
    /// 较大数额
    Large,
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
            (None, Threshold::Reached(_)) => Self::Large,
            (None, Threshold::Unset) => Self::Open,
            (None, Threshold::Below) => Self::NotDue,
        }
    }

    /// What was told holds against it.
    pub fn fits(self, told: Option<bool>) -> Result<(), Refusal> {
        match (self, told) {
            (Self::Due(kind), Some(false) | None) => {
                let zh = format!("拟{},应当告知当事人有要求听证的权利", kind.label_zh());
                let en = format!("Before {kind} the party is told of its right to a hearing");
                Err(Refusal::new(Rule::HearingNotOffered, Text::new(zh, en)))
            }
            (Self::Large, Some(false) | None) => Err(Refusal::of(Rule::HearingNotOffered)),
            (Self::Open, None) => Err(Refusal::of(Rule::HearingOfferOpen)),
            _ => Ok(()),
        }
    }
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

/// The time limits of a hearing.
#[derive(Debug, Clone, Copy)]
pub struct HearingTerms {
    /// 告知后五日内
    pub to_ask: TimeLimit,
    /// 听证的七日前
    pub ahead: u32,
    pub reading: DaysBefore,
}

impl Default for HearingTerms {
    /// 行政处罚法 第六十四条, in working days (第八十五条); the last day rolls in favour of the party.
    fn default() -> Self {
        let to_ask = TimeLimit::new(5, TimeUnit::WorkingDays, Rolls::Forward);
        Self { to_ask, ahead: 7, reading: DaysBefore::FullDays }
    }
}

impl HearingTerms {
    /// As a rule has them.
    pub fn of(asked: Limit, ahead: u32, reading: DaysBefore) -> Self {
        let unit = asked.unit.of_calendar().unwrap_or(TimeUnit::Days);
        Self { to_ask: TimeLimit::new(asked.length, unit, asked.rolls), ahead, reading }
    }

    /// 告知后五日内提出: the day of the notice does not count.
    pub fn asked_in_time(&self, told: NaiveDate, asked: NaiveDate, calendar: &Calendar) -> Result<(), Refusal> {
        let due = match self.to_ask.due(told, calendar) {
            Ok(due) => due.due_date,
            Err(DueDateFault::NotPublished(fault)) => return Err(unknown(fault)),
            Err(DueDateFault::ZeroLength | DueDateFault::OutOfRange | DueDateFault::Stopped) => return Ok(()),
        };
        if asked <= due {
            return Ok(());
        }
        let zh = format!("听证申请期限已于 {due} 届满");
        Err(Refusal::new(Rule::HearingRequestLate, Text::new(zh, format!("The time to ask ended on {due}"))))
    }

    /// 举行听证的七日前通知时间、地点
    pub fn told_in_time(&self, told: NaiveDate, hearing: NaiveDate, calendar: &Calendar) -> Result<(), Refusal> {
        let between = calendar.full_working_days_between(told, hearing).map_err(unknown)?;
        let wanted = match self.reading {
            DaysBefore::FullDays => self.ahead,
            DaysBefore::NthDay => self.ahead.saturating_sub(1),
        };
        if between >= wanted && told < hearing {
            return Ok(());
        }
        let zh = format!("通知与听证之间应当有{wanted}个工作日,现有{between}个");
        let en = format!("There are {between} working days between notice and hearing; there have to be {wanted}");
        Err(Refusal::new(Rule::HearingNoticeTooShort, Text::new(zh, en)))
    }
}

fn unknown(fault: CalendarNotPublished) -> Refusal {
    Refusal::new(Rule::WorkingDaysUnknown, fault.text())
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
    fn a_hearing_is_asked_for_within_five_working_days() {
        let (terms, calendar) = (HearingTerms::default(), Calendar::shipped());
        let asked = |asked| rule(terms.asked_in_time(day("2025-09-26"), day(asked), &calendar));
        assert_eq!(asked("2025-10-10"), None);
        assert_eq!(asked("2025-10-11"), Some(Rule::HearingRequestLate));
        let unknown = terms.asked_in_time(day("2026-12-30"), day("2026-12-31"), &calendar);
        assert_eq!(rule(unknown), Some(Rule::WorkingDaysUnknown));
    }

    #[test]
    fn seven_full_working_days_lie_between_notice_and_hearing() {
        let (terms, calendar) = (HearingTerms::default(), Calendar::shipped());
        let loose = HearingTerms { reading: DaysBefore::NthDay, ..terms };
        let told = |terms: HearingTerms, hearing| rule(terms.told_in_time(day("2023-03-24"), day(hearing), &calendar));
        assert_eq!(told(terms, "2023-04-06"), None); // 清明 on 04-05
        assert_eq!(told(terms, "2023-04-04"), Some(Rule::HearingNoticeTooShort));
        assert_eq!(told(loose, "2023-04-04"), None);
        assert_eq!(told(loose, "2023-04-03"), Some(Rule::HearingNoticeTooShort));
        assert_eq!(told(HearingTerms { ahead: 0, ..terms }, "2023-03-24"), Some(Rule::HearingNoticeTooShort));
    }
}
