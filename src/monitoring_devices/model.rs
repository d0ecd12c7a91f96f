//! A monitoring device with its papers.

use super::papers::{DeviceCertificate, DevicePlacement, DeviceReview};
use crate::db::page::{At, Sort};
use crate::domain::day::Period;
use crate::domain::evidence::{DevicePlace, DeviceReviewed, DeviceStanding};
use crate::domain::ids::{AgencyId, DevicePaperId, EntryId, MonitoringDeviceId};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Passage, Title};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

text_enum! {
    /// 电子技术监控设备的种类
    pub enum MonitoringDeviceKind {
        Camera = "camera" "视频监控",
        Speed = "speed" "测速",
        Weight = "weight" "称重",
        Noise = "noise" "噪声监测",
        Emission = "emission" "排放监测",
        Water = "water" "水质监测",
        Aerial = "aerial" "无人机、卫星遥感",
        Other = "other" "其他",
    }
}

text_enum! {
    /// What a paper of a device is.
    pub enum DevicePaperKind {
        Placement = "placement" "设置和公布",
        Certificate = "certificate" "合格证明",
        Review = "review" "审核",
    }
}

text_enum! {
    /// What monitoring devices are sorted by.
    pub enum MonitoringDeviceOrder {
        Number = "number" "设备编号",
        Name = "name" "名称",
        RecordedAt = "recorded_at" "登记时间",
    }
}

pub type MonitoringDeviceSort = Sort<MonitoringDeviceOrder>;

/// Which monitoring devices a list shows. Everything that is given must fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MonitoringDeviceFilters {
    /// A minus before it lets the order fall: `number` when left out.
    #[serde(default)]
    #[param(inline)]
    pub sort: Option<MonitoringDeviceSort>,
    /// A part of the name.
    #[serde(default)]
    #[param(inline)]
    pub q: Option<Title>,
    #[serde(default)]
    #[param(inline)]
    pub kind: Option<MonitoringDeviceKind>,
    /// The beginning of the device's number.
    #[serde(default)]
    #[param(inline)]
    pub number: Option<Code>,
    /// A part of a place where the device stands or stood.
    #[serde(default)]
    #[param(inline)]
    pub place: Option<Title>,
}

/// 电子技术监控设备 as registered.
#[derive(Debug, Clone)]
pub struct Device {
    pub agency: AgencyId,
    pub id: MonitoringDeviceId,
    pub number: Code,
    pub name: Title,
    pub kind: MonitoringDeviceKind,
    pub purpose: Passage,
    pub manufacturer: Option<Title>,
    pub model: Option<Title>,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
    /// In the order of recording.
    pub papers: Vec<Paper>,
}

/// One paper of a device.
#[derive(Debug, Clone)]
pub struct Paper {
    pub id: DevicePaperId,
    pub device: MonitoringDeviceId,
    pub content: PaperContent,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub enum PaperContent {
    Placement(DevicePlacement),
    Certificate(DeviceCertificate),
    Review(DeviceReview),
}

impl Device {
    /// Where the device stands in an order.
    pub fn at(&self, order: MonitoringDeviceOrder) -> At {
        match order {
            MonitoringDeviceOrder::Number => At::Text(self.number.to_string()),
            MonitoringDeviceOrder::Name => At::Text(self.name.to_string()),
            MonitoringDeviceOrder::RecordedAt => At::Instant(self.recorded_at),
        }
    }

    /// What the law looks at.
    pub fn standing(&self) -> DeviceStanding {
        let mut standing = DeviceStanding::default();
        for paper in &self.papers {
            match &paper.content {
                PaperContent::Placement(one) => standing.places.push(one.stands()),
                PaperContent::Certificate(one) => {
                    standing.certificates.push(Period { from: one.valid_from, to: one.valid_to });
                }
                PaperContent::Review(one) => standing.reviews.push(one.reviewed()),
            }
        }
        standing
    }
}

impl DevicePlacement {
    pub fn stands(&self) -> DevicePlace {
        DevicePlace { place: self.place.clone(), installed_on: self.installed_on, announced_on: self.announced_on }
    }
}

impl DeviceReview {
    fn reviewed(&self) -> DeviceReviewed {
        let from = self.valid_from.unwrap_or(self.reviewed_on);
        DeviceReviewed { kind: self.kind, result: self.result, holds: Period { from, to: self.valid_to } }
    }
}
