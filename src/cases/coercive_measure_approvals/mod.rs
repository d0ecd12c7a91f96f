//! 补办批准 (approvals made up): the head on an urgent measure. 行政强制法 第十九条.

use super::coercive_measures::{Standing, known, standings};
use super::deadlines::ends;
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::day::legal_date;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::Passage;
use chrono::{DateTime, NaiveDate, Utc};

step_noun! {
    /// 补办强制措施批准手续
    ///
    /// 行政强制法 第十九条: reported within 24 hours; a measure that the head does not approve is lifted at once. After 24 hours an
    /// approval is refused, and only the lifting is left.
    MeasureApproval, MeasureApprovalReply, MeasureApprovalPage, ApproveMeasure by DecideCases
    at "/cases/{case_id}/coercive-measure-approvals"
    as "coercive measures", "coercive_measure_approvals_create", "coercive_measure_approvals_list" {
        measure_id: CaseStepId,
        /// False: 不应当采取, and the measure ends.
        granted: bool,
        decided_at: DateTime<Utc>,
        reason: Passage,
    }
}

impl StepContent for MeasureApproval {
    const STEP: Step = Step::ApproveMeasure;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (legal_date(self.decided_at), "/decided_at")
    }

    fn moments(&self) -> Vec<(DateTime<Utc>, &'static str)> {
        vec![(self.decided_at, "/decided_at")]
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !standings(file).iter().any(Standing::awaits_approval) {
            refusals.add(Refusal::of(Rule::MeasureAwaitsNoApproval));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some(standing) = known(file, self.measure_id, refusals) else { return };
        if !standing.awaits_approval() && standings(file).iter().any(Standing::awaits_approval) {
            refusals.add(Refusal::of(Rule::MeasureAwaitsNoApproval).at("/measure_id"));
        }
        if self.decided_at < standing.measure.imposed_at {
            refusals.add(Refusal::of(Rule::DatesRunBackwards).at("/decided_at"));
        }
        match ends(file, standing.approval_term()) {
            Ok(term) if self.granted && term.is_over_at(self.decided_at) => {
                refusals.add(Refusal::of(Rule::UrgentApprovalLate).at("/decided_at"));
            }
            verdict => refusals.check(verdict.map(drop)),
        }
    }
}
