//! 行政检查: what an inspection may be, and which ones count.

use super::text_enum::text_enum;

text_enum! {
    /// 检查类型
    pub enum InspectionKind {
        /// 日常检查
        Routine = "routine" "日常检查",
        /// 个案检查
        Case = "case" "个案检查",
        /// 专项检查
        Special = "special" "专项检查",
    }
}

text_enum! {
    /// 检查结果
    pub enum InspectionResult {
        /// 未发现问题
        NoProblem = "no_problem" "未发现问题",
        /// 责令改正
        RectificationOrdered = "rectification_ordered" "责令改正",
        /// 立案
        CaseFiled = "case_filed" "移交立案",
        /// 其他
        Other = "other" "其他",
    }
}

text_enum! {
    /// 检查记录状态
    pub enum InspectionState {
        /// 草稿
        Draft = "draft" "草稿",
        /// 已提交: never changes again
        Submitted = "submitted" "已提交",
    }
}

text_enum! {
    /// 不计数原因: why an inspection does not count.
    pub enum Uncounted {
        /// 草稿
        Draft = "draft" "尚未提交",
        /// 已更正
        Superseded = "superseded" "已被更正",
        /// 没有明确的检查对象: a patrol
        NoObject = "no_object" "没有明确的检查对象",
        /// 记录不完整
        Incomplete = "incomplete" "记录不完整",
    }
}

/// The statistical rule behind the verdict.
pub const COUNTING_RULE: &str = "S9";
/// 两人执法
const OFFICERS_MIN: usize = 2;

/// How much of a record is there.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    pub has_kind: bool,
    pub has_day: bool,
    pub officers: usize,
    pub matters: usize,
    pub has_findings: bool,
    pub result: Option<InspectionResult>,
    pub has_rectify_by: bool,
}

impl Written {
    /// S9: kind, day, two officers, a matter, findings and a result; an order to rectify also says by when.
    pub fn is_complete(&self) -> bool {
        let is_dated = self.has_rectify_by || self.result != Some(InspectionResult::RectificationOrdered);
        let is_acted = self.has_kind && self.has_day && self.officers >= OFFICERS_MIN && self.matters > 0;
        is_acted && self.has_findings && self.result.is_some() && is_dated
    }
}

/// Where an inspection stands, as far as counting asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: InspectionState,
    pub is_superseded: bool,
    pub has_object: bool,
    pub is_complete: bool,
}

/// S9: an inspection counts only with one identified object and a complete record. `None` when it counts.
pub fn uncounted(standing: Standing) -> Option<Uncounted> {
    match standing {
        Standing { state: InspectionState::Draft, .. } => Some(Uncounted::Draft),
        Standing { is_superseded: true, .. } => Some(Uncounted::Superseded),
        Standing { has_object: false, .. } => Some(Uncounted::NoObject),
        Standing { is_complete: false, .. } => Some(Uncounted::Incomplete),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Written = Written {
        has_kind: true,
        has_day: true,
        officers: 2,
        matters: 1,
        has_findings: true,
        result: Some(InspectionResult::NoProblem),
        has_rectify_by: false,
    };

    #[test]
    fn a_record_is_complete_only_with_all_its_parts() {
        assert!(WHOLE.is_complete());
        let ordered = Some(InspectionResult::RectificationOrdered);
        for incomplete in [
            Written { has_kind: false, ..WHOLE },
            Written { has_day: false, ..WHOLE },
            Written { officers: 1, ..WHOLE },
            Written { matters: 0, ..WHOLE },
            Written { has_findings: false, ..WHOLE },
            Written { result: None, ..WHOLE },
            Written { result: ordered, ..WHOLE },
        ] {
            assert!(!incomplete.is_complete(), "{incomplete:?}");
        }
        assert!(Written { result: ordered, has_rectify_by: true, ..WHOLE }.is_complete());
    }

    #[test]
    fn an_inspection_counts_with_an_object_and_a_complete_record() {
        use InspectionState::{Draft, Submitted};
        let standing =
            |state, is_superseded, has_object, is_complete| Standing { state, is_superseded, has_object, is_complete };
        for (standing, reason) in [
            (standing(Submitted, false, true, true), None),
            (standing(Submitted, false, false, true), Some(Uncounted::NoObject)),
            (standing(Submitted, false, true, false), Some(Uncounted::Incomplete)),
            (standing(Submitted, false, false, false), Some(Uncounted::NoObject)),
            (standing(Submitted, true, true, true), Some(Uncounted::Superseded)),
            (standing(Draft, false, true, true), Some(Uncounted::Draft)),
        ] {
            assert_eq!(uncounted(standing), reason, "{standing:?}");
        }
    }
}
