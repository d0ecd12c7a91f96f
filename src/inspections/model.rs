//! An inspection: what is written, who did it, and whether it counts.

use crate::domain::ids::{
    AccountId, AgencyId, CertificateId, EntryId, InspectionId, MatterId, MatterVersionId, ObjectId, OfficerId,
};
use crate::domain::inspection::{InspectionKind, InspectionResult, InspectionState, Standing, Written};
use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::{Code, Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What an inspection says. In a draft everything may still be missing; a draft is kept as this very text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub kind: Option<InspectionKind>,
    /// 检查方式
    pub method: Option<Title>,
    /// 检查事由
    pub reason: Option<Passage>,
    pub inspected_on: Option<NaiveDate>,
    pub object: Option<ObjectId>,
    pub matter_codes: Vec<Code>,
    pub officers: Vec<OfficerId>,
    /// 检查情况
    pub findings: Option<Passage>,
    pub result: Option<InspectionResult>,
    /// 整改期限
    pub rectify_by: Option<NaiveDate>,
    /// The case it led to: its id, or the external id that an imported inspection names.
    pub led_to_case: Option<Code>,
    pub supersedes: Option<InspectionId>,
}

impl Content {
    pub fn is_complete(&self) -> bool {
        let written = Written {
            has_kind: self.kind.is_some(),
            has_day: self.inspected_on.is_some(),
            officers: self.officers.len(),
            matters: self.matter_codes.len(),
            has_findings: self.findings.is_some(),
            result: self.result,
            has_rectify_by: self.rectify_by.is_some(),
        };
        written.is_complete()
    }

    /// Rectification follows the inspection.
    pub fn dates_run_forward(&self) -> Result<(), Refusal> {
        let (Some(inspected_on), Some(rectify_by)) = (self.inspected_on, self.rectify_by) else { return Ok(()) };
        if inspected_on <= rectify_by {
            return Ok(());
        }
        let detail = Text::new("整改期限早于检查日期", "Rectification would be due before the inspection");
        Err(Refusal::new(Rule::DatesRunBackwards, detail).at("/rectify_by"))
    }
}

/// 行政检查 as recorded.
#[derive(Debug, Clone)]
pub struct Inspection {
    pub agency: AgencyId,
    pub id: InspectionId,
    pub state: InspectionState,
    pub author: AccountId,
    pub content: Content,
    /// S9, judged when it was submitted (an import says it itself).
    pub is_complete: bool,
    pub external_id: Option<Code>,
    pub origin: Origin,
    pub submitted_at: Option<DateTime<Utc>>,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Inspection {
    pub fn standing(&self, is_superseded: bool) -> Standing {
        let (state, is_complete) = (self.state, self.is_complete);
        Standing { state, is_superseded, has_object: self.content.object.is_some(), is_complete }
    }

    /// Only its author changes or submits a draft, and nobody what was submitted.
    pub fn may_be_changed_by(&self, account: AccountId) -> Result<(), Refusal> {
        if self.state == InspectionState::Submitted {
            let detail =
                Text::new("检查记录已经提交：请以新记录更正", "It is submitted; correct it by a new inspection");
            return Err(Refusal::new(Rule::InspectionImmutable, detail));
        }
        if self.author != account {
            let detail = Text::new("草稿属于他人", "The draft belongs to somebody else");
            return Err(Refusal::new(Rule::DraftOfAnotherPerson, detail));
        }
        Ok(())
    }
}

/// Who inspected and in which matters, as it stood on the day: written once, at submission.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The certificate is missing only where an imported officer had none.
    pub officers: Vec<(OfficerId, Option<CertificateId>)>,
    pub matters: Vec<(MatterId, Option<MatterVersionId>)>,
}

/// An inspection with everything that is shown of it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub inspection: Inspection,
    pub officers: Vec<OfficerShown>,
    pub matters: Vec<MatterShown>,
    pub superseded_by: Option<InspectionId>,
}

/// In a draft only the officer is known.
#[derive(Debug, Clone)]
pub struct OfficerShown {
    pub officer: OfficerId,
    pub name: Option<PersonName>,
    pub certificate: Option<CertificateId>,
    pub certificate_number: Option<Code>,
}

/// In a draft only the code is known.
#[derive(Debug, Clone)]
pub struct MatterShown {
    pub code: Code,
    pub name: Option<Title>,
    pub matter: Option<MatterId>,
    pub version: Option<MatterVersionId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().expect("a date"))
    }

    #[test]
    fn rectification_is_due_on_the_day_or_later() {
        let content = |rectify_by| Content { inspected_on: day("2023-04-19"), rectify_by, ..Content::default() };
        assert!(content(None).dates_run_forward().is_ok());
        assert!(content(day("2023-04-19")).dates_run_forward().is_ok());
        let refused = content(day("2023-04-18")).dates_run_forward().expect_err("backwards");
        assert_eq!((refused.rule, refused.pointer.as_str()), (Rule::DatesRunBackwards, "/rectify_by"));
    }

    #[test]
    fn a_draft_is_kept_as_it_was_written() {
        let content = Content {
            kind: Some(InspectionKind::Routine),
            findings: Some(Passage::parse("第一行\n第二行").expect("a passage")),
            inspected_on: day("2023-04-19"),
            ..Content::default()
        };
        let kept = serde_json::to_value(&content).expect("JSON");
        assert_eq!(serde_json::from_value::<Content>(kept).expect("the same"), content);
    }
}
