//! Numbers of cases and documents (文号): read as they occur in the field, written in one form.

use super::values::{ValueFault, is_invisible};
use regex::Regex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// 文号, e.g. `永安砂罚决字〔2023〕1号`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseNumber {
    prefix: String,
    year: u16,
    number: u32,
    part: Option<u16>,
}

/// Longer texts are no document numbers, whatever they hold.
const INPUT_CHARS_MAX: usize = 100;

const MALFORMED: ValueFault = ValueFault::new(
    "case_number_malformed",
    "文号格式应如“永安砂罚决字〔2023〕1号”",
    "a document number looks like 永安砂罚决字〔2023〕1号: word, four-digit year in brackets, number from 1",
);

/// Brackets need not match across families: papers mix them.
static FORM: LazyLock<Regex> = LazyLock::new(|| {
    let form = r"(?x)
        ^ (?P<prefix> [^\s〔〕\[\]()【】]{1,40} ) \s*
        [〔\[(【] \s* (?P<year> (?:19|20)[0-9]{2} ) \s* [〕\])】] \s*
        第? \s* (?P<number> 0*[1-9][0-9]{0,6} ) \s*
        (?: - (?P<part> [0-9]{1,3} ) )? \s* 号? $";
    Regex::new(form).expect("the form is a constant and tested")
});

impl CaseNumber {
    /// Name of this format in the API document.
    pub const FORMAT: &'static str = "case-number";

    /// `prefix` is 简称 and 文种 together, as configured for the agency.
    pub fn new(prefix: &str, year: u16, number: u32, part: Option<u16>) -> Result<Self, ValueFault> {
        Self::parse(&print(prefix, year, number, part))
    }

    /// Tolerant: brackets of any family, full-width digits, `第`, leading zeros, a missing `号`.
    pub fn parse(text: &str) -> Result<Self, ValueFault> {
        if text.chars().take(INPUT_CHARS_MAX + 1).count() > INPUT_CHARS_MAX {
            return Err(MALFORMED);
        }
        let normal: String = text.nfkc().collect();
        if normal.trim().chars().any(is_invisible) {
            return Err(MALFORMED);
        }
        let found = FORM.captures(normal.trim()).ok_or(MALFORMED)?;
        let part = found.name("part").map(|part| part.as_str().parse()).transpose();
        Ok(Self {
            prefix: found["prefix"].to_owned(),
            year: found["year"].parse().map_err(|_| MALFORMED)?,
            number: found["number"].parse().map_err(|_| MALFORMED)?,
            part: part.map_err(|_| MALFORMED)?,
        })
    }

    /// 简称 and 文种, e.g. `永安砂罚决字`.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    pub fn year(&self) -> u16 {
        self.year
    }

    /// From 1, without gaps for each agency, prefix and year.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// One of several papers under one number.
    pub fn part(&self) -> Option<u16> {
        self.part
    }
}

/// The one written form: brackets U+3014 and U+3015, no leading zeros, with `号`.
fn print(prefix: &str, year: u16, number: u32, part: Option<u16>) -> String {
    let part = part.map(|part| format!("-{part}")).unwrap_or_default();
    format!("{prefix}〔{year}〕{number}{part}号")
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&print(&self.prefix, self.year, self.number, self.part))
    }
}

impl FromStr for CaseNumber {
    type Err = ValueFault;
    fn from_str(text: &str) -> Result<Self, ValueFault> {
        Self::parse(text)
    }
}

impl Serialize for CaseNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaseNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for CaseNumber {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom(Self::FORMAT.to_owned())))
            .description(Some("文号: number of a case or document; read tolerantly, written in one form"))
            .max_length(Some(INPUT_CHARS_MAX))
            .examples(["永安砂罚决字〔2023〕1号"])
            .into()
    }
}

