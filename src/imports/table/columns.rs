//! The columns of a file: which member of the row each one fills. A header that cannot be read whole refuses the file.

use super::schema::{Leaf, Shape};
use crate::domain::refusal::Text;
use crate::imports::model::RowKind;
use crate::problem::{Fault, Problem};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Columns whose name begins with it are notes for people.
pub const NOTE: char = '#';
/// How alike a name must be to be suggested: 1 is the same.
const ALIKE: f64 = 0.7;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Member(String),
    /// Counted from 1, as the header does.
    Item(usize),
}

#[derive(Debug, Clone)]
pub enum Holds {
    Value(Leaf),
    /// Several values in one cell.
    List(Leaf),
    /// JSON: an object, or a list of objects.
    Json,
    /// Nothing that is read.
    Note,
    /// A column without a name: its cells must be empty.
    Nothing,
}

#[derive(Debug, Clone)]
pub struct Column {
    /// As it stands in the file.
    pub heading: String,
    pub steps: Vec<Step>,
    pub holds: Holds,
}

#[derive(Debug, Clone)]
pub struct Columns {
    pub all: Vec<Column>,
    /// Lists that a row must have: an empty one when its cells are.
    pub lists: Vec<String>,
}

/// The dotted name of a member: `party.name`, `penalties.1.kind`.
pub fn name_of(steps: &[Step]) -> String {
    let mut name = String::new();
    for step in steps {
        let dot = if name.is_empty() { "" } else { "." };
        let _ = match step {
            Step::Member(member) => write!(name, "{dot}{member}"),
            Step::Item(number) => write!(name, "{dot}{number}"),
        };
    }
    name
}

impl Columns {
    pub fn of(kind: RowKind, shape: &Shape, header: &[String]) -> Result<Self, Problem> {
        let mut faults = Vec::new();
        let mut all: Vec<Column> = Vec::with_capacity(header.len());
        for (place, heading) in header.iter().enumerate() {
            let Some(column) = column_of(kind, shape, heading) else {
                faults.push(unknown(kind, shape, place, heading));
                continue;
            };
            if let Some(other) = all.iter().find(|other| collide(other, &column)) {
                let detail = Text::new(
                    format!("列「{heading}」与「{}」重复", other.heading),
                    format!("Column {heading} says the same as {}", other.heading),
                );
                faults.push(Fault::new(format!("/header/{place}"), "duplicate_column", detail));
            }
            all.push(column);
        }
        faults.extend(missing(shape, &all));
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        let lists = shape.members().iter().filter(|member| member.is_required);
        let lists = lists.filter(|member| matches!(member.shape, Shape::List { .. }));
        Ok(Self { all, lists: lists.map(|member| member.name.clone()).collect() })
    }

    /// How many names of a header are columns of the kind; tells one delimiter from another.
    pub fn known(kind: RowKind, shape: &Shape, header: &[String]) -> usize {
        let is_known =
            |heading: &&String| column_of(kind, shape, heading).is_some_and(|column| !column.steps.is_empty());
        header.iter().filter(is_known).count()
    }
}

fn column_of(kind: RowKind, shape: &Shape, heading: &str) -> Option<Column> {
    let heading = heading.trim().to_owned();
    let plain = |holds| Some(Column { heading: heading.clone(), steps: Vec::new(), holds });
    if heading.is_empty() {
        return plain(Holds::Nothing);
    }
    if heading.starts_with(NOTE) {
        return plain(Holds::Note);
    }
    let found = resolve(shape, &heading);
    let (steps, holds) = found.or_else(|| alias(kind, &heading).and_then(|name| resolve(shape, &name)))?;
    Some(Column { heading, steps, holds })
}

fn resolve(shape: &Shape, name: &str) -> Option<(Vec<Step>, Holds)> {
    let (mut shape, mut steps) = (shape, Vec::new());
    for part in name.split('.') {
        match shape {
            Shape::Object(members) => {
                let member = members.iter().find(|member| member.name == part)?;
                steps.push(Step::Member(part.to_owned()));
                shape = &member.shape;
            }
            Shape::List { item, most } => {
                let is_plain = part.bytes().all(|byte| byte.is_ascii_digit()) && !part.starts_with('0');
                let number = part.parse().ok().filter(|number| is_plain && (1..=*most).contains(number))?;
                steps.push(Step::Item(number));
                shape = item;
            }
            Shape::Leaf(_) => return None,
        }
    }
    let holds = match shape {
        Shape::Leaf(leaf) => Holds::Value(leaf.clone()),
        Shape::List { item, .. } => match item.as_ref() {
            Shape::Leaf(leaf) => Holds::List(leaf.clone()),
            _ => Holds::Json,
        },
        Shape::Object(_) => Holds::Json,
    };
    Some((steps, holds))
}

/// Two columns for one member, or for a member and a part of it.
fn collide(one: &Column, other: &Column) -> bool {
    let shorter = one.steps.len().min(other.steps.len());
    shorter > 0 && one.steps[..shorter] == other.steps[..shorter]
}

