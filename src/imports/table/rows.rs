//! Rows of cells out of the bytes of a CSV file. A quoted cell may hold line breaks; a quote that is never closed spoils
//! the row it stands in and nothing else.

use super::charset::{BYTE_ORDER_MARK, Charset};
use crate::domain::refusal::Text;
use crate::imports::lines::{LINE_BYTES_MAX, skip_rest_of_line};
use crate::imports::model::{Line, RowFault};
use crate::problem::Fault;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::collections::VecDeque;
use std::io::{BufRead, Read as _};

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    pub charset: Charset,
    pub delimiter: u8,
}

/// A row as it stands in the file.
pub struct Raw {
    /// As a spreadsheet counts: the header is row 1, blank rows count.
    pub row: i32,
    /// The line of the file on which it begins.
    pub line: i32,
    pub cells: Vec<Vec<u8>>,
    pub fault: Option<RowFault>,
}

/// One line of the file, its break taken off.
struct Physical {
    bytes: Vec<u8>,
    is_too_long: bool,
}

pub struct Rows<R> {
    file: R,
    delimiter: u8,
    reader: Reader,
    row: i32,
    line: i32,
    /// Lines that were read in search of a closing quote and not found to be part of the row.
    given_back: VecDeque<Physical>,
}

impl<R: BufRead> Rows<R> {
    pub fn of(file: R, delimiter: u8) -> Self {
        let reader = reader(delimiter);
        Self { file, delimiter, reader, row: 0, line: 0, given_back: VecDeque::new() }
    }

    /// From the next row on.
    pub fn delimit_by(&mut self, delimiter: u8) {
        (self.delimiter, self.reader) = (delimiter, reader(delimiter));
    }

    fn next_physical(&mut self) -> std::io::Result<Option<Physical>> {
        if let Some(line) = self.given_back.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let limit = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX) + 1;
        if (&mut self.file).take(limit).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let is_too_long = bytes.len() > LINE_BYTES_MAX && bytes.last() != Some(&b'\n');
        if is_too_long {
            skip_rest_of_line(&mut self.file)?;
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(Physical { bytes, is_too_long }))
    }

    /// The next row with anything in it; `None` at the end.
    pub fn next_row(&mut self) -> std::io::Result<Option<Raw>> {
        while let Some(first) = self.next_physical()? {
            let (row, line) = (self.row.saturating_add(1), self.line.saturating_add(1));
            (self.row, self.line) = (row, line);
            let first = if line == 1 { without_mark(first) } else { first };
            if first.is_too_long {
                let fault = fault("too_long", "一行最多 1 MiB", "A row has at most 1 MiB");
                return Ok(Some(Raw { row, line, cells: vec![shown(first.bytes)], fault: Some(fault) }));
            }
            let raw = self.whole_row(first, row, line)?;
            if raw.cells.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(Some(raw));
            }
        }
        Ok(None)
    }

    /// Reads on while a quote is open.
    fn whole_row(&mut self, first: Physical, row: i32, line: i32) -> std::io::Result<Raw> {
        let mut quotes = Quotes::new(self.delimiter);
        let (mut bytes, mut further, mut size) = (first.bytes, Vec::new(), 0);
        quotes.read(&bytes);
        while quotes.is_open {
            let next = self.next_physical()?;
            let Some(next) = next.filter(|next| !next.is_too_long && bytes.len() + size < LINE_BYTES_MAX) else {
                self.given_back.extend(further);
                let fault = fault("quote_not_closed", "引号没有闭合", "A quote is not closed");
                return Ok(Raw { row, line, cells: vec![shown(bytes)], fault: Some(fault) });
            };
            size += next.bytes.len() + 1;
            quotes.read(b"\n");
            quotes.read(&next.bytes);
            further.push(next);
        }
        self.line = self.line.saturating_add(i32::try_from(further.len()).unwrap_or(i32::MAX));
        for next in further {
            bytes.push(b'\n');
            bytes.extend(next.bytes);
        }
        if bytes.contains(&0) {
            let fault = fault("nul_character", "不能包含空字符", "A NUL character is not allowed");
            return Ok(Raw { row, line, cells: vec![shown(bytes)], fault: Some(fault) });
        }
        Ok(Raw { row, line, cells: self.cells(&bytes), fault: None })
    }

    fn cells(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let (mut output, mut ends) = (vec![0; bytes.len() + 1], vec![0; bytes.len() + 2]);
        self.reader.reset();
        let (result, read, mut written, mut count) = self.reader.read_record(bytes, &mut output, &mut ends);
        if matches!(result, ReadRecordResult::InputEmpty) {
            debug_assert_eq!(read, bytes.len(), "a row is one record");
            let (_, _, more, cells) = self.reader.read_record(&[], &mut output[written..], &mut ends[count..]);
            (written, count) = (written + more, count + cells);
        }
        let ends = &ends[..count];
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| output[start..(*end).min(written)].to_vec()).collect()
    }
}

