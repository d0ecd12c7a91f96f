//! Monitoring devices' rows.

use super::model::{
    Device, DevicePaperKind, MonitoringDeviceFilters, MonitoringDeviceKind, MonitoringDeviceOrder, Paper, PaperContent,
};
use super::papers::DevicePlacement;
use crate::db::page::{Asked, Page, Place, begins_with, containing, in_sight, sorted};
use crate::db::{Tx, View};
use crate::domain::ids::{AgencyId, DevicePaperId, EntryId, MonitoringDeviceId};
use crate::domain::values::{Code, Passage, Title};
use crate::problem::Problem;
use crate::schema::{monitoring_device as device, monitoring_device_paper as paper};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Text};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

#[derive(HasQuery)]
#[diesel(table_name = device)]
struct Row {
    agency_id: AgencyId,
    id: MonitoringDeviceId,
    number: Code,
    name: Title,
    kind: MonitoringDeviceKind,
    purpose: Passage,
    manufacturer: Option<Title>,
    model: Option<Title>,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn with(self, papers: Vec<Paper>) -> Device {
        Device {
            agency: self.agency_id,
            id: self.id,
            number: self.number,
            name: self.name,
            kind: self.kind,
            purpose: self.purpose,
            manufacturer: self.manufacturer,
            model: self.model,
            content_digest: self.content_digest,
            version: self.version,
            entry_id: self.entry_id,
            recorded_at: self.recorded_at,
            papers,
        }
    }
}

