//! A form that holds: every column resolved to the measures it adds up. All faults of a form are told at once.

use super::{Column, Profile, Severity, Table};
use crate::domain::act::Power;
use crate::domain::measure::{self, Kinds, Measure, Tally};
use crate::domain::penalty::{PenaltyKind, PenaltySet};
use crate::domain::posting::{ANNULLED, Counter, LED_TO_CASE};
use crate::domain::refusal::Text;
use std::collections::HashSet;

/// One fault of a form, or one thing about it that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFault {
    pub pointer: String,
    pub code: &'static str,
    pub detail: Text,
}

/// The least part of a figure: one measure, with what the form takes of it.
#[derive(Debug, Clone)]
pub struct Atom {
    /// The column it was named in.
    pub column: String,
    pub measure: &'static Measure,
    takes: Takes,
    leaves_out: i32,
}

#[derive(Debug, Clone)]
enum Takes {
    All,
    /// Decisions whose heaviest kind is one of these.
    Penalties(Severity, PenaltySet),
    Kinds(Vec<String>),
}

impl Atom {
    /// Whether a posting with these traits belongs to it.
    pub fn takes(&self, traits: i32) -> bool {
        let wanted = traits & self.measure.with_traits == self.measure.with_traits;
        wanted && traits & self.leaves_out == 0 && self.is_of_kind(traits)
    }

    /// Whether the form leaves such a posting out by its own rule.
    pub fn leaves_out(&self, traits: i32) -> bool {
        traits & self.leaves_out != 0 && self.is_of_kind(traits)
    }

    fn is_of_kind(&self, traits: i32) -> bool {
        match &self.takes {
            Takes::All => true,
            Takes::Penalties(severity, kinds) => kinds.contains(severity.class_of(penalties_of(traits))),
            Takes::Kinds(names) => {
                self.measure.kinds.of(traits).is_some_and(|kind| names.iter().any(|name| name == kind))
            }
        }
    }

    /// The same measure without regard to kinds.
    pub fn of_any_kind(&self) -> Self {
        Self { takes: Takes::All, ..self.clone() }
    }

    /// The power without which the figure does not apply (S12).
    pub fn power(&self) -> Option<Power> {
        match &self.takes {
            Takes::Penalties(_, kinds) if kinds.iter().eq([PenaltyKind::Detention]) => Some(Power::Detention),
            _ => self.measure.power,
        }
    }
}

/// The kinds of penalty in the traits of a decision's posting.
fn penalties_of(traits: i32) -> PenaltySet {
    let bits = u16::try_from(traits & (ANNULLED - 1)).unwrap_or_default();
    PenaltySet::from_bits(bits).unwrap_or_default()
}

/// What stands in a column.
#[derive(Debug, Clone)]
pub enum Figure {
    Sum(Vec<Atom>),
    Ratio { of: Vec<Atom>, to: Vec<Atom> },
}

impl Figure {
    /// All its parts; the sides of a ratio one after the other.
    pub fn atoms(&self) -> impl Iterator<Item = &Atom> {
        let (of, to) = match self {
            Figure::Sum(atoms) => (atoms, None),
            Figure::Ratio { of, to } => (of, Some(to)),
        };
        of.iter().chain(to.into_iter().flatten())
    }

    pub fn is_money(&self) -> bool {
        matches!(self, Figure::Sum(atoms) if atoms.iter().any(|atom| atom.measure.is_money()))
    }
}

/// 报表格式 that has been checked, with the figure of every column of every table.
#[derive(Debug, Clone)]
pub struct Form {
    pub profile: Profile,
    pub version: i32,
    pub figures: Vec<Vec<Figure>>,
    pub warnings: Vec<ProfileFault>,
}

impl Form {
    pub fn of(profile: Profile) -> Result<Self, Vec<ProfileFault>> {
        let mut check = Check::default();
        let order = check.severity(&profile.severity);
        check.unique("/tables", profile.tables.iter().map(|table| table.id.as_str()));
        for (place, table) in profile.tables.iter().enumerate() {
            check.table(&format!("/tables/{place}"), table);
        }
        if !check.faults.is_empty() {
            return Err(check.faults);
        }
        let figures = profile.tables.iter().map(|table| figures_of(&profile, table, &order)).collect();
        Ok(Self { profile, version: 1, figures, warnings: check.warnings })
    }

    /// The table of that name, with its figures.
    pub fn table(&self, id: &str) -> Option<(&Table, &[Figure])> {
        let place = self.profile.tables.iter().position(|table| table.id == id)?;
        Some((&self.profile.tables[place], &self.figures[place]))
    }
}

#[derive(Default)]
struct Check {
    faults: Vec<ProfileFault>,
    warnings: Vec<ProfileFault>,
}

impl Check {
    fn fault(&mut self, pointer: impl Into<String>, code: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        self.faults.push(ProfileFault { pointer: pointer.into(), code, detail: Text::new(zh, en) });
    }

