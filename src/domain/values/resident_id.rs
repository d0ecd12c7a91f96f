use super::{ValueFault, text_value};
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// 公民身份号码 (GB 11643). Its division may be historical and is not judged.
///
/// Not a column type and not printable on purpose: whoever stores or shows the number has to say so (个人信息保护法
/// 第五十一条). It is masked before it is shown; sealing it at rest is still to come (`docs/operations.md`).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResidentId(String);

text_value!(ResidentId, parse: parse_any_day, format: "resident-id", chars: 18..=18, pattern: "^[0-9]{17}[0-9Xx]$",
    example: "11010519491231002X", description: "公民身份号码 (GB 11643): citizen identity number; masked in replies");

const LENGTH: usize = 18;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";

const WRONG_LENGTH: ValueFault =
    ValueFault::new("resident_id_length", "公民身份号码应为18位", "a citizen identity number has 18 characters");
const WRONG_CHARACTER: ValueFault = ValueFault::new(
    "resident_id_character",
    "公民身份号码由17位数字和1位数字或X组成",
    "a citizen identity number consists of 17 digits and a digit or X",
);
const WRONG_DATE: ValueFault = ValueFault::new(
    "resident_id_date",
    "公民身份号码中的出生日期不存在",
    "the date of birth inside the citizen identity number does not exist",
);
const FUTURE_DATE: ValueFault = ValueFault::new(
    "resident_id_future",
    "公民身份号码中的出生日期晚于今天",
    "the date of birth inside the citizen identity number lies in the future",
);
const WRONG_CHECK: ValueFault = ValueFault::new(
    "resident_id_check",
    "公民身份号码校验码错误",
    "the check character of the citizen identity number is wrong",
);

impl ResidentId {
    /// Reads a number of a person born by `today`.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, ValueFault> {
        let id = Self::parse_any_day(text)?;
        id.born_by(today)?;
        Ok(id)
    }

    /// Reads a number where no date of today is at hand (JSON); [`ResidentId::born_by`] completes the check.
    pub fn parse_any_day(text: &str) -> Result<Self, ValueFault> {
        if text.chars().count() != LENGTH {
            return Err(WRONG_LENGTH);
        }
        let number = text.to_ascii_uppercase();
        let (body, check) = number.as_bytes().split_at(LENGTH - 1);
        let well_formed = body.iter().all(u8::is_ascii_digit) && CHECK_CHARACTERS.contains(&check[0]);
        if !well_formed {
            return Err(WRONG_CHARACTER);
        }
        date_inside(&number).ok_or(WRONG_DATE)?;
        if check[0] != check_character(body) {
            return Err(WRONG_CHECK);
        }
        Ok(Self(number))
    }

    pub fn born_by(&self, today: NaiveDate) -> Result<(), ValueFault> {
        if self.birth_date() > today { Err(FUTURE_DATE) } else { Ok(()) }
    }

    pub fn birth_date(&self) -> NaiveDate {
        date_inside(&self.0).expect("parsing has found a real date")
    }

    /// Whether the person is under `years` on that day (未成年: 处罚法 30).
    pub fn is_younger_than(&self, years: i32, on: NaiveDate) -> bool {
        let born = self.birth_date();
        let before_birthday = (on.month(), on.day()) < (born.month(), born.day());
        on.year() - born.year() - i32::from(before_birthday) < years
    }

    /// The only form that leaves without a recorded reveal.
    pub fn masked(&self) -> String {
        format!("{}**********{}", &self.0[..4], &self.0[14..])
    }
}

impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentId({})", self.masked())
    }
}

/// Positions 7 to 14.
fn date_inside(number: &str) -> Option<NaiveDate> {
    let digits = |from: usize, to: usize| number.get(from..to)?.parse::<u32>().ok();
    NaiveDate::from_ymd_opt(i32::try_from(digits(6, 10)?).ok()?, digits(10, 12)?, digits(12, 14)?)
}

fn check_character(body: &[u8]) -> u8 {
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECK_CHARACTERS[(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn known_numbers_are_valid() {
        for text in ["11010519491231002X", "440524188001010014", "350481199001010018", "11010519491231002x"] {
            let id = ResidentId::parse(text, day(2023, 12, 29)).unwrap();
            assert_eq!(id.as_str(), text.to_uppercase());
        }
    }

    #[test]
    fn wrong_numbers_are_refused() {
        for (text, code) in [
            ("110105194912310021", "resident_id_check"),
            ("350481199002300015", "resident_id_date"),
            ("35048119900101001", "resident_id_length"),
            ("3504811990010100188", "resident_id_length"),
            ("35048119900101O018", "resident_id_character"),
            ("35048119900101001Y", "resident_id_character"),
            ("35048119900101001８", "resident_id_character"),
            ("身份证号码十八位的汉字不是一个号码对吧", "resident_id_length"),
            ("身份证号码十八位的汉字不是一个号码对", "resident_id_character"),
        ] {
            assert_eq!(ResidentId::parse_any_day(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn nobody_is_born_tomorrow() {
        let id = ResidentId::parse_any_day("350481199001010018").unwrap();
        assert_eq!(id.birth_date(), day(1990, 1, 1));
        assert_eq!(id.born_by(day(1990, 1, 1)), Ok(()));
        assert_eq!(ResidentId::parse("350481199001010018", day(1989, 12, 31)).unwrap_err(), FUTURE_DATE);
    }

    #[test]
    fn age_turns_on_the_birthday() {
        let id = ResidentId::parse_any_day("11010519491231002X").unwrap();
        assert!(id.is_younger_than(14, day(1963, 12, 30)));
        assert!(!id.is_younger_than(14, day(1963, 12, 31)));
    }

    #[test]
    fn neither_debug_nor_mask_shows_the_birthday() {
        let id = ResidentId::parse_any_day("350481199001010018").unwrap();
        assert_eq!(id.masked(), "3504**********0018");
        assert_eq!(format!("{id:?}"), "ResidentId(3504**********0018)");
    }

    proptest! {
        #[test]
        fn exactly_one_check_character_fits(division in "[1-6][0-9]{5}", days in 0i64..60_000, order in "[0-9]{3}") {
            let born = day(1880, 1, 1) + chrono::Duration::days(days);
            let body = format!("{division}{}{order}", born.format("%Y%m%d"));
            let fitting = CHECK_CHARACTERS.iter().map(|last| format!("{body}{}", *last as char));
            let fitting: Vec<_> = fitting.filter_map(|text| ResidentId::parse_any_day(&text).ok()).collect();
            prop_assert_eq!(fitting.len(), 1);
            prop_assert_eq!(fitting[0].birth_date(), born);
        }

        #[test]
        fn any_text_is_judged_without_panic(text in ".{0,24}") {
            let _ = ResidentId::parse_any_day(&text);
        }
    }
}