fn reader(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).terminator(csv_core::Terminator::Any(0)).build()
}

/// Windows programs put a byte order mark before UTF-8.
fn without_mark(line: Physical) -> Physical {
    match line.bytes.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => Physical { bytes: rest.to_vec(), ..line },
        None => line,
    }
}

/// How much of a row that cannot be kept is shown back.
fn shown(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(200);
    bytes
}

fn fault(code: &'static str, zh: &str, en: &str) -> RowFault {
    RowFault::from(&Fault::new("", code, Text::new(zh, en)))
}

/// Whether a row goes on after a line break: it does inside quotes.
struct Quotes {
    delimiter: u8,
    is_open: bool,
    at_start: bool,
    after_quote: bool,
}

impl Quotes {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, is_open: false, at_start: true, after_quote: false }
    }

    fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.is_open {
                self.after_quote = *byte == b'"';
                self.is_open = *byte != b'"';
            } else if *byte == b'"' && (self.at_start || self.after_quote) {
                (self.is_open, self.after_quote) = (true, false);
            } else {
                self.after_quote = false;
            }
            self.at_start = !self.is_open && *byte == self.delimiter;
        }
    }
}

impl Raw {
    /// The row as it is kept: its cells as a JSON list of texts. A cell that cannot be read is told with its place.
    pub fn into_line(self, charset: Charset, header: &[String]) -> Line {
        let mut faults: Vec<RowFault> = self.fault.into_iter().collect();
        let mut texts = Vec::with_capacity(self.cells.len());
        for (place, cell) in self.cells.iter().enumerate() {
            let column = header.get(place).cloned();
            match charset.decode(cell) {
                Ok(text) => texts.push(text),
                Err(at) if faults.is_empty() || column.is_some() => {
                    faults.push(RowFault { column, ..undecodable(charset, place, at) });
                    texts.push(charset.decode_lossy(cell));
                }
                Err(_) => texts.push(charset.decode_lossy(cell)),
            }
        }
        let text = serde_json::to_string(&texts).unwrap_or_default();
        Line { number: self.row, file_line: self.line, text, faults }
    }
}

fn undecodable(charset: Charset, place: usize, at: usize) -> RowFault {
    let (cell, byte) = (place + 1, at + 1);
    let zh = format!("第 {cell} 列第 {byte} 个字节不是 {charset} 编码");
    let en = format!("Byte {byte} of cell {cell} is not {charset}");
    fault("not_decodable", &zh, &en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Vec<(i32, i32, Vec<String>, Option<String>)> {
        let mut rows = Rows::of(file, b',');
        let mut read = Vec::new();
        while let Some(raw) = rows.next_row().expect("memory is read without fault") {
            let cells = raw.cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            read.push((raw.row, raw.line, cells, raw.fault.map(|fault| fault.code)));
        }
        read
    }

    fn cells(file: &str) -> Vec<Vec<String>> {
        read(file.as_bytes()).into_iter().map(|row| row.2).collect()
    }

    #[test]
    fn quotes_hold_delimiters_and_line_breaks() {
        let file = "\u{feff}a,b\r\n\"x\ny\",\"1,2\"\r\n\r\n ,\n\"\"\"q\"\"\",=\"0123\"\n5\" pipe,z";
        let rows = read(file.as_bytes());
        let places: Vec<_> = rows.iter().map(|row| (row.0, row.1)).collect();
        assert_eq!(places, [(1, 1), (2, 2), (5, 6), (6, 7)]);
        let expected = [["a", "b"], ["x\ny", "1,2"], ["\"q\"", "=\"0123\""], ["5\" pipe", "z"]];
        assert_eq!(cells(file), expected);
    }

    #[test]
    fn a_trailing_empty_cell_is_a_cell() {
        assert_eq!(cells("a,b,\n,,c\n\"\",b,\"\"\n"), [["a", "b", ""], ["", "", "c"], ["", "b", ""]]);
    }

    #[test]
    fn a_quote_that_is_never_closed_spoils_its_own_row_alone() {
        let rows = read(b"a,b\n1,\"x\n2,y\n3,z\n");
        let told: Vec<_> = rows.iter().map(|row| (row.0, row.3.as_deref())).collect();
        assert_eq!(told, [(1, None), (2, Some("quote_not_closed")), (3, None), (4, None)]);
        assert_eq!(rows[3].2, ["3", "z"]);
    }

    #[test]
    fn a_row_that_is_too_long_is_told_and_the_next_one_is_read() {
        let mut file = b"a\n".to_vec();
        file.extend(vec![b'x'; LINE_BYTES_MAX * 2]);
        file.extend_from_slice(b"\n1\n");
        let told: Vec<_> = read(&file).into_iter().map(|row| (row.0, row.3)).collect();
        assert_eq!(told, [(1, None), (2, Some("too_long".to_owned())), (3, None)]);
    }
}
