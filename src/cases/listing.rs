//! Which cases a list shows, and in which order.

use super::model::CaseSource;
use crate::db::page::{At, Sort};
use crate::domain::case_number::CaseNumber;
use crate::domain::ids::OfficerId;
use crate::domain::origin::Origin;
use crate::domain::party::PartyKind;
use crate::domain::penalty::{Outcome, Procedure};
use crate::domain::stage::Stage;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, PersonName, Title};
use chrono::NaiveDate;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::IntoParams;

text_enum! {
    /// What cases are sorted by.
    pub enum CaseOrder {
        FiledOn = "filed_on" "立案日期",
        DecidedOn = "decided_on" "决定日期",
        ClosedOn = "closed_on" "结案日期",
        CaseNumber = "case_number" "文号",
        PartyName = "party_name" "当事人",
        RecordedAt = "recorded_at" "登记时间",
    }
}

pub type CaseSort = Sort<CaseOrder>;

/// Which cases a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseFilters {
    /// A minus before it lets the order fall: `-filed_on` when left out. Cases without the value stand at the end.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<CaseSort>,
    /// Part of the case number or of the party's name.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<Title>,
    /// A case number or its beginning; brackets and digits may be of any width.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub case_number: Option<Title>,
    #[serde(default)]
    #[param(inline)]
    pub stage: Option<Stage>,
    #[serde(default)]
    #[param(inline)]
    pub procedure: Option<Procedure>,
    #[serde(default)]
    #[param(inline)]
    pub source: Option<CaseSource>,
    #[serde(default)]
    #[param(inline)]
    pub origin: Option<Origin>,
    /// Of the decision that counts.
    #[serde(default)]
    #[param(inline)]
    pub outcome: Option<Outcome>,
    #[serde(default)]
    #[param(inline)]
    pub party_kind: Option<PartyKind>,
    /// Part of the party's name.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub party_name: Option<Title>,
    /// The party's whole credit code or identity number. Who may not see identity numbers finds nobody by one.
    #[serde(default)]
    #[param(min_length = 1, max_length = 64)]
    pub party_code: Option<Code>,
    /// Who handles the case.
    #[serde(default)]
    #[param(inline)]
    pub officer_id: Option<OfficerId>,
    /// Part of the name of somebody who handles the case.
    #[serde(default)]
    #[param(inline)]
    pub officer_name: Option<PersonName>,
    /// A matter that the case is tagged with.
    #[serde(default)]
    #[param(inline)]
    pub matter_code: Option<Code>,
    /// Part of the name of such a matter.
    #[serde(default)]
    #[param(min_length = 1, max_length = 200)]
    pub matter_name: Option<Title>,
    /// The key of an imported case where it came from.
    #[serde(default)]
    #[param(inline)]
    pub external_id: Option<Code>,
    /// Filed on this day or later.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Filed on this day or earlier.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    #[serde(default)]
    pub decided_from: Option<NaiveDate>,
    #[serde(default)]
    pub decided_to: Option<NaiveDate>,
    #[serde(default)]
    pub closed_from: Option<NaiveDate>,
    #[serde(default)]
    pub closed_to: Option<NaiveDate>,
}

/// A document number as it is kept, or the beginning of one: numbers are printed with brackets U+3014 and U+3015.
pub fn as_printed(text: &str) -> String {
    if let Ok(number) = CaseNumber::parse(text) {
        return number.to_string();
    }
    let printed = |one: char| match one {
        '[' | '(' | '【' => '〔',
        ']' | ')' | '】' => '〕',
        other => other,
    };
    text.trim().nfkc().map(printed).collect()
}

impl super::model::Case {
    /// Where the case stands in an order.
    pub fn at(&self, order: CaseOrder) -> At {
        match order {
            CaseOrder::FiledOn => At::Day(self.filed_on),
            CaseOrder::DecidedOn => At::day(self.decided_on),
            CaseOrder::ClosedOn => At::day(self.closed_on),
            CaseOrder::CaseNumber => At::text(self.case_number.as_deref()),
            CaseOrder::PartyName => At::Text(self.party.name.to_string()),
            CaseOrder::RecordedAt => At::Instant(self.recorded_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_its_brackets_are_written() {
        for text in ["永安砂罚决字[2023]1号", "永安砂罚决字\u{ff08}2023\u{ff09}001", "永安砂罚决字【2023】第1号"]
        {
            assert_eq!(as_printed(text), "永安砂罚决字〔2023〕1号");
        }
        assert_eq!(as_printed("永安砂罚决字[2023]"), "永安砂罚决字〔2023〕");
        assert_eq!(as_printed(" [23"), "〔23");
    }
}
