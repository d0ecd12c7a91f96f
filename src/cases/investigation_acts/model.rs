//! One act of investigation.

use super::details::Details;
use crate::domain::ids::{CaseId, CertificateId, EntryId, InvestigationActId, OfficerId};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::{DateTime, Utc};

text_enum! {
    /// 调查取证方式
    pub enum InvestigationKind {
        /// 询问: 行政处罚法 第五十五条
        Inquiry = "inquiry" "询问",
        /// 现场检查、勘验
        SiteInspection = "site_inspection" "现场检查",
        /// 收集证据
        EvidenceCollection = "evidence_collection" "收集证据",
        /// 抽样取证: 行政处罚法 第五十六条
        Sampling = "sampling" "抽样取证",
        /// 先行登记保存: 行政处罚法 第五十六条
        RegisteredPreservation = "registered_preservation" "先行登记保存",
        /// 鉴定、检测: 行政处罚法 第四十六条
        ExpertOpinion = "expert_opinion" "鉴定意见",
    }
}

/// 调查取证
#[derive(Debug, Clone)]
pub struct InvestigationAct {
    pub id: InvestigationActId,
    pub case: CaseId,
    pub kind: InvestigationKind,
    pub performed_at: DateTime<Utc>,
    pub place: Option<Title>,
    pub summary: Passage,
    /// Two or more.
    pub officers: Vec<OfficerId>,
    /// In the order of the officers.
    pub certificates: Vec<CertificateId>,
    pub details: Details,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}
