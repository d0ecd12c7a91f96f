//! 分案 (case splits): one of several parties gets a case of its own.

mod http;
mod store;

use super::file::CaseFile;
use super::predecessor::Predecessor;
use super::steps::{Named, StepContent};
use crate::domain::act::in_order;
use crate::domain::ids::{CaseId, CaseStepId, OfficerId};
use crate::domain::refusal::{Refusal, Refusals, Rule};
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
    /// 本案在分案中的地位
    pub enum SplitRole {
        /// 从本案分出
        Gives = "gives" "从本案分出",
        /// 本案由分案产生
        Arises = "arises" "由分案产生",
    }
}

/// 分案
///
/// One of several parties goes into a new case, with the tags of this one. The new case counts as filed on the same day as this one, so
/// that no time limit begins anew; it is investigated by itself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseSplit {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<CaseStepId>,
    /// The new case: minted by the client, or left to the server.
    #[serde(default)]
    pub other_case_id: Option<CaseId>,
    /// Which party goes, by its place in the list of parties.
    #[schema(minimum = 1, maximum = 100)]
    pub place: u32,
    pub split_on: NaiveDate,
    /// 新案的承办人员: two at least, each certified on that day.
    #[schema(min_items = 1, max_items = 10)]
    pub officer_ids: Vec<OfficerId>,
    /// 新案的案情
    pub summary: Passage,
    /// 分案的理由
    pub reason: Passage,
    /// 批准人
    pub decided_by: PersonName,
    /// 职务
    pub post: Title,
    pub decided_on: NaiveDate,
    /// Worked out: whichever case the step is read in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<SplitRole>,
    /// Worked out, and never sent or shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub predecessor: Option<Box<Predecessor>>,
}

impl Named for CaseSplit {
    fn id(&self) -> Option<CaseStepId> {
        self.id
    }
}

impl CaseSplit {
    pub fn role(&self) -> SplitRole {
        self.role.unwrap_or(SplitRole::Gives)
    }

    fn index(&self) -> Option<usize> {
        usize::try_from(self.place).ok()?.checked_sub(1)
    }

    /// As it stands in the case that goes on without the party.
    fn giving(&self, new_case: CaseId) -> Self {
        Self { id: None, other_case_id: Some(new_case), ..self.clone() }
    }

    /// As it stands in the case that arises from it.
    fn arising(&self, from: &CaseFile) -> Self {
        let predecessor = Some(Box::new(Predecessor::of(from, false)));
        let (other_case_id, role) = (Some(from.case.id), Some(SplitRole::Arises));
        Self { id: None, other_case_id, role, predecessor, ..self.clone() }
    }
}

impl StepContent for CaseSplit {
    const STEP: Step = Step::SplitCase;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.split_on, "/split_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        vec![(self.decided_on, "/decided_on")]
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if file.parties.len() < 2 {
            refusals.add(Refusal::of(Rule::SplitNeedsParties));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if self.index().and_then(|place| file.parties.get(place)).is_none() {
            refusals.add(Refusal::of(Rule::PartyUnknown).at("/place"));
        }
        refusals.check(in_order(self.decided_on, self.split_on, "/split_on"));
        if self.role() != SplitRole::Gives {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/role"));
        }
    }
}
