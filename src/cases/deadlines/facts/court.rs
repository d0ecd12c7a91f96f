//! D12, D14: what the party is asked once more to perform, and what the court does with the agency's application.

use crate::cases::court_applications::CourtApplication;
use crate::cases::court_applications::results::{CourtAnswer, CourtApplicationResult};
use crate::cases::deadlines::period::{Fact, Period};
use crate::cases::demands::Demand;
use crate::cases::file::CaseFile;
use crate::cases::proofs_of_service::served;
use crate::cases::standing::{annulled_on, owed};
use crate::domain::deadline_rule::DeadlineRule;
use uuid::Uuid;

/// 催告: from its service on the party has its time; then the court may be asked.
pub fn demands(file: &CaseFile) -> Vec<Period> {
    let owed = owed(file);
    let paid_up = owed.filter(|owed| owed.unpaid().is_zero()).and_then(|owed| owed.paid.iter().map(|one| one.on).max());
    let applied = |demand: Uuid| {
        let mut all = file.since::<CourtApplication>();
        all.find(|(_, one)| one.demand_id.uuid() == demand).map(|(done, _)| Fact::from(done))
    };
    let period = |demand: Uuid| {
        let (served_on, _) = served(file, demand)?;
        let started = Fact::on(served_on).of_step(demand);
        let ends = [paid_up.map(Fact::on), applied(demand), annulled_on(file).map(Fact::on)];
        Some(Period::of(DeadlineRule::Demand, started).ended_by(ends))
    };
    file.since::<Demand>().filter_map(|(done, _)| period(done.id)).collect()
}

/// 受理, 裁定, 申请复议: each answer of the court ends one limit and may begin another.
pub fn answers(file: &CaseFile) -> Vec<Period> {
    use CourtAnswer::{Accepted, Denied, Granted, NotAccepted, Objected, Withdrawn};
    let mut found = Vec::new();
    for (application, _) in file.all::<CourtApplication>() {
        let answers: Vec<(Fact, CourtAnswer)> = file
            .all::<CourtApplicationResult>()
            .filter(|(_, one)| one.application_id.uuid() == application.id)
            .map(|(done, one)| (Fact::from(done), one.answer))
            .collect();
        let first = |from: usize, wanted: &[CourtAnswer]| {
            answers.iter().skip(from).find(|(_, answer)| wanted.contains(answer)).map(|(fact, _)| *fact)
        };
        let accepted = first(0, &[Accepted, NotAccepted, Withdrawn]);
        found.push(Period::of(DeadlineRule::CourtAcceptance, Fact::from(application)).ended_by([accepted]));
        for (place, (fact, answer)) in answers.iter().enumerate() {
            match answer {
                Accepted => {
                    let ruled = first(place + 1, &[Granted, Denied, Withdrawn]);
                    found.push(Period::of(DeadlineRule::CourtRuling, *fact).ended_by([ruled]));
                }
                // Once only: what the court above says is the end of it.
                NotAccepted | Denied if !answers[..place].iter().any(|(_, before)| *before == Objected) => {
                    let objected = first(place + 1, &[Objected]);
                    found.push(Period::of(DeadlineRule::CourtObjection, *fact).ended_by([objected]));
                }
                _ => {}
            }
        }
    }
    found
}
