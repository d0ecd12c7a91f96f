//! What became of the rows, as a spreadsheet: notes first, then the row as it was sent. Whoever mends the cells can send
//! the same file again: the notes are not read.

use super::columns::NOTE;
use super::schema::Shape;
use crate::db::View;
use crate::db::page::{LIMIT_MAX, PageOf};
use crate::domain::refusal::Text;
use crate::http::csv::{self, text_cell};
use crate::http::language::Language;
use crate::http::shapes::Shapes;
use crate::imports::model::{Import, ImportFormat, RowFault};
use crate::imports::receipt::shape_of;
use crate::imports::store::{self, ReportedRow, RowFilter};
use crate::problem::Problem;
use serde_json::Value;

const NOTES: [&str; 5] = ["#row", "#line", "#outcome", "#faults", "#warnings"];

/// The file of all rows that are asked for.
pub fn of(
    view: &mut View,
    import: &Import,
    filter: RowFilter,
    shapes: &Shapes,
    language: Language,
) -> Result<Vec<u8>, Problem> {
    let rows = all_rows(view, import, filter)?;
    let shape = shape_of(import.kind, shapes)?;
    let (header, cells) = match import.source.format {
        ImportFormat::Csv => as_sent(&import.source.header, &rows),
        ImportFormat::Ndjson => flattened(&shape, &rows),
    };
    let header = NOTES.iter().map(|note| (*note).to_owned()).chain(header).collect();
    let lines = rows.iter().zip(cells).map(|(row, cells)| notes(row, language).into_iter().chain(cells).collect());
    csv::file(std::iter::once(header).chain(lines))
}

fn all_rows(view: &mut View, import: &Import, filter: RowFilter) -> Result<Vec<ReportedRow>, Problem> {
    let mut all = Vec::new();
    let mut page = PageOf { after: None, limit: LIMIT_MAX };
    loop {
        let (rows, next) = store::rows(view, import, filter, &page)?;
        all.extend(rows);
        let Some(next) = next else { return Ok(all) };
        page = PageOf::parse(Some(&next), Some(LIMIT_MAX))?;
    }
}

fn notes(row: &ReportedRow, language: Language) -> Vec<String> {
    let told = |faults: &[RowFault]| {
        let one = |fault: &RowFault| {
            let detail = Text::new(fault.detail.clone(), fault.detail_en.clone());
            let place = fault.column.as_deref().unwrap_or(&fault.pointer);
            let place = if place.is_empty() { String::new() } else { format!("{place}: ") };
            format!("{place}{} ({})", language.pick(&detail), fault.code)
        };
        text_cell(&faults.iter().map(one).collect::<Vec<_>>().join("\n"))
    };
    let outcome = row.outcome.map(|outcome| match language {
        Language::Zh => outcome.label_zh(),
        Language::En => outcome.as_str(),
    });
    let (faults, warnings) = (told(&row.faults), told(&row.warnings));
    let outcome = outcome.unwrap_or_default().to_owned();
    vec![row.row_number.to_string(), row.file_line.to_string(), outcome, faults, warnings]
}

/// The cells of a CSV file under their own headings; its notes are left out.
fn as_sent(header: &[String], rows: &[ReportedRow]) -> (Vec<String>, Vec<Vec<String>>) {
    let kept: Vec<usize> = (0..header.len()).filter(|place| !header[*place].starts_with(NOTE)).collect();
    let cells = rows.iter().map(|row| {
        let cells: Vec<String> = serde_json::from_str(&row.content).unwrap_or_default();
        kept.iter().map(|place| cells.get(*place).map(|cell| guarded(cell)).unwrap_or_default()).collect()
    });
    (kept.iter().map(|place| text_cell(&header[*place])).collect(), cells.collect())
}

/// A cell that was guarded stays so.
fn guarded(cell: &str) -> String {
    if csv::unguarded(cell).len() < cell.len() { cell.to_owned() } else { text_cell(cell) }
}

/// JSON rows in columns: as many as the rows have members, in the order of the form.
fn flattened(shape: &Shape, rows: &[ReportedRow]) -> (Vec<String>, Vec<Vec<String>>) {
    let values: Vec<Value> = rows.iter().map(|row| serde_json::from_str(&row.content).unwrap_or_default()).collect();
    let mut names = Vec::new();
    columns_of(shape, &values.iter().collect::<Vec<_>>(), String::new(), &mut names);
    let cells = values.iter().map(|value| names.iter().map(|name| cell_of(value, name)).collect());
    let cells = cells.collect();
    (names, cells)
}

fn columns_of(shape: &Shape, values: &[&Value], before: String, names: &mut Vec<String>) {
    let dotted = |part: &str| if before.is_empty() { part.to_owned() } else { format!("{before}.{part}") };
    let fits = |is: fn(&Value) -> bool| values.iter().all(|value| is(value));
    match shape {
        Shape::Object(members) if fits(Value::is_object) => {
            for member in members {
                let inner: Vec<&Value> = values.iter().filter_map(|value| value.get(&member.name)).collect();
                let inner: Vec<&Value> = inner.into_iter().filter(|value| !value.is_null()).collect();
                if member.is_required || !inner.is_empty() {
                    columns_of(&member.shape, &inner, dotted(&member.name), names);
                }
            }
        }
        Shape::List { item, .. } if fits(Value::is_array) && matches!(**item, Shape::Object(_)) => {
            let most = values.iter().filter_map(|value| value.as_array()).map(Vec::len).max().unwrap_or_default();
            if most == 0 {
                names.push(before);
                return;
            }
            for number in 1..=most {
                let inner: Vec<&Value> = values.iter().filter_map(|value| value.get(number - 1)).collect();
                columns_of(item, &inner, dotted(&number.to_string()), names);
            }
        }
        _ => names.push(before),
    }
}

fn cell_of(row: &Value, name: &str) -> String {
    let step = |value: &'_ Value, part: &str| match value {
        Value::Array(items) => part.parse::<usize>().ok().and_then(|number| items.get(number.checked_sub(1)?).cloned()),
        value => value.get(part).cloned(),
    };
    let found = name.split('.').try_fold(row.clone(), |value, part| step(&value, part));
    found.map(|value| text_of(&value)).unwrap_or_default()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text_cell(text),
        Value::Array(items) => {
            let plain = |item: &Value| item.as_str().filter(|text| !text.contains('|')).map(str::to_owned);
            match items.iter().map(plain).collect::<Option<Vec<String>>>() {
                // A value that holds another separator is told from two values by a bar behind it.
                Some(texts) if texts.len() == 1 && texts[0].contains([';', '\u{ff1b}']) => {
                    text_cell(&format!("{}|", texts[0]))
                }
                Some(texts) => text_cell(&texts.join("|")),
                None => value.to_string(),
            }
        }
        other => other.to_string(),
    }
}
