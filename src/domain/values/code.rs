use super::{ValueFault, is_invisible, open_text, pattern, text_value};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

/// 编码: a code given by somebody else (matter, certificate, fee item, division). Opaque: no meaning is read out of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Code(String);

text_value!(Code, parse: parse, format: "code", chars: 1..=64, pattern: pattern::CODE,
    example: "350481102", description: "编码: an opaque code, 1 to 64 visible characters without spaces");
open_text!(Code);

const CHARS_MAX: usize = 64;

const WRONG_LENGTH: ValueFault = ValueFault::new("code_length", "编码应为1至64个字符", "a code has 1 to 64 characters");
const WRONG_CHARACTER: ValueFault = ValueFault::new(
    "code_character",
    "编码不得含有空格或不可见字符",
    "a code must not contain spaces or invisible characters",
);

impl Code {
    pub fn parse(text: &str) -> Result<Self, ValueFault> {
        if text.is_empty() || text.chars().take(CHARS_MAX + 1).count() > CHARS_MAX {
            return Err(WRONG_LENGTH);
        }
        if text.chars().any(|letter| letter.is_whitespace() || is_invisible(letter)) {
            return Err(WRONG_CHARACTER);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn a_code_is_kept_as_it_was_given() {
        for text in ["350481102", "350481-CF-0001", "永安字3504810011", "a", &"9".repeat(64)] {
            assert_eq!(Code::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn spaces_invisible_characters_and_wrong_lengths_are_refused() {
        for text in ["", " 1", "1 2", "1\u{3000}2", "1\n", "1\u{200b}", "\0", &"9".repeat(65)] {
            assert!(Code::parse(text).is_err(), "{text:?}");
        }
    }
}
