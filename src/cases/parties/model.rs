//! A party with what is known of them, and one set of parties.

use crate::domain::party::{Party, PartyCode, PartyKind};
use crate::domain::refusal::Text;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use crate::problem::Fault;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 责任能力 (行政处罚法 第三十一条)
    pub enum Capacity {
        /// 能够辨认和控制自己的行为
        Competent = "competent" "有责任能力",
        /// 尚未完全丧失辨认或者控制自己行为能力: the penalty may be lighter or reduced
        Diminished = "diminished" "限制责任能力",
        /// 不能辨认或者不能控制自己的行为: no penalty
        Incompetent = "incompetent" "无责任能力",
    }
}

/// 法定代表人、负责人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyRepresentative {
    pub name: PersonName,
    /// 职务
    pub post: Title,
}

/// 监护人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyGuardian {
    pub name: PersonName,
    /// 与当事人的关系
    pub relation: Title,
    #[serde(default)]
    pub contact: Option<Title>,
}

/// 委托代理人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyAgent {
    pub name: PersonName,
    /// 授权委托书
    pub authorisation: Title,
    pub authorised_on: NaiveDate,
    /// 授权事项和权限
    pub authority: Passage,
}

/// 当事人的基本情况
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyDetails {
    /// 住所、住址
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Title>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Title>,
    /// Of an individual whose identity number does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// 法定代表人、负责人: of an organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<PartyRepresentative>,
    /// 监护人: of a minor, or of somebody who is not competent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<PartyGuardian>,
    /// 委托代理人
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub agents: Vec<PartyAgent>,
}

/// 当事人
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewParty {
    pub kind: PartyKind,
    pub name: Title,
    /// 统一社会信用代码; of an individual 公民身份号码.
    #[serde(default)]
    #[schema(min_length = 18, max_length = 18)]
    pub code: Option<String>,
    /// 基本情况
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<PartyDetails>,
}

impl NewParty {
    /// The party, or the values that are wrong; `at` is the member that states it.
    pub fn parse(&self, today: NaiveDate, at: &str) -> Result<CaseParty, Vec<Fault>> {
        let wrong = |member: &str, code, zh, en| vec![Fault::new(format!("{at}{member}"), code, Text::new(zh, en))];
        let code = self.code.as_deref().map(|text| PartyCode::parse_on(self.kind, text, today)).transpose();
        let code = code.map_err(|fault| wrong("/code", fault.code, fault.zh, fault.en))?;
        let details = self.details.clone().unwrap_or_default();
        let is_person = self.kind == PartyKind::Individual;
        let of_person = details.birth_date.is_some() || details.capacity.is_some() || details.guardian.is_some();
        if of_person && self.kind == PartyKind::Organisation {
            let (zh, en) =
                ("只有自然人有出生日期、责任能力和监护人", "Only a person has a birth date, a capacity, a guardian");
            return Err(wrong("/details", "details_of_a_person", zh, en));
        }
        if details.representative.is_some() && is_person {
            let (zh, en) = ("自然人没有法定代表人", "An individual has no legal representative");
            return Err(wrong("/details/representative", "details_of_an_organisation", zh, en));
        }
        let numbered = match &code {
            Some(PartyCode::Resident(id)) => Some(id.birth_date()),
            _ => None,
        };
        if details.birth_date.is_some_and(|born| born > today || numbered.is_some_and(|number| number != born)) {
            let (zh, en) = (
                "出生日期晚于今天，或者与公民身份号码不符",
                "The birth date lies in the future, or the number says another",
            );
            return Err(wrong("/details/birth_date", "birth_date_wrong", zh, en));
        }
        Ok(CaseParty { party: Party { kind: self.kind, name: self.name.clone(), code }, details })
    }
}

/// 当事人, with what is known of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseParty {
    pub party: Party,
    pub details: PartyDetails,
}

impl CaseParty {
    pub fn bare(party: Party) -> Self {
        Self { party, details: PartyDetails::default() }
    }

    pub fn is_bare(&self) -> bool {
        self.details == PartyDetails::default()
    }

    /// As the identity number says, or else as stated.
    pub fn born_on(&self) -> Option<NaiveDate> {
        match &self.party.code {
            Some(PartyCode::Resident(id)) => Some(id.birth_date()),
            _ => self.details.birth_date,
        }
    }

    /// The same person or enterprise: by the code, where both state one.
    pub fn is(&self, other: &Self) -> bool {
        match (&self.party.code, &other.party.code) {
            (Some(one), Some(other)) => one == other,
            _ => self.party.kind == other.party.kind && self.party.name == other.party.name,
        }
    }
}

/// One set of parties, with the day from which it counted.
#[derive(Debug, Clone)]
pub struct PartySet {
    pub revision: i32,
    pub from: NaiveDate,
    pub parties: Vec<CaseParty>,
}
