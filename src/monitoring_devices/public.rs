//! 设置地点向社会公布 (行政处罚法 第四十一条): what anybody may read without logging in.

use super::model::MonitoringDeviceKind;
use super::store::{self, Announced};
use crate::db::Db;
use crate::domain::actor::Actor;
use crate::domain::values::{Code, Passage, Title};
use crate::http::{PublicProblems, Reply, request_id};
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, get};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// 已公布设置地点的电子技术监控设备
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicMonitoringDevicesReply {
    agency_code: Code,
    /// Null where the agency has announced none.
    agency_name: Option<String>,
    items: Vec<PublicMonitoringDevice>,
}

/// 一台设备 and the place where it stands today
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicMonitoringDevice {
    number: Code,
    name: Title,
    kind: MonitoringDeviceKind,
    purpose: Passage,
    place: Title,
    /// 标志
    sign: Title,
    installed_on: NaiveDate,
    announced_on: NaiveDate,
    announced_in: Option<Title>,
}

impl PublicMonitoringDevice {
    /// Where the device stands on that day, when it was announced by then: by the first paper that says so.
    fn of(device: &Announced, day: NaiveDate) -> Option<Self> {
        let began = device.placements.iter().filter(|one| one.installed_on <= day);
        let stands = began.max_by_key(|one| one.installed_on)?;
        let here = device.placements.iter().filter(|one| {
            (&one.place, one.installed_on) == (&stands.place, stands.installed_on)
                && one.announced_on.is_some_and(|on| on <= day)
        });
        let announced = here.min_by_key(|one| one.announced_on)?;
        Some(Self {
            number: device.number.clone(),
            name: device.name.clone(),
            kind: device.kind,
            purpose: device.purpose.clone(),
            place: announced.place.clone(),
            sign: announced.sign.clone(),
            installed_on: announced.installed_on,
            announced_on: announced.announced_on?,
            announced_in: announced.announced_in.clone(),
        })
    }
}

/// 查询电子技术监控设备的设置地点
///
/// Of one agency, by its code, without logging in; by the number of the device. A place that was not announced is not shown.
#[utoipa::path(tag = "public", operation_id = "public_monitoring_devices_list",
    params(("agency_code" = inline(Code), Path)),
    responses((status = 200, body = PublicMonitoringDevicesReply), PublicProblems))]
#[get("/public/monitoring-devices/{agency_code}")]
pub async fn list(db: Data<Db>, request: HttpRequest, agency: Path<String>) -> Result<Reply, Problem> {
    let nobody = Actor::system(request_id::of(&request));
    let agency = Code::parse(&agency).map_err(|_| Problem::not_found())?;
    db.read(&nobody, move |view| {
        let (devices, today) = (store::announced(view, &agency)?, view.today());
        let items: Vec<_> = devices.iter().filter_map(|one| PublicMonitoringDevice::of(one, today)).collect();
        let agency_name = devices.first().filter(|_| !items.is_empty()).map(|one| one.agency_name.clone());
        Reply::answer(&PublicMonitoringDevicesReply { agency_code: agency.clone(), agency_name, items })
            .map(Reply::no_store)
    })
    .await
}
