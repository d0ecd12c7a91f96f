//! What is asked of the figures, and what the answer is bound to.

use crate::domain::day::legal_date;
use crate::domain::figure::Counted;
use crate::domain::ids::{AgencyId, DeclaredFigureId};
use crate::domain::measure::{self, Tally};
use crate::domain::refusal::Text;
use crate::domain::text_enum::text_enum;
use crate::problem::{Fault, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, HashSet};

text_enum! {
    /// 统计范围
    pub enum Scope {
        /// 本单位
        Own = "own" "本单位",
        /// 本单位及下级
        Subtree = "subtree" "本单位及下级",
    }
}

pub use crate::http::FileFormat as Format;

/// 统计期: both days count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Days {
    /// The calendar year (S1).
    pub fn year(year: i32) -> Result<Self, Problem> {
        let days = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
        let known = (1949..=9998).contains(&year);
        let (from, to) = days.filter(|_| known).ok_or_else(Problem::not_found)?;
        Ok(Self { from, to })
    }

    /// A quarter, a month or any days (S17).
    pub fn between(from: NaiveDate, to: NaiveDate) -> Result<Self, Problem> {
        if from > to {
            let detail = Text::new("截止日早于起始日", "The period would end before it begins");
            return Err(Problem::invalid(vec![Fault::new("/path/to", "dates_run_backwards", detail)]));
        }
        Ok(Self { from, to })
    }

    pub fn contains(&self, other: &Days) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    fn overlaps(&self, other: &Days) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// As known when (知悉时点).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Now,
    Instant(DateTime<Utc>),
    Position(i64),
}

impl Moment {
    pub fn of(as_of: Option<DateTime<Utc>>, position: Option<i64>) -> Result<Self, Problem> {
        match (as_of, position) {
            (None, None) => Ok(Moment::Now),
            (Some(instant), None) => Ok(Moment::Instant(instant)),
            (None, Some(position)) => Ok(Moment::Position(position)),
            (Some(_), Some(_)) => {
                let detail =
                    Text::new("as_of 与 as_of_position 只能给出一个", "Give as_of or as_of_position, not both");
                let fault = Fault::new("/query/as_of_position", "not_valid", detail);
                Err(Problem::invalid(vec![fault]))
            }
        }
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub days: Days,
    /// Set when a calendar year is asked for.
    pub year: Option<i32>,
    pub agency: Option<String>,
    pub scope: Scope,
    pub profile: String,
    pub moment: Moment,
    pub stocks_on: Option<NaiveDate>,
}

/// What the figures are bound to: asked again with the same, they are the same.
#[derive(Debug, Clone)]
pub struct Terms {
    pub days: Days,
    pub year: Option<i32>,
    pub stocks_on: NaiveDate,
    pub scope: Scope,
    /// The agency asked for, first of all that are counted.
    pub root: Counted,
    pub agencies: Vec<Counted>,
    /// Facts up to here are known; `None` when nothing had been recorded.
    pub position: Option<i64>,
    pub as_of: Option<DateTime<Utc>>,
    pub provisional: bool,
}

/// The stock date: as asked, else the last day of the period, or today while it runs.
pub fn stock_date(asked: Option<NaiveDate>, days: Days, today: NaiveDate) -> NaiveDate {
    asked.unwrap_or_else(|| days.to.min(today))
}

/// Figures may still move by the mere passing of time.
pub fn is_provisional(days: Days, stocks_on: NaiveDate, moment: Moment, today: NaiveDate) -> bool {
    let known_on = if let Moment::Instant(instant) = moment { legal_date(instant).min(today) } else { today };
    known_on <= days.to || known_on < stocks_on
}

/// An agency and all below it in the tree (S14).
pub fn below(root: AgencyId, tree: &[(AgencyId, Option<AgencyId>)]) -> Vec<AgencyId> {
    let mut found = vec![root];
    let mut seen: HashSet<AgencyId> = HashSet::from([root]);
    let mut place = 0;
    while let Some(parent) = found.get(place).copied() {
        found.extend(tree.iter().filter(|(id, of)| *of == Some(parent) && seen.insert(*id)).map(|(id, _)| *id));
        place += 1;
    }
    found
}

/// One figure as declared (申报数), in its newest revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    pub agency: AgencyId,
    pub id: DeclaredFigureId,
    pub measure: String,
    pub days: Days,
    pub value: i64,
    pub amount_fen: Option<i64>,
    pub document: String,
}

