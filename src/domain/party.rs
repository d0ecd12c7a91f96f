//! 当事人: whom a case is against.

use super::text_enum::text_enum;
use super::values::{CreditCode, ResidentId, Title, ValueFault};
use chrono::NaiveDate;

text_enum! {
    /// 当事人类型
    pub enum PartyKind {
        /// 法人及非法人组织
        Organisation = "organisation" "法人或者其他组织",
        /// 个体工商户
        SoleTrader = "sole_trader" "个体工商户",
        /// 自然人
        Individual = "individual" "自然人",
    }
}

/// 行政处罚法 第三十条: not yet of this age, nobody is punished.
pub const PUNISHED_FROM: i32 = 14;
/// 行政处罚法 第三十条: younger than this, the penalty is lighter or reduced.
pub const OF_AGE: i32 = 18;

/// 当事人
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub kind: PartyKind,
    pub name: Title,
    pub code: Option<PartyCode>,
}

/// 统一社会信用代码 of an enterprise, 公民身份号码 of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartyCode {
    Credit(CreditCode),
    Resident(ResidentId),
}

impl PartyCode {
    pub fn parse(kind: PartyKind, text: &str) -> Result<Self, ValueFault> {
        match kind {
            PartyKind::Individual => ResidentId::parse_any_day(text).map(Self::Resident),
            PartyKind::Organisation | PartyKind::SoleTrader => CreditCode::parse(text).map(Self::Credit),
        }
    }

    /// The same, of somebody who is born by `today`.
    pub fn parse_on(kind: PartyKind, text: &str, today: NaiveDate) -> Result<Self, ValueFault> {
        let code = Self::parse(kind, text)?;
        if let Self::Resident(id) = &code {
            id.born_by(today)?;
        }
        Ok(code)
    }

    /// In full: for the row of the case, and for whoever may see identifiers.
    pub fn in_full(&self) -> &str {
        match self {
            Self::Credit(code) => code.as_str(),
            Self::Resident(id) => id.as_str(),
        }
    }

    /// For everybody else and for the journal. The code of an enterprise is public.
    pub fn masked(&self) -> String {
        match self {
            Self::Credit(code) => code.to_string(),
            Self::Resident(id) => id.masked(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_number_is_masked_and_an_enterprises_code_is_not() {
        let person = PartyCode::parse(PartyKind::Individual, "350481199001010018").expect("a number");
        assert_eq!((person.masked().as_str(), person.in_full()), ("3504**********0018", "350481199001010018"));
        let trader = PartyCode::parse(PartyKind::SoleTrader, "92350481MA2ABC125L").expect("a code");
        assert_eq!(trader.masked(), "92350481MA2ABC125L");
        assert!(PartyCode::parse(PartyKind::Organisation, "350481199001010018").is_err());
    }

    #[test]
    fn nobody_is_born_tomorrow() {
        let day: NaiveDate = "1989-12-31".parse().expect("a date");
        assert!(PartyCode::parse_on(PartyKind::Individual, "350481199001010018", day).is_err());
    }
}
