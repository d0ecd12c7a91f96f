//! The closure of a case.

use crate::domain::ids::{CaseId, ClosureId, EntryId};
use crate::domain::text_enum::text_enum;
use crate::domain::values::Passage;
use chrono::{DateTime, NaiveDate, Utc};

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
        /// 其他
        Other = "other" "其他",
    }
}

/// 结案
#[derive(Debug, Clone)]
pub struct Closure {
    pub id: ClosureId,
    pub case: CaseId,
    pub reason: ClosureReason,
    pub closed_on: NaiveDate,
    pub summary: Passage,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}
