//! 环节、步骤的英文名称: what people who do not read Chinese are shown instead of codes.

use super::{Stage, Step};
use crate::domain::text_enum::in_words;

impl Stage {
    /// As a sentence continues: "the case is …".
    pub fn name_en(self) -> String {
        match self {
            Stage::Investigating => "under investigation".to_owned(),
            Stage::Transferred => "with another body".to_owned(),
            other => other.as_str().replace('_', " "),
        }
    }
}

impl Step {
    /// As a button shows it; a step that is not named here is its code in words.
    pub fn name_en(self) -> String {
        let named = match self {
            Step::Notify => "Prior notice",
            Step::HearStatement => "Statement of the party",
            Step::HoldHearing => "Hearing",
            Step::NotifyHearing => "Notice of the hearing",
            Step::ReviewLegally => "Legal review",
            Step::Discuss => "Collective discussion",
            Step::ServeDocument => "Service of a document",
            Step::Decide => "Decision",
            Step::Close => "Closure",
            Step::Pay => "Payment",
            Step::HandOver => "Hand over what was collected on the spot",
            Step::PlanPayment => "Deferred payment or instalments",
            Step::Reconsider => "Request for reconsideration",
            Step::AnswerReconsideration => "Acceptance of the reconsideration",
            Step::ResolveReconsideration => "Result of the reconsideration",
            Step::Sue => "Lawsuit",
            Step::ResolveLawsuit => "Result of the lawsuit",
            Step::Withdraw => "Withdraw or change the decision",
            Step::ImposeMeasure => "Impose a coercive measure",
            Step::ApproveMeasure => "Approve an urgent measure",
            Step::ExtendMeasure => "Extend a measure",
            Step::LiftMeasure => "Lift a measure",
            Step::ExtendTerm => "Extend the time for the case",
            Step::ConcludeInvestigation => "Conclusion of the investigation",
            Step::OrderCorrection => "Order to correct",
            Step::RecheckCorrection => "Re-check of the correction",
            Step::ReportBack => "Report of a decision made on the spot",
            Step::Void => "Void the decision document",
            Step::ConfirmVoiding => "Confirm the voiding",
            Step::Demand => "Demand to perform",
            Step::AnswerDemand => "Statement on the demand",
            Step::ApplyToCourt => "Application to the court for enforcement",
            Step::AnswerApplication => "Answer of the court to the application",
            Step::Execute => "Decision to enforce",
            Step::ChangeExecution => "Suspension, resumption, completion or end of the execution",
            Step::AcceptTransfer => "Acceptance of the transfer",
            Step::ReturnTransfer => "Return of the transfer",
            Step::RequestRecusal => "Request for recusal",
            Step::DecideRecusal => "Decision on recusal",
            Step::ChangeHandlers => "Change of handlers",
            Step::DisposePreserved => "Disposition of what was preserved",
            Step::ChangeParty => "Change of party",
            Step::MergeCase => "Merger of cases",
            Step::SplitCase => "Split of the case",
            other => return in_words(other.as_str()),
        };
        named.to_owned()
    }
}
