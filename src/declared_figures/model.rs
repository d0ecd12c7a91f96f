//! A declared figure, and what must hold.

use crate::db::page::{At, Sort};
use crate::domain::ids::{AccountId, DeclaredFigureId, EntryId};
use crate::domain::measure::{self, MEASURES, Tally};
use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Fen, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// What declared figures are sorted by.
    pub enum DeclaredFigureOrder {
        RecordedAt = "recorded_at" "申报时间",
        PeriodFrom = "period_from" "起始日期",
        PeriodTo = "period_to" "截止日期",
        Measure = "measure" "指标",
    }
}

pub type DeclaredFigureSort = Sort<DeclaredFigureOrder>;

/// Which declared figures a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeclaredFigureFilters {
    /// A minus before it lets the order fall: `-recorded_at` when left out.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<DeclaredFigureSort>,
    /// Only this measure.
    #[serde(default)]
    #[param(inline)]
    pub measure: Option<Code>,
    /// `true`: only the last revision for each measure and period, which is the one that counts; `false`: only those
    /// that were corrected since.
    #[serde(default)]
    pub current: Option<bool>,
    /// Part of the document's name.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<Title>,
    /// Who declared it.
    #[serde(default)]
    #[param(inline)]
    pub declarer_id: Option<AccountId>,
    /// Recorded here, or imported.
    #[serde(default)]
    #[param(inline)]
    pub origin: Option<Origin>,
    /// Periods that begin on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Periods that end on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

impl DeclaredFigure {
    /// Where the figure stands in an order.
    pub fn at(&self, order: DeclaredFigureOrder) -> At {
        match order {
            DeclaredFigureOrder::RecordedAt => At::Instant(self.recorded_at),
            DeclaredFigureOrder::PeriodFrom => At::Day(self.period_from),
            DeclaredFigureOrder::PeriodTo => At::Day(self.period_to),
            DeclaredFigureOrder::Measure => At::Text(self.measure.to_string()),
        }
    }
}

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
