use super::{ValueFault, open_text, text_value};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

/// 统一社会信用代码 (GB 32100-2015), kept in upper case.
///
/// The division inside may be historical and the first two characters may be letters (`N…` are village collectives),
/// so nothing is judged but the character set and the check character.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct CreditCode(String);

text_value!(CreditCode, parse: parse, format: "credit-code", chars: 18..=18, pattern: "^[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{18}$",
    example: "91110000600037341L", description: "统一社会信用代码 (GB 32100): unified social credit code");
open_text!(CreditCode);

/// The 31 characters of the standard; no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 18;
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Of the organisation code inside (GB 11714).
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

const WRONG_LENGTH: ValueFault =
    ValueFault::new("credit_code_length", "统一社会信用代码应为18位", "a unified social credit code has 18 characters");
const WRONG_CHARACTER: ValueFault = ValueFault::new(
    "credit_code_character",
    "统一社会信用代码只含数字和大写字母，且不含 I、O、S、V、Z",
    "a unified social credit code consists of digits and letters other than I, O, S, V, Z",
);
const WRONG_CHECK: ValueFault = ValueFault::new(
    "credit_code_check",
    "统一社会信用代码校验码错误",
    "the check character of the unified social credit code is wrong",
);
const INNER_CHECK: ValueFault = ValueFault::new(
    "credit_code_organisation_check",
    "统一社会信用代码中的组织机构代码校验码不符：请核对",
    "the organisation code inside the credit code has another check character; please compare",
);

impl CreditCode {
    pub fn parse(text: &str) -> Result<Self, ValueFault> {
        if text.chars().count() != LENGTH {
            return Err(WRONG_LENGTH);
        }
        let code = text.to_ascii_uppercase();
        let values = code.bytes().map(|letter| alphabet_index(letter).ok_or(WRONG_CHARACTER));
        let values = values.collect::<Result<Vec<u32>, _>>()?;
        let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
        if values[LENGTH - 1] != (31 - sum % 31) % 31 {
            return Err(WRONG_CHECK);
        }
        Ok(Self(code))
    }

    /// Worth a second look, never a refusal: codes with a wrong organisation code inside have been issued.
    pub fn warning(&self) -> Option<ValueFault> {
        (self.0.as_bytes()[16] != organisation_check(&self.0.as_bytes()[8..16])).then_some(INNER_CHECK)
    }
}

fn alphabet_index(letter: u8) -> Option<u32> {
    (0..).zip(ALPHABET).find(|(_, known)| **known == letter).map(|(index, _)| index)
}

/// Check character of a 组织机构代码 (GB 11714).
fn organisation_check(code: &[u8]) -> u8 {
    let value = |letter: u8| char::from(letter).to_digit(36).unwrap_or(0);
    let sum: u32 = code.iter().zip(ORGANISATION_WEIGHTS).map(|(letter, weight)| value(*letter) * weight).sum();
    match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_codes_are_valid_inside_and_out() {
        for text in [
            "91110000600037341L",
            "11500242322384326D",
            "11500000MB1553803Q",
            "91350100M000100Y43",
            "N2350481MF0000013J",
            "92350481MA2ABC125L",
            "11350481000000019G",
        ] {
            let code = CreditCode::parse(text).unwrap();
            assert_eq!((code.as_str(), code.warning()), (text, None));
        }
    }

    #[test]
    fn a_wrong_organisation_code_inside_only_warns() {
        let code = CreditCode::parse("N2350481MF0000014M").unwrap();
        assert_eq!(code.warning().unwrap().code, "credit_code_organisation_check");
    }

    #[test]
    fn wrong_codes_are_refused() {
        for (text, code) in [
            ("91110000600037341K", "credit_code_check"),
            ("91110000600037341I", "credit_code_character"),
            ("9111000060003734L", "credit_code_length"),
            ("91110000600037341LL", "credit_code_length"),
            ("９1110000600037341L", "credit_code_character"),
            ("911100006000373412", "credit_code_check"),
            ("", "credit_code_length"),
        ] {
            assert_eq!(CreditCode::parse(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn lower_case_is_folded() {
        assert_eq!(CreditCode::parse("91110000600037341l").unwrap().to_string(), "91110000600037341L");
    }

    proptest! {
        #[test]
        fn exactly_one_check_character_fits(body in "[0-9A-HJ-NPQRTUWXY]{17}") {
            let fitting = ALPHABET.iter().filter(|last| CreditCode::parse(&format!("{body}{}", **last as char)).is_ok());
            prop_assert_eq!(fitting.count(), 1);
        }

        #[test]
        fn any_text_is_judged_without_panic(text in ".{0,24}") {
            let _ = CreditCode::parse(&text);
        }
    }
}
