//! 并案 (case mergers): two cases of one agency become one. The other is closed as merged; its tags and parties go over.

mod http;
mod store;

use super::file::CaseFile;
use super::predecessor::Predecessor;
use super::steps::{Named, StepContent};
use super::{coercive_measures, hearing_requests, preservation_dispositions, recusals, suspensions, transfers};
use crate::domain::act::{Earlier, in_order};
use crate::domain::ids::{CaseId, CaseStepId};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list);
}

text_enum! {
    /// 本案在并案中的地位
    pub enum MergerRole {
        /// 其他案件并入本案
        Absorbs = "absorbs" "并入本案",
        /// 本案并入其他案件
        Absorbed = "absorbed" "已被并入",
    }
}

/// 并案
///
/// The case of the path goes on; the other one of the agency is closed as merged. Both are undecided, and the other one has nothing
/// open: no measure in force, no item undisposed, no request unanswered. In the figures the merged case counts no more: one case.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseMerger {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<CaseStepId>,
    /// 并入的案件
    pub other_case_id: CaseId,
    pub merged_on: NaiveDate,
    /// 并案的理由
    pub reason: Passage,
    /// 依据
    #[serde(default)]
    pub legal_basis: Option<Title>,
    /// 批准人
    pub decided_by: PersonName,
    /// 职务
    pub post: Title,
    pub decided_on: NaiveDate,
    /// Worked out: whichever case the step is read in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<MergerRole>,
    /// Worked out, and never sent or shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub predecessor: Option<Box<Predecessor>>,
}

impl Named for CaseMerger {
    fn id(&self) -> Option<CaseStepId> {
        self.id
    }
}

impl CaseMerger {
    pub fn role(&self) -> MergerRole {
        self.role.unwrap_or(MergerRole::Absorbs)
    }

    /// As it stands in the case that goes on.
    fn absorbing(&self, other: &CaseFile, brings_party: bool) -> Self {
        Self { predecessor: Some(Box::new(Predecessor::of(other, brings_party))), ..self.clone() }
    }

    /// The same, as it stands in the other case.
    fn mirrored(&self, case: CaseId) -> Self {
        Self { id: None, other_case_id: case, role: Some(MergerRole::Absorbed), ..self.clone() }
    }

    /// What stands against it in the other case.
    fn judge_other(&self, file: &CaseFile, other: Option<&CaseFile>, refusals: &mut Refusals) {
        let at = "/other_case_id";
        let Some(other) = other.filter(|other| other.case.id != file.case.id) else {
            return refusals.add(Refusal::of(Rule::MergedCaseUnknown).at(at));
        };
        if let Err(reasons) = other.case.stage.take(Step::MergeCase, other.case.procedure) {
            reasons.into_iter().for_each(|reason| refusals.add(reason.at(at)));
        }
        if other.case.procedure != file.case.procedure {
            refusals.add(Refusal::of(Rule::MergerUnfit).at(at));
        }
        refusals.check(in_order(Earlier::filing(other.case.filed_on), self.merged_on, "/merged_on"));
        if let Some(last) = other.done.iter().map(|done| done.on).max() {
            refusals.check(in_order(Earlier::step_before(last), self.merged_on, "/merged_on"));
        }
        for (zh, en) in open_matters(other) {
            let detail =
                Text::new(format!("被并入的案件{zh}：请先办结"), format!("The other case has {en}: end that first"));
            refusals.add(Refusal::new(Rule::MergerOpenMatters, detail).at(at));
        }
    }
}

/// What a case cannot take along.
pub fn open_matters(file: &CaseFile) -> Vec<(&'static str, &'static str)> {
    let kept = preservation_dispositions::kept(file);
    let measured = coercive_measures::standings(file).iter().any(|one| one.is_in_force());
    let mut suspended = Refusals::default();
    suspensions::against_suspended(file, &mut suspended);
    let matters = [
        (measured, "有未解除的强制措施", "a measure in force"),
        (kept.iter().any(|one| one.waits()), "有未处理的登记保存物品或者样品", "items that wait for their disposition"),
        (!transfers::open(file).is_empty(), "有未答复的移送", "an unanswered transfer"),
        (!recusals::open(file).is_empty(), "有未决定的回避申请", "an undecided request for recusal"),
        (hearing_requests::is_pending(file), "有未举行的听证", "a hearing to be held"),
        (suspended.into_result().is_err(), "已中止", "been suspended"),
    ];
    matters.into_iter().filter(|(is_open, ..)| *is_open).map(|(_, zh, en)| (zh, en)).collect()
}

impl StepContent for CaseMerger {
    const STEP: Step = Step::MergeCase;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.merged_on, "/merged_on")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        vec![(self.decided_on, "/decided_on")]
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, _: &CaseFile, refusals: &mut Refusals) {
        refusals.check(in_order(self.decided_on, self.merged_on, "/merged_on"));
        if self.role() != MergerRole::Absorbs {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/role"));
        }
    }
}