/// Why a declaration is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCounted {
    /// A declaration for a longer period says the same and more.
    InLongerPeriod,
    /// A later one says what there is now.
    Earlier,
}

impl NotCounted {
    pub fn code(self) -> &'static str {
        match self {
            Self::InLongerPeriod => "within_longer_declaration",
            Self::Earlier => "later_declaration_exists",
        }
    }
}

/// The declarations that count, and those that do not: nothing is counted twice.
pub fn counting(all: Vec<Declaration>) -> (Vec<Declaration>, Vec<(Declaration, NotCounted)>) {
    let mut groups: BTreeMap<(AgencyId, String), Vec<Declaration>> = BTreeMap::new();
    for one in all {
        groups.entry((one.agency, one.measure.clone())).or_default().push(one);
    }
    let (mut counted, mut left_out) = (Vec::new(), Vec::new());
    for ((_, measure), group) in groups {
        let adds_up = !matches!(measure::find(&measure).map(|one| one.tally), Some(Tally::Declared { adds_up: false }));
        let latest = group.iter().map(|one| (one.days.to, std::cmp::Reverse(one.days.from))).max();
        let spans: Vec<Days> = group.iter().map(|one| one.days).collect();
        for one in group {
            let is_inside = spans.iter().any(|longer| *longer != one.days && longer.contains(&one.days));
            let is_latest = Some((one.days.to, std::cmp::Reverse(one.days.from))) == latest;
            match (adds_up, is_inside, is_latest) {
                (true, true, _) => left_out.push((one, NotCounted::InLongerPeriod)),
                (false, _, false) => left_out.push((one, NotCounted::Earlier)),
                _ => counted.push(one),
            }
        }
    }
    (counted, left_out)
}

/// Declared periods of one measure that overlap without one holding the other: some days are counted twice.
pub fn overlapping(counted: &[Declaration]) -> Vec<&Declaration> {
    let twice = |one: &&Declaration| {
        counted.iter().any(|other| {
            (other.agency, &other.measure) == (one.agency, &one.measure)
                && other.id != one.id
                && other.days.overlaps(&one.days)
        })
    };
    counted.iter().filter(twice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn declared(measure: &str, from: &str, to: &str, value: i64) -> Declaration {
        Declaration {
            agency: AgencyId::from_uuid(Uuid::nil()),
            id: DeclaredFigureId::from_uuid(Uuid::from_u128(7)),
            measure: measure.to_owned(),
            days: Days { from: day(from), to: day(to) },
            value,
            amount_fen: None,
            document: "台账".to_owned(),
        }
    }

    #[test]
    fn a_quarter_within_a_declared_year_is_not_counted_twice() {
        let year = declared("disclosures", "2023-01-01", "2023-12-31", 12);
        let quarter = declared("disclosures", "2023-01-01", "2023-03-31", 3);
        let (counted, left_out) = counting(vec![quarter.clone(), year.clone()]);
        assert_eq!(counted, [year]);
        assert_eq!(left_out, [(quarter, NotCounted::InLongerPeriod)]);
    }

    #[test]
    fn quarters_add_up_but_of_what_there_is_the_latest_counts() {
        let of = |measure| {
            vec![declared(measure, "2023-01-01", "2023-03-31", 3), declared(measure, "2023-04-01", "2023-06-30", 4)]
        };
        let value = |measure| counting(of(measure)).0.iter().map(|one| one.value).sum::<i64>();
        assert_eq!((value("disclosures"), value("legal_advisers")), (7, 4));
    }

    #[test]
    fn a_period_that_runs_is_provisional_and_its_stocks_are_todays() {
        let days = Days::year(2023).expect("a year");
        let (during, after) = (day("2023-12-29"), day("2024-01-02"));
        assert_eq!(stock_date(None, days, during), during);
        assert_eq!(stock_date(None, days, after), days.to);
        assert!(is_provisional(days, during, Moment::Now, during));
        assert!(!is_provisional(days, days.to, Moment::Now, after));
        let then = Moment::Instant("2023-12-31T15:59:59Z".parse().expect("an instant"));
        assert!(is_provisional(days, days.to, then, after), "as known while the year still ran");
    }

    #[test]
    fn a_subtree_holds_everything_below_and_survives_a_circle() {
        let id = |n| AgencyId::from_uuid(Uuid::from_u128(n));
        let tree = [(id(1), Some(id(3))), (id(2), Some(id(1))), (id(3), Some(id(2))), (id(4), None)];
        assert_eq!(below(id(1), &tree), [id(1), id(2), id(3)]);
    }
}
