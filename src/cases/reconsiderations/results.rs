//! 复议结果: what the reconsideration came to, and what becomes of the decision. 行政复议法 第六十二条至第七十三条.

use crate::cases::file::CaseFile;
use crate::cases::remedies::remedy_result;
use crate::cases::standing::{Remedy, reconsiderations};
use crate::cases::steps::StepContent;
use crate::domain::decision::Penalty;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::remedy::RemedyResult;
use crate::domain::stage::{Stage, Step};
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

remedy_result! {
    /// 复议结果
    ///
    /// 行政复议法 第六十二条至第七十三条. What is changed names the penalties that remain; what is annulled or void ends the decision. The
    /// figures keep the original and count the fault.
    ReconsiderationResult, ReconsiderationResultReply, ReconsiderationResultPage,
    ResolveReconsideration at "/cases/{case_id}/reconsideration-results"
    as "reconsiderations", "reconsideration_results_create", "reconsideration_results_list" {
        decided_on,
        /// 复议决定书文号
        document_number,
        /// 理由、内容
        summary,
    } answers reconsiderations, refused as ReconsiderationMissing, was_accepted
}

/// An application may be taken back before anybody has looked at it; for anything else it has to be accepted.
fn was_accepted(result: &ReconsiderationResult, last: &Remedy) -> Result<(), Refusal> {
    let accepted = last.answer.is_some() || result.result == RemedyResult::Withdrawn;
    if accepted { Ok(()) } else { Err(Refusal::of(Rule::ReconsiderationNotAccepted).at("/result")) }
}
