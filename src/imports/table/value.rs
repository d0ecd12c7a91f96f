//! A row of cells becomes the JSON object that a line of NDJSON would have been.

use super::columns::{Column, Columns, Holds, Step, name_of};
use super::schema::{Leaf, LeafKind};
use crate::domain::refusal::Text;
use crate::http::csv::{is_scientific, unguarded};
use crate::http::strict_json::{self, escape};
use crate::problem::Fault;
use chrono::{NaiveDate, NaiveTime};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// What stands between the values of a list in one cell.
const BETWEEN: [char; 3] = ['|', ';', '\u{ff1b}'];
/// What a spreadsheet writes where a formula failed or a column is too narrow.
const SPOILT: [&str; 8] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "####"];

/// A row as JSON, and the way back from its members to the columns of the file.
pub struct Converted<'c> {
    pub value: Value,
    pub faults: Vec<Fault>,
    pub names: Names<'c>,
}

pub struct Names<'c> {
    columns: &'c Columns,
    /// By the pointer of a list: the numbers its items have in the header.
    items: HashMap<String, Vec<usize>>,
}

enum Node {
    Value(Value),
    Members(BTreeMap<String, Node>),
    Items(BTreeMap<usize, Node>),
}

impl Columns {
    /// A row of as many cells as the header has.
    pub fn convert(&self, cells: &[String]) -> Converted<'_> {
        let (mut root, mut spoilt) = (Node::Members(BTreeMap::new()), Vec::new());
        for (column, cell) in self.all.iter().zip(cells) {
            match value_of(column, cell) {
                Ok(Some(value)) => root.put(&column.steps, value),
                Ok(None) => {}
                Err(told) => {
                    root.put(&column.steps, Value::Null); // its item of a list is there all the same
                    spoilt.push((column, told));
                }
            }
        }
        let mut items = HashMap::new();
        let mut value = root.into_value("", &mut items);
        let fault =
            |(column, (code, detail)): (&Column, Told)| Fault::new(pointer(&column.steps, &items), code, detail);
        let faults = spoilt.into_iter().map(fault).collect();
        if let Value::Object(members) = &mut value {
            for list in self.lists.iter().filter(|list| !members.contains_key(*list)).collect::<Vec<_>>() {
                members.insert(list.clone(), Value::Array(Vec::new()));
            }
        }
        Converted { value, faults, names: Names { columns: self, items } }
    }
}

/// Cells cannot be told apart when there are more or fewer of them than columns.
pub fn wrong_count(has: usize, wants: usize) -> Fault {
    let zh = format!("本行有 {has} 列,表头有 {wants} 列");
    Fault::new("", "wrong_cell_count", Text::new(zh, format!("The row has {has} cells, the header {wants}")))
}

/// Where a member stands in the row: items that are empty do not count.
fn pointer(steps: &[Step], items: &HashMap<String, Vec<usize>>) -> String {
    let mut pointer = String::new();
    for step in steps {
        let part = match step {
            Step::Member(name) => escape(name),
            Step::Item(number) => {
                let place = items.get(&pointer).and_then(|numbers| numbers.iter().position(|one| one == number));
                place.unwrap_or(number - 1).to_string()
            }
        };
        pointer.push('/');
        pointer.push_str(&part);
    }
    pointer
}

impl Names<'_> {
    /// The column that a pointer into the row speaks of, as the file names it; the name it would have when the file has
    /// none.
    pub fn column(&self, pointer: &str) -> Option<String> {
        let steps = self.steps(pointer);
        let own = (1..=steps.len()).rev().find_map(|length| {
            let found = self.columns.all.iter().find(|column| column.steps == steps[..length]);
            found.map(|column| column.heading.clone())
        });
        own.or_else(|| (!steps.is_empty()).then(|| name_of(&steps)))
    }

    fn steps(&self, pointer: &str) -> Vec<Step> {
        let (mut before, mut steps) = (String::new(), Vec::new());
        for part in pointer.split('/').skip(1) {
            let member = part.replace("~1", "/").replace("~0", "~");
            let numbers = self.items.get(&before);
            steps.push(match (numbers, part.parse::<usize>()) {
                (Some(numbers), Ok(index)) => Step::Item(numbers.get(index).copied().unwrap_or(index + 1)),
                (None, Ok(index)) => Step::Item(index + 1),
                _ => Step::Member(member),
            });
            before = format!("{before}/{part}");
        }
        steps
    }
}

