//! Who may do what: the role matrix as one table that a lawyer can read.

use super::text_enum::text_enum;

text_enum! {
    /// 角色: what an account is trusted with.
    pub enum Role {
        /// 执法人员
        Officer = "officer" "执法人员",
        /// 中队长
        SquadLeader = "squad_leader" "中队长",
        /// 法制审核人员
        LegalReviewer = "legal_reviewer" "法制审核人员",
        /// 行政机关负责人
        DecisionMaker = "decision_maker" "机关负责人",
        /// 统计与公示人员
        Clerk = "clerk" "统计公示员",
        /// 上级监督人员: reads a subtree
        Supervisor = "supervisor" "监督人员",
        /// 单位管理员
        AgencyAdmin = "agency_admin" "单位管理员",
        /// 系统管理员
        PlatformAdmin = "platform_admin" "系统管理员",
        /// 安全管理员
        SecurityAdmin = "security_admin" "安全管理员",
        /// 审计管理员
        Auditor = "auditor" "审计管理员",
    }
}

use Role::*;

/// Roles that work inside one agency.
const AGENCY_STAFF: &[Role] = &[Officer, SquadLeader, LegalReviewer, DecisionMaker, Clerk, AgencyAdmin];
/// Everybody who may look at an agency's records.
const READERS: &[Role] =
    &[Officer, SquadLeader, LegalReviewer, DecisionMaker, Clerk, AgencyAdmin, Supervisor, PlatformAdmin];
