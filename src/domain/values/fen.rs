use crate::domain::text_enum::text_enum;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use serde::{Deserialize, Deserializer, Serialize};
use std::iter::Sum;

use super::ValueFault;

/// 金额, in 分 (1/100 元); never negative and small enough for every JSON reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
#[serde(transparent)]
pub struct Fen(i64);

const OUT_OF_RANGE: ValueFault = ValueFault::new(
    "amount_out_of_range",
    "金额以分为单位，应为 0 至 9007199254740991 的整数",
    "an amount is a whole number of fen from 0 to 9007199254740991",
);

impl Fen {
    pub const ZERO: Self = Self(0);
    /// 2⁵³ − 1: the largest integer that JSON carries everywhere without loss.
    pub const MAX: Self = Self((1 << 53) - 1);

    pub const fn new(fen: i64) -> Result<Self, ValueFault> {
        if fen < 0 || fen > Self::MAX.0 { Err(OUT_OF_RANGE) } else { Ok(Self(fen)) }
    }

    pub const fn get(self) -> i64 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0 + other.0).ok()
    }

    /// `None` when the sum leaves the range.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// This amount in a unit; see [`FenTotal::display`].
    pub fn display(self, unit: AmountUnit, decimals: u8) -> String {
        FenTotal::from(self).display(unit, decimals)
    }
}

/// A sum of amounts, or the difference of two sums. Wide enough that no sum of [`Fen`] overflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FenTotal(i128);

impl FenTotal {
    pub const fn new(fen: i128) -> Self {
        Self(fen)
    }

    pub const fn get(self) -> i128 {
        self.0
    }

    /// The exact figure in that unit, rounded half up (away from zero) once, at the very end: rounded figures are
    /// never added up.
    pub fn display(self, unit: AmountUnit, decimals: u8) -> String {
        let (shift, decimals) = (unit.fen_digits(), usize::from(decimals));
        let fen = self.0.unsigned_abs();
        let dropped = 10_u128.pow(shift.saturating_sub(decimals) as u32);
        let rounded = fen / dropped + u128::from(dropped > 1 && fen % dropped >= dropped / 2);
        let added = "0".repeat(decimals.saturating_sub(shift));
        let digits = format!("{rounded:0>width$}{added}", width = decimals.min(shift) + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let sign = if self.0 < 0 && rounded != 0 { "-" } else { "" };
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

impl From<Fen> for FenTotal {
    fn from(amount: Fen) -> Self {
        Self(i128::from(amount.0))
    }
}

impl Sum<Fen> for FenTotal {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Self {
        Self(amounts.map(|amount| i128::from(amount.0)).sum())
    }
}

text_enum! {
    /// 金额单位: the unit in which a form prints its amounts.
    pub enum AmountUnit {
        Yuan = "元" "元",
        TenThousandYuan = "万元" "万元",
        HundredMillionYuan = "亿元" "亿元",
    }
}

impl AmountUnit {
    /// One unit is 10 to the power of this many fen.
    const fn fen_digits(self) -> usize {
        match self {
            AmountUnit::Yuan => 2,
            AmountUnit::TenThousandYuan => 6,
            AmountUnit::HundredMillionYuan => 10,
        }
    }
}

impl<'de> Deserialize<'de> for Fen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl ToSql<BigInt, Pg> for Fen {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <i64 as ToSql<BigInt, Pg>>::to_sql(&self.0, out)
    }
}

impl FromSql<BigInt, Pg> for Fen {
    fn from_sql(stored: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::new(<i64 as FromSql<BigInt, Pg>>::from_sql(stored)?)?)
    }
}

impl utoipa::PartialSchema for Fen {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .description(Some("金额(分): an amount in fen, 1/100 元"))
            .minimum(Some(0))
            .maximum(Some(Self::MAX.0))
            .examples([5000])
            .into()
    }
}

impl utoipa::ToSchema for Fen {
    fn name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed("Fen")
    }
}

#[cfg(test)]
mod tests {
    use super::{AmountUnit::*, *};
    use proptest::prelude::*;

    #[test]
    fn an_amount_is_shown_exactly_and_rounded_half_up_at_the_end() {
        for (fen, unit, decimals, shown) in [
            (175_379_000, TenThousandYuan, 2, "175.38"),
            (1_753_790_000, TenThousandYuan, 2, "1753.79"),
            (175_379_000, TenThousandYuan, 6, "175.379000"),
            (175_379_000, Yuan, 2, "1753790.00"),
            (175_379_000, Yuan, 4, "1753790.0000"),
            (175_379_000, HundredMillionYuan, 4, "0.0175"),
            (5_000, TenThousandYuan, 2, "0.01"),
            (4_999, TenThousandYuan, 2, "0.00"),
            (50, Yuan, 0, "1"),
            (49, Yuan, 0, "0"),
            (5, Yuan, 1, "0.1"),
            (7, Yuan, 2, "0.07"),
            (0, HundredMillionYuan, 2, "0.00"),
            (Fen::MAX.get(), HundredMillionYuan, 0, "900720"),
        ] {
            assert_eq!(Fen::new(fen).unwrap().display(unit, decimals), shown, "{fen} {unit} {decimals}");
        }
    }

    #[test]
    fn a_sum_is_rounded_once() {
        let amounts = [Fen::new(4_000).unwrap(); 3];
        assert_eq!(amounts.into_iter().sum::<FenTotal>().display(TenThousandYuan, 2), "0.01");
        assert_eq!(FenTotal::new(-5_000).display(TenThousandYuan, 2), "-0.01");
        assert_eq!(FenTotal::new(-1).display(TenThousandYuan, 2), "0.00");
        assert_eq!(FenTotal::new(i128::MIN).display(Yuan, 40).len(), 1 + 37 + 1 + 40);
    }

    #[test]
    fn an_amount_stays_in_its_range() {
        assert!(Fen::new(-1).is_err());
        assert!(Fen::new(1 << 53).is_err());
        assert_eq!(Fen::MAX.checked_add(Fen::new(1).unwrap()), None);
        assert_eq!(Fen::checked_sum([Fen::MAX, Fen::ZERO]), Some(Fen::MAX));
        assert_eq!(std::iter::repeat_n(Fen::MAX, 5_000).sum::<FenTotal>().get(), 5_000 * i128::from(Fen::MAX.get()));
    }

    #[test]
    fn json_carries_a_whole_number() {
        assert_eq!(serde_json::to_value(Fen::new(5000).unwrap()).unwrap(), 5000);
        for wrong in ["-1", "1.5", "\"5\"", "9007199254740992"] {
            assert!(serde_json::from_str::<Fen>(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn full_decimals_lose_nothing(fen in 0..=Fen::MAX.get()) {
            for (unit, decimals) in [(Yuan, 2), (TenThousandYuan, 6), (HundredMillionYuan, 10)] {
                let shown = Fen::new(fen).unwrap().display(unit, decimals).replace('.', "");
                prop_assert_eq!(shown.parse::<i64>().unwrap(), fen);
            }
        }

        #[test]
        fn rounding_moves_by_half_a_step_at_most(fen in 0..=Fen::MAX.get()) {
            let shown: i64 = Fen::new(fen).unwrap().display(TenThousandYuan, 2).replace('.', "").parse().unwrap();
            prop_assert!((shown * 10_000 - fen).abs() <= 5_000);
        }
    }
}
