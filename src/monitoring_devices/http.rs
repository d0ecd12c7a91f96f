//! Monitoring devices on the wire.

use super::model::{Device, MonitoringDeviceFilters, MonitoringDeviceKind, MonitoringDeviceOrder, PaperContent};
use super::papers::{DeviceCertificateReply, DevicePlacementReply, DeviceReviewReply};
use super::store;
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Tx};
use crate::domain::evidence::DeviceFaultTold;
use crate::domain::ids::{EntryId, MonitoringDeviceId};
use crate::domain::permission::may::{ReadDevices, RegisterDevices};
use crate::domain::values::{Code, Passage, Title};
use crate::http::{IdempotencyKeyHeader, ListQuery, Listed, Once, Query, Refusals, Reply, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 登记电子技术监控设备
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMonitoringDevice {
    /// Minted by the client, or left to the server.
    #[serde(default)]
    id: Option<MonitoringDeviceId>,
    /// 设备编号: each once in an agency.
    number: Code,
    name: Title,
    kind: MonitoringDeviceKind,
    /// 用途: which offences it records.
    purpose: Passage,
    #[serde(default)]
    manufacturer: Option<Title>,
    /// 型号
    #[serde(default)]
    model: Option<Title>,
}

/// 电子技术监控设备
#[derive(Debug, Serialize, ToSchema)]
pub struct MonitoringDeviceReply {
    id: MonitoringDeviceId,
    number: Code,
    name: Title,
    kind: MonitoringDeviceKind,
    purpose: Passage,
    manufacturer: Option<Title>,
    model: Option<Title>,
    /// 设置和公布, in the order of recording.
    placements: Vec<DevicePlacementReply>,
    /// 合格证明, in the order of recording.
    certificates: Vec<DeviceCertificateReply>,
    /// 法制审核、技术审核, in the order of recording.
    reviews: Vec<DeviceReviewReply>,
    /// The journal entry that last changed the device.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(MonitoringDevicePage of MonitoringDeviceReply);

fn shown(device: &Device) -> MonitoringDeviceReply {
    let mut reply = MonitoringDeviceReply {
        id: device.id,
        number: device.number.clone(),
        name: device.name.clone(),
        kind: device.kind,
        purpose: device.purpose.clone(),
        manufacturer: device.manufacturer.clone(),
        model: device.model.clone(),
        placements: Vec::new(),
        certificates: Vec::new(),
        reviews: Vec::new(),
        entry_id: device.entry_id,
        recorded_at: device.recorded_at,
    };
    for paper in &device.papers {
        match &paper.content {
            PaperContent::Placement(held) => reply.placements.push(DevicePlacementReply::of(paper, held)),
            PaperContent::Certificate(held) => reply.certificates.push(DeviceCertificateReply::of(paper, held)),
            PaperContent::Review(held) => reply.reviews.push(DeviceReviewReply::of(paper, held)),
        }
    }
    reply
}

/// 登记电子技术监控设备
///
/// 行政处罚法 第四十一条. Where it stands, what certifies it and how it was reviewed are recorded one by one after this.
#[utoipa::path(tag = "monitoring devices", operation_id = "monitoring_devices_create", security(("bearer" = [])),
    request_body = NewMonitoringDevice, params(IdempotencyKeyHeader),
    responses((status = 201, body = MonitoringDeviceReply), (status = 200, body = MonitoringDeviceReply), Refusals))]
#[post("/monitoring-devices")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<RegisterDevices>,
    once: Once<NewMonitoringDevice>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, |tx, new| {
        let device = device_of(tx, new)?;
        if let Some(existing) = store::find_own(tx, device.id)? {
            let same = existing.content_digest == device.content_digest;
            let reply = Reply::one(existing.version, &shown(&existing))?;
            return if same { Ok(tx.unchanged(reply)) } else { Err(Problem::new(ProblemCode::IdExists)) };
        }
        store::insert(tx, &device)?;
        let reply = shown(&device);
        let location = format!("/api/v1/monitoring-devices/{}", device.id);
        let entry = Entry::new(Kind::DeviceRegistered, device.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, device.version, &reply)?)
    })
    .await
}

fn device_of(tx: &Tx, new: &NewMonitoringDevice) -> Result<Device, Problem> {
    Ok(Device {
        agency: tx.actor.agency,
        id: new.id.unwrap_or_else(|| MonitoringDeviceId::from_uuid(tx.mint())),
        number: new.number.clone(),
        name: new.name.clone(),
        kind: new.kind,
        purpose: new.purpose.clone(),
        manufacturer: new.manufacturer.clone(),
        model: new.model.clone(),
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
        papers: Vec::new(),
    })
}

/// 电子技术监控设备列表
#[utoipa::path(tag = "monitoring devices", operation_id = "monitoring_devices_list", security(("bearer" = [])),
    params(ListQuery, MonitoringDeviceFilters),
    responses((status = 200, body = MonitoringDevicePage, headers(("Link" = String))), Refusals))]
#[get("/monitoring-devices")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadDevices>,
    Listed(list, wanted): Listed<MonitoringDeviceFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::rising(MonitoringDeviceOrder::Number)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|device| shown(&device)))
    })
    .await
}

/// 电子技术监控设备
#[utoipa::path(tag = "monitoring devices", operation_id = "monitoring_devices_get", security(("bearer" = [])),
    params(("device_id" = inline(MonitoringDeviceId), Path)),
    responses((status = 200, body = MonitoringDeviceReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/monitoring-devices/{device_id}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadDevices>,
    id: Path<MonitoringDeviceId>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let device = store::find(view, *id)?;
        Reply::one(device.version, &shown(&device))
    })
    .await
}

/// Of which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AdmissibilityQuery {
    /// The day on which it recorded: today when left out.
    #[serde(default)]
    on: Option<NaiveDate>,
}

/// 设备的记录能否作为证据
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceAdmissibilityReply {
    device_id: MonitoringDeviceId,
    on: NaiveDate,
    /// 当日的设置地点; null where it stood nowhere.
    place: Option<Title>,
    admissible: bool,
    inadmissible_because: Vec<DeviceFaultTold>,
}

/// 设备的记录能否作为证据
///
/// 行政处罚法 第四十一条: by the register as it is now, for what the device recorded on one day. Evidence in a case keeps what was told when
/// it was collected.
#[utoipa::path(tag = "monitoring devices", operation_id = "monitoring_device_admissibility_get", security(("bearer" = [])),
    params(("device_id" = inline(MonitoringDeviceId), Path), AdmissibilityQuery),
    responses((status = 200, body = DeviceAdmissibilityReply), Refusals))]
#[get("/monitoring-devices/{device_id}/admissibility")]
pub async fn admissibility(
    db: Data<Db>,
    caller: Authorized<ReadDevices>,
    id: Path<MonitoringDeviceId>,
    Query(asked): Query<AdmissibilityQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let standing = store::find(view, *id)?.standing();
        let on = asked.on.unwrap_or_else(|| view.today());
        let faults = standing.faults_on(on);
        Reply::answer(&DeviceAdmissibilityReply {
            device_id: *id,
            on,
            place: standing.place_on(on).map(|one| one.place.clone()),
            admissible: faults.is_empty(),
            inadmissible_because: faults.into_iter().map(DeviceFaultTold::from).collect(),
        })
    })
    .await
}
