//! CSV for spreadsheets: UTF-8 with a byte order mark, so that every office opens it, and no cell that a spreadsheet
//! would run or spoil.

use super::layers::accept::preferred_by;
use crate::domain::text_enum::text_enum;
use crate::problem::Problem;
use actix_web::HttpRequest;

text_enum! {
    /// 格式
    pub enum FileFormat {
        Json = "json" "JSON",
        Csv = "csv" "CSV",
    }
}

impl FileFormat {
    /// What the client would rather have.
    pub fn accepted(request: &HttpRequest) -> Self {
        match preferred_by(request.headers(), &["application/json", "text/csv"]) {
            Some("text/csv") => Self::Csv,
            _ => Self::Json,
        }
    }
}

/// As HTTP names it.
pub const CONTENT_TYPE: &str = "text/csv; charset=utf-8";
const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];
/// A spreadsheet shows longer numbers as 3.5E+17 and saves them so.
const DIGITS_MAX: usize = 11;

/// A file of lines; each cell is guarded already.
pub fn file<S: AsRef<str>>(lines: impl IntoIterator<Item = Vec<S>>) -> Result<Vec<u8>, Problem> {
    let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(BYTE_ORDER_MARK.to_vec());
    for line in lines {
        writer.write_record(line.iter().map(AsRef::as_ref)).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(Problem::internal)
}

/// A cell that a spreadsheet would take for a formula is made plain text; numbers stay numbers.
pub fn cell(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    if !is_number && starts_like_a_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// A cell that is text whatever it looks like: a long or zero-led code stays as it is.
pub fn text_cell(text: &str) -> String {
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// What [`text_cell`] was given.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| needs_guard(rest)).unwrap_or(cell)
}

fn needs_guard(text: &str) -> bool {
    text.starts_with('\'') || starts_like_a_formula(text) || is_spoilt_as_a_number(text)
}

fn starts_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

fn is_spoilt_as_a_number(text: &str) -> bool {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits && (text.len() > DIGITS_MAX || (text.len() > 1 && text.starts_with('0'))) || is_scientific(text)
}

/// `3.5E+17`: what a spreadsheet makes of a long number.
pub fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(fraction) && exponent.strip_prefix(['+', '-']).is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_formula_becomes_text_and_a_number_stays_one() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("\u{ff1d}1+1"), "'\u{ff1d}1+1");
        assert_eq!(cell("-5"), "-5");
        assert_eq!(cell("安砂镇"), "安砂镇");
    }

    #[test]
    fn a_long_code_stays_text() {
        assert_eq!(text_cell("91350481M0001ABC2X"), "91350481M0001ABC2X");
        for spoilt in ["350481199001010011", "0123", "-5", "3.5E+17", "12E-3", "'x"] {
            assert_eq!(text_cell(spoilt), format!("'{spoilt}"));
        }
        assert_eq!(text_cell("350481102"), "350481102");
        assert_eq!(unguarded("'quoted'"), "'quoted'");
    }

    proptest! {
        #[test]
        fn what_is_guarded_comes_back(text in "['=+@0-9E.-]{0,20}") {
            let guarded = text_cell(&text);
            prop_assert_eq!(unguarded(&guarded), text);
        }
    }
}