    /// S3: all fourteen kinds once, `other` lightest.
    fn severity(&mut self, names: &[String]) -> Vec<PenaltyKind> {
        let mut order = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let pointer = format!("/severity/{place}");
            match name.parse::<PenaltyKind>() {
                Err(_) => {
                    self.fault(pointer, "unknown_kind", format!("没有 {name} 这种处罚"), format!("No kind {name}"))
                }
                Ok(kind) if order.contains(&kind) => {
                    self.fault(pointer, "repeated_kind", format!("{name} 重复"), format!("{name} is named twice"));
                }
                Ok(kind) => order.push(kind),
            }
        }
        let missing: Vec<&str> =
            PenaltyKind::ALL.iter().filter(|kind| !order.contains(kind)).map(|kind| kind.as_str()).collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            self.fault("/severity", "kinds_missing", format!("缺少 {missing}"), format!("{missing} missing"));
        } else if order.first() != Some(&PenaltyKind::Other) {
            self.fault("/severity/0", "other_not_lightest", "其他应列在最前", "`other` must come first");
        }
        order
    }

    fn unique<'a>(&mut self, pointer: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen = HashSet::new();
        for (place, id) in ids.enumerate() {
            if !seen.insert(id) {
                let pointer = format!("{pointer}/{place}/id");
                self.fault(pointer, "duplicate_id", format!("{id} 重复"), format!("{id} is there twice"));
            }
        }
    }

    fn table(&mut self, pointer: &str, table: &Table) {
        let columns = format!("{pointer}/columns");
        self.unique(&columns, table.columns.iter().map(|column| column.id.as_str()));
        for (place, column) in table.columns.iter().enumerate() {
            self.column(&format!("{columns}/{place}"), table, column);
        }
        self.kinds_once(&columns, table);
        for (place, column) in table.columns.iter().enumerate() {
            if depends_on_itself(table, column) {
                let pointer = format!("{columns}/{place}");
                let id = &column.id;
                self.fault(pointer, "cycle", format!("{id} 引用自身"), format!("{id} depends on itself"));
            }
        }
    }

    fn column(&mut self, pointer: &str, table: &Table, column: &Column) {
        let ways = [column.measure.is_some(), column.sum_of.is_some(), column.ratio.is_some()];
        if ways.iter().filter(|way| **way).count() != 1 {
            let en = "Exactly one of measure, sum_of and ratio";
            self.fault(pointer, "not_one_definition", "应当且只能有 measure、sum_of、ratio 之一", en);
        }
        let known = column.measure.as_deref().map(|id| (id, measure::find(id)));
        if let Some((id, None)) = known {
            let pointer = format!("{pointer}/measure");
            self.fault(pointer, "unknown_measure", format!("没有指标 {id}"), format!("No measure {id}"));
        }
        for (place, kind) in column.kinds.iter().flatten().enumerate() {
            let knows = known.and_then(|(_, measure)| measure).is_some_and(|measure| measure.kinds.knows(kind));
            if !knows {
                let pointer = format!("{pointer}/kinds/{place}");
                let en = format!("The measure knows no kind {kind}");
                self.fault(pointer, "unknown_kind", format!("该指标没有 {kind} 这一种类"), en);
            }
        }
        for (place, id) in column.sum_of.iter().flatten().enumerate() {
            self.refers(format!("{pointer}/sum_of/{place}"), table, id);
        }
        if let Some(ratio) = &column.ratio {
            self.refers(format!("{pointer}/ratio/of"), table, &ratio.of);
            self.refers(format!("{pointer}/ratio/to"), table, &ratio.to);
        }
        let mut of_sum = column.sum_of.iter().flatten().filter_map(|id| find(table, id).and_then(is_money));
        if of_sum.next().is_some_and(|first| of_sum.any(|other| other != first)) {
            self.fault(
                format!("{pointer}/sum_of"),
                "units_mixed",
                "件数与金额不能相加",
                "Counts and amounts do not add up",
            );
        }
    }

    /// A sum and a ratio are made of columns that are no ratios.
    fn refers(&mut self, pointer: String, table: &Table, id: &str) {
        match find(table, id) {
            None => self.fault(pointer, "unknown_column", format!("本表没有列 {id}"), format!("No column {id}")),
            Some(column) if is_share(column) => {
                let en = format!("{id} is a ratio and does not add up");
                self.fault(pointer, "ratio_as_part", format!("{id} 是比率,不能参与计算"), en);
            }
            Some(_) => {}
        }
    }

    /// A kind belongs to one column; one that no column names is counted as 其他.
    fn kinds_once(&mut self, pointer: &str, table: &Table) {
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        for (place, column) in table.columns.iter().enumerate() {
            let measure = column.measure.as_deref().unwrap_or_default();
            for (nth, kind) in column.kinds.iter().flatten().enumerate() {
                if !seen.insert((measure, kind)) {
                    let pointer = format!("{pointer}/{place}/kinds/{nth}");
                    let en = format!("{kind} stands in two columns");
                    self.fault(pointer, "kind_in_two_columns", format!("{kind} 出现在两列"), en);
                }
            }
        }
        let penalties = |kind: &&PenaltyKind| !seen.contains(&("penalty_decisions", kind.as_str()));
        let unnamed: Vec<&str> = PenaltyKind::ALL.iter().filter(penalties).map(|kind| kind.as_str()).collect();
        if !unnamed.is_empty() && unnamed.len() < PenaltyKind::ALL.len() {
            let unnamed = unnamed.join(", ");
            let detail = Text::new(format!("{unnamed} 计入其他"), format!("{unnamed} are counted as `other`"));
            self.warnings.push(ProfileFault { pointer: pointer.to_owned(), code: "kinds_not_named", detail });
        }
    }
}

