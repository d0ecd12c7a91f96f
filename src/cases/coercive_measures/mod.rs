//! 行政强制措施 (coercive measures): sealing and seizing while a case is investigated. 行政强制法 第十六条至第二十八条.

mod judged;
mod standing;

pub use standing::{Standing, against_closing, against_deciding, known, standings};

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::coercion::CoercionKind;
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::Refusals;
use crate::domain::sealing::within_term;
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 强制措施种类 (行政强制法 第九条)
    pub enum MeasureKind {
        RestrictLiberty = "restrict_liberty" "限制公民人身自由",
        SealPremises = "seal_premises" "查封场所、设施或者财物",
        SeizeProperty = "seize_property" "扣押财物",
        FreezeDeposits = "freeze_deposits" "冻结存款、汇款",
        OtherMeasure = "other_measure" "其他行政强制措施",
    }
}

impl MeasureKind {
    pub const fn coercion(self) -> CoercionKind {
        match self {
            MeasureKind::RestrictLiberty => CoercionKind::RestrictLiberty,
            MeasureKind::SealPremises => CoercionKind::SealPremises,
            MeasureKind::SeizeProperty => CoercionKind::SeizeProperty,
            MeasureKind::FreezeDeposits => CoercionKind::FreezeDeposits,
            MeasureKind::OtherMeasure => CoercionKind::OtherMeasure,
        }
    }
}

text_enum! {
    /// 当事人签名
    pub enum MeasureSignature {
        Signed = "signed" "签名或者盖章",
        /// 拒绝的,在笔录中予以注明
        Refused = "refused" "拒绝签名",
        /// 不到场的,由见证人签名
        Absent = "absent" "未到场",
        /// 以电子方式签名: recorded beside the measure, at `signatures`
        Electronic = "electronic" "以电子方式签名",
    }
}

/// 批准: by the head of the agency.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadApproval {
    /// 行政机关负责人
    pub approved_by: PersonName,
    pub approved_at: DateTime<Utc>,
}

/// 当场告知: what the party was told on the spot.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldOnTheSpot {
    /// 理由
    pub reasons: bool,
    /// 依据
    pub legal_bases: bool,
    /// 依法享有的权利
    pub rights: bool,
    /// 救济途径
    pub remedies: bool,
}

/// 查封、扣押的场所、设施或者财物: a line of the list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedThing {
    pub name: Title,
    /// 数量, with its unit.
    pub quantity: Title,
    /// 规格、新旧程度等
    #[serde(default)]
    pub condition: Option<Title>,
    /// 公民个人及其所扶养家属的生活必需品
    #[serde(default)]
    pub is_necessity: bool,
    /// 已被其他国家机关依法查封
    #[serde(default)]
    pub is_sealed_by_another: bool,
}

/// 见证人
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureWitness {
    pub name: PersonName,
    /// 单位或者住址
    #[serde(default)]
    pub affiliation: Option<Title>,
}

step_noun! {
    /// 实施行政强制措施
    ///
    /// The ten steps of 行政强制法 第十八条, each as a member; decision and list on the spot (第二十四条); 30 days at most (第二十五条).
    /// When it is urgent the approval may come later, at `coercive-measure-approvals`, within 24 hours (第十九条).
    CoerciveMeasure, CoerciveMeasureReply, CoerciveMeasurePage, ImposeMeasure by WorkCases
    at "/cases/{case_id}/coercive-measures"
    as "coercive measures", "coercive_measures_create", "coercive_measures_list" {
        kind: MeasureKind,
        imposed_at: DateTime<Utc>,
        place: Title,
        /// 情况紧急,需要当场实施
        #[serde(default)]
        urgent: bool,
        /// 一、实施前报告并经批准. Only an urgent measure may do without it for now.
        #[serde(default)]
        approval: Option<HeadApproval>,
        /// 二、两名以上执法人员: each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 三、出示执法身份证件
        certificates_shown: bool,
        /// 四、通知当事人到场
        party_summoned: bool,
        /// 五、当场告知
        told: ToldOnTheSpot,
        /// 六、听取当事人的陈述和申辩; null when the party made none.
        #[serde(default)]
        statement: Option<Passage>,
        /// 七、现场笔录
        scene_record: Passage,
        /// 八、当事人签名或者盖章
        party_signature: MeasureSignature,
        /// 拒绝签名的注明: why the party did not sign.
        #[serde(default)]
        refusal_note: Option<Passage>,
        /// 九、当事人不到场的,邀请见证人到场
        #[serde(default)]
        witness: Option<MeasureWitness>,
        /// 十、法律、法规规定的其他程序
        #[serde(default)]
        further_steps: Option<Passage>,
        /// 决定书文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 理由
        reasons: Passage,
        /// 依据
        #[schema(min_items = 1, max_items = 50)]
        legal_bases: Vec<Title>,
        /// 申请行政复议或者提起行政诉讼的途径和期限
        remedies: Passage,
        /// 期限: 30 days at most.
        #[schema(minimum = 1, maximum = 3650)]
        days: u32,
        /// The law or administrative regulation that allows more.
        #[serde(default)]
        special_term_basis: Option<Title>,
        /// 清单
        #[schema(min_items = 1, max_items = 500)]
        things: Vec<SealedThing>,
        /// 保管: where, and by whom.
        kept_at: Title,
        /// 当场交付决定书
        decision_delivered: bool,
        /// 当场交付清单, 一式二份
        list_delivered: bool,
    }
}

impl StepContent for CoerciveMeasure {
    const STEP: Step = Step::ImposeMeasure;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (legal_date(self.imposed_at), "/imposed_at")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn coercion(&self) -> Option<CoercionKind> {
        Some(self.kind.coercion())
    }

    fn moments(&self) -> Vec<(DateTime<Utc>, &'static str)> {
        let approved = self.approval.iter().map(|approval| (approval.approved_at, "/approval/approved_at"));
        approved.chain([(self.imposed_at, "/imposed_at")]).collect()
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        self.within_power(&file.agency, refusals);
        self.is_approved(file, refusals);
        self.steps_are_whole(refusals);
        self.things_may_be_sealed(refusals);
        let most = file.rules.limit(DeadlineRule::Measure, legal_date(self.imposed_at)).limit.length;
        refusals.check(within_term(self.days, most, self.special_term_basis.is_some(), "/days"));
    }
}
