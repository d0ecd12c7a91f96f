//! An inspection as it is shown.

use super::model::{MatterShown, OfficerShown, Shown};
use crate::domain::ids::{
    AccountId, CertificateId, EntryId, InspectionId, MatterId, MatterVersionId, ObjectId, OfficerId,
};
use crate::domain::inspection::{
    COUNTING_RULE, InspectionKind, InspectionResult, InspectionState, Uncounted, uncounted,
};
use crate::domain::origin::Origin;
use crate::domain::values::{Code, Passage, PersonName, Title};
use crate::http::{Reply, page_reply};
use crate::problem::Problem;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// 行政检查
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectionReply {
    id: InspectionId,
    state: InspectionState,
    kind: Option<InspectionKind>,
    method: Option<Title>,
    reason: Option<Passage>,
    inspected_on: Option<NaiveDate>,
    object_id: Option<ObjectId>,
    matters: Vec<InspectedMatter>,
    officers: Vec<InspectingOfficer>,
    findings: Option<Passage>,
    result: Option<InspectionResult>,
    rectify_by: Option<NaiveDate>,
    /// The case it led to: its id, or the external id that an imported inspection names.
    led_to_case_id: Option<Code>,
    supersedes: Option<InspectionId>,
    superseded_by: Option<InspectionId>,
    countable: CountableReply,
    author_id: AccountId,
    /// The key of an imported inspection where it came from.
    external_id: Option<Code>,
    origin: Origin,
    submitted_at: Option<DateTime<Utc>>,
    /// The journal entry that last changed the inspection.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// A matter of the inspection, as it was in force on the day; in a draft only its code is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectedMatter {
    code: Code,
    name: Option<Title>,
    matter_id: Option<MatterId>,
    matter_version_id: Option<MatterVersionId>,
}

/// Who inspected, with the certificate valid on the day; in a draft only the id is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectingOfficer {
    officer_id: OfficerId,
    name: Option<PersonName>,
    certificate_id: Option<CertificateId>,
    certificate_number: Option<Code>,
}

/// Whether the inspection counts in the figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountableReply {
    countable: bool,
    /// The statistical rule that decides.
    rule: &'static str,
    /// Why it does not count; null when it does.
    reason: Option<Uncounted>,
}

page_reply!(InspectionPage of InspectionReply);

impl Shown {
    /// A correction changes what is shown of the corrected one, whose row never changes.
    pub fn version(&self) -> i64 {
        self.inspection.version + i64::from(self.superseded_by.is_some())
    }
}

/// 200 with the inspection.
pub fn shown(one: &Shown) -> Result<Reply, Problem> {
    Reply::one(one.version(), &InspectionReply::from(one))
}

impl From<&Shown> for InspectionReply {
    fn from(shown: &Shown) -> Self {
        let (inspection, content) = (&shown.inspection, &shown.inspection.content);
        let reason = uncounted(inspection.standing(shown.superseded_by.is_some()));
        Self {
            id: inspection.id,
            state: inspection.state,
            kind: content.kind,
            method: content.method.clone(),
            reason: content.reason.clone(),
            inspected_on: content.inspected_on,
            object_id: content.object,
            matters: shown.matters.iter().map(InspectedMatter::from).collect(),
            officers: shown.officers.iter().map(InspectingOfficer::from).collect(),
            findings: content.findings.clone(),
            result: content.result,
            rectify_by: content.rectify_by,
            led_to_case_id: content.led_to_case.clone(),
            supersedes: content.supersedes,
            superseded_by: shown.superseded_by,
            countable: CountableReply { countable: reason.is_none(), rule: COUNTING_RULE, reason },
            author_id: inspection.author,
            external_id: inspection.external_id.clone(),
            origin: inspection.origin,
            submitted_at: inspection.submitted_at,
            entry_id: inspection.entry_id,
            recorded_at: inspection.recorded_at,
        }
    }
}

impl From<&MatterShown> for InspectedMatter {
    fn from(shown: &MatterShown) -> Self {
        let MatterShown { code, name, matter, version } = shown.clone();
        Self { code, name, matter_id: matter, matter_version_id: version }
    }
}

impl From<&OfficerShown> for InspectingOfficer {
    fn from(shown: &OfficerShown) -> Self {
        let OfficerShown { officer, name, certificate, certificate_number } = shown.clone();
        Self { officer_id: officer, name, certificate_id: certificate, certificate_number }
    }
}
