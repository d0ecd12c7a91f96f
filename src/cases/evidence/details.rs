//! Where evidence comes from, and what is recorded of its form.

use crate::domain::evidence::IntegrityValue;
use crate::domain::ids::{InvestigationActId, MonitoringDeviceId, RecordingId};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 证据来源
    pub enum EvidenceOrigin {
        /// An act of investigation of this case
        InvestigationAct = "investigation_act" "调查取证",
        /// A recording of this case
        Recording = "recording" "全过程记录",
        /// 电子技术监控设备
        Device = "device" "电子技术监控设备",
        /// 其他机关移送、提供
        Agency = "agency" "其他机关",
        /// 当事人、证人或者其他人提供
        Provided = "provided" "当事人或者其他人提供",
        /// 电子文件: known by its digest
        File = "file" "电子文件",
    }
}

/// 证据来源: `from`, with the member that it asks for and no other.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceSource {
    pub from: EvidenceOrigin,
    /// Of `investigation_act`.
    #[serde(default)]
    pub investigation_act_id: Option<InvestigationActId>,
    /// Of `recording`.
    #[serde(default)]
    pub recording_id: Option<RecordingId>,
    /// Of `device`.
    #[serde(default)]
    pub device: Option<DeviceCapture>,
    /// Of `agency`.
    #[serde(default)]
    pub agency: Option<EvidenceOfAgency>,
    /// Of `provided`: who.
    #[serde(default)]
    pub provided_by: Option<PersonName>,
}

/// 电子技术监控设备的一次记录
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceCapture {
    /// A device of the agency's register.
    pub device_id: MonitoringDeviceId,
    pub captured_at: DateTime<Utc>,
    /// 设备给出的记录编号
    #[serde(default)]
    pub record_number: Option<Title>,
}

/// 其他机关提供的证据
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceOfAgency {
    pub name: Title,
    /// 移送、调取的文书和文号
    pub document: Title,
}

/// 复制件、照片、节录本
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceCopy {
    /// 原件、原物的保存处
    pub original_kept_at: Title,
    /// 核对无异
    pub is_same: bool,
    pub confirmed_by: PersonName,
}

/// 电子文件
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFile {
    pub name: Title,
    pub integrity: IntegrityValue,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub bytes: Option<i64>,
}

/// 电子数据提取记录
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extraction {
    pub extracted_at: DateTime<Utc>,
    pub place: Title,
    /// 提取人
    #[schema(min_items = 1, max_items = 20)]
    pub extracted_by: Vec<PersonName>,
    /// 见证人
    #[serde(default)]
    pub witness: Option<PersonName>,
    /// 原始存储介质、系统
    pub medium: Title,
    /// 提取方法和过程
    pub method: Passage,
    pub tool: Title,
    pub tool_version: Title,
    /// 完整性校验值
    pub integrity: IntegrityValue,
}
