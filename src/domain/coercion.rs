//! 行政强制: measures that secure, executions that enforce, and the application to a court (行政强制法 第二条).

use super::text_enum::text_enum;

text_enum! {
    /// 强制类别
    pub enum CoerciveAct {
        /// 行政强制法 第二条第二款
        Measure = "measure" "行政强制措施",
        /// 行政强制法 第二条第三款
        Execution = "execution" "行政强制执行",
        /// 行政强制法 第五十三条
        CourtApplication = "court_application" "申请法院强制执行",
    }
}

text_enum! {
    /// 强制种类 (行政强制法 第九条、第十二条)
    pub enum CoercionKind {
        RestrictLiberty = "restrict_liberty" "限制公民人身自由",
        SealPremises = "seal_premises" "查封场所、设施或者财物",
        SeizeProperty = "seize_property" "扣押财物",
        FreezeDeposits = "freeze_deposits" "冻结存款、汇款",
        OtherMeasure = "other_measure" "其他行政强制措施",
        LatePaymentSurcharge = "late_payment_surcharge" "加处罚款或者滞纳金",
        TransferDeposits = "transfer_deposits" "划拨存款、汇款",
        Auction = "auction" "拍卖或者依法处理",
        RestoreOriginalState = "restore_original_state" "排除妨碍、恢复原状",
        SubstitutePerformance = "substitute_performance" "代履行",
        OtherExecution = "other_execution" "其他强制执行方式",
        CourtApplication = "court_application" "申请法院强制执行",
    }
}

impl CoercionKind {
    /// Which of the three it is a kind of.
    pub const fn act(self) -> CoerciveAct {
        use CoercionKind::*;
        match self {
            RestrictLiberty | SealPremises | SeizeProperty | FreezeDeposits | OtherMeasure => CoerciveAct::Measure,
            LatePaymentSurcharge
            | TransferDeposits
            | Auction
            | RestoreOriginalState
            | SubstitutePerformance
            | OtherExecution => CoerciveAct::Execution,
            CourtApplication => CoerciveAct::CourtApplication,
        }
    }

    /// The trait of its posting: the place in the list, which only grows at its end.
    pub fn index(self) -> i32 {
        i32::try_from(self as usize).unwrap_or(i32::MAX)
    }
}
