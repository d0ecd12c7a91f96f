//! 救济结果: what a reconsideration or a lawsuit came to, and what it does to the decision.

use super::text_enum::text_enum;

text_enum! {
    /// 复议、诉讼结果
    pub enum RemedyResult {
        Upheld = "upheld" "维持",
        Rejected = "rejected" "驳回请求",
        Changed = "changed" "变更",
        Annulled = "annulled" "撤销",
        PartlyAnnulled = "partly_annulled" "部分撤销",
        Unlawful = "unlawful" "确认违法",
        Void = "void" "确认无效",
        /// Ends the remedy; the decision stands as agreed.
        Mediated = "mediated" "调解、和解",
        /// By the applicant.
        Withdrawn = "withdrawn" "撤回申请、撤诉",
    }
}

impl RemedyResult {
    /// 纠错、败诉
    pub const fn finds_fault(self) -> bool {
        use RemedyResult::{Annulled, Changed, PartlyAnnulled, Unlawful, Void};
        matches!(self, Changed | Annulled | PartlyAnnulled | Unlawful | Void)
    }

    /// The decision is gone.
    pub const fn annuls(self) -> bool {
        matches!(self, RemedyResult::Annulled | RemedyResult::Void)
    }

    /// It says which penalties remain.
    pub const fn restates(self) -> bool {
        matches!(self, RemedyResult::Changed | RemedyResult::PartlyAnnulled)
    }
}
