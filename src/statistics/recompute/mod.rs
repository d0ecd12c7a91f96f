//! 复算: every posting made again from the rows it was made from. What differs from the ledger is named.

mod store;

use crate::db::View;
use crate::domain::posting::{Contribution, Place, Quantity, Subject, SubjectKind};
use crate::problem::Problem;
use std::collections::BTreeMap;

/// One record whose postings are not what its rows say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub subject: Subject,
    pub place: Place,
    pub posted: Quantity,
    pub recomputed: Quantity,
}

/// How one kind of record is recomputed for the agency of the view.
type Recompute = fn(&mut View) -> Result<BTreeMap<Subject, Contribution>, Problem>;

/// Every kind of record that posts. A kind that is not here would show as postings without a source.
const KINDS: &[(SubjectKind, Recompute)] = &[
    (SubjectKind::Officer, store::officers),
    (SubjectKind::Training, store::trainings),
    (SubjectKind::Claim, store::claims),
    (SubjectKind::FeeItem, store::fee_items),
    (SubjectKind::Inspection, store::inspections),
    (SubjectKind::Recording, store::recordings),
    (SubjectKind::Case, store::cases),
    (SubjectKind::CoerciveAct, store::coercive_acts),
];

/// What was compared.
#[derive(Debug, Default)]
pub struct Verdict {
    pub records: usize,
    pub differences: Vec<Difference>,
}

pub use store::agencies;

/// Recomputes one agency: the view must be in its scope.
pub fn compare(view: &mut View) -> Result<Verdict, Problem> {
    let mut recomputed = BTreeMap::new();
    for (_, recompute) in KINDS {
        recomputed.extend(recompute(view)?);
    }
    let mut posted = store::posted(view)?;
    let mut verdict = Verdict { records: recomputed.len(), differences: Vec::new() };
    for (subject, should) in &recomputed {
        let is = posted.remove(subject).unwrap_or_default();
        verdict.differences.extend(differences(*subject, &is, should));
    }
    for (subject, is) in posted {
        verdict.differences.extend(differences(subject, &is, &Contribution::default()));
    }
    Ok(verdict)
}

fn differences(subject: Subject, posted: &Contribution, should: &Contribution) -> Vec<Difference> {
    let at = |contribution: &Contribution, place: &Place| {
        contribution.iter().find(|(one, _)| *one == place).map_or(Quantity::default(), |(_, quantity)| *quantity)
    };
    let difference = should.less(posted);
    let places = difference.iter().map(|(place, _)| Difference {
        subject,
        place: *place,
        posted: at(posted, place),
        recomputed: at(should, place),
    });
    places.collect()
}
