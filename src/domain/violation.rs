//! 违法行为: when the act was done and found out, and until when it may be punished. 行政处罚法 第三十六条.

use super::deadline_rule::DeadlineRule;
use super::refusal::{Refusal, Refusals, Rule, Text};
use super::values::Title;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 违法行为的时间: from when to when, and when it was found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// 发生之日
    pub began_on: NaiveDate,
    /// 终了之日, of an act that went on; `began_on` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<NaiveDate>,
    /// 连续或者继续状态: the act still went on when it was found out.
    #[serde(default)]
    pub continues: bool,
    /// 发现之日; the day of filing when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_on: Option<NaiveDate>,
    /// 涉及公民生命健康安全、金融安全且有危害后果: five years instead of two.
    #[serde(default)]
    pub grave_harm: bool,
    /// 法律另有规定: the law and article that set another time limit for punishing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limitation_basis: Option<Title>,
}

impl Violation {
    /// An act of one day, found out at once.
    pub const fn of_day(day: NaiveDate) -> Self {
        Self {
            began_on: day,
            ended_on: None,
            continues: false,
            found_on: None,
            grave_harm: false,
            limitation_basis: None,
        }
    }

    /// 行政处罚法 第三十七条: the day whose rules apply, the last one of an act that went on.
    pub fn last_day(&self) -> NaiveDate {
        self.ended_on.or(self.found_on.filter(|_| self.continues)).unwrap_or(self.began_on)
    }

    /// 追究时效: which limit runs, and from when; `None` while the act went on, or where another law says.
    pub fn limitation(&self) -> Option<(DeadlineRule, NaiveDate)> {
        if self.continues || self.limitation_basis.is_some() {
            return None;
        }
        let rule = if self.grave_harm { DeadlineRule::LimitationGraveHarm } else { DeadlineRule::Limitation };
        Some((rule, self.ended_on.unwrap_or(self.began_on)))
    }

    /// 发现之日
    pub fn found(&self, filed_on: NaiveDate) -> NaiveDate {
        self.found_on.unwrap_or(filed_on)
    }

    /// That its days follow each other; pointers are those of its members.
    pub fn runs_forward(&self, filed_on: NaiveDate) -> Result<(), Vec<Refusal>> {
        let mut refusals = Refusals::default();
        let mut refuse = |pointer: &str, zh: &str, en: &str| {
            refusals.add(Refusal::new(Rule::DatesRunBackwards, Text::new(zh, en)).at(pointer));
        };
        let found = self.found(filed_on);
        if self.ended_on.is_some_and(|ended| ended < self.began_on) {
            refuse("/ended_on", "终了早于发生", "The act ends before it begins");
        }
        if found < self.began_on {
            refuse("/found_on", "发现早于违法行为发生", "The act is found out before it begins");
        }
        if self.found_on.is_some_and(|found| found > filed_on) {
            refuse("/found_on", "发现晚于立案", "The act is found out after the case was filed");
        }
        refusals.into_result()
    }

    /// 行政处罚法 第三十六条: what was not found out by the last day is no longer punished.
    pub fn may_be_punished(&self, filed_on: NaiveDate, last_day: Option<NaiveDate>) -> Result<(), Refusal> {
        let found = self.found(filed_on);
        let Some(end) = last_day.filter(|end| found > *end) else { return Ok(()) };
        let zh = format!("追究时效已于 {end} 届满，{found} 才发现，不再给予行政处罚；法律另有规定的，写明依据");
        let en = format!(
            "The time to punish ended on {end}; the act was found out on {found}. Decide without a penalty, or name the law that sets another time"
        );
        Err(Refusal::new(Rule::LimitationPassed, Text::new(zh, en)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::deadline::TimeLimit;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn act(began: &str, found: &str) -> Violation {
        Violation {
            began_on: day(began),
            ended_on: None,
            continues: false,
            found_on: Some(day(found)),
            grave_harm: false,
            limitation_basis: None,
        }
    }

    fn refused(act: &Violation) -> bool {
        let last_day = act.limitation().map(|(rule, start)| {
            let limit = rule.limit();
            let limit = TimeLimit::new(limit.length, limit.unit.of_calendar().expect("a unit"), limit.rolls);
            limit.due(start, &Calendar::shipped()).expect("a day").due_date
        });
        act.may_be_punished(day("2030-01-01"), last_day).is_err()
    }

    #[test]
    fn an_act_is_punished_when_found_out_within_two_years_or_five_of_grave_harm() {
        for (began, last, late) in
            [("2021-03-01", "2023-03-01", "2023-03-02"), ("2020-02-29", "2022-02-28", "2022-03-01")]
        {
            assert!(!refused(&act(began, last)), "{began}");
            assert!(refused(&act(began, late)), "{began}");
        }
        let grave = |found| Violation { grave_harm: true, ..act("2018-05-01", found) };
        assert!(!refused(&grave("2023-05-01")));
        assert!(refused(&grave("2023-05-02")));
    }

    #[test]
    fn the_time_runs_from_the_end_of_an_act_that_went_on_and_not_while_it_does() {
        let ended = Violation { ended_on: Some(day("2022-01-01")), ..act("2015-01-01", "2024-01-01") };
        assert!(!refused(&ended));
        assert!(refused(&Violation { found_on: Some(day("2024-01-02")), ..ended.clone() }));
        assert!(!refused(&Violation { continues: true, ..act("2015-01-01", "2024-01-02") }));
        let basis = Some(Title::parse("税收征收管理法 第八十六条").expect("a title"));
        assert!(!refused(&Violation { limitation_basis: basis, ..act("2015-01-01", "2019-01-02") }));
    }

    #[test]
    fn its_days_follow_each_other() {
        let backwards = Violation { ended_on: Some(day("2023-01-01")), ..act("2023-02-01", "2023-01-15") };
        let told: Vec<_> = backwards.runs_forward(day("2023-01-10")).expect_err("refused");
        let at: Vec<_> = told.iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!(at, ["/ended_on", "/found_on", "/found_on"]);
    }
}
