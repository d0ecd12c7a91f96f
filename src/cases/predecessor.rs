//! 前案 (predecessors): a case that was merged into this one, or from which this one was split. Who worked on it worked on this one.

use super::case_mergers::CaseMerger;
use super::case_splits::CaseSplit;
use super::file::CaseFile;
use super::recusals::{self, RecusalPerson};
use crate::domain::ids::{AccountId, OfficerId};
use crate::domain::origin::Origin;
use crate::domain::permission::Permission;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a merger or a split keeps of the other case, so that neither 查处分离 nor a recusal is forgotten by it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predecessor {
    /// Who handled it, investigated in it, or took part in a step that officers take.
    pub officer_ids: BTreeSet<OfficerId>,
    /// The accounts that filed it or recorded the steps of those who work on it.
    pub account_ids: BTreeSet<AccountId>,
    /// Who was recused, and since when.
    pub recused: Vec<Recused>,
    /// Whether somebody became a party here who was none.
    pub brings_party: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recused {
    pub person: RecusalPerson,
    pub since: NaiveDate,
}

impl Predecessor {
    /// With what that case has from predecessors of its own.
    pub fn of(file: &CaseFile, brings_party: bool) -> Self {
        let own = Self {
            officer_ids: file.everybody_who_worked().collect(),
            account_ids: accounts(file).collect(),
            recused: recusals::recused(file),
            brings_party,
        };
        all(file).fold(own, |mut known, one| {
            known.officer_ids.extend(one.officer_ids);
            known.account_ids.extend(one.account_ids);
            known
        })
    }
}

fn accounts(file: &CaseFile) -> impl Iterator<Item = AccountId> {
    let filed = (file.case.origin == Origin::Live).then_some(file.case.author);
    let recorded = file.done.iter().filter(|done| done.step.permission() == Permission::WorkCases);
    filed.into_iter().chain(recorded.map(|done| done.author))
}

/// What the mergers and the split of a case keep.
pub fn all(file: &CaseFile) -> impl Iterator<Item = Predecessor> {
    let merged = file.all::<CaseMerger>().filter_map(|(_, one)| one.predecessor);
    merged.chain(file.all::<CaseSplit>().filter_map(|(_, one)| one.predecessor)).map(|one| *one)
}
