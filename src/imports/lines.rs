//! Rows out of an NDJSON file: one JSON object a line.

use super::model::{Line, RowFault};
use crate::domain::refusal::Text;
use crate::problem::Fault;
use std::io::{BufRead, Read as _};

/// The longest row.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;
/// How much of a line that cannot be kept is shown back.
const SHOWN_CHARS_MAX: usize = 200;

/// The rows of a file, one a line.
pub struct Lines<R> {
    file: R,
    number: i32,
}

impl<R: BufRead> Lines<R> {
    pub fn of(file: R) -> Self {
        Self { file, number: 0 }
    }

    /// The next line with something on it; `None` at the end.
    fn next_line(&mut self) -> std::io::Result<Option<Line>> {
        loop {
            let mut bytes = Vec::new();
            let limit = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX) + 1;
            if (&mut self.file).take(limit).read_until(b'\n', &mut bytes)? == 0 {
                return Ok(None);
            }
            self.number = self.number.saturating_add(1);
            let is_too_long = bytes.len() > LINE_BYTES_MAX && bytes.last() != Some(&b'\n');
            if is_too_long {
                skip_rest_of_line(&mut self.file)?;
            }
            let content = if self.number == 1 { without_mark(&bytes) } else { &bytes };
            let content = content.trim_ascii();
            if !content.is_empty() {
                return Ok(Some(line(self.number, content, is_too_long)));
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = std::io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_line().transpose()
    }
}

/// Windows programs put a byte order mark before UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

pub fn skip_rest_of_line(file: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let there = file.fill_buf()?;
        let end = there.iter().position(|byte| *byte == b'\n');
        let skipped = end.map_or(there.len(), |place| place + 1);
        file.consume(skipped);
        if end.is_some() || skipped == 0 {
            return Ok(());
        }
    }
}

fn line(number: i32, content: &[u8], is_too_long: bool) -> Line {
    if is_too_long {
        return unreadable(number, content, "too_long", "一行最多 1 MiB", "A line has at most 1 MiB");
    }
    match std::str::from_utf8(content) {
        Ok(text) if !text.contains('\0') => {
            Line { number, file_line: number, text: text.to_owned(), faults: Vec::new() }
        }
        Ok(_) => unreadable(number, content, "nul_character", "不能包含空字符", "A NUL character is not allowed"),
        Err(_) => unreadable(number, content, "not_utf8", "不是 UTF-8 编码", "Not UTF-8"),
    }
}

fn unreadable(number: i32, content: &[u8], code: &'static str, zh: &str, en: &str) -> Line {
    let start = &content[..content.len().min(SHOWN_CHARS_MAX)];
    let text = String::from_utf8_lossy(start).replace('\0', "\u{fffd}");
    let faults = vec![RowFault::from(&Fault::new("", code, Text::new(zh, en)))];
    Line { number, file_line: number, text, faults }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Vec<(i32, String, Option<String>)> {
        let lines = Lines::of(file).map(|line| line.expect("memory is read without fault"));
        let code = |line: &Line| line.faults.first().map(|fault| fault.code.clone());
        lines.map(|line| (line.number, line.text.clone(), code(&line))).collect()
    }

    #[test]
    fn blank_lines_and_a_byte_order_mark_are_no_rows() {
        let read = read(b"\xEF\xBB\xBF{\"a\":1}\r\n\n  \r\n{\"a\":2}");
        assert_eq!(read, [(1, "{\"a\":1}".into(), None), (4, "{\"a\":2}".into(), None)]);
    }

    #[test]
    fn a_line_that_cannot_be_kept_is_told_and_the_next_one_is_read() {
        let mut file = vec![b'x'; 3 * LINE_BYTES_MAX];
        file.extend_from_slice(b"\n{}\n\xC3\x28\n\"\0\"\n{}");
        let codes: Vec<_> = read(&file).into_iter().map(|(number, _, code)| (number, code)).collect();
        let told = |code: &str| Some(code.to_owned());
        let expected = [(1, told("too_long")), (2, None), (3, told("not_utf8")), (4, told("nul_character")), (5, None)];
        assert_eq!(codes, expected);
    }

    #[test]
    fn the_longest_line_is_still_a_row() {
        let mut file = vec![b'x'; LINE_BYTES_MAX];
        file.push(b'\n');
        assert_eq!(read(&file)[0].2, None);
    }
}
