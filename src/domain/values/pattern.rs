//! What the parsers of texts take, as regular expressions for the API document. They are written so that ECMAScript,
//! Python and Rust read them alike: ranges of characters, no classes like `\s`, which differ.

/// White space at the ends is trimmed.
macro_rules! space {
    () => {
        r"\t-\r\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    };
}

/// What is never seen; see [`super::is_invisible`].
macro_rules! invisible {
    () => {
        r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    };
}

/// The same but for the tab and the line feed.
macro_rules! invisible_in_lines {
    () => {
        r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    };
}

/// 编码: no white space and nothing invisible.
pub const CODE: &str = concat!("^[^", space!(), invisible!(), "]+$");

/// One line: begins and ends, once trimmed, with something visible.
pub const LINE: &str = concat!(
    "^[",
    space!(),
    "]*[^",
    space!(),
    invisible!(),
    "](?:[^",
    invisible!(),
    "]*[^",
    space!(),
    invisible!(),
    "])?[",
    space!(),
    "]*$"
);

/// Several lines.
pub const LINES: &str = concat!(
    "^[",
    space!(),
    "]*[^",
    space!(),
    invisible!(),
    "](?:(?:[^",
    invisible_in_lines!(),
    "]|\\r\\n)*[^",
    space!(),
    invisible!(),
    "])?[",
    space!(),
    "]*$"
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::values::{Code, Passage, Title};
    use proptest::prelude::*;
    use regex::Regex;

    /// The characters at which the rules part.
    const LETTERS: &str = "[a1砂 \t\n\r\u{0}\u{b}\u{1f}\u{7f}\u{85}\u{a0}\u{ad}\u{61c}\u{1680}\u{2000}\u{200a}\u{200b}\u{2028}\u{202e}\u{202f}\u{205f}\u{2060}\u{206f}\u{3000}\u{feff}]{0,5}";

    fn takes(pattern: &str, text: &str) -> bool {
        Regex::new(pattern).expect("a pattern").is_match(text)
    }

    proptest! {
        #[test]
        fn a_pattern_takes_what_its_parser_takes(text in LETTERS) {
            prop_assert_eq!(takes(CODE, &text), Code::parse(&text).is_ok(), "a code: {:?}", text);
            prop_assert_eq!(takes(LINE, &text), Title::parse(&text).is_ok(), "a title: {:?}", text);
            prop_assert_eq!(takes(LINES, &text), Passage::parse(&text).is_ok(), "a passage: {:?}", text);
        }
    }
}