/// Everybody who may look at the record of a case or an inspection; system administrators may not.
const RECORD_READERS: &[Role] = &[Officer, SquadLeader, LegalReviewer, DecisionMaker, Clerk, AgencyAdmin, Supervisor];
const FIELD: &[Role] = &[Officer, SquadLeader];
const EVERYBODY: &[Role] = Role::ALL;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal => $roles:expr;)+) => {
        /// One thing an account may be allowed to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Permission { $($(#[$doc])* $name,)+ }

        impl Permission {
            pub const ALL: &'static [Permission] = &[$(Permission::$name,)+];
            pub const fn code(self) -> &'static str { match self { $(Permission::$name => $code,)+ } }
            pub const fn roles(self) -> &'static [Role] { match self { $(Permission::$name => $roles,)+ } }
        }

        /// The permissions as types, for a handler's signature: `Authorized<RegisterOfficers>`.
        pub mod may {
            use super::Permission;

            /// A permission that a signature can name.
            pub trait Grant: 'static { const PERMISSION: Permission; }
            $($(#[$doc])* #[derive(Debug)] pub struct $name; impl Grant for $name { const PERMISSION: Permission = Permission::$name; })+
        }
    };
}

permissions! {
    /// Learn who one is, and log out.
    UseOwnAccount = "account.own" => EVERYBODY;
    ChangeOwnPassword = "account.password" => EVERYBODY;
    /// 动态口令
    KeepOwnSecondFactor = "account.second_factor" => EVERYBODY;
    KeepOwnSessions = "account.sessions" => EVERYBODY;
    ReadAgencies = "agencies.read" => EVERYBODY;
    ManageAgencies = "agencies.manage" => &[PlatformAdmin];
    ManageAccounts = "accounts.manage" => &[PlatformAdmin, SecurityAdmin];
    /// 更换令牌密钥
    ManageKeys = "keys.manage" => &[SecurityAdmin];
    ReadOfficers = "officers.read" => READERS;
    RegisterOfficers = "officers.register" => &[AgencyAdmin];
    /// 签名密钥: whoever is an officer for oneself, an administrator for any officer of the agency.
    RegisterSigningKeys = "signing_keys.register" => &[Officer, SquadLeader, LegalReviewer, DecisionMaker, AgencyAdmin];
    /// 人员比对: hold a register against the officers recorded here.
    ReconcileOfficers = "officers.reconcile" => &[AgencyAdmin, Supervisor, PlatformAdmin];
    ReadMatters = "matters.read" => EVERYBODY;
    ManageMatters = "matters.manage" => &[PlatformAdmin];
    ReadCalendar = "calendar.read" => EVERYBODY;
    /// 载入放假安排
    ManageCalendar = "calendar.manage" => &[PlatformAdmin];
    ReadProcedureRules = "procedure_rules.read" => EVERYBODY;
    /// 程序规则: time limits, amounts and rates that the law leaves to others.
    ManageProcedureRules = "procedure_rules.manage" => &[PlatformAdmin];
    ReadClaims = "claims.read" => READERS;
    ClaimMatters = "claims.claim" => &[AgencyAdmin];
    ReadObjects = "objects.read" => RECORD_READERS;
    RegisterObjects = "objects.register" => AGENCY_STAFF;
    ReadDevices = "devices.read" => RECORD_READERS;
    /// 电子技术监控设备: what stands where, and its reviews.
    RegisterDevices = "devices.register" => &[SquadLeader, LegalReviewer, AgencyAdmin];
    ReadInspections = "inspections.read" => RECORD_READERS;
    Inspect = "inspections.inspect" => FIELD;
    ReadCases = "cases.read" => RECORD_READERS;
    /// 立案, 打标, 调查取证
    WorkCases = "cases.work" => FIELD;
    /// 申请、登记回避
    RecuseCases = "cases.recuse" => &[Officer, SquadLeader, LegalReviewer, DecisionMaker];
    /// 变更承办人
    AssignCases = "cases.assign" => &[SquadLeader, DecisionMaker];
    /// 监督意见、督办、案卷评查
    Supervise = "supervision.issue" => &[Supervisor];
    /// 答复监督
    AnswerSupervision = "supervision.answer" => &[SquadLeader, DecisionMaker];
    /// 排除证据: whoever finds it unlawful.
    ExcludeEvidence = "evidence.exclude" => &[Officer, SquadLeader, LegalReviewer, DecisionMaker];
    /// 文书签名: add a signature, or the note of its refusal, to a document.
    SignDocuments = "documents.sign" => &[Officer, SquadLeader, LegalReviewer, DecisionMaker, Clerk];
    /// 主持、记录听证
    HoldHearings = "cases.hear" => &[Officer, SquadLeader, LegalReviewer, DecisionMaker];
    /// 法制审核
    ReviewCases = "cases.review" => &[LegalReviewer];
    /// 决定
    DecideCases = "cases.decide" => &[DecisionMaker];
    /// 当场决定: the officers themselves decide (行政处罚法 第五十一条, 第五十二条).
    DecideOnTheSpot = "cases.decide_on_the_spot" => &[Officer, SquadLeader, DecisionMaker];
    /// 结案
    CloseCases = "cases.close" => &[SquadLeader, DecisionMaker];
    /// 归档
    ArchiveCases = "cases.archive" => &[Officer, SquadLeader, Clerk];
    /// 确认作废: the second person.
    ConfirmVoidings = "voidings.confirm" => &[SquadLeader, LegalReviewer, DecisionMaker, Clerk];
    /// 缴款、上交
    RecordPayments = "payments.record" => &[Officer, SquadLeader, Clerk];
    /// 非税对账: hold the platform's file against the payments recorded here.
    ReconcilePayments = "payments.reconcile" => &[SquadLeader, Clerk, AgencyAdmin, Supervisor];
    /// 复议、诉讼: what the party, the reconsideration body and the court did.
    RecordRemedies = "remedies.record" => &[Officer, SquadLeader, LegalReviewer, DecisionMaker];
    ReadRecordings = "recordings.read" => RECORD_READERS;
    Record = "recordings.record" => FIELD;
    /// 全文查看身份号码
    SeeIdentifiers = "identifiers.see" => &[Officer, SquadLeader, LegalReviewer, DecisionMaker];
    ReadStatistics = "statistics.read" => READERS;
    DeclareFigures = "figures.declare" => &[Clerk];
    Import = "imports.run" => &[PlatformAdmin, AgencyAdmin];
    ReadJournal = "journal.read" => &[Auditor];
    /// Follow an entry one has written oneself to its position.
    FollowEntries = "journal.follow" => EVERYBODY;
}

impl Permission {
    pub fn granted_to(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.roles().contains(role))
    }
}

/// 三权分立: platform, security and audit administration never on one account.
pub fn duties_are_separate(roles: &[Role]) -> bool {
    let administrations = [PlatformAdmin, SecurityAdmin, Auditor];
    administrations.iter().filter(|role| roles.contains(role)).count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_take_no_step_in_a_case() {
        for step in [Permission::WorkCases, Permission::DecideCases, Permission::CloseCases, Permission::Inspect] {
            for role in [PlatformAdmin, SecurityAdmin, Auditor, Supervisor] {
                assert!(!step.granted_to(&[role]), "{role} may {}", step.code());
            }
        }
    }

    #[test]
    fn duties_of_administrators_stay_apart() {
        assert!(duties_are_separate(&[PlatformAdmin]));
        assert!(duties_are_separate(&[Officer, Clerk, AgencyAdmin]));
        assert!(!duties_are_separate(&[PlatformAdmin, Auditor]));
        assert!(!duties_are_separate(&[SecurityAdmin, PlatformAdmin]));
    }
}
