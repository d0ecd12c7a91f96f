//! What the statutory document of each kind of act holds: 询问笔录, 现场检查(勘验)笔录, 抽样取证, 先行登记保存证据, 鉴定意见.

use crate::cases::coercive_measures::HeadApproval;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 笔录、清单上的签名
    pub enum ActSignature {
        Signed = "signed" "签名或者盖章",
        /// 拒绝的,应当注明
        Refused = "refused" "拒绝签名",
        /// 不在场的,由见证人签名
        Absent = "absent" "不在场",
        /// 以电子方式签名: recorded beside the act, at `signatures`
        Electronic = "electronic" "以电子方式签名",
    }
}

text_enum! {
    /// 被询问人的身份
    pub enum InquiredAs {
        Party = "party" "当事人",
        Representative = "representative" "法定代表人或者负责人",
        Agent = "agent" "代理人",
        Witness = "witness" "证人",
        Other = "other" "其他人员",
    }
}

/// 签名
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActSigning {
    pub signature: ActSignature,
    /// 拒绝签名的注明
    #[serde(default)]
    pub note: Option<Passage>,
    /// 见证人: of a refusal that no recording shows, and of absence.
    #[serde(default)]
    pub witness: Option<PersonName>,
    /// 见证人的单位或者住址
    #[serde(default)]
    pub witness_affiliation: Option<Title>,
    /// 同步录音录像
    #[serde(default)]
    pub is_recorded: bool,
}

/// 询问笔录 (行政处罚法 第五十五条)
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    /// 被询问人: one person for each record.
    pub person: PersonName,
    pub asked_as: InquiredAs,
    /// 单位、职务或者住址
    #[serde(default)]
    pub affiliation: Option<Title>,
    /// 法定代理人: of a minor.
    #[serde(default)]
    pub guardian: Option<PersonName>,
    #[serde(default)]
    pub interpreter: Option<PersonName>,
    pub ended_at: DateTime<Utc>,
    /// 出示执法证件
    pub certificates_shown: bool,
    /// 告知权利和义务
    pub rights_told: bool,
    /// 问答
    pub record: Passage,
    /// 交被询问人核对
    pub read_back: bool,
    pub signing: ActSigning,
}

/// 现场检查(勘验)笔录 (行政处罚法 第五十五条)
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteInspection {
    pub ended_at: DateTime<Utc>,
    pub certificates_shown: bool,
    /// 现场的当事人或者负责人
    #[serde(default)]
    pub party_present: Option<PersonName>,
    /// 检查情况
    pub record: Passage,
    /// 照片、绘图等
    #[serde(default)]
    #[schema(max_items = 200)]
    pub attachments: Vec<Title>,
    pub signing: ActSigning,
}

/// 样品
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SampledItem {
    /// 样品编号
    pub number: Title,
    pub name: Title,
    /// 样品数量, with its unit.
    pub quantity: Title,
    /// 抽样基数
    #[serde(default)]
    pub drawn_from: Option<Title>,
    /// 规格、批号
    #[serde(default)]
    pub batch: Option<Title>,
}

/// 抽样取证 (行政处罚法 第五十六条)
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// 抽样取证通知书文号
    #[serde(default)]
    pub document_number: Option<Title>,
    /// 抽样方法和目的
    pub purpose: Passage,
    pub certificates_shown: bool,
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<SampledItem>,
    pub signing: ActSigning,
}

/// 登记保存的物品: a line of the list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreservedItem {
    pub name: Title,
    /// 数量, with its unit.
    pub quantity: Title,
    /// 规格、型号、新旧程度
    #[serde(default)]
    pub condition: Option<Title>,
    /// 保管人
    pub keeper: Title,
    /// 保存地点
    pub kept_at: Title,
}

/// 先行登记保存证据 (行政处罚法 第五十六条)
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preservation {
    /// 批准: by the head of the agency, beforehand.
    pub approval: HeadApproval,
    /// 证据可能灭失或者以后难以取得的理由
    pub loss_feared: Passage,
    /// 先行登记保存证据通知书文号
    #[serde(default)]
    pub document_number: Option<Title>,
    pub certificates_shown: bool,
    /// 当场交付通知书和清单
    pub list_delivered: bool,
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<PreservedItem>,
    pub signing: ActSigning,
}

/// 鉴定意见、检测报告 (行政处罚法 第四十六条)
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpertOpinion {
    /// 鉴定机构
    pub institution: Title,
    /// 机构资质
    pub qualification: Title,
    /// 鉴定人
    #[schema(min_items = 1, max_items = 20)]
    pub experts: Vec<PersonName>,
    pub entrusted_on: NaiveDate,
    /// 鉴定事项
    pub subject: Passage,
    /// 送检材料
    #[schema(min_items = 1, max_items = 200)]
    pub materials: Vec<Title>,
    pub document_number: Title,
    /// 鉴定意见
    pub opinion: Passage,
    pub issued_on: NaiveDate,
    /// 告知当事人
    #[serde(default)]
    pub party_told_on: Option<NaiveDate>,
}

/// What an act holds besides its summary: of its kind one at the most.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Details {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inquiry: Option<Inquiry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_inspection: Option<SiteInspection>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<Sampling>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preservation: Option<Preservation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expert_opinion: Option<ExpertOpinion>,
}

/// 清单上的一件: what was preserved or sampled, as its disposition knows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptItem {
    pub name: Title,
    pub quantity: Title,
}

impl Details {
    /// What the record says of its own signature.
    pub fn signature(&self) -> Option<ActSignature> {
        let inquiry = self.inquiry.as_ref().map(|one| &one.signing);
        let site = self.site_inspection.as_ref().map(|one| &one.signing);
        let sampling = self.sampling.as_ref().map(|one| &one.signing);
        let preservation = self.preservation.as_ref().map(|one| &one.signing);
        inquiry.or(site).or(sampling).or(preservation).map(|signing| signing.signature)
    }

    /// What is to be disposed of, in the order of the list.
    pub fn kept_items(&self) -> Vec<KeptItem> {
        let preserved = self.preservation.iter().flat_map(|one| &one.items);
        let preserved = preserved.map(|item| KeptItem { name: item.name.clone(), quantity: item.quantity.clone() });
        let sampled = self.sampling.iter().flat_map(|one| &one.items);
        let sampled = sampled.map(|item| KeptItem { name: item.name.clone(), quantity: item.quantity.clone() });
        preserved.chain(sampled).collect()
    }
}
