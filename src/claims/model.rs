//! A claim and what may happen to it.

use crate::domain::day::Period;
use crate::domain::ids::{ClaimId, EntryId, MatterId};
use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::{Code, Title};
use chrono::{DateTime, NaiveDate, Utc};

/// 事项认领
#[derive(Debug, Clone)]
pub struct Claim {
    pub id: ClaimId,
    pub matter: MatterId,
    pub matter_code: Code,
    /// As claimed.
    pub valid: Period,
    /// The days it holds: as claimed, cut short when it was returned; `None` when it was returned before it began.
    pub holds: Option<Period>,
    /// The paper it rests on: a letter of acceptance, a catalogue of assigned powers.
    pub basis: Option<Title>,
    /// 交回: from which day on, and why.
    pub returned: Option<(NaiveDate, Title)>,
    pub origin: Origin,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Claim {
    /// What it holds once it is given back on a day: that day no longer counts.
    pub fn held_until(&self, returned_on: NaiveDate) -> Result<Option<Period>, Refusal> {
        if self.returned.is_some() {
            let code = &self.matter_code;
            let detail =
                Text::new(format!("{code} 的认领已经交回"), format!("The claim of {code} was returned already"));
            return Err(Refusal::new(Rule::ClaimAlreadyReturned, detail));
        }
        if let Some(last) = self.valid.to.filter(|last| *last < returned_on) {
            let detail = Text::new(format!("认领已于 {last} 届满"), format!("The claim ended on {last} by itself"));
            return Err(Refusal::new(Rule::DatesRunBackwards, detail).at("/on"));
        }
        Ok(returned_on.pred_opt().and_then(|last| Period::new(self.valid.from, Some(last))))
    }
}

/// The days of a claim, when they run forward.
pub fn valid(from: NaiveDate, to: Option<NaiveDate>) -> Result<Period, Refusal> {
    Period::new(from, to).ok_or_else(|| {
        let detail = Text::new("认领截止日早于起始日", "The claim would end before it begins");
        Refusal::new(Rule::DatesRunBackwards, detail).at("/valid_to")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn claim(to: Option<&str>) -> Claim {
        let valid = Period { from: day("2022-09-01"), to: to.map(day) };
        Claim {
            id: ClaimId::from_uuid(Uuid::nil()),
            matter: MatterId::from_uuid(Uuid::nil()),
            matter_code: Code::parse("350481-CF-0001").expect("a code"),
            valid,
            holds: Some(valid),
            basis: None,
            returned: None,
            origin: Origin::Live,
            content_digest: vec![],
            version: 1,
            entry_id: EntryId::from_uuid(Uuid::nil()),
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_day_of_return_no_longer_counts() {
        let held = claim(None).held_until(day("2023-07-01"));
        assert_eq!(held, Ok(Some(Period { from: day("2022-09-01"), to: Some(day("2023-06-30")) })));
        assert_eq!(claim(None).held_until(day("2022-09-01")), Ok(None), "it never held");
    }

    #[test]
    fn what_is_over_cannot_be_returned() {
        let over = claim(Some("2022-12-31")).held_until(day("2023-01-01")).expect_err("it ended by itself");
        assert_eq!(over.rule, Rule::DatesRunBackwards);
        let reason = Title::parse("机构改革").expect("a title");
        let returned = Claim { returned: Some((day("2023-01-01"), reason)), ..claim(None) };
        let again = returned.held_until(day("2023-02-01")).expect_err("only once");
        assert_eq!(again.rule, Rule::ClaimAlreadyReturned);
    }
}
