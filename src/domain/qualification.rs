//! 执法资格: may this officer act on this day? 行政处罚法 第四十二条.

use super::day::Period;
use super::ids::{CertificateId, OfficerId};
use super::refusal::{Refusal, Rule, Text};
use chrono::NaiveDate;

/// One certificate as far as it qualifies: the days it holds, less the days it was suspended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    pub certificate: CertificateId,
    pub number: String,
    /// `None` when it ended before it began.
    pub holds: Option<Period>,
    pub suspended: Vec<Period>,
}

impl Holding {
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.holds.is_some_and(|holds| holds.contains(day)) && !self.suspended.iter().any(|days| days.contains(day))
    }
}

/// An officer of the agency, the time in post, and every certificate ever held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qualification {
    pub officer: OfficerId,
    pub name: String,
    pub in_post: Period,
    pub certificates: Vec<Holding>,
}

impl Qualification {
    /// The certificate that qualifies the officer on the day of an act. 行政处罚法 第四十二条
    pub fn on(&self, day: NaiveDate) -> Result<&Holding, Refusal> {
        let name = &self.name;
        if !self.in_post.contains(day) {
            let detail = Text::new(format!("{name}在 {day} 不在岗"), format!("{name} was not in post on {day}"));
            return Err(Refusal::new(Rule::OfficerNotInPost, detail));
        }
        self.certificates.iter().find(|held| held.is_valid_on(day)).ok_or_else(|| {
            let ended = self.certificates.iter().filter_map(|held| held.holds?.to).filter(|to| *to < day).max();
            let (until, until_en) = ended.map_or_else(Default::default, |to| {
                (format!("，最近一个证件有效期至 {to}"), format!("; the last one was valid until {to}"))
            });
            let zh = format!("{name}在 {day} 没有有效的执法证件{until}：应当由当日持有效证件的人员实施");
            let en = format!("{name} held no valid certificate on {day}{until_en}: name an officer who did");
            Refusal::new(Rule::CertificateInvalidOnActDate, Text::new(zh, en))
        })
    }

    /// The days on which the officer is in post and certified, as separate stretches, each as long as it can be.
    pub fn certified_stretches(&self) -> Vec<Period> {
        let mut edges: Vec<NaiveDate> = self.edges();
        edges.sort_unstable();
        edges.dedup();
        let mut stretches: Vec<Period> = Vec::new();
        for (place, from) in edges.iter().enumerate() {
            if self.on(*from).is_err() {
                continue;
            }
            let to = edges.get(place + 1).and_then(|next| next.pred_opt());
            match stretches.last_mut() {
                Some(last) if last.to.and_then(|day| day.succ_opt()) == Some(*from) => last.to = to,
                _ => stretches.push(Period { from: *from, to }),
            }
        }
        stretches
    }

    /// Every day on which something may change.
    fn edges(&self) -> Vec<NaiveDate> {
        let periods = std::iter::once(self.in_post)
            .chain(self.certificates.iter().filter_map(|held| held.holds))
            .chain(self.certificates.iter().flat_map(|held| held.suspended.iter().copied()));
        periods.flat_map(|period| [Some(period.from), period.to.and_then(|day| day.succ_opt())]).flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 1, 1).expect("a date") + chrono::Duration::days(n)
    }

    fn period(from: i64, to: i64) -> Period {
        Period { from: day(from), to: Some(day(to)) }
    }

    fn officer(in_post: Period, held: Vec<(Period, Vec<Period>)>) -> Qualification {
        let holding = |(holds, suspended): (Period, Vec<Period>)| Holding {
            certificate: CertificateId::from_uuid(Uuid::nil()),
            number: "3504810011".into(),
            holds: Some(holds),
            suspended,
        };
        let certificates = held.into_iter().map(holding).collect();
        Qualification { officer: OfficerId::from_uuid(Uuid::nil()), name: "王伟".into(), in_post, certificates }
    }

    #[test]
    fn a_certificate_counts_on_its_last_day_and_not_on_the_next() {
        let officer = officer(period(0, 364), vec![(period(0, 30), vec![])]);
        assert!(officer.on(day(30)).is_ok());
        let refusal = officer.on(day(31)).expect_err("expired");
        assert_eq!(refusal.rule, Rule::CertificateInvalidOnActDate);
        assert_eq!(refusal.rule.legal_basis(), "行政处罚法 第四十二条");
    }

    #[test]
    fn neither_a_suspended_certificate_nor_one_of_a_person_who_left_counts() {
        let officer = officer(period(0, 100), vec![(period(0, 364), vec![period(10, 20)])]);
        assert!(officer.on(day(9)).is_ok() && officer.on(day(21)).is_ok());
        assert!(officer.on(day(10)).is_err() && officer.on(day(20)).is_err());
        assert_eq!(officer.on(day(101)).expect_err("left").rule, Rule::OfficerNotInPost);
    }

    fn periods(most: usize) -> impl Strategy<Value = Vec<Period>> {
        proptest::collection::vec((0_i64..60, 0_i64..20), 0..most)
            .prop_map(|all| all.into_iter().map(|(from, length)| period(from, from + length)).collect())
    }

    proptest! {
        #[test]
        fn the_stretches_are_exactly_the_days_on_which_the_officer_qualifies(
            post in (0_i64..40, 0_i64..60), held in periods(4), suspended in periods(3),
        ) {
            let in_post = period(post.0, post.0 + post.1);
            let officer = officer(in_post, held.into_iter().map(|holds| (holds, suspended.clone())).collect());
            let stretches = officer.certified_stretches();
            for n in -1..120 {
                let inside = stretches.iter().filter(|stretch| stretch.contains(day(n))).count();
                prop_assert_eq!(inside, usize::from(officer.on(day(n)).is_ok()), "day {}", n);
            }
        }
    }
}
