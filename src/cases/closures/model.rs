//! The closure of a case.

use crate::domain::ids::{CaseId, ClosureId, EntryId};
use crate::domain::text_enum::text_enum;
use crate::domain::values::Passage;
use crate::recordings::model::Phase;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 结案原因
    pub enum ClosureReason {
        /// 决定履行完毕
        Performed = "performed" "决定履行完毕",
        /// 执行终结
        ExecutionEnded = "execution_ended" "执行终结",
        /// 不予行政处罚
        NoPenalty = "no_penalty" "不予行政处罚",
        /// 移送
        Transferred = "transferred" "案件移送",
        /// 决定被撤销
        Annulled = "annulled" "决定被撤销",
        /// 终止调查
        Terminated = "terminated" "终止调查",
        /// 其他
        Other = "other" "其他",
    }
}

/// 没有记录的环节, and why there is no recording of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhaseWaiver {
    pub phase: Phase,
    pub reason: Passage,
}

/// 结案
#[derive(Debug, Clone)]
pub struct Closure {
    pub id: ClosureId,
    pub case: CaseId,
    pub reason: ClosureReason,
    pub closed_on: NaiveDate,
    pub summary: Passage,
    pub phases_without_recording: Vec<PhaseWaiver>,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}
