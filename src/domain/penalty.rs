//! What a decision can say: outcome, procedure and kinds of penalty (行政处罚法 第九条、第五十七条).

use super::text_enum::{TextEnum, text_enum};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, Ref, Schema};

text_enum! {
    /// 处罚种类 (行政处罚法 第九条): kinds of penalty, in the order of the law; the severity order belongs to each form.
    pub enum PenaltyKind {
        Warning = "warning" "警告",
        PublicCriticism = "public_criticism" "通报批评",
        Fine = "fine" "罚款",
        ConfiscationOfGains = "confiscation_of_gains" "没收违法所得",
        ConfiscationOfProperty = "confiscation_of_property" "没收非法财物",
        LicenceSuspension = "licence_suspension" "暂扣许可证件",
        QualificationDowngrade = "qualification_downgrade" "降低资质等级",
        LicenceRevocation = "licence_revocation" "吊销许可证件",
        BusinessRestriction = "business_restriction" "限制开展生产经营活动",
        SuspensionOfProduction = "suspension_of_production" "责令停产停业",
        Closure = "closure" "责令关闭",
        OccupationBan = "occupation_ban" "限制从业",
        Detention = "detention" "行政拘留",
        Other = "other" "其他行政处罚",
    }
}

impl PenaltyKind {
    /// Whether the decision may fix an amount for it (罚没金额). A fine has one; what is confiscated may have no
    /// determinable value.
    pub const fn may_carry_amount(self) -> bool {
        matches!(self, Self::Fine | Self::ConfiscationOfGains | Self::ConfiscationOfProperty)
    }

    /// Whether the decision must fix an amount for it.
    pub const fn must_carry_amount(self) -> bool {
        matches!(self, Self::Fine)
    }

    /// 行政处罚法 第六十三条第一款第(三)、(四)项: kinds before which the party is told of its right to a hearing, whatever the case.
    pub const fn entails_hearing_offer(self) -> bool {
        use PenaltyKind::{Closure, LicenceRevocation, OccupationBan, QualificationDowngrade, SuspensionOfProduction};
        matches!(self, QualificationDowngrade | LicenceRevocation | SuspensionOfProduction | Closure | OccupationBan)
    }

    /// 警告, 通报批评: milder than any kind whose weight is known. Of the others no order of severity is law.
    pub fn is_milder_than(self, other: Self) -> bool {
        match self {
            Self::Warning => !matches!(other, Self::Warning | Self::Other),
            Self::PublicCriticism => !matches!(other, Self::Warning | Self::PublicCriticism | Self::Other),
            _ => false,
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

text_enum! {
    /// 处理结果 (行政处罚法 第五十七条): the four outcomes of a case
    pub enum Outcome {
        /// 第一款第(一)项
        Penalty = "penalty" "行政处罚",
        /// 第一款第(二)项; 第三十三条
        NoPenaltyMinor = "no_penalty_minor" "不予行政处罚(违法行为轻微)",
        /// 第一款第(三)项
        NoPenaltyUnfounded = "no_penalty_unfounded" "不予行政处罚(违法事实不能成立)",
        /// 第一款第(四)项
        Transferred = "transferred" "移送司法机关",
    }
}

text_enum! {
    /// 处罚程序: procedure of a penalty case
    pub enum Procedure {
        /// 行政处罚法 第五十四条 and following
        Ordinary = "ordinary" "普通程序",
        /// 当场处罚: 行政处罚法 第五十一条, 第五十二条
        Summary = "summary" "简易程序",
    }
}

/// The kinds of penalty in one decision. JSON: a list without repetition, in the order of the law.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PenaltySet(u16);

impl PenaltySet {
    pub const EMPTY: Self = Self(0);

    /// Bit *n* is the *n*-th kind of [`PenaltyKind::ALL`]; `None` when a bit names no kind.
    pub fn from_bits(bits: u16) -> Option<Self> {
        (bits >> PenaltyKind::ALL.len() == 0).then_some(Self(bits))
    }

    pub const fn bits(self) -> u16 {
        self.0
    }

    pub fn insert(&mut self, kind: PenaltyKind) {
        self.0 |= kind.bit();
    }

    pub const fn contains(self, kind: PenaltyKind) -> bool {
        self.0 & kind.bit() != 0
    }

    /// The kinds that are in both sets.
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// In the order of the law.
    pub fn iter(self) -> impl Iterator<Item = PenaltyKind> {
        PenaltyKind::ALL.iter().copied().filter(move |kind| self.contains(*kind))
    }
}

impl FromIterator<PenaltyKind> for PenaltySet {
    fn from_iter<I: IntoIterator<Item = PenaltyKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(0, |bits, kind| bits | kind.bit()))
    }
}

impl fmt::Debug for PenaltySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for PenaltySet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for PenaltySet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kinds = Vec::<PenaltyKind>::deserialize(deserializer)?;
        let set: Self = kinds.iter().copied().collect();
        if set.len() == kinds.len() {
            Ok(set)
        } else {
            Err(serde::de::Error::custom("处罚种类重复 (a kind of penalty is listed twice)"))
        }
    }
}

