//! A declared figure, and what must hold.

use crate::domain::ids::{AccountId, DeclaredFigureId, EntryId};
use crate::domain::measure::{self, MEASURES, Tally};
use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::values::{Code, Fen, Title};
use chrono::{DateTime, NaiveDate, Utc};

/// 申报数
#[derive(Debug, Clone)]
pub struct DeclaredFigure {
    pub id: DeclaredFigureId,
    pub measure: Code,
    pub period_from: NaiveDate,
    pub period_to: NaiveDate,
    /// The first is 1; each correction is the next.
    pub revision: i32,
    pub value: i64,
    pub amount_fen: Option<Fen>,
    pub document: Title,
    pub declarer: AccountId,
    pub origin: Origin,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// What is wrong with the values of a declaration: pointer, code and words.
pub fn faults(measure: &Code, amount_fen: Option<Fen>) -> Vec<(&'static str, &'static str, Text)> {
    if !measure::is_declared(measure.as_str()) {
        let detail =
            Text::new(format!("{measure} 不是可申报的指标"), format!("{measure} is no measure to be declared"));
        return vec![("/measure", "unknown_measure", detail)];
    }
    let carries = |one: &&measure::Measure| one.tally == Tally::DeclaredAmount { with: one_named(measure) };
    if amount_fen.is_some() && !MEASURES.iter().any(|one| carries(&one)) {
        let detail = Text::new("该指标没有金额", "The measure carries no amount");
        return vec![("/amount_fen", "no_amount", detail)];
    }
    Vec::new()
}

fn one_named(measure: &Code) -> &'static str {
    measure::find(measure.as_str()).map_or("", |one| one.id)
}

/// A period runs forward and has begun; it may be declared before it is over.
pub fn period_may_be_declared(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<(), Vec<Refusal>> {
    let mut refusals = Refusals::default();
    if to < from {
        let detail = Text::new("期间截止日早于起始日", "The period would end before it begins");
        refusals.add(Refusal::new(Rule::DatesRunBackwards, detail).at("/period_to"));
    }
    if from > today {
        let detail = Text::new("期间尚未开始", "The period has not begun");
        refusals.add(Refusal::new(Rule::DateInTheFuture, detail).at("/period_from"));
    }
    refusals.into_result()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code::parse(text).expect("a code")
    }

    #[test]
    fn only_what_is_not_counted_can_be_declared() {
        assert_eq!(faults(&code("officers"), None)[0].1, "unknown_measure");
        assert_eq!(faults(&code("levies_amount"), None)[0].1, "unknown_measure");
        assert!(faults(&code("disclosures"), None).is_empty());
    }

    #[test]
    fn an_amount_belongs_only_to_measures_that_carry_one() {
        let amount = Fen::new(100).ok();
        assert!(faults(&code("levies"), amount).is_empty());
        assert_eq!(faults(&code("disclosures"), amount)[0].1, "no_amount");
    }
}