impl Node {
    fn put(&mut self, steps: &[Step], value: Value) {
        let Some((step, rest)) = steps.split_first() else {
            *self = Node::Value(value);
            return;
        };
        let inner = match step {
            Step::Member(name) => {
                if !matches!(self, Node::Members(_)) {
                    *self = Node::Members(BTreeMap::new());
                }
                let Node::Members(members) = self else { return };
                members.entry(name.clone()).or_insert_with(|| Node::Value(Value::Null))
            }
            Step::Item(number) => {
                if !matches!(self, Node::Items(_)) {
                    *self = Node::Items(BTreeMap::new());
                }
                let Node::Items(items) = self else { return };
                items.entry(*number).or_insert_with(|| Node::Value(Value::Null))
            }
        };
        inner.put(rest, value);
    }

    fn into_value(self, pointer: &str, numbers: &mut HashMap<String, Vec<usize>>) -> Value {
        match self {
            Node::Value(value) => value,
            Node::Members(members) => {
                let inner = members.into_iter().map(|(name, node)| {
                    let value = node.into_value(&format!("{pointer}/{}", escape(&name)), numbers);
                    (name, value)
                });
                Value::Object(inner.collect::<Map<_, _>>())
            }
            Node::Items(items) => {
                numbers.insert(pointer.to_owned(), items.keys().copied().collect());
                let inner = items.into_values().enumerate();
                Value::Array(inner.map(|(at, node)| node.into_value(&format!("{pointer}/{at}"), numbers)).collect())
            }
        }
    }
}

type Told = (&'static str, Text);

/// An empty cell is an absent member.
fn value_of(column: &Column, cell: &str) -> Result<Option<Value>, Told> {
    let (text, is_guarded) = text_of(cell);
    if text.is_empty() {
        return Ok(None);
    }
    match &column.holds {
        Holds::Note => Ok(None),
        Holds::Nothing => Err(told("cell_without_column", "该列没有列名", "The column has no name")),
        Holds::Value(leaf) => leaf_value(leaf, &text, is_guarded).map(Some),
        Holds::List(_) | Holds::Json if text.starts_with(['[', '{']) => json_value(&text).map(Some),
        Holds::Json => Err(told("not_json", "应为 JSON", "JSON is expected here")),
        Holds::List(leaf) => {
            let parts: Vec<&str> =
                if text.contains('|') { text.split('|').collect() } else { text.split(BETWEEN).collect() };
            let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
            parts
                .map(|part| leaf_value(leaf, part, is_guarded))
                .collect::<Result<Vec<_>, _>>()
                .map(|all| Some(all.into()))
        }
    }
}

fn json_value(text: &str) -> Result<Value, Told> {
    strict_json::parse(text.as_bytes()).map_err(|problem| {
        let first = problem.errors.into_iter().next();
        let detail = first.map_or_else(|| Text::new("不是合法的 JSON", "Not JSON"), |fault| fault.detail);
        ("not_json", detail)
    })
}

/// The text of a cell, and whether somebody saw to it that it is text: `="0123"`, or a leading apostrophe.
fn text_of(cell: &str) -> (String, bool) {
    let cell = cell.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    if let Some(inner) = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return (inner.replace("\"\"", "\"").trim().to_owned(), true);
    }
    let bare = unguarded(cell);
    (bare.to_owned(), bare.len() != cell.len())
}

fn leaf_value(leaf: &Leaf, text: &str, is_guarded: bool) -> Result<Value, Told> {
    if SPOILT.iter().any(|sign| text.starts_with(sign)) {
        return Err(told("spoilt_by_spreadsheet", "表格软件的错误值", "An error value of a spreadsheet"));
    }
    if is_scientific(text) && !is_guarded {
        let zh = "表格软件已把该值改写为科学记数法,原值已经丢失;请将该列设为文本后重新填写";
        let en = "A spreadsheet has turned the value into scientific notation and lost its digits: make the column text and enter it anew";
        return Err(told("spoilt_by_spreadsheet", zh, en));
    }
    match leaf.is {
        LeafKind::Text => {
            let code =
                leaf.codes.iter().find(|(code, word)| code == text || word == text).map(|(code, _)| code.as_str());
            Ok(code.unwrap_or(text).into())
        }
        LeafKind::Whole => text.parse::<i64>().map(Value::from).map_err(|_| {
            told(
                "not_a_whole_number",
                "应为整数,不带小数点、千分位和单位",
                "A whole number, without point, separators or unit",
            )
        }),
        LeafKind::Truth => match text.to_lowercase().as_str() {
            "true" | "是" => Ok(true.into()),
            "false" | "否" => Ok(false.into()),
            _ => Err(told("not_yes_or_no", "应为 是/否 或 true/false", "是/否 or true/false")),
        },
        LeafKind::Date => Ok(day(text).map_or_else(|| text.into(), |day| day.to_string().into())),
        LeafKind::Instant => Ok(instant(text).map_or_else(|| text.into(), Value::from)),
    }
}

