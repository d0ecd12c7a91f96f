//! What a card proves today.

use crate::domain::day::Period;
use crate::officers::certificates::model::{CertificateEnd, CertificateKind, CertificateStatus, status_on};
use chrono::NaiveDate;

/// What is printed on a card, and what has become of it.
#[derive(Debug, Clone)]
pub struct Card {
    pub officer_name: String,
    pub agency_name: String,
    pub kind: CertificateKind,
    pub printed: Period,
    pub holds: Option<Period>,
    pub suspended: Vec<Period>,
    pub ended: Option<CertificateEnd>,
    pub in_post: Period,
}

impl Card {
    pub fn status_on(&self, day: NaiveDate) -> CertificateStatus {
        status_on(day, self.printed, self.holds, &self.suspended, self.ended)
    }

    /// 行政处罚法 第四十二条: who holds a valid enforcement certificate and is in post.
    pub fn lets_act_on(&self, day: NaiveDate) -> bool {
        self.kind == CertificateKind::Enforcement
            && self.status_on(day) == CertificateStatus::Valid
            && self.in_post.contains(day)
    }
}

/// A renewed card may keep its number: the one that is valid on the day speaks, else the newest. `cards` are newest
/// first.
pub fn speaking_card(cards: Vec<Card>, day: NaiveDate) -> Option<Card> {
    let valid = cards.iter().position(|card| card.status_on(day) == CertificateStatus::Valid);
    cards.into_iter().nth(valid.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn card(from: &str, to: &str) -> Card {
        let printed = Period { from: day(from), to: Some(day(to)) };
        Card {
            officer_name: "王伟".into(),
            agency_name: "安砂镇人民政府".into(),
            kind: CertificateKind::Enforcement,
            printed,
            holds: Some(printed),
            suspended: vec![],
            ended: None,
            in_post: Period { from: day("2020-01-01"), to: Some(day("2023-12-31")) },
        }
    }

    #[test]
    fn of_two_cards_with_one_number_the_valid_one_speaks_else_the_newest() {
        let cards = || vec![card("2023-07-01", "2028-06-30"), card("2018-07-01", "2023-06-30")];
        let from = |on: &str| speaking_card(cards(), day(on)).map(|card| card.printed.from);
        assert_eq!(from("2023-06-30"), Some(day("2018-07-01")));
        assert_eq!(from("2023-07-01"), Some(day("2023-07-01")));
        assert_eq!(from("2030-01-01"), Some(day("2023-07-01")));
        assert!(speaking_card(vec![], day("2023-01-01")).is_none());
    }

    #[test]
    fn who_has_left_the_post_may_not_act_with_a_valid_card() {
        let card = card("2023-07-01", "2028-06-30");
        assert!(card.lets_act_on(day("2023-12-31")));
        assert!(!card.lets_act_on(day("2024-01-01")));
        assert_eq!(card.status_on(day("2024-01-01")), CertificateStatus::Valid);
        let supervision = Card { kind: CertificateKind::Supervision, ..card };
        assert!(!supervision.lets_act_on(day("2023-12-31")));
    }
}
