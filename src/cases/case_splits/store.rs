//! The rows of a case from which another one arises.

use super::CaseSplit;
use crate::cases::deadlines;
use crate::cases::file::CaseFile;
use crate::cases::model::{Case, CaseSource};
use crate::cases::parties::model::{CaseParty, PartySet};
use crate::cases::steps as taking;
use crate::cases::steps::store::{self as steps, Taken};
use crate::cases::store as cases;
use crate::db::Tx;
use crate::domain::ids::{CaseId, CaseStepId};
use crate::domain::origin::Origin;
use crate::domain::posting::CaseFacts;
use crate::domain::refusal::Refusals;
use crate::domain::stage::Stage;
use crate::http::digest;
use crate::problem::{Code as ProblemCode, Problem};

/// What the case gave.
pub struct Given {
    pub taken: Taken,
    pub content: CaseSplit,
    party: CaseParty,
    new_case: CaseId,
}

/// What arose from it.
pub struct Arisen {
    pub file: CaseFile,
    pub taken: Taken,
    pub content: CaseSplit,
}

/// The step in the case that goes on without the party.
pub fn give(tx: &mut Tx, file: &CaseFile, new: &CaseSplit) -> Result<Given, Problem> {
    let new_case = new.other_case_id.unwrap_or_else(|| CaseId::from_uuid(tx.mint()));
    if cases::find_own(tx, new_case)?.is_some() {
        return Err(Problem::new(ProblemCode::IdExists));
    }
    let taken = taking::judged(tx, file, new, Refusals::default())?;
    let content = new.giving(new_case);
    let taken = Taken { content: steps::content(&content)?, ..taken };
    let mut parties = file.parties.clone();
    let place = new.index().filter(|place| *place < parties.len());
    let party = parties.remove(place.ok_or_else(|| Problem::internal("a split that passed its rules has a party"))?);
    let first = parties.first().map_or(file.case.party.clone(), |one| one.party.clone());
    let party_revision = file.case.party_revision.max(1) + 1;
    let moved = Case { stage: taken.stage, party: first, party_revision, ..file.case.clone() };
    cases::change_parties(tx, &file.case, &moved, new.split_on, parties.clone())?;
    steps::insert(tx, file, &moved, &taken)?;
    let mut left = CaseFile { parties, ..file.clone().with_step(moved, &taken) };
    cases::settle_file(tx, &left)?;
    deadlines::tell(tx, &mut left)?;
    Ok(Given { taken, content, party, new_case })
}

/// The new case: the same tags, procedure, source, day of filing and author. Who decides on the split has filed nothing.
pub fn arise(tx: &mut Tx, file: &CaseFile, given: &Given, new: &CaseSplit) -> Result<Arisen, Problem> {
    let content = new.arising(file);
    let before = &file.case;
    let references =
        cases::references(tx, std::slice::from_ref(before))?.remove(&(before.agency, before.id)).unwrap_or_default();
    let tags: Vec<_> = references.tags.into_iter().map(|tag| (tag.matter, tag.version)).collect();
    let case = Case {
        id: given.new_case,
        stage: Stage::Filed,
        source: before.source.or(Some(CaseSource::SelfCheck)),
        summary: Some(new.summary.clone()),
        party: given.party.party.clone(),
        decided_on: None,
        closed_on: None,
        case_number: None,
        tag_revision: i32::from(!tags.is_empty()),
        external_id: None,
        origin: Origin::Live,
        content_digest: digest(&content)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
        officer_revision: 1,
        party_revision: 1,
        ..before.clone()
    };
    let officers: Vec<_> =
        new.officer_ids.iter().copied().zip(given.taken.certificates.iter().copied().map(Some)).collect();
    let facts = CaseFacts::filed(case.procedure, case.filed_on, case.is_tagged());
    cases::insert(tx, &case, &officers, &tags, &facts)?;
    cases::add_parties(
        tx,
        case.id,
        &PartySet { revision: 1, from: case.filed_on, parties: vec![given.party.clone()] },
    )?;
    let taken = Taken {
        id: CaseStepId::from_uuid(tx.mint()),
        case: case.id,
        stage: Stage::Filed,
        content: steps::content(&content)?,
        content_digest: digest(&content)?,
        entry_id: tx.entry_id(),
        ..given.taken.clone()
    };
    steps::place(tx, 0, &taken)?;
    let mut file = steps::file(tx, case)?;
    deadlines::tell(tx, &mut file)?;
    Ok(Arisen { file, taken, content })
}
