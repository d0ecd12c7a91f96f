//! What the statutes themselves set from a day on, and what another law may set otherwise: 复议前置, and the largest amounts.

use super::super::party::PartyKind;
use super::super::penalty::Procedure;
use super::super::text_enum::text_enum;
use super::super::values::Fen;
use super::{ProcedureRule, ProcedureRules, ProcedureTerms};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

text_enum! {
    /// 金额上限 of what
    pub enum AmountLimitOf {
        /// 行政处罚法 第五十一条. 个体工商户 are held to it: the law names them on neither side, and the lower limit is lawful on both readings.
        SummaryFineOfCitizen = "summary_fine_of_citizen" "对公民当场罚款",
        SummaryFineOfOrganisation = "summary_fine_of_organisation" "对法人或者其他组织当场罚款",
        /// 行政处罚法 第六十八条第一项
        CollectionOnTheSpot = "collection_on_the_spot" "当场收缴罚款",
    }
}

impl AmountLimitOf {
    pub const fn summary_fine(party: PartyKind) -> Self {
        match party {
            PartyKind::Individual | PartyKind::SoleTrader => Self::SummaryFineOfCitizen,
            PartyKind::Organisation => Self::SummaryFineOfOrganisation,
        }
    }

    /// In fen: under the revision of 2021, and before it (行政处罚法 of 1996, 第三十三条, 第四十七条).
    const fn shipped(self, is_revised: bool) -> i64 {
        match (self, is_revised) {
            (Self::SummaryFineOfCitizen, true) => 200_00,
            (Self::SummaryFineOfOrganisation, true) => 3_000_00,
            (Self::CollectionOnTheSpot, true) => 100_00,
            (Self::SummaryFineOfCitizen, false) => 50_00,
            (Self::SummaryFineOfOrganisation, false) => 1_000_00,
            (Self::CollectionOnTheSpot, false) => 20_00,
        }
    }
}

/// 复议前置: whether the party has to apply for reconsideration before it sues (行政复议法 第二十三条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReconsiderationFirstTerms {
    /// Of decisions made in this procedure; of all when left out.
    #[serde(default)]
    pub procedure: Option<Procedure>,
    pub required: bool,
}

/// 金额上限: more than that is not lawful. 以下 includes the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmountLimitTerms {
    pub of: AmountLimitOf,
    pub amount_fen: Fen,
}

/// The revision of 行政处罚法 came into force.
const REVISED: NaiveDate = match NaiveDate::from_ymd_opt(2021, 7, 15) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The revision of 行政复议法 came into force: a decision made on the spot goes to reconsideration first (第二十三条).
const RECONSIDERATION_FIRST: NaiveDate = match NaiveDate::from_ymd_opt(2024, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

impl ProcedureRules {
    /// 复议前置, of a decision made on that day; and the row that says so. One of a procedure goes before one of all.
    pub fn reconsideration_first(
        &self,
        procedure: Procedure,
        decided_on: NaiveDate,
    ) -> (bool, Option<&Arc<ProcedureRule>>) {
        let of = |wanted: Option<Procedure>| {
            let fits = move |terms: &ProcedureTerms| matches!(terms, ProcedureTerms::ReconsiderationFirst(one) if one.procedure == wanted);
            self.on(decided_on, fits)
        };
        let row = of(Some(procedure)).or_else(|| of(None));
        let required = row.and_then(|row| match &row.terms {
            ProcedureTerms::ReconsiderationFirst(terms) => Some(terms.required),
            _ => None,
        });
        let shipped = || procedure == Procedure::Summary && decided_on >= RECONSIDERATION_FIRST;
        (required.unwrap_or_else(shipped), row)
    }

    /// The largest amount that is lawful on that day.
    pub fn amount_limit(&self, of: AmountLimitOf, on: NaiveDate) -> Fen {
        let row = self.on(on, |terms| matches!(terms, ProcedureTerms::AmountLimit(one) if one.of == of));
        let set = row.and_then(|row| match &row.terms {
            ProcedureTerms::AmountLimit(terms) => Some(terms.amount_fen),
            _ => None,
        });
        set.unwrap_or_else(|| Fen::new(of.shipped(on >= REVISED)).unwrap_or_default())
    }
}
