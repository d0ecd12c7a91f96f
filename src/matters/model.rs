//! A matter, its versions, and how one version follows another.

use crate::db::page::Sort;
use crate::domain::act::ActClass;
use crate::domain::day::Period;
use crate::domain::ids::{EntryId, MatterId, MatterVersionId};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

/// A matter without a known beginning has always been in force.
pub const ALWAYS: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");

text_enum! {
    /// What matters are sorted by.
    pub enum MatterOrder {
        Code = "code" "编码",
        Name = "name" "名称",
    }
}

pub type MatterSort = Sort<MatterOrder>;

/// Which matters a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MatterFilters {
    /// A minus before it lets the order fall: `code` when left out.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<MatterSort>,
    #[serde(default)]
    #[param(inline)]
    pub act_class: Option<ActClass>,
    /// The day whose versions are shown, today when left out; matters not in force on it are not listed.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// The beginning of a code, or any part of a name.
    #[serde(default)]
    #[param(inline)]
    pub q: Option<Title>,
    /// The beginning of a code.
    #[serde(default)]
    #[param(inline)]
    pub code: Option<Code>,
    /// Part of a name.
    #[serde(default)]
    #[param(inline)]
    pub name: Option<Title>,
    /// Code of an agency: only what it has claimed on the day `on`.
    #[serde(default)]
    #[param(inline)]
    pub claimed_by: Option<Code>,
}

/// 执法事项: what never changes of it.
#[derive(Debug, Clone)]
pub struct Matter {
    pub id: MatterId,
    pub code: Code,
    pub class: ActClass,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// 事项版本: name and legal bases as they are in force for a period.
#[derive(Debug, Clone)]
pub struct MatterVersion {
    pub id: MatterVersionId,
    pub matter: MatterId,
    pub name: Title,
    pub legal_bases: Vec<Title>,
    pub valid: Period,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// The days of a version, when they run forward.
pub fn valid(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<Period, Refusal> {
    Period::new(from.unwrap_or(ALWAYS), to).ok_or_else(|| {
        let detail = Text::new("失效日期早于生效日期", "The version would end before it begins");
        Refusal::new(Rule::DatesRunBackwards, detail).at("/valid_to")
    })
}

/// What a new version does to the others: an earlier one without an end is cut short the day before the new one begins;
/// any other that shares a day with it refuses it.
pub fn succession<K: Copy>(existing: &[(K, Period)], new: Period) -> Result<Option<(K, Period)>, Refusal> {
    let mut cut = None;
    for (key, valid) in existing.iter().filter(|(_, valid)| valid.overlaps(&new)) {
        let is_open_and_earlier = valid.to.is_none() && valid.from < new.from;
        match new.from.pred_opt().filter(|_| is_open_and_earlier) {
            Some(last) => cut = Some((*key, Period { from: valid.from, to: Some(last) })),
            None => return Err(overlap(*valid)),
        }
    }
    Ok(cut)
}

fn overlap(valid: Period) -> Refusal {
    let (from, to) = (valid.from, valid.to.map_or("…".to_owned(), |day| day.to_string()));
    let zh = format!("与 {from} 至 {to} 的版本重叠");
    Refusal::new(Rule::MatterVersionsOverlap, Text::new(zh, format!("Overlaps the version of {from} to {to}")))
        .at("/valid_from")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: u32) -> NaiveDate {
        ALWAYS + chrono::Duration::days(n.into())
    }

    fn period(from: u32, to: Option<u32>) -> Period {
        Period { from: day(from), to: to.map(day) }
    }

    #[test]
    fn an_open_version_ends_the_day_before_the_next_begins() {
        let existing = [(1, period(0, Some(9))), (2, period(10, None))];
        assert_eq!(succession(&existing, period(20, None)), Ok(Some((2, period(10, Some(19))))));
        assert!(succession(&existing, period(10, None)).is_err(), "nothing would be left of the second");
        assert!(succession(&existing, period(5, None)).is_err(), "the first has an end of its own");
        assert_eq!(succession(&[(1, period(0, Some(9)))], period(10, None)), Ok(None));
    }

    proptest! {
        #[test]
        fn after_a_succession_no_day_has_two_versions(
            starts in proptest::collection::btree_set(0_u32..60, 1..5),
            from in 0_u32..70,
            length in proptest::option::of(0_u32..20),
        ) {
            let starts: Vec<u32> = starts.into_iter().collect();
            let mut all: Vec<(usize, Period)> = starts.iter().enumerate()
                .map(|(at, start)| (at, period(*start, starts.get(at + 1).map(|next| next - 1)))).collect();
            let new = period(from, length.map(|days| from + days));
            if let Ok(cut) = succession(&all, new) {
                if let Some((key, valid)) = cut {
                    all[key].1 = valid;
                }
                prop_assert!(all.iter().all(|(_, valid)| !valid.overlaps(&new) && valid.to.is_none_or(|to| valid.from <= to)));
            }
        }
    }
}