#[derive(HasQuery)]
#[diesel(table_name = paper)]
struct PaperRow {
    agency_id: AgencyId,
    device_id: MonitoringDeviceId,
    id: DevicePaperId,
    kind: DevicePaperKind,
    content: Value,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl TryFrom<PaperRow> for Paper {
    type Error = Problem;

    fn try_from(row: PaperRow) -> Result<Self, Problem> {
        let content = match row.kind {
            DevicePaperKind::Placement => serde_json::from_value(row.content).map(PaperContent::Placement),
            DevicePaperKind::Certificate => serde_json::from_value(row.content).map(PaperContent::Certificate),
            DevicePaperKind::Review => serde_json::from_value(row.content).map(PaperContent::Review),
        };
        Ok(Self {
            id: row.id,
            device: row.device_id,
            content: content.map_err(Problem::internal)?,
            content_digest: row.content_digest,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    }
}

pub fn find(view: &mut View, id: MonitoringDeviceId) -> Result<Device, Problem> {
    find_optional(view, id)?.ok_or_else(Problem::not_found)
}

pub fn find_optional(view: &mut View, id: MonitoringDeviceId) -> Result<Option<Device>, Problem> {
    let visible = view.agencies.clone();
    let found = Row::query().filter(device::agency_id.eq_any(visible).and(device::id.eq(id)));
    let row: Option<Row> = found.first(view.conn()).optional()?;
    Ok(with_papers(view, row.into_iter().collect())?.pop())
}

/// Of the actor's own agency: a write rests on nobody else's rows.
pub fn find_own(tx: &mut Tx, id: MonitoringDeviceId) -> Result<Option<Device>, Problem> {
    let agency = tx.actor.agency;
    Ok(find_optional(tx, id)?.filter(|device| device.agency == agency))
}

/// The version of a device of the actor's own agency, locked until the transaction ends.
pub fn lock(tx: &mut Tx, id: MonitoringDeviceId) -> Result<i64, Problem> {
    let agency = tx.actor.agency;
    let own = device::table.filter(device::agency_id.eq(agency).and(device::id.eq(id)));
    own.select(device::version).for_update().first(tx.conn()).map_err(Problem::from)
}

pub fn page(
    view: &mut View,
    wanted: &MonitoringDeviceFilters,
    asked: &Asked<MonitoringDeviceOrder>,
) -> Result<Page<Device>, Problem> {
    let mut rows = matching(view, wanted);
    sorted!(rows, asked, (device::id, device::agency_id), {
        MonitoringDeviceOrder::Number => device::number as Text,
        MonitoringDeviceOrder::Name => device::name as Text,
        MonitoringDeviceOrder::RecordedAt => device::recorded_at as Instant,
    });
    let found: Vec<Row> = rows.select(Row::as_select()).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching(view, wanted).count().get_result(view.conn())).transpose()?;
    let by = asked.sort.by;
    let devices = with_papers(view, found)?;
    let place = |one: &Device| Place { at: one.at(by), id: one.id.uuid(), agency: one.agency.uuid() };
    Ok(asked.cut(devices, total, place))
}

fn matching(view: &View, wanted: &MonitoringDeviceFilters) -> device::BoxedQuery<'static, Pg> {
    let mut rows: device::BoxedQuery<'static, Pg> = in_sight!(device, view);
    if let Some(part) = &wanted.q {
        rows = rows.filter(device::name.ilike(containing(part.as_str())));
    }
    if let Some(kind) = wanted.kind {
        rows = rows.filter(device::kind.eq(kind));
    }
    if let Some(number) = &wanted.number {
        rows = rows.filter(begins_with!(device::number, number));
    }
    if let Some(part) = &wanted.place {
        let of_it = paper::agency_id.eq(device::agency_id).and(paper::device_id.eq(device::id));
        rows = rows.filter(exists(paper::table.filter(of_it.and(paper::place.ilike(containing(part.as_str()))))));
    }
    rows
}

fn with_papers(view: &mut View, rows: Vec<Row>) -> Result<Vec<Device>, Problem> {
    let visible = view.agencies.clone();
    let ids: Vec<MonitoringDeviceId> = rows.iter().map(|row| row.id).collect();
    let found: Vec<PaperRow> = PaperRow::query()
        .filter(paper::agency_id.eq_any(visible).and(paper::device_id.eq_any(ids)))
        .order((paper::agency_id, paper::device_id, paper::seq))
        .load(view.conn())?;
    let mut papers: HashMap<(AgencyId, MonitoringDeviceId), Vec<Paper>> = HashMap::new();
    for row in found {
        papers.entry((row.agency_id, row.device_id)).or_default().push(row.try_into()?);
    }
    let mut of = |row: &Row| papers.remove(&(row.agency_id, row.id)).unwrap_or_default();
    Ok(rows.into_iter().map(|row| (of(&row), row)).map(|(papers, row)| row.with(papers)).collect())
}

pub fn insert(tx: &mut Tx, new: &Device) -> Result<(), Problem> {
    diesel::insert_into(device::table)
        .values((
            device::agency_id.eq(new.agency),
            device::id.eq(new.id),
            device::number.eq(&new.number),
            device::name.eq(&new.name),
            device::kind.eq(new.kind),
            device::purpose.eq(&new.purpose),
            device::manufacturer.eq(&new.manufacturer),
            device::model.eq(&new.model),
            device::content_digest.eq(&new.content_digest),
            device::entry_id.eq(new.entry_id),
            device::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A paper of the actor's own agency.
pub fn find_paper(tx: &mut Tx, id: DevicePaperId) -> Result<Option<Paper>, Problem> {
    let own = PaperRow::query().filter(paper::agency_id.eq(tx.actor.agency).and(paper::id.eq(id)));
    let row: Option<PaperRow> = own.first(tx.conn()).optional()?;
    row.map(Paper::try_from).transpose()
}

/// The paper, and the device that it changes; the caller holds the device's lock and tells its version.
pub fn add(tx: &mut Tx, new: &Paper, kind: DevicePaperKind, version: i64) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let (content, place) = match &new.content {
        PaperContent::Placement(one) => (kept(one)?, Some(&one.place)),
        PaperContent::Certificate(one) => (kept(one)?, None),
        PaperContent::Review(one) => (kept(one)?, None),
    };
    diesel::insert_into(paper::table)
        .values((
            paper::agency_id.eq(agency),
            paper::device_id.eq(new.device),
            paper::seq.eq(i32::try_from(version).map_err(Problem::internal)?),
            paper::id.eq(new.id),
            paper::kind.eq(kind),
            paper::place.eq(place),
            paper::content.eq(content),
            paper::content_digest.eq(&new.content_digest),
            paper::entry_id.eq(new.entry_id),
            paper::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    diesel::update(device::table.find((agency, new.device)))
        .set((device::version.eq(version + 1), device::entry_id.eq(new.entry_id)))
        .execute(tx.conn())?;
    Ok(())
}

/// The members of a paper as they are kept; its id has a column of its own.
fn kept(content: &impl Serialize) -> Result<Value, Problem> {
    let mut content = serde_json::to_value(content).map_err(Problem::internal)?;
    if let Some(members) = content.as_object_mut() {
        members.remove("id");
    }
    Ok(content)
}

/// What the public may know of a device.
#[derive(Debug)]
pub struct Announced {
    pub agency_name: String,
    pub number: Code,
    pub name: Title,
    pub kind: MonitoringDeviceKind,
    pub purpose: Passage,
    pub placements: Vec<DevicePlacement>,
}

#[derive(QueryableByName)]
struct AnnouncedRow {
    #[diesel(sql_type = Text)]
    agency_name: String,
    #[diesel(sql_type = Text)]
    number: Code,
    #[diesel(sql_type = Text)]
    name: Title,
    #[diesel(sql_type = Text)]
    kind: MonitoringDeviceKind,
    #[diesel(sql_type = Text)]
    purpose: Passage,
    #[diesel(sql_type = Jsonb)]
    placements: Value,
}

/// The devices of an agency, by a function of the database that shows where they stand and no more.
#[expect(clippy::disallowed_methods, reason = "a table function that the query language has no word for")]
pub fn announced(view: &mut View, agency: &Code) -> Result<Vec<Announced>, Problem> {
    let rows: Vec<AnnouncedRow> =
        diesel::sql_query("SELECT * FROM anjuan.announced_devices($1)").bind::<Text, _>(agency).load(view.conn())?;
    let shown = |row: AnnouncedRow| {
        Ok(Announced {
            agency_name: row.agency_name,
            number: row.number,
            name: row.name,
            kind: row.kind,
            purpose: row.purpose,
            placements: serde_json::from_value(row.placements).map_err(Problem::internal)?,
        })
    };
    rows.into_iter().map(shown).collect()
}