fn told(code: &'static str, zh: &str, en: &str) -> Told {
    (code, Text::new(zh, en))
}

/// Year, month, day as spreadsheets and people write them; nothing else is one way to read alone.
fn day(text: &str) -> Option<NaiveDate> {
    let text = text.strip_suffix('日').unwrap_or(text).replace(['年', '月'], "-");
    let mark = ['-', '/', '.'].into_iter().find(|mark| text.contains(*mark))?;
    let parts: Vec<&str> = text.split(mark).map(str::trim).collect();
    let [year, month, day] = parts[..] else { return None };
    let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A time of day without offset is that of Asia/Shanghai.
fn instant(text: &str) -> Option<String> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let time = time.trim();
    let time =
        NaiveTime::parse_from_str(time, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M")).ok()?;
    Some(format!("{}T{}+08:00", day(date)?, time.format("%H:%M:%S")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::kinds::schema_name;
    use crate::imports::model::ImportKind;
    use crate::imports::table::schema::Shape;
    use crate::server::document;
    use serde_json::json;

    fn columns(header: &str) -> Columns {
        let shape = Shape::of(&document()["components"], &schema_name(ImportKind::Cases)).expect("cases have columns");
        let needed = "agency_code,external_id,procedure,matter_codes,filed_on,party.kind,party.name";
        let header: Vec<String> = format!("{needed},{header}").split(',').map(str::to_owned).collect();
        Columns::of(ImportKind::Cases.into(), &shape, &header).expect("a header")
    }

    fn cells(row: &str) -> Vec<String> {
        format!("350481102,A-1,普通程序,M1|M2,2023/3/1,organisation,某公司,{row}")
            .split(',')
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn cells_are_typed_and_empty_ones_are_absent() {
        let columns =
            columns("mitigated,decided_at,penalties.1.kind,penalties.1.amount_fen,penalties.2.kind,party.code,paid");
        let converted =
            columns.convert(&cells("是,2023年4月1日 9:05,,,没收非法财物,=\"0123\",[{\"on\":\"2023-05-01\"}]"));
        assert!(converted.faults.is_empty());
        let expected = json!({
            "agency_code": "350481102", "external_id": "A-1", "procedure": "ordinary", "matter_codes": ["M1", "M2"],
            "filed_on": "2023-03-01", "party": {"kind": "organisation", "name": "某公司", "code": "0123"},
            "mitigated": true, "decided_at": "2023-04-01T09:05:00+08:00",
            "penalties": [{"kind": "confiscation_of_property"}], "paid": [{"on": "2023-05-01"}],
        });
        assert_eq!(converted.value, expected);
        let name = |pointer: &str| converted.names.column(pointer);
        assert_eq!(name("/penalties/0/amount_fen").as_deref(), Some("penalties.2.amount_fen"));
        assert_eq!(name("/matter_codes/1").as_deref(), Some("matter_codes"));
        assert_eq!(name("/paid/0/amount_fen").as_deref(), Some("paid"));
        assert_eq!(name(""), None);
    }

    #[test]
    fn what_a_spreadsheet_spoilt_is_refused_and_not_guessed() {
        let columns = columns("party.code,penalties.1.amount_fen,mitigated");
        let converted = columns.convert(&cells("3.5E+17,\"20\",maybe"));
        let told: Vec<_> = converted.faults.iter().map(|one| (one.pointer.as_str(), one.code.as_ref())).collect();
        let expected = [
            ("/party/code", "spoilt_by_spreadsheet"),
            ("/penalties/0/amount_fen", "not_a_whole_number"),
            ("/mitigated", "not_yes_or_no"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn days_are_read_only_where_they_can_be_read_in_one_way() {
        let read = |text: &str| day(text).map(|day| day.to_string());
        for text in ["2023-3-1", "2023/03/01", "2023.3.1", "2023年3月1日"] {
            assert_eq!(read(text).as_deref(), Some("2023-03-01"), "{text}");
        }
        for text in ["3/1/2023", "23-3-1", "2023-02-30", "20230301", "2023-3", "2023/3-1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
