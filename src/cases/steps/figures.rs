//! What steps say for the figures, over what was known without them.

use crate::cases::file::CaseFile;
use crate::cases::hearings::Hearing;
use crate::cases::legal_reviews::{LegalReview, ReviewOutcome};
use crate::cases::links;
use crate::cases::standing::{self, Remedy};
use crate::cases::transfers::{self, TransferTo};
use crate::domain::hearing::HearingOutcome;
use crate::domain::posting::{CaseFacts, EarlierDecision, Examined};

pub fn with_steps(known: CaseFacts, file: &CaseFile) -> CaseFacts {
    let known = CaseFacts { is_merged: links::merged_into(file).is_some(), ..known };
    with_transfers(with_remedies(with_payments(with_examinations(known, file), file), file), file)
}

/// 听证, 法制审核: of several the last counts.
fn with_examinations(known: CaseFacts, file: &CaseFile) -> CaseFacts {
    let mut hearings = file.all::<Hearing>().filter(|(_, hearing)| hearing.outcome == HearingOutcome::Held);
    let hearing_held_on = hearings.next_back().map(|(_, hearing)| hearing.held_on).or(known.hearing_held_on);
    CaseFacts { legal_review: reviewed(file).or(known.legal_review), hearing_held_on, ..known }
}

/// 法制审核: one case is reviewed once, on the day of its last review; it was corrected when any review did not agree.
fn reviewed(file: &CaseFile) -> Option<Examined> {
    let on = file.last::<LegalReview>()?.1.reviewed_on;
    let found_wrong = file.all::<LegalReview>().any(|(_, review)| review.outcome != ReviewOutcome::Agree);
    Some(Examined { on, found_wrong })
}

/// What was paid here adds to what was paid before.
fn with_payments(known: CaseFacts, file: &CaseFile) -> CaseFacts {
    let paid = known.paid.iter().copied().chain(standing::paid(file)).collect();
    CaseFacts { paid, ..known }
}

/// Of each the last counts, decision by decision.
fn with_remedies(known: CaseFacts, file: &CaseFile) -> CaseFacts {
    let (reconsiderations, lawsuits) = (standing::reconsiderations(file), standing::lawsuits(file));
    let live = file.decisions().count();
    let places: Vec<usize> = file.decisions().map(|(place, _)| place).collect();
    // Where one decision was imported, the file is about it from its beginning.
    let imported = (known.earlier.len() + 1).saturating_sub(live);
    let begins: Vec<usize> = std::iter::repeat_n(0, imported).chain(places).collect();
    let last = |all: &[Remedy], nth: usize| {
        let from = begins.get(nth).copied().unwrap_or_default();
        let to = begins.get(nth + 1).copied().unwrap_or(file.done.len());
        all.iter().rfind(|one| (from..to).contains(&one.place)).map(Remedy::examined)
    };
    let current = known.earlier.len();
    let earlier = known.earlier.into_iter().enumerate().map(|(nth, one)| EarlierDecision {
        reconsideration: last(&reconsiderations, nth).or(one.reconsideration),
        lawsuit: last(&lawsuits, nth).or(one.lawsuit),
        ..one
    });
    CaseFacts {
        earlier: earlier.collect(),
        annulled_on: standing::annulled_on(file).or(known.annulled_on),
        reconsideration: last(&reconsiderations, current).or(known.reconsideration),
        lawsuit: last(&lawsuits, current).or(known.lawsuit),
        ..known
    }
}

/// 移送司法机关: the first that was sent, and the first that was taken.
fn with_transfers(known: CaseFacts, file: &CaseFile) -> CaseFacts {
    let to_justice: Vec<_> =
        transfers::standings(file).into_iter().filter(|one| one.transfer.to == TransferTo::Justice).collect();
    let transferred_on = to_justice.first().map(|one| one.sent_on).or(known.transferred_on);
    let transfer_accepted_on = to_justice.iter().find_map(|one| one.accepted_on).or(known.transfer_accepted_on);
    CaseFacts { transferred_on, transfer_accepted_on, ..known }
}