fn find<'t>(table: &'t Table, id: &str) -> Option<&'t Column> {
    table.columns.iter().find(|column| column.id == id)
}

fn is_share(column: &Column) -> bool {
    let share = |id: &str| measure::find(id).is_some_and(|one| matches!(one.tally, Tally::Share { .. }));
    column.ratio.is_some() || column.measure.as_deref().is_some_and(share)
}

fn is_money(column: &Column) -> Option<bool> {
    column.measure.as_deref().and_then(measure::find).map(Measure::is_money)
}

/// Columns that a column names.
fn named_by(column: &Column) -> impl Iterator<Item = &str> {
    let sides = column.ratio.iter().flat_map(|ratio| [ratio.of.as_str(), ratio.to.as_str()]);
    column.sum_of.iter().flatten().map(String::as_str).chain(sides)
}

fn depends_on_itself(table: &Table, column: &Column) -> bool {
    let mut waiting: Vec<&str> = named_by(column).collect();
    let mut seen = HashSet::new();
    while let Some(id) = waiting.pop() {
        if id == column.id {
            return true;
        }
        if seen.insert(id) {
            waiting.extend(find(table, id).into_iter().flat_map(named_by));
        }
    }
    false
}

/// The figures of a table that has no faults.
fn figures_of(profile: &Profile, table: &Table, order: &[PenaltyKind]) -> Vec<Figure> {
    let kinds_of = |column: &Column| {
        let names = column.kinds.iter().flatten();
        names.filter_map(|name| name.parse::<PenaltyKind>().ok()).collect::<Vec<_>>()
    };
    let named: PenaltySet = table.columns.iter().flat_map(kinds_of).collect();
    let resolve = Resolve { profile, table, severity: Severity::new(order.to_vec(), named) };
    table.columns.iter().map(|column| resolve.figure(column)).collect()
}

struct Resolve<'p> {
    profile: &'p Profile,
    table: &'p Table,
    severity: Severity,
}

impl Resolve<'_> {
    fn figure(&self, column: &Column) -> Figure {
        if let Some(ratio) = &column.ratio {
            return Figure::Ratio { of: self.named(&ratio.of), to: self.named(&ratio.to) };
        }
        match column.measure.as_deref().and_then(measure::find).map(|measure| measure.tally) {
            Some(Tally::Share { of, to }) => Figure::Ratio { of: self.plain(column, of), to: self.plain(column, to) },
            _ => Figure::Sum(self.atoms(column)),
        }
    }

    fn named(&self, id: &str) -> Vec<Atom> {
        find(self.table, id).map(|column| self.atoms(column)).unwrap_or_default()
    }

    fn plain(&self, column: &Column, id: &str) -> Vec<Atom> {
        measure::find(id).map(|measure| self.atom(column, measure)).into_iter().collect()
    }

    fn atoms(&self, column: &Column) -> Vec<Atom> {
        match column.measure.as_deref().and_then(measure::find) {
            Some(measure) => vec![self.atom(column, measure)],
            None => column.sum_of.iter().flatten().flat_map(|id| self.named(id)).collect(),
        }
    }

    fn atom(&self, column: &Column, measure: &'static Measure) -> Atom {
        let takes = match (&column.kinds, measure.kinds) {
            (None, _) => Takes::All,
            (Some(names), Kinds::Penalties) => {
                let kinds = names.iter().filter_map(|name| name.parse::<PenaltyKind>().ok()).collect();
                Takes::Penalties(self.severity.clone(), kinds)
            }
            (Some(names), _) => Takes::Kinds(names.clone()),
        };
        let annulled = if measure.of_decision && !self.profile.include_annulled { ANNULLED } else { 0 };
        let is_inspections = measure.counters() == [Counter::Inspections];
        let led_on = is_inspections && self.profile.exclude_inspections_leading_to_acts;
        let leaves_out = annulled | if led_on { LED_TO_CASE } else { 0 };
        Atom { column: column.id.clone(), measure, takes, leaves_out }
    }
}
