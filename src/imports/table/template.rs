//! 导入模板: the columns of a kind, written from its schema, with one example row below them. The row says that it is an
//! example, and whoever sends it as a record is told so: nobody's figures begin with a case that never was.

use super::columns::{NOTE, names_under};
use super::schema::Shape;
use crate::domain::refusal::Text;
use crate::http::csv::{self, text_cell};
use crate::imports::model::{ImportKind, RowFault};
use crate::problem::{Fault, Problem};
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The column, or in NDJSON the member, that says what a row is.
const NOTE_NAME: &str = "#说明";
/// The note that the example row carries, and how such a note begins however it goes on.
const EXAMPLE: &str = "示例行,填写时请删除 (example row: delete it)";
const SIGNS: [&str; 2] = ["示例行", "example row"];

/// 示例: one plausible row of each kind. They are data: `data/import-examples.json`.
static ROWS: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../data/import-examples.json")).unwrap_or_default());

pub fn csv(kind: ImportKind, shape: &Shape) -> Result<Vec<u8>, Problem> {
    let mut header = Vec::new();
    names_under(shape, String::new(), &mut header);
    let row = ROWS.get(kind.as_str());
    let cells: Vec<String> = header.iter().map(|name| row.map_or_else(String::new, |row| cell(row, name))).collect();
    let line = |first: &str, rest: Vec<String>| std::iter::once(first.to_owned()).chain(rest).collect::<Vec<_>>();
    csv::file([line(NOTE_NAME, header), line(EXAMPLE, cells)])
}

pub fn ndjson(kind: ImportKind) -> Vec<u8> {
    let mut row = Map::from_iter([(NOTE_NAME.to_owned(), EXAMPLE.into())]);
    row.extend(ROWS.get(kind.as_str()).and_then(Value::as_object).cloned().unwrap_or_default());
    format!("{}\n", Value::Object(row)).into_bytes()
}

/// What a note says of its row.
pub fn is_example(note: &str) -> bool {
    let note = note.trim().to_lowercase();
    SIGNS.iter().any(|sign| note.starts_with(sign))
}

/// Whether a row of NDJSON says that it is an example.
pub fn holds_example(row: &Value) -> bool {
    let notes = row.as_object().into_iter().flatten().filter(|(name, _)| name.starts_with(NOTE));
    notes.filter_map(|(_, note)| note.as_str()).any(is_example)
}

/// The fault of an example that was sent as a record.
pub fn example_sent() -> RowFault {
    let detail = Text::new(
        "这是模板的示例行:请删除;若已改成真实记录,请去掉「#说明」一格的文字",
        "This is the template's example row: delete it; if it is a real record now, take its note away",
    );
    RowFault::from(&Fault::new("", "example_row", detail))
}

/// The cell under a dotted name; items of a list count from 1. What the example does not have is left empty.
fn cell(row: &Value, name: &str) -> String {
    let found = name.split('.').try_fold(row, |value, part| match value {
        Value::Array(items) => items.get(part.parse::<usize>().ok()?.checked_sub(1)?),
        _ => value.get(part),
    });
    match found {
        Some(Value::Array(items)) => text_cell(&items.iter().map(plain).collect::<Vec<_>>().join("|")),
        Some(value) => plain(value),
        None => String::new(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), text_cell)
}
