//! 复议结果: what the reconsideration came to, and what becomes of the decision. 行政复议法 第六十二条至第七十三条.

use crate::cases::file::CaseFile;
use crate::cases::remedies::remedy_result;
use crate::cases::standing::{Remedy, reconsiderations};
use crate::cases::steps::StepContent;
use crate::domain::act::in_order;
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
        /// 收到复议决定书之日: the party's fifteen days to sue run from it (行政诉讼法 第四十五条). Without it they are counted from
        /// `decided_on`, and the time limit says so.
        #[serde(default)]
        received_on: Option<NaiveDate>,
    } answers reconsiderations, refused as ReconsiderationMissing,
    days |result| result.received_on.into_iter().map(|day| (day, "/received_on")).collect(),
    no heavier by "行政复议法 第六十三条", stands
}

/// An application may be taken back before anybody has looked at it; for anything else it has to be accepted.
fn stands(result: &ReconsiderationResult, last: &Remedy) -> Result<(), Refusal> {
    if let Some(received_on) = result.received_on {
        in_order(result.decided_on, received_on, "/received_on")?;
    }
    let accepted = last.answer.is_some() || result.result == RemedyResult::Withdrawn;
    if accepted { Ok(()) } else { Err(Refusal::of(Rule::ReconsiderationNotAccepted).at("/result")) }
}
