//! From a figure to what must be asked for its records.

use crate::domain::figure::Sums;
use crate::domain::ids::AgencyId;
use crate::domain::measure::{Kinds, Span};
use crate::domain::posting::{ANNULLED, Counter};
use crate::domain::profile::{Atom, Figure};
use crate::domain::text_enum::text_enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// 比率的哪一边
    pub enum Side {
        Numerator = "numerator" "分子",
        Denominator = "denominator" "分母",
    }
}

text_enum! {
    /// 未计入原因
    pub enum Reason {
        /// 已更正或者撤回
        Corrected = "corrected" "已更正或者撤回",
        /// 统计时点前已终止
        Ended = "ended" "统计时点前已终止",
        /// 统计时点后才生效
        NotYet = "not_yet" "统计时点尚未生效",
        /// 不属于该部分: in post but not certified, a case but not tagged
        NotPart = "not_part" "在总数内但不满足该项条件",
        /// 没有唯一检查对象
        NoObject = "no_object" "没有唯一检查对象",
        /// 记录不完整
        Incomplete = "incomplete" "检查记录不完整",
        /// 决定后被撤销
        Annulled = "annulled" "决定后被撤销,本报表不计",
        /// 检查后转为立案
        LedToCase = "led_to_case" "检查后转为立案,本报表不计",
        /// 有更长期间的申报
        WithinLongerDeclaration = "within_longer_declaration" "已有更长期间的申报",
        /// 有更晚的申报
        LaterDeclarationExists = "later_declaration_exists" "已有更晚时点的申报",
    }
}

/// Lists are sorted by part of the figure, day, agency, kind and id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SortKey {
    pub part: i32,
    pub on: NaiveDate,
    pub agency: AgencyId,
    pub kind: String,
    pub id: Uuid,
}

/// One record and what it contributes to the figure.
#[derive(Debug, Clone)]
pub struct Record {
    pub key: SortKey,
    pub quantity: i64,
    pub amount_fen: i64,
    pub reason: Option<Reason>,
}

/// One part of what is asked from the postings. `traits` is `None` when all are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub part: i32,
    pub span: Span,
    pub counter: Counter,
    pub traits: Option<i32>,
    pub by_amount: bool,
    pub role: &'static str,
}

/// The parts of a figure with their numbers; the parts of a denominator come after those of a numerator.
pub fn parts(figure: &Figure) -> Vec<(i32, &Atom)> {
    (0..).zip(figure.atoms()).collect()
}

/// Which side of a ratio a part stands on.
pub fn side(figure: &Figure, part: i32) -> Option<Side> {
    let Figure::Ratio { of, .. } = figure else { return None };
    let is_above = usize::try_from(part).is_ok_and(|part| part < of.len());
    Some(if is_above { Side::Numerator } else { Side::Denominator })
}

/// What is counted: exactly the traits that the cell adds up.
pub fn counted(figure: &Figure, sums: &Sums) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (part, atom) in parts(figure) {
        for counter in atom.measure.counters() {
            let taken = sums.traits_of(atom, *counter).into_iter().filter(|traits| atom.takes(*traits));
            wanted.extend(taken.map(|traits| of(part, atom, *counter, Some(traits), "own")));
        }
    }
    wanted
}

/// What was looked at and left out.
pub fn left_out(figure: &Figure, sums: &Sums) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (part, atom) in parts(figure) {
        for counter in atom.measure.counters() {
            wanted.push(of(part, atom, *counter, None, "own"));
            let dropped = sums.traits_of(atom, *counter).into_iter().filter(|traits| atom.leaves_out(*traits));
            wanted.extend(dropped.map(|traits| of(part, atom, *counter, Some(traits), why(traits))));
        }
        wanted.extend(atom.measure.part_of.map(|whole| of(part, atom, whole, None, "whole")));
        let uncounted = crate::domain::measure::find("inspections_uncounted").map(|measure| measure.kinds);
        if let Some((counter, kinds)) = atom.measure.left_out.zip(uncounted) {
            wanted.extend(
                (0..8).filter_map(|traits| Some(of(part, atom, counter, Some(traits), reason(kinds, traits)?))),
            );
        }
    }
    wanted
}

fn of(part: i32, atom: &Atom, counter: Counter, traits: Option<i32>, role: &'static str) -> Wanted {
    Wanted { part, span: atom.measure.span, counter, traits, by_amount: atom.measure.is_money(), role }
}

fn why(traits: i32) -> &'static str {
    if traits & ANNULLED != 0 { Reason::Annulled.as_str() } else { Reason::LedToCase.as_str() }
}

/// Why an inspection with these traits does not count; one that lacks nothing was corrected.
fn reason(kinds: Kinds, traits: i32) -> Option<&'static str> {
    Some(kinds.of(traits).unwrap_or(Reason::Corrected.as_str()))
}
