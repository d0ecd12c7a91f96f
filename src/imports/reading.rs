//! A line of a file becomes a form: JSON as it stands, or cells under their columns. All that is wrong is told at once.

use super::model::{RowFault, RowKind, faults_of};
use super::receipt::{Arrived, FileAsked, lines_of, shape_of, table_of};
use super::table::columns::{Columns, Holds};
use super::table::template;
use super::table::value::{Converted, Names, wrong_count};
use crate::http::body::from_value;
use crate::http::shapes::Shapes;
use crate::http::strict_json;
use crate::problem::{Code, Problem};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

/// A file that is read at once has at most so many rows.
const ROWS_MAX: usize = 100_000;

/// Every row of a file with its number: its form, or all that is wrong with it by itself; `faults` tells what its schema does not.
pub fn read_rows<F: DeserializeOwned + ToSchema, K: Into<RowKind> + Copy>(
    asked: FileAsked<K>,
    file: Arrived,
    shapes: &Shapes,
    faults: impl Fn(&F) -> Vec<RowFault>,
) -> Result<Vec<(i32, Result<F, Vec<RowFault>>)>, Problem> {
    let table = table_of(asked, file, shapes)?;
    let shape = shape_of(asked.kind, shapes)?;
    let columns = table.as_ref().map(|table| Columns::of(asked.kind.into(), &shape, &table.header)).transpose()?;
    let reader = Reader { shapes, columns: columns.as_ref() };
    let mut all = Vec::new();
    for line in lines_of(table.as_ref(), file)? {
        let line = line.map_err(Problem::internal)?;
        if all.len() == ROWS_MAX {
            let (zh, en) = (format!("最多 {ROWS_MAX} 行"), format!("At most {ROWS_MAX} rows"));
            return Err(Problem::new(Code::BodyTooLarge).detail(zh, en));
        }
        let form = if line.faults.is_empty() { judged(&reader, &line.text, &faults) } else { Err(line.faults) };
        all.push((line.number, form));
    }
    Ok(all)
}

fn judged<F: DeserializeOwned + ToSchema>(
    reader: &Reader,
    text: &str,
    told: &impl Fn(&F) -> Vec<RowFault>,
) -> Result<F, Vec<RowFault>> {
    let Read { form, names } = reader.read::<F>(text);
    let judged = form.and_then(|form| {
        let faults = told(&form);
        if faults.is_empty() { Ok(form) } else { Err(faults) }
    });
    judged.map_err(|faults| {
        let column = |fault: &RowFault| names.as_ref().and_then(|names| names.column(&fault.pointer));
        faults.into_iter().map(|fault| RowFault { column: column(&fault), ..fault }).collect()
    })
}

pub struct Reader<'r> {
    pub shapes: &'r Shapes,
    pub columns: Option<&'r Columns>,
}

pub struct Read<'r, F> {
    pub form: Result<F, Vec<RowFault>>,
    /// From the members of the row back to its columns.
    pub names: Option<Names<'r>>,
}

impl<'r> Reader<'r> {
    pub fn read<F: DeserializeOwned + ToSchema>(&self, text: &str) -> Read<'r, F> {
        let Some(columns) = self.columns else {
            let value = strict_json::parse(text.as_bytes());
            if value.as_ref().is_ok_and(template::holds_example) {
                return Read { form: Err(vec![template::example_sent()]), names: None };
            }
            let form = value.and_then(|value| {
                self.shapes.check(&F::name(), &value)?;
                from_value(value)
            });
            return Read { form: form.map_err(|problem| faults_of(&problem)), names: None };
        };
        let cells: Vec<String> = match serde_json::from_str(text) {
            Ok(cells) => cells,
            Err(error) => return Read { form: Err(faults_of(&Problem::internal(error))), names: None },
        };
        if cells.len() != columns.all.len() {
            let fault = RowFault::from(&wrong_count(cells.len(), columns.all.len()));
            return Read { form: Err(vec![fault]), names: None };
        }
        let notes = columns.all.iter().zip(&cells).filter(|(column, _)| matches!(column.holds, Holds::Note));
        if notes.into_iter().any(|(_, note)| template::is_example(note)) {
            return Read { form: Err(vec![template::example_sent()]), names: None };
        }
        self.read_cells(columns.convert(&cells))
    }

    fn read_cells<F: DeserializeOwned + ToSchema>(&self, converted: Converted<'r>) -> Read<'r, F> {
        let Converted { value, faults, names } = converted;
        let checked = self.shapes.check(&F::name(), &value);
        let form = match checked {
            Ok(()) if faults.is_empty() => from_value(value).map_err(|problem| faults_of(&problem)),
            checked => {
                // What the schema says of a cell that could not be read is said of something else.
                let of_cells: Vec<RowFault> = faults.iter().map(RowFault::from).collect();
                let further = checked.err().map(|problem| faults_of(&problem)).unwrap_or_default();
                let is_new = |fault: &RowFault| of_cells.iter().all(|one| !fault.pointer.starts_with(&one.pointer));
                let further: Vec<RowFault> = further.into_iter().filter(is_new).collect();
                Err(of_cells.into_iter().chain(further).collect())
            }
        };
        Read { form, names: Some(names) }
    }
}
