//! A recording: what it is of, in which phase, and what its device says of its time.

use crate::domain::ids::{AccountId, CaseId, EntryId, InspectionId, OfficerId, RecordingId};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::Passage;
use crate::journal::leaf::Captured;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

text_enum! {
    /// 记录环节: the phases of 行政处罚法 第四十七条.
    pub enum Phase {
        /// 启动
        Initiation = "initiation" "启动",
        /// 调查取证
        Investigation = "investigation" "调查取证",
        /// 审核
        Review = "review" "审核",
        /// 决定
        Decision = "decision" "决定",
        /// 送达
        Service = "service" "送达",
        /// 执行
        Execution = "execution" "执行",
    }
}

text_enum! {
    /// 记录形式
    pub enum RecordingKind {
        /// 文字
        Text = "text" "文字",
        /// 照片
        Photo = "photo" "照片",
        /// 录音
        Audio = "audio" "录音",
        /// 录像
        Video = "video" "录像",
        /// 文书
        Document = "document" "文书",
        /// 位置
        Location = "location" "位置",
    }
}

/// What a recording is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Case(CaseId),
    Inspection(InspectionId),
}

impl Of {
    pub fn case(self) -> Option<CaseId> {
        if let Of::Case(id) = self { Some(id) } else { None }
    }

    pub fn inspection(self) -> Option<InspectionId> {
        if let Of::Inspection(id) = self { Some(id) } else { None }
    }
}

/// The device that captured it, and its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    pub id: Uuid,
    /// Counts up by one with each thing the device captures: a gap shows that something is missing.
    pub seq: i64,
    pub time: DateTime<Utc>,
    /// How far the clock was from the right time, as the device knew.
    pub clock_offset_ms: i64,
}

impl Device {
    /// The same, as the journal's leaf takes it.
    pub fn captured(&self) -> Captured {
        Captured {
            time: self.time,
            offset_ms: self.clock_offset_ms,
            source: "device".to_owned(),
            device: self.id.to_string(),
            device_seq: self.seq.unsigned_abs(),
            previous_in_device: None,
        }
    }
}

/// 全过程记录
#[derive(Debug, Clone)]
pub struct Recording {
    pub id: RecordingId,
    pub of: Of,
    pub phase: Phase,
    pub kind: RecordingKind,
    /// In the order of their ids.
    pub officers: Vec<OfficerId>,
    pub occurred_at: DateTime<Utc>,
    pub description: Passage,
    pub device: Option<Device>,
    pub author: AccountId,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// A phone's clock may run ahead of the server's by this much before a recording is taken for one of the future.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(60);

/// Nothing is recorded before it happens.
pub fn has_happened(occurred_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
    if occurred_at <= now + CLOCK_TOLERANCE {
        return Ok(());
    }
    let detail = Text::new("记录时间晚于现在", "The recording lies in the future");
    Err(Refusal::new(Rule::DateInTheFuture, detail).at("/occurred_at"))
}

/// 结案 ends the recording of a case.
pub fn case_is_open(is_closed: bool) -> Result<(), Refusal> {
    if !is_closed {
        return Ok(());
    }
    Err(Refusal::new(
        Rule::CaseClosed,
        Text::new("案件已结案，不能再增加记录", "The case is closed; it takes no recordings"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_runs_a_little_ahead_is_forgiven() {
        let now: DateTime<Utc> = "2023-07-20T08:00:00Z".parse().expect("an instant");
        assert!(has_happened(now + TimeDelta::seconds(60), now).is_ok());
        let refused = has_happened(now + TimeDelta::seconds(61), now).expect_err("the future");
        assert_eq!((refused.rule, refused.pointer.as_str()), (Rule::DateInTheFuture, "/occurred_at"));
    }

    #[test]
    fn a_closed_case_takes_nothing_more() {
        assert!(case_is_open(false).is_ok());
        assert_eq!(case_is_open(true).expect_err("closed").rule, Rule::CaseClosed);
    }
}