impl utoipa::PartialSchema for PenaltySet {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(Ref::from_schema_name(PenaltyKind::NAME))
            .unique_items(true)
            .description(Some("处罚种类: kinds of penalty, each at most once"))
            .into()
    }
}

impl utoipa::ToSchema for PenaltySet {
    fn name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed("PenaltySet")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((PenaltyKind::NAME.to_owned(), <PenaltyKind as utoipa::PartialSchema>::schema()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PenaltyKind::*;
    use proptest::prelude::*;

    #[test]
    fn the_law_knows_fourteen_kinds() {
        assert_eq!(PenaltyKind::ALL.len(), 14);
        let with_amount: Vec<_> = PenaltyKind::ALL.iter().filter(|kind| kind.may_carry_amount()).collect();
        assert_eq!(with_amount, [&Fine, &ConfiscationOfGains, &ConfiscationOfProperty]);
        assert!(PenaltyKind::ALL.iter().all(|kind| kind.may_carry_amount() || !kind.must_carry_amount()));
    }

    #[test]
    fn a_set_is_a_list_in_the_order_of_the_law() {
        let set: PenaltySet = [Fine, Warning, Fine].into_iter().collect();
        assert_eq!(serde_json::to_value(set).unwrap(), serde_json::json!(["warning", "fine"]));
        assert_eq!((set.len(), set.contains(Fine), set.contains(Other)), (2, true, false));
        assert_eq!(set.intersection([Fine, Other].into_iter().collect()).iter().collect::<Vec<_>>(), [Fine]);
        assert_eq!(format!("{set:?}"), "{Warning, Fine}");
    }

    #[test]
    fn a_kind_listed_twice_is_refused() {
        assert!(serde_json::from_str::<PenaltySet>(r#"["fine","fine"]"#).is_err());
        assert!(serde_json::from_str::<PenaltySet>(r#"["prison"]"#).is_err());
        assert!(serde_json::from_str::<PenaltySet>("[]").unwrap().is_empty());
    }

    #[test]
    fn the_schema_refers_to_the_kinds_it_lists() {
        let schema = serde_json::to_value(<PenaltySet as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(schema["items"]["$ref"], "#/components/schemas/PenaltyKind");
        assert_eq!(schema["uniqueItems"], true);
    }

    proptest! {
        #[test]
        fn bits_and_json_keep_the_set(bits in 0u16..1 << 14) {
            let set = PenaltySet::from_bits(bits).unwrap();
            prop_assert_eq!(set.bits(), bits);
            let json = serde_json::to_string(&set).unwrap();
            prop_assert_eq!(serde_json::from_str::<PenaltySet>(&json).unwrap(), set);
            prop_assert_eq!(PenaltySet::from_bits(bits | 1 << 14), None);
        }
    }
}