impl utoipa::ToSchema for CaseNumber {
    fn name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed("CaseNumber")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_of_the_field_are_read_and_printed_in_one_form() {
        for (text, printed) in [
            ("永安砂罚决字〔2023〕1号", "永安砂罚决字〔2023〕1号"),
            ("永安砂罚决字[2023]第001号", "永安砂罚决字〔2023〕1号"),
            ("永安砂罚决字（2023）第 3 号", "永安砂罚决字〔2023〕3号"),
            ("永安砂罚决〔２０２３〕３号", "永安砂罚决〔2023〕3号"),
            ("津红国税罚〔2016〕20021", "津红国税罚〔2016〕20021号"),
            ("泉台管综应〔2025〕51号", "泉台管综应〔2025〕51号"),
            ("永安砂罚决字【2023】12号", "永安砂罚决字〔2023〕12号"),
            ("  永安砂罚决字［2023〕12-03号 ", "永安砂罚决字〔2023〕12-3号"),
        ] {
            assert_eq!(CaseNumber::parse(text).unwrap().to_string(), printed, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "永安砂罚决字〔23〕1号",
            "2023年第1号",
            "永安砂罚决字〔2023〕0号",
            "永安砂罚决字〔2023〕号",
            "永安砂罚决字〔2123〕1号",
            "永安砂罚决字〔2023〕12345678号",
            "〔2023〕1号",
            "永安 砂〔2023〕1号",
            "永安砂罚决字〔2023〕1号\n永安砂罚决字〔2023〕2号",
            "永安砂罚决字〔٢٠٢٣〕1号",
            "永安\0砂〔2023〕1号",
            "永安\u{200b}砂〔2023〕1号",
            "",
        ] {
            assert_eq!(CaseNumber::parse(text), Err(MALFORMED), "{text}");
        }
        assert!(CaseNumber::parse(&format!("砂〔2023〕{}1号", "0".repeat(1_000_000))).is_err());
    }

    #[test]
    fn the_parts_of_a_number_can_be_asked_for() {
        let number = CaseNumber::new("永安砂罚决字", 2023, 7, Some(2)).unwrap();
        assert_eq!((number.prefix(), number.year(), number.number()), ("永安砂罚决字", 2023, 7));
        assert_eq!(number.part(), Some(2));
        assert!(CaseNumber::new("永安〔砂", 2023, 7, None).is_err());
        assert!(CaseNumber::new("永安砂罚决字", 2023, 0, None).is_err());
        assert_eq!(serde_json::to_value(&number).unwrap(), "永安砂罚决字〔2023〕7-2号");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(
            prefix in "[一-龥A-Za-z0-9]{1,40}", year in 1900u16..2100, number in 1u32..10_000_000,
            part in proptest::option::of(0u16..1000),
        ) {
            let made = CaseNumber::new(&prefix, year, number, part).unwrap();
            prop_assert_eq!(CaseNumber::parse(&made.to_string()), Ok(made.clone()));
            prop_assert_eq!((made.prefix(), made.number(), made.part()), (prefix.as_str(), number, part));
        }

        #[test]
        fn however_it_is_written_it_is_the_same_number(
            prefix in "[一-龥A-Za-z0-9]{1,40}", year in 1900u16..2100, number in 1u32..10_000,
            (open, close) in ("[〔［【(（\\[]", "[〕］】)）\\]]"), ordinal in "第?", zeros in "0{0,3}", sign in "号?",
            (before, inside, after) in (" {0,2}", "[ \u{3000}]{0,2}", " {0,2}"), wide in any::<bool>(),
        ) {
            let digits = |text: String| -> String {
                let widened = |one: char| one.to_digit(10).and_then(|n| char::from_u32(0xFF10 + n)).unwrap_or(one);
                if wide { text.chars().map(widened).collect() } else { text }
            };
            let (year_text, number_text) = (digits(year.to_string()), digits(format!("{zeros}{number}")));
            let text = format!("{before}{prefix}{open}{inside}{year_text}{close}{inside}{ordinal}{inside}{number_text}{sign}{after}");
            let read = CaseNumber::parse(&text).unwrap();
            prop_assert_eq!(read.to_string(), format!("{prefix}〔{year}〕{number}号"), "{}", text);
        }

        #[test]
        fn whatever_is_read_prints_to_itself(text in "[永字第号〔［【(０-９0-9〕］】)\\- ]{0,20}") {
            if let Ok(number) = CaseNumber::parse(&text) {
                prop_assert_eq!(CaseNumber::parse(&number.to_string()), Ok(number.clone()));
            }
        }

        #[test]
        fn any_text_is_judged_without_panic(text in ".{0,40}") {
            let _ = CaseNumber::parse(&text);
        }
    }
}
