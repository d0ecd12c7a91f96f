//! What a card proves today.

use crate::domain::day::Period;
use crate::domain::ids::AgencyId;
use crate::officers::certificates::model::{CertificateEnd, CertificateKind, CertificateStatus, status_on};
use chrono::NaiveDate;

/// What is printed on a card, and what has become of it.
#[derive(Debug, Clone)]
pub struct Card {
    pub agency: AgencyId,
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

/// What each agency says of a number, the one that matters most first. Within an agency a renewed card may keep its
/// number: the one that is valid on the day speaks, else the newest. Between agencies a card that was taken away, or is
/// missing, speaks before a valid one, so that nobody hides it by recording the number again; one that ended in good
/// order, as when its holder moved to another agency, speaks after. `cards` are newest first.
pub fn holders(cards: Vec<Card>, day: NaiveDate) -> Vec<Card> {
    let mut speaking: Vec<Card> = Vec::new();
    for card in cards {
        match speaking.iter_mut().find(|one| one.agency == card.agency) {
            Some(told) if told.status_on(day) != CertificateStatus::Valid => {
                if card.status_on(day) == CertificateStatus::Valid {
                    *told = card;
                }
            }
            Some(_) => {}
            None => speaking.push(card),
        }
    }
    speaking.sort_by_key(|card| weight(card.status_on(day)));
    speaking
}

fn weight(status: CertificateStatus) -> u8 {
    match status {
        CertificateStatus::Revoked => 0,
        CertificateStatus::Suspended => 1,
        CertificateStatus::Lost => 2,
        CertificateStatus::Valid => 3,
        CertificateStatus::Returned => 4,
        CertificateStatus::Expired => 5,
        CertificateStatus::NotYetValid => 6,
    }
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
            agency: AgencyId::from_uuid(uuid::Uuid::nil()),
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
        let from = |on: &str| holders(cards(), day(on)).first().map(|card| card.printed.from);
        assert_eq!(from("2023-06-30"), Some(day("2018-07-01")));
        assert_eq!(from("2023-07-01"), Some(day("2023-07-01")));
        assert_eq!(from("2030-01-01"), Some(day("2023-07-01")));
        assert!(holders(vec![], day("2023-01-01")).is_empty());
    }

    #[test]
    fn a_card_taken_away_speaks_before_one_that_another_agency_records_and_a_returned_one_after() {
        let there = Card { agency: AgencyId::from_uuid(uuid::Uuid::max()), ..card("2023-07-01", "2028-06-30") };
        let ended = |end| Card { holds: None, ended: Some(end), ..card("2023-07-01", "2028-06-30") };
        let told = |here: Card| -> Vec<CertificateStatus> {
            let today = day("2023-08-01");
            holders(vec![there.clone(), here], today).iter().map(|card| card.status_on(today)).collect()
        };
        use CertificateStatus::{Returned, Revoked, Valid};
        assert_eq!(told(ended(CertificateEnd::Revoked)), [Revoked, Valid]);
        assert_eq!(told(ended(CertificateEnd::Returned)), [Valid, Returned]);
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
