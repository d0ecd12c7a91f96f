//! Every kind of fact that can be recorded, and what may be told of it.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// 记录种类: what an entry records.
    pub enum Kind {
        /// 部署启用
        DeploymentFounded = "deployment.founded" "部署启用",
        /// 部署恢复
        DeploymentRestored = "deployment.restored" "部署恢复",
        /// 执法主体登记
        AgencyRegistered = "agency.registered" "执法主体登记",
        /// 执法主体变更
        AgencyChanged = "agency.changed" "执法主体变更",
        /// 账号开通
        AccountCreated = "account.created" "账号开通",
        /// 账号变更
        AccountChanged = "account.changed" "账号变更",
        /// 密码重置
        PasswordReset = "account.password_reset" "密码重置",
        /// 修改密码
        PasswordChanged = "account.password_changed" "修改密码",
        /// 开始绑定动态口令
        OtpEnrolmentBegun = "account.otp_enrolment_begun" "开始绑定动态口令",
        /// 绑定动态口令
        OtpEnrolled = "account.otp_enrolled" "绑定动态口令",
        /// 解除动态口令
        OtpRemoved = "account.otp_removed" "解除动态口令",
        /// 动态口令重置
        OtpReset = "account.otp_reset" "动态口令重置",
        /// 更换恢复码
        RecoveryCodesReplaced = "account.recovery_codes_replaced" "更换恢复码",
        /// 登录
        SessionOpened = "session.opened" "登录",
        /// 退出
        SessionEnded = "session.ended" "退出",
        /// 结束会话
        SessionsEnded = "sessions.ended" "结束会话",
        /// 登录锁定
        LoginLocked = "login.locked" "登录锁定",
        /// 令牌密钥更换
        TokenKeyMade = "token_key.made" "令牌密钥更换",
        /// 执法人员登记
        OfficerRegistered = "officer.registered" "执法人员登记",
        /// 执法人员变更
        OfficerChanged = "officer.changed" "执法人员变更",
        /// 执法证件核发
        CertificateIssued = "certificate.issued" "执法证件核发",
        /// 执法证件暂扣
        CertificateSuspended = "certificate.suspended" "执法证件暂扣",
        /// 执法证件恢复
        CertificateReinstated = "certificate.reinstated" "执法证件恢复",
        /// 执法证件终止
        CertificateEnded = "certificate.ended" "执法证件终止",
        /// 培训登记
        TrainingRecorded = "training.recorded" "培训登记",
        /// 签名密钥登记
        SigningKeyRegistered = "signing_key.registered" "签名密钥登记",
        /// 签名密钥注销
        SigningKeyRevoked = "signing_key.revoked" "签名密钥注销",
        /// 执法事项登记
        MatterRegistered = "matter.registered" "执法事项登记",
        /// 执法事项新版本
        MatterVersionAdded = "matter.version_added" "执法事项新版本",
        /// 裁量基准
        BenchmarkIssued = "matter.benchmark_issued" "裁量基准登记",
        /// 放假安排载入
        CalendarYearLoaded = "calendar.year_loaded" "放假安排载入",
        /// 程序规则
        ProcedureRuleSet = "procedure_rule.set" "程序规则登记",
        /// 期限提醒
        DeadlineReminded = "case.deadline_reminded" "期限提醒",
        /// 事项认领
        MatterClaimed = "matter.claimed" "事项认领",
        /// 事项交回
        ClaimReturned = "matter.claim_returned" "事项交回",
        /// 收费项目配置
        FeeItemConfigured = "fee_item.configured" "收费项目配置",
        /// 检查对象登记
        ObjectRegistered = "object.registered" "检查对象登记",
        /// 检查对象变更
        ObjectChanged = "object.changed" "检查对象变更",
        /// 电子技术监控设备登记
        DeviceRegistered = "device.registered" "电子技术监控设备登记",
        /// 设置和公布
        DevicePlaced = "device.placed" "电子技术监控设备设置",
        /// 合格证明
        DeviceCertified = "device.certified" "电子技术监控设备合格证明",
        /// 法制审核、技术审核
        DeviceReviewed = "device.reviewed" "电子技术监控设备审核",
        /// 检查草稿
        InspectionDrafted = "inspection.drafted" "检查草稿",
        /// 检查草稿修改
        InspectionRedrafted = "inspection.redrafted" "检查草稿修改",
        /// 检查提交
        InspectionSubmitted = "inspection.submitted" "检查提交",
        /// 立案
        CaseFiled = "case.filed" "立案",
        /// 打标
        CaseTagged = "case.tagged" "案件打标",
        /// 调查取证
        CaseInvestigated = "case.investigated" "调查取证",
        /// 程序步骤: a step that has no kind of its own; the entry's body names it
        CaseStepTaken = "case.step_taken" "程序步骤",
        /// 文书签名
        DocumentSigned = "document.signed" "文书签名",
        /// 决定
        CaseDecided = "case.decided" "决定",
        /// 结案
        CaseClosed = "case.closed" "结案",
        /// 历史案件导入
        CaseImported = "case.imported" "历史案件导入",
        /// 全过程记录
        RecordingAdded = "recording.added" "全过程记录",
        /// 强制行为导入
        CoerciveActImported = "coercive_act.imported" "强制行为导入",
        /// 申报数据
        FigureDeclared = "figure.declared" "申报数据",
        /// 批量导入
        ImportReceived = "import.received" "批量导入",
        /// 取消批量导入
        ImportCancelled = "import.cancelled" "取消批量导入",
        /// 监督意见、督办、评查结果
        SupervisionIssued = "supervision.issued" "执法监督",
        /// 监督答复
        SupervisionAnswered = "supervision.answered" "监督答复",
        /// 监督复查
        SupervisionFollowedUp = "supervision.followed_up" "监督复查",
        /// 案卷评查方案
        EvaluationPlanned = "evaluation.planned" "案卷评查方案",
        /// 案卷评查抽取
        EvaluationDrawn = "evaluation.drawn" "案卷评查抽取",
        /// 人员比对
        OfficersReconciled = "officers.reconciled" "人员比对",
    }
}

impl Kind {
    /// Body members that may be opened one by one, to the public or to a party, without opening the rest.
    pub fn disclosable(self) -> &'static [&'static str] {
        match self {
            Kind::AgencyRegistered | Kind::AgencyChanged => &["code", "name", "powers"],
            Kind::CertificateIssued => &["number", "valid_from", "valid_to"],
            Kind::DevicePlaced => &["announced_in", "announced_on", "installed_on", "place"],
            Kind::MatterClaimed => &["matter_code", "valid_from", "valid_to"],
            Kind::InspectionSubmitted => &["inspected_on", "kind", "result"],
            Kind::CaseFiled => &["filed_on", "procedure"],
            Kind::CaseDecided => &["decided_at", "document_number", "outcome", "penalties"],
            Kind::RecordingAdded => &["kind", "occurred_at", "phase"],
            _ => &[],
        }
    }
}
