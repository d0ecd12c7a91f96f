use super::name::is_invisible;
use super::{ValueFault, open_text, pattern, text_value};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use unicode_normalization::UnicodeNormalization;

/// 记述: what somebody writes down in sentences (findings, facts, a description); may have several lines.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Passage(String);

text_value!(Passage, parse: parse, format: "passage", chars: 1..=10_000, pattern: pattern::LINES,
    example: "现场检查未发现违法行为。", description: "记述: a text of one or more lines, at most 10000 characters");
open_text!(Passage);

const CHARS_MAX: usize = 10_000;

const EMPTY: ValueFault = ValueFault::new("text_empty", "不能为空", "must not be empty");
const TOO_LONG: ValueFault =
    ValueFault::new("text_too_long", "不得超过10000个字符", "must not be longer than 10000 characters");
const INVISIBLE: ValueFault = ValueFault::new(
    "text_invisible_character",
    "不得含有控制字符或不可见字符",
    "must not contain control characters or invisible characters",
);

impl Passage {
    /// Trimmed, NFC, lines ended by `\n` alone; tabs may stand.
    pub fn parse(text: &str) -> Result<Self, ValueFault> {
        let text = text.replace("\r\n", "\n");
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(EMPTY);
        }
        if trimmed.chars().any(|letter| is_invisible(letter) && !matches!(letter, '\n' | '\t')) {
            return Err(INVISIBLE);
        }
        let passage: String = trimmed.nfc().collect();
        if passage.chars().take(CHARS_MAX + 1).count() > CHARS_MAX { Err(TOO_LONG) } else { Ok(Self(passage)) }
    }
}

#[cfg(test)]
mod tests {
    use super::Passage;

    #[test]
    fn a_passage_keeps_its_lines() {
        assert_eq!(Passage::parse(" 第一行\r\n\t第二行\n ").expect("a passage").as_str(), "第一行\n\t第二行");
    }

    #[test]
    fn empty_long_and_invisible_texts_are_refused() {
        for (text, code) in [
            ("", "text_empty"),
            (" \r\n ", "text_empty"),
            ("现场\0", "text_invisible_character"),
            ("现场\u{202e}记录", "text_invisible_character"),
        ] {
            assert_eq!(Passage::parse(text).expect_err("refused").code, code, "{text:?}");
        }
        assert!(Passage::parse(&"砂".repeat(10_000)).is_ok());
        assert_eq!(Passage::parse(&"砂".repeat(10_001)).expect_err("too long").code, "text_too_long");
    }
}
