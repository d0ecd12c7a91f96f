//! 数字: the numbers of a form, from the sums of postings. One definition gives the cell, the list behind it and every
//! export. Pure.

use super::act::Power;
use super::ids::AgencyId;
use super::measure::{Span, Tally};
use super::posting::{Counter, Quantity};
use super::profile::{Atom, BlankFor, Figure, Profile};
use super::text_enum::text_enum;
use super::values::FenTotal;
use std::collections::BTreeMap;

text_enum! {
    /// 单元格状态 (S12)
    pub enum State {
        Number = "number" "数字",
        Zero = "zero" "零",
        NotApplicable = "not_applicable" "不适用",
    }
}

/// What is in a cell, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    NotApplicable,
    Number(i128),
    Ratio { of: i128, to: i128 },
}

/// An agency as far as its figures are asked.
#[derive(Debug, Clone)]
pub struct Counted {
    pub id: AgencyId,
    pub code: String,
    pub name: String,
    pub powers: Vec<Power>,
}

/// Sums of postings, and what was declared.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    posted: BTreeMap<(AgencyId, Span, Counter), Vec<(i32, Quantity)>>,
    declared: BTreeMap<(AgencyId, String), Quantity>,
}

impl Sums {
    pub fn post(&mut self, agency: AgencyId, span: Span, counter: Counter, traits: i32, quantity: Quantity) {
        self.posted.entry((agency, span, counter)).or_default().push((traits, quantity));
    }

    pub fn declare(&mut self, agency: AgencyId, measure: &str, declared: Quantity) {
        let sum = self.declared.entry((agency, measure.to_owned())).or_default();
        sum.count += declared.count;
        sum.amount_fen += declared.amount_fen;
    }

    /// The traits that occur among the postings of an atom, so that its records can be asked for.
    pub fn traits_of(&self, atom: &Atom, counter: Counter) -> Vec<i32> {
        let places = self.posted.iter().filter(|((_, span, one), _)| *span == atom.measure.span && *one == counter);
        let mut traits: Vec<i32> = places.flat_map(|(_, rows)| rows.iter().map(|(traits, _)| *traits)).collect();
        traits.sort_unstable();
        traits.dedup();
        traits
    }

    /// The figure for these agencies together.
    pub fn value(&self, figure: &Figure, agencies: &[Counted]) -> Value {
        match figure {
            Figure::Sum(atoms) => self.sum(atoms, agencies).map_or(Value::NotApplicable, Value::Number),
            Figure::Ratio { of, to } => match (self.sum(of, agencies), self.sum(to, agencies)) {
                (Some(of), Some(to)) if to != 0 => Value::Ratio { of, to },
                _ => Value::NotApplicable,
            },
        }
    }

    /// `None` when no part applies to any agency (S12).
    fn sum(&self, atoms: &[Atom], agencies: &[Counted]) -> Option<i128> {
        let parts = agencies.iter().flat_map(|agency| atoms.iter().filter_map(|atom| self.part(atom, agency)));
        parts.fold(None, |sum: Option<i128>, part| Some(sum.unwrap_or_default() + part))
    }

    fn part(&self, atom: &Atom, agency: &Counted) -> Option<i128> {
        match atom.measure.tally {
            Tally::Declared { .. } | Tally::DeclaredAmount { .. } => self.declared_part(atom, agency),
            _ => {
                let sum = self.posted_part(atom, agency);
                let lacks_power = atom.power().is_some_and(|power| !agency.powers.contains(&power));
                (sum != 0 || !lacks_power).then_some(sum)
            }
        }
    }

    /// What nobody has declared is not zero.
    fn declared_part(&self, atom: &Atom, agency: &Counted) -> Option<i128> {
        let declared = self.declared.get(&(agency.id, atom.measure.declared_as()?.to_owned()))?;
        Some(if atom.measure.is_money() { declared.amount_fen } else { declared.count }.into())
    }

    fn posted_part(&self, atom: &Atom, agency: &Counted) -> i128 {
        let rows = atom
            .measure
            .counters()
            .iter()
            .filter_map(|counter| self.posted.get(&(agency.id, atom.measure.span, *counter)));
        let taken = rows.flatten().filter(|(traits, _)| atom.takes(*traits));
        taken.map(|(_, sum)| i128::from(if atom.measure.is_money() { sum.amount_fen } else { sum.count })).sum()
    }

    /// Agencies that have a figure without the power for it.
    pub fn without_power<'a>(&self, atom: &Atom, agencies: &'a [Counted]) -> Vec<&'a Counted> {
        let lacks = |agency: &&Counted| atom.power().is_some_and(|power| !agency.powers.contains(&power));
        agencies.iter().filter(lacks).filter(|agency| self.posted_part(atom, agency) != 0).collect()
    }
}

impl Value {
    pub fn state(self) -> State {
        match self {
            Value::NotApplicable => State::NotApplicable,
            Value::Number(0) | Value::Ratio { of: 0, .. } => State::Zero,
            _ => State::Number,
        }
    }

    /// What the form prints. Amounts are rounded here and nowhere before (S4).
    pub fn display(self, profile: &Profile, is_money: bool) -> String {
        match (profile.blank_for, self.state()) {
            (BlankFor::Zero, State::Zero) | (BlankFor::NotApplicable, State::NotApplicable) => return String::new(),
            _ => {}
        }
        match self {
            Value::NotApplicable => State::NotApplicable.label_zh().to_owned(),
            Value::Number(fen) if is_money => FenTotal::new(fen).display(profile.amount_unit, profile.amount_decimals),
            Value::Number(count) => count.to_string(),
            Value::Ratio { of, to } => percent(of, to),
        }
    }
}

/// At most two decimals, rounded half up, without idle zeros: `100%`, `66.67%`.
fn percent(of: i128, to: i128) -> String {
    let hundredths = (of * 20_000 + to) / (to * 2);
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_printed_in_percent() {
        for (of, to, shown) in [(11, 11, "100%"), (2, 3, "66.67%"), (0, 3, "0%"), (1, 8, "12.5%"), (20, 20, "100%")] {
            assert_eq!(percent(of, to), shown);
        }
    }
}