fn missing(shape: &Shape, all: &[Column]) -> Vec<Fault> {
    let is_there = |name: &str| all.iter().any(|column| column.steps.first() == Some(&Step::Member(name.to_owned())));
    let lacking = shape.members().iter().filter(|member| member.is_required && !is_there(&member.name));
    let fault = |name: &str| {
        let detail = Text::new(format!("缺少列 {name}"), format!("There is no column {name}"));
        Fault::new("/header", "column_missing", detail)
    };
    lacking.map(|member| fault(&member.name)).collect()
}

fn unknown(kind: RowKind, shape: &Shape, place: usize, heading: &str) -> Fault {
    let (mut zh, mut en) = (format!("没有列「{heading}」"), format!("There is no column {heading}"));
    if let Some(near) = nearest(kind, shape, heading) {
        let _ = write!(zh, ",是否为「{near}」?");
        let _ = write!(en, "; did you mean {near}?");
    }
    Fault::new(format!("/header/{place}"), "unknown_column", Text::new(zh, en))
}

fn nearest(kind: RowKind, shape: &Shape, heading: &str) -> Option<String> {
    let mut names = Vec::new();
    names_under(shape, String::new(), &mut names);
    names.extend(aliases_of(kind).map(|(alias, _)| alias.replace(NUMBER, "1")));
    let scored = names.into_iter().map(|name| (strsim::jaro_winkler(&name, heading.trim()), name));
    scored.filter(|(score, _)| *score >= ALIKE).max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, name)| name)
}

/// Every name that a header may use; of a numbered list the first item's.
pub fn names_under(shape: &Shape, before: String, names: &mut Vec<String>) {
    let dotted = |part: &str| if before.is_empty() { part.to_owned() } else { format!("{before}.{part}") };
    match shape {
        Shape::Leaf(_) => names.push(before),
        Shape::Object(members) => members.iter().for_each(|one| names_under(&one.shape, dotted(&one.name), names)),
        Shape::List { item, .. } => match item.as_ref() {
            Shape::Leaf(_) => names.push(before),
            item => names_under(item, dotted("1"), names),
        },
    }
}

/// Stands for the number of an item in an alias.
const NUMBER: &str = "{n}";

/// 列名对照: other names of columns, by kind; `*` holds for all. They are data: `data/import-columns.json`.
static ALIASES: LazyLock<HashMap<String, HashMap<String, String>>> = LazyLock::new(|| {
    let text = include_str!("../../../data/import-columns.json");
    let table: Value = serde_json::from_str(text).unwrap_or_default();
    serde_json::from_value(table).unwrap_or_default()
});

fn aliases_of(kind: RowKind) -> impl Iterator<Item = (&'static String, &'static String)> {
    [kind.as_str(), "*"].into_iter().filter_map(|kind| ALIASES.get(kind)).flatten()
}

fn alias(kind: RowKind, heading: &str) -> Option<String> {
    aliases_of(kind).find_map(|(alias, name)| {
        let Some((before, after)) = alias.split_once(NUMBER) else { return (alias == heading).then(|| name.clone()) };
        let number = heading.strip_prefix(before)?.strip_suffix(after)?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| name.replace(NUMBER, number))
    })
}

/// Every alias of a kind with the member it stands for, for whoever checks the table.
pub fn alias_table(kind: RowKind) -> Vec<(String, String)> {
    aliases_of(kind).map(|(alias, name)| (alias.clone(), name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::kinds::schema_name;
    use crate::imports::model::ImportKind;
    use crate::server::document;

    fn shape(kind: ImportKind) -> Shape {
        Shape::of(&document()["components"], &schema_name(kind)).expect("a form of rows has columns")
    }

    fn faults(kind: ImportKind, header: &[&str]) -> Vec<(String, String)> {
        let header: Vec<String> = header.iter().map(|one| (*one).to_owned()).collect();
        let refused = Columns::of(kind.into(), &shape(kind), &header).expect_err("must be refused");
        refused.errors.into_iter().map(|fault| (fault.code.into_owned(), fault.detail.en)).collect()
    }

    #[test]
    fn every_kind_has_columns_and_every_alias_names_one() {
        for kind in ImportKind::ALL {
            let shape = shape(*kind);
            let own = ALIASES.get(kind.as_str()).unwrap_or_else(|| panic!("{kind} has no aliases"));
            for (alias, name) in own {
                let name = name.replace(NUMBER, "1");
                assert!(resolve(&shape, &name).is_some(), "{kind}: {alias} stands for {name}, which is no column");
            }
        }
        for (alias, name) in &ALIASES["*"] {
            let is_somewhere = ImportKind::ALL.iter().any(|kind| resolve(&shape(*kind), name).is_some());
            assert!(is_somewhere, "{alias} stands for {name}, which no kind has");
        }
    }

    #[test]
    fn a_header_is_refused_with_all_its_faults() {
        let told =
            faults(ImportKind::Officers, &["agency_code", "nmae", "valid_from", "valid_from", "有效期起", "#note", ""]);
        let codes: Vec<&str> = told.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["unknown_column", "duplicate_column", "duplicate_column", "column_missing"]);
        assert!(told[0].1.ends_with("did you mean name?"), "{}", told[0].1);
        let told = faults(
            ImportKind::Cases,
            &["agency_code", "penalties", "penalties.1.kind", "penalties.0.kind", "penalties.15.kind"],
        );
        assert_eq!(told[0].0, "duplicate_column");
        assert_eq!(told.iter().filter(|(code, _)| code == "unknown_column").count(), 2);
    }
}
