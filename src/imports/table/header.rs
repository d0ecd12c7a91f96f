//! A CSV file is opened: in which letters it is written, what stands between its cells, and which columns it has.

use super::charset::Charset;
use super::columns::Columns;
use super::rows::{Dialect, Raw, Rows};
use super::schema::Shape;
use crate::domain::refusal::Text;
use crate::imports::model::{Line, RowKind};
use crate::problem::{Code, Fault, Problem};
use std::io::{self, BufRead};

/// What may stand between cells when the header leaves no doubt.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// Columns of a file.
const COLUMNS_MAX: usize = 5_000;

/// A file whose header is understood.
pub struct Table {
    pub dialect: Dialect,
    pub header: Vec<String>,
    /// Row of the header; what stands above it is no row.
    header_row: i32,
}

impl Table {
    /// Reads the file's beginning, or all of it when nobody told its letters.
    pub fn open<R: BufRead>(
        kind: RowKind,
        shape: &Shape,
        told: Option<Charset>,
        mut file: impl FnMut() -> io::Result<R>,
    ) -> Result<Self, Problem> {
        refuse_wide(&mut file().map_err(Problem::internal)?)?;
        let charset = match told {
            Some(charset) => charset,
            None => Charset::of_bytes(file().map_err(Problem::internal)?).map_err(Problem::internal)?,
        };
        let mut best: Option<(usize, Self)> = None;
        for delimiter in DELIMITERS {
            let dialect = Dialect { charset, delimiter };
            let table = Self::begun(dialect, file().map_err(Problem::internal)?)?;
            let known = Columns::known(kind, shape, &table.header);
            if best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, table));
            }
        }
        let (_, table) = best.ok_or_else(without_header)?;
        Columns::of(kind, shape, &table.header)?;
        Ok(table)
    }

    /// The header, below a line `sep=;` if the file has one.
    fn begun(mut dialect: Dialect, file: impl BufRead) -> Result<Self, Problem> {
        let mut rows = Rows::of(file, dialect.delimiter);
        let mut first = rows.next_row().map_err(Problem::internal)?.ok_or_else(without_header)?;
        if let Some(delimiter) = separator(&first, dialect.delimiter) {
            dialect.delimiter = delimiter;
            rows.delimit_by(delimiter);
            first = rows.next_row().map_err(Problem::internal)?.ok_or_else(without_header)?;
        }
        let header_row = first.row;
        if let Some(fault) = first.fault {
            let detail = Text::new(fault.detail, fault.detail_en);
            return Err(Problem::invalid(vec![Fault::new("/header", fault.code, detail)]));
        }
        if first.cells.len() > COLUMNS_MAX {
            let detail = Text::new(format!("最多 {COLUMNS_MAX} 列"), format!("At most {COLUMNS_MAX} columns"));
            return Err(Problem::invalid(vec![Fault::new("/header", "too_many", detail)]));
        }
        let header = first.cells.iter().enumerate().map(|(place, cell)| heading(dialect.charset, place, cell));
        Ok(Self { dialect, header: header.collect::<Result<_, _>>()?, header_row })
    }

    /// The rows below the header.
    pub fn lines<R: BufRead>(&self, file: R) -> impl Iterator<Item = io::Result<Line>> {
        let mut rows = Rows::of(file, self.dialect.delimiter);
        std::iter::from_fn(move || {
            loop {
                match rows.next_row() {
                    Ok(Some(raw)) if raw.row <= self.header_row => {}
                    Ok(Some(raw)) => return Some(Ok(raw.into_line(self.dialect.charset, &self.header))),
                    Ok(None) => return None,
                    Err(error) => return Some(Err(error)),
                }
            }
        })
    }
}

fn heading(charset: Charset, place: usize, cell: &[u8]) -> Result<String, Problem> {
    let text = charset.decode(cell).map_err(|at| {
        let zh = format!("列名第 {} 个字节不是 {charset} 编码", at + 1);
        let detail = Text::new(zh, format!("Byte {} of the name is not {charset}", at + 1));
        Problem::invalid(vec![Fault::new(format!("/header/{place}"), "not_decodable", detail)])
    })?;
    Ok(text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}').to_owned())
}

/// Spreadsheets may put `sep=;` above the header. Read with the wrong delimiter it is one cell, with the right one two.
fn separator(first: &Raw, delimiter: u8) -> Option<u8> {
    let rest = first.cells.first()?.strip_prefix(b"sep=")?;
    match (rest, first.cells.len()) {
        ([one], 1) => Some(*one).filter(|one| DELIMITERS.contains(one)),
        ([], 2) => Some(delimiter),
        _ => None,
    }
}

/// Two bytes a letter: "Unicode text" of spreadsheets. And archives: a workbook is no CSV.
fn refuse_wide(file: &mut impl BufRead) -> Result<(), Problem> {
    let start = file.fill_buf().map_err(Problem::internal)?;
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") || start.starts_with(b"PK\x03\x04") {
        return Err(Problem::new(Code::MediaTypeUnsupported).detail(
            "这不是 UTF-8 或 GB18030 的 CSV 文件,请另存为「CSV UTF-8(逗号分隔)」",
            "This is no CSV in UTF-8 or GB18030: save it as “CSV UTF-8 (comma delimited)”",
        ));
    }
    Ok(())
}

fn without_header() -> Problem {
    let detail = Text::new("文件没有表头", "The file has no header");
    Problem::invalid(vec![Fault::new("/header", "header_missing", detail)])
}
