//! An inspection object: what is registered, and which identifier belongs to which kind.

use crate::db::page::Sort;
use crate::domain::ids::{EntryId, ObjectId};
use crate::domain::origin::Origin;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, CreditCode, ResidentId, Title, ValueFault};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// 检查对象种类
    pub enum ObjectKind {
        /// 法人或者其他组织
        Organisation = "organisation" "法人或者其他组织",
        /// 个体工商户
        SoleTrader = "sole_trader" "个体工商户",
        /// 自然人
        Individual = "individual" "自然人",
        /// 场所
        Place = "place" "场所",
    }
}

text_enum! {
    /// What inspection objects are sorted by.
    pub enum ObjectOrder {
        Name = "name" "名称",
        RecordedAt = "recorded_at" "登记时间",
    }
}

pub type ObjectSort = Sort<ObjectOrder>;

/// Which inspection objects a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ObjectFilters {
    /// A minus before it lets the order fall: `name` when left out.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<ObjectSort>,
    /// A part of the name.
    #[serde(default)]
    #[param(inline)]
    pub q: Option<Title>,
    #[serde(default)]
    #[param(inline)]
    pub kind: Option<ObjectKind>,
    #[serde(default)]
    #[param(inline)]
    pub origin: Option<Origin>,
    #[serde(default)]
    #[param(inline)]
    pub credit_code: Option<CreditCode>,
    /// A whole identity number. Who may not see identity numbers finds nobody by one.
    #[serde(default)]
    #[param(min_length = 1, max_length = 64)]
    pub resident_id: Option<Code>,
    /// A part of the address.
    #[serde(default)]
    #[param(inline)]
    pub address: Option<Title>,
}

/// 检查对象 as registered.
#[derive(Debug, Clone)]
pub struct Object {
    pub id: ObjectId,
    pub kind: ObjectKind,
    pub name: Title,
    pub credit_code: Option<CreditCode>,
    pub resident_id: Option<ResidentId>,
    pub address: Option<Title>,
    pub origin: Origin,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

const CREDIT_CODE_MISPLACED: ValueFault = ValueFault::new(
    "identifier_of_another_kind",
    "只有组织和个体工商户有统一社会信用代码",
    "only an organisation or a sole trader has a unified social credit code",
);
const RESIDENT_ID_MISPLACED: ValueFault = ValueFault::new(
    "identifier_of_another_kind",
    "只有自然人登记公民身份号码",
    "only an individual is registered with a citizen identity number",
);

impl Object {
    /// Every identifier at fault, with the member that holds it.
    pub fn faults(&self, today: NaiveDate) -> Vec<(&'static str, ValueFault)> {
        let mut faults = Vec::new();
        if self.credit_code.is_some() && !matches!(self.kind, ObjectKind::Organisation | ObjectKind::SoleTrader) {
            faults.push(("/credit_code", CREDIT_CODE_MISPLACED));
        }
        if let Some(number) = &self.resident_id {
            if self.kind != ObjectKind::Individual {
                faults.push(("/resident_id", RESIDENT_ID_MISPLACED));
            }
            faults.extend(number.born_by(today).err().map(|fault| ("/resident_id", fault)));
        }
        faults
    }

    /// What is worth a second look, but no reason to refuse.
    pub fn warnings(&self) -> Vec<(&'static str, ValueFault)> {
        let inner = self.credit_code.as_ref().and_then(CreditCode::warning);
        inner.map(|fault| ("/credit_code", fault)).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn object(kind: ObjectKind, credit_code: Option<&str>, resident_id: Option<&str>) -> Object {
        Object {
            id: ObjectId::from_uuid(Uuid::nil()),
            kind,
            name: Title::parse("安砂镇农贸市场").expect("a title"),
            credit_code: credit_code.map(|text| CreditCode::parse(text).expect("a credit code")),
            resident_id: resident_id.map(|text| ResidentId::parse_any_day(text).expect("a number")),
            address: None,
            origin: Origin::Live,
            content_digest: Vec::new(),
            version: 1,
            entry_id: EntryId::from_uuid(Uuid::nil()),
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    fn pointers(object: &Object, today: &str) -> Vec<&'static str> {
        object.faults(today.parse().expect("a date")).into_iter().map(|(pointer, _)| pointer).collect()
    }

    const CODE: Option<&str> = Some("91110000600037341L");
    /// Born on 1949-12-31.
    const NUMBER: Option<&str> = Some("11010519491231002X");

    #[test]
    fn each_kind_has_its_own_identifier() {
        for kind in [ObjectKind::Organisation, ObjectKind::SoleTrader] {
            assert!(pointers(&object(kind, CODE, None), "2023-01-01").is_empty());
            assert_eq!(pointers(&object(kind, CODE, NUMBER), "2023-01-01"), ["/resident_id"]);
        }
        assert!(pointers(&object(ObjectKind::Individual, None, NUMBER), "2023-01-01").is_empty());
        assert_eq!(pointers(&object(ObjectKind::Individual, CODE, NUMBER), "2023-01-01"), ["/credit_code"]);
        assert_eq!(pointers(&object(ObjectKind::Place, CODE, NUMBER), "2023-01-01"), ["/credit_code", "/resident_id"]);
        assert!(ObjectKind::ALL.iter().all(|kind| pointers(&object(*kind, None, None), "2023-01-01").is_empty()));
    }

    #[test]
    fn nobody_is_born_in_the_future() {
        assert_eq!(pointers(&object(ObjectKind::Individual, None, NUMBER), "1949-12-30"), ["/resident_id"]);
        assert!(pointers(&object(ObjectKind::Individual, None, NUMBER), "1949-12-31").is_empty());
    }

    #[test]
    fn a_wrong_organisation_code_inside_only_warns() {
        let odd = object(ObjectKind::Organisation, Some("N2350481MF0000014M"), None);
        assert!(pointers(&odd, "2023-01-01").is_empty());
        assert_eq!(odd.warnings()[0].1.code, "credit_code_organisation_check");
        assert!(object(ObjectKind::Organisation, CODE, None).warnings().is_empty());
    }
}
