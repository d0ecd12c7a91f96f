//! 较大数额: whether one amount is a large one.

use super::{ThresholdOf, ThresholdPurpose, ThresholdTerms};
use crate::domain::party::PartyKind;
use crate::domain::values::{Fen, Title};
use chrono::NaiveDate;

/// One amount that may be a large one.
#[derive(Debug, Clone, Copy)]
pub struct ThresholdQuestion<'q> {
    pub purpose: ThresholdPurpose,
    pub on: NaiveDate,
    pub of: ThresholdOf,
    pub party: PartyKind,
    pub field: Option<&'q Title>,
    pub amount: Fen,
}

impl ThresholdQuestion<'_> {
    pub(super) fn is_for(&self, row: &ThresholdTerms) -> bool {
        row.purpose == self.purpose
            && row.of == self.of
            && row.field.as_ref().is_none_or(|field| Some(field) == self.field)
            && (row.party_kinds.is_empty() || row.party_kinds.contains(&self.party))
    }
}

impl ThresholdTerms {
    pub fn is_reached(&self, amount: Fen) -> bool {
        if self.inclusive { amount >= self.amount_fen } else { amount > self.amount_fen }
    }
}
