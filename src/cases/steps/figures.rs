//! What steps say for the figures, over what was known without them.

use crate::cases::file::CaseFile;
use crate::cases::standing::{self, Remedy};
use crate::domain::posting::CaseFacts;

pub fn with_steps(known: CaseFacts, file: &CaseFile) -> CaseFacts {
    with_remedies(with_payments(known, file), file)
}

/// What was paid here adds to what was paid before.
fn with_payments(known: CaseFacts, file: &CaseFile) -> CaseFacts {
    let paid = known.paid.iter().copied().chain(standing::paid(file)).collect();
    CaseFacts { paid, ..known }
}

/// The last of each counts.
fn with_remedies(known: CaseFacts, file: &CaseFile) -> CaseFacts {
    let last = |all: Vec<Remedy>| all.last().map(Remedy::examined);
    CaseFacts {
        annulled_on: standing::annulled_on(file).or(known.annulled_on),
        reconsideration: last(standing::reconsiderations(file)).or(known.reconsideration),
        lawsuit: last(standing::lawsuits(file)).or(known.lawsuit),
        ..known
    }
}
