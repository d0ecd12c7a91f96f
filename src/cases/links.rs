//! 关联案件: cases that this one was merged with, split off, or handed over.

use super::case_mergers::{CaseMerger, MergerRole};
use super::case_splits::{CaseSplit, SplitRole};
use super::file::CaseFile;
use crate::domain::ids::CaseId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::text_enum::text_enum;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// 与本案的关系
    pub enum CaseLinkKind {
        /// 并入本案的案件
        MergedFrom = "merged_from" "并入本案",
        /// 本案并入的案件
        MergedInto = "merged_into" "本案已并入",
        /// 从本案分出的案件
        SplitInto = "split_into" "从本案分出",
        /// 本案从中分出的案件
        SplitFrom = "split_from" "本案分自",
    }
}

/// 关联案件
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseLink {
    kind: CaseLinkKind,
    case_id: CaseId,
    on: NaiveDate,
}

/// In the order in which they came about.
pub fn links(file: &CaseFile) -> Vec<CaseLink> {
    let link = |done: &super::file::Done| {
        let merged = done.read::<CaseMerger>().map(|one| match one.role() {
            MergerRole::Absorbs => (CaseLinkKind::MergedFrom, one.other_case_id),
            MergerRole::Absorbed => (CaseLinkKind::MergedInto, one.other_case_id),
        });
        let split = || {
            let one = done.read::<CaseSplit>()?;
            let kind = match one.role() {
                SplitRole::Gives => CaseLinkKind::SplitInto,
                SplitRole::Arises => CaseLinkKind::SplitFrom,
            };
            Some((kind, one.other_case_id?))
        };
        let (kind, case_id) = merged.or_else(split)?;
        Some(CaseLink { kind, case_id, on: done.on })
    };
    file.done.iter().filter_map(link).collect()
}

/// The case that this one goes on in.
pub fn merged_into(file: &CaseFile) -> Option<CaseId> {
    file.all::<CaseMerger>().find(|(_, one)| one.role() == MergerRole::Absorbed).map(|(_, one)| one.other_case_id)
}

/// A merged case takes no step any more: it goes on in the other one.
pub fn against_any(file: &CaseFile, refusals: &mut Refusals) {
    if let Some(other) = merged_into(file) {
        let zh = format!("本案已并入案件 {other}：请在该案办理");
        let en = format!("The case was merged into {other} and goes on there");
        refusals.add(Refusal::new(Rule::CaseMerged, Text::new(zh, en)));
    }
}
