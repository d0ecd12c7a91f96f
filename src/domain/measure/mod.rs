//! 指标: every measure a report form may name — what it counts, by which date, and which postings it is the sum of.

mod list;

pub use list::MEASURES;

use super::act::Power;
use super::coercion::{CoercionKind, CoerciveAct};
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
    /// By the kinds of one sort of coercive act (S7).
    Coercion(CoerciveAct),
}

impl Kinds {
    /// Whether the measure knows the kind.
    pub fn knows(self, name: &str) -> bool {
        match self {
            Kinds::None => false,
            Kinds::Penalties => name.parse::<PenaltyKind>().is_ok(),
            Kinds::Missing(reasons) => reasons.iter().any(|(known, _)| *known == name),
            Kinds::Coercion(act) => name.parse::<CoercionKind>().is_ok_and(|kind| kind.act() == act),
        }
    }

    /// The kind of a posting, for measures other than penalties.
    pub fn of(self, traits: i32) -> Option<&'static str> {
        match self {
            Kinds::None | Kinds::Penalties => None,
            Kinds::Missing(reasons) => reasons.iter().find(|(_, bit)| traits & bit == 0).map(|(name, _)| *name),
            Kinds::Coercion(_) => {
                usize::try_from(traits).ok().and_then(|place| CoercionKind::ALL.get(place)).map(|kind| kind.as_str())
            }
        }
    }
}

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
