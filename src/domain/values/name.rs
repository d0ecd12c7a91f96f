use super::{ValueFault, open_text, pattern, text_value};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use unicode_normalization::UnicodeNormalization;

/// 姓名: a person's name as written on papers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct PersonName(String);

text_value!(PersonName, parse: parse, format: "person-name", chars: 1..=200, pattern: pattern::LINE,
    example: "张三", description: "姓名: name of a person, one line, at most 200 characters");
open_text!(PersonName);

/// 名称: the name or title of anything else (an agency, a matter, an enterprise, a paper).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Title(String);

text_value!(Title, parse: parse, format: "title", chars: 1..=200, pattern: pattern::LINE,
    example: "永安市安砂镇人民政府", description: "名称: name or title, one line, at most 200 characters");
open_text!(Title);

const CHARS_MAX: usize = 200;

const EMPTY: ValueFault = ValueFault::new("text_empty", "不能为空", "must not be empty");
const TOO_LONG: ValueFault =
    ValueFault::new("text_too_long", "不得超过200个字符", "must not be longer than 200 characters");
const INVISIBLE: ValueFault = ValueFault::new(
    "text_invisible_character",
    "不得含有换行、控制字符或不可见字符",
    "must not contain line breaks, control characters or invisible characters",
);

impl PersonName {
    pub fn parse(text: &str) -> Result<Self, ValueFault> {
        one_line(text).map(Self)
    }
}

impl Title {
    pub fn parse(text: &str) -> Result<Self, ValueFault> {
        one_line(text).map(Self)
    }
}

/// Trimmed and NFC, so that two people typing the same name type the same text.
fn one_line(text: &str) -> Result<String, ValueFault> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(EMPTY);
    }
    if trimmed.chars().take(CHARS_MAX + 1).count() > CHARS_MAX {
        return Err(TOO_LONG);
    }
    if trimmed.chars().any(is_invisible) {
        return Err(INVISIBLE);
    }
    let line: String = trimmed.nfc().collect();
    if line.chars().count() > CHARS_MAX { Err(TOO_LONG) } else { Ok(line) }
}

/// Controls, line separators, zero-width characters and those that turn the direction of writing: with them two
/// different names look alike.
pub(in crate::domain) fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_trimmed_and_composed() {
        assert_eq!(PersonName::parse(" \u{3000}阿依古丽·买买提\t").unwrap().as_str(), "阿依古丽·买买提");
        assert_eq!(Title::parse("Cafe\u{301}").unwrap(), Title::parse("Caf\u{e9}").unwrap());
        assert_eq!(Title::parse("第一 条").unwrap().to_string(), "第一 条");
    }

    #[test]
    fn empty_long_and_invisible_texts_are_refused() {
        for (text, code) in [
            ("", "text_empty"),
            (" \u{3000} ", "text_empty"),
            ("张\n三", "text_invisible_character"),
            ("张\0三", "text_invisible_character"),
            ("张\u{202e}三", "text_invisible_character"),
            ("\u{200b}", "text_invisible_character"),
        ] {
            assert_eq!(PersonName::parse(text).unwrap_err().code, code, "{text:?}");
        }
        assert!(Title::parse(&"砂".repeat(200)).is_ok());
        assert_eq!(Title::parse(&"砂".repeat(201)).unwrap_err().code, "text_too_long");
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_unchanged_again(text in ".{0,40}") {
            if let Ok(title) = Title::parse(&text) {
                prop_assert_eq!(Title::parse(title.as_str()), Ok(title.clone()));
            }
        }
    }
}
