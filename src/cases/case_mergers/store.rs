//! The rows of two cases that become one.

use super::{CaseMerger, http::CaseMergerReply};
use crate::cases::deadlines;
use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::parties::model::CaseParty;
use crate::cases::steps as taking;
use crate::cases::steps::store::{self as steps, Taken};
use crate::cases::store as cases;
use crate::db::Tx;
use crate::domain::ids::{CaseStepId, MatterId, MatterVersionId};
use crate::domain::refusal::Refusals;
use crate::domain::stage::Stage;
use crate::http::digest;
use crate::problem::Problem;
use std::collections::BTreeMap;

/// What became of it.
pub struct Merged {
    pub taken: Taken,
    other: CaseFile,
}

type Tags = BTreeMap<MatterId, Option<MatterVersionId>>;

/// The step in the case that goes on: with the tags and the parties of both.
pub fn merge(tx: &mut Tx, file: &CaseFile, new: &CaseMerger) -> Result<Merged, Problem> {
    let known = cases::find_own(tx, new.other_case_id)?.map(|other| other.id);
    let other = known.map(|id| cases::lock(tx, id)).transpose()?.map(|case| steps::file(tx, case)).transpose()?;
    let mut refusals = Refusals::default();
    new.judge_other(file, other.as_ref(), &mut refusals);
    let taken = taking::judged(tx, file, new, refusals)?;
    let other = other.ok_or_else(|| Problem::internal("a merger that passed its rules has another case"))?;
    let (own, united) = (tags(tx, &file.case)?, united_tags(tx, &file.case, &other.case)?);
    let parties = united_parties(file, &other);
    let content = steps::content(&new.absorbing(&other, parties.len() > file.parties.len()))?;
    let taken = Taken { content, ..taken };
    let mut moved = Case { stage: taken.stage, ..file.case.clone() };
    if united != own {
        moved.tag_revision += 1;
        let all: Vec<_> = united.into_iter().collect();
        cases::add_tags(tx, moved.id, moved.tag_revision, &all)?;
    }
    if parties.len() > file.parties.len() {
        moved.party_revision = moved.party_revision.max(1) + 1;
        cases::change_parties(tx, &file.case, &moved, new.merged_on, parties.clone())?;
    }
    steps::insert(tx, file, &moved, &taken)?;
    let mut united = CaseFile { parties, ..file.clone().with_step(moved, &taken) };
    cases::settle_file(tx, &united)?;
    deadlines::tell(tx, &mut united)?;
    Ok(Merged { taken, other })
}

/// The other case is closed as merged, with an entry of its own.
pub fn close_other(
    tx: &mut Tx,
    file: &CaseFile,
    merged: Merged,
    new: &CaseMerger,
    reply: impl FnOnce(Taken, CaseMerger) -> CaseMergerReply,
) -> Result<(), Problem> {
    let (mirrored, other) = (new.mirrored(file.case.id), merged.other);
    let taken = Taken {
        id: CaseStepId::from_uuid(tx.mint()),
        case: other.case.id,
        stage: Stage::Closed,
        content: steps::content(&mirrored)?,
        content_digest: digest(&mirrored)?,
        entry_id: tx.entry_id(),
        ..merged.taken
    };
    let closed = Case { stage: Stage::Closed, closed_on: Some(new.merged_on), ..other.case.clone() };
    steps::insert(tx, &other, &closed, &taken)?;
    let mut closed = other.with_step(closed, &taken);
    cases::settle_file(tx, &closed)?;
    deadlines::tell(tx, &mut closed)?;
    let reply = reply(taken.clone(), mirrored);
    let _recorded = taking::record(tx, &taken, &reply)?;
    Ok(())
}

fn tags(tx: &mut Tx, case: &Case) -> Result<Tags, Problem> {
    let found = cases::references(tx, std::slice::from_ref(case))?.remove(&(case.agency, case.id)).unwrap_or_default();
    Ok(found.tags.into_iter().map(|tag| (tag.matter, tag.version)).collect())
}

/// A matter of both is in the version of the case that goes on.
fn united_tags(tx: &mut Tx, case: &Case, other: &Case) -> Result<Tags, Problem> {
    let mut all = tags(tx, other)?;
    all.extend(tags(tx, case)?);
    Ok(all)
}

fn united_parties(file: &CaseFile, other: &CaseFile) -> Vec<CaseParty> {
    let mut all = file.parties.clone();
    for party in &other.parties {
        if !all.iter().any(|known| known.is(party)) {
            all.push(party.clone());
        }
    }
    all
}
