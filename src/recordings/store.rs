//! Recordings' rows.

use super::listing::{RecordingFilters, RecordingOrder};
use super::model::{Device, Of, Phase, Recording, RecordingKind};
use crate::db::page::{Asked, At, Page, Place, containing, in_sight, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::day::{begins, is_over, legal_date};
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId, InspectionId, OfficerId, RecordingId};
use crate::domain::posting::{Subject, SubjectKind, of_recording};
use crate::domain::values::Passage;
use crate::ledger;
use crate::problem::Problem;
use crate::schema::{case_file, inspection, recording, recording_officer};
use chrono::{DateTime, Utc};
use diesel::deserialize::{self, FromSql};
use diesel::dsl::exists;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment as _};
use diesel::sql_types::{Array, Record, Uuid as SqlUuid};
use std::collections::HashMap;
use uuid::Uuid;

/// Every column, in the table's order: [`show_recordings`] brings them so.
#[derive(HasQuery)]
#[diesel(table_name = recording)]
struct Row {
    agency_id: AgencyId,
    id: RecordingId,
    case_id: Option<CaseId>,
    inspection_id: Option<InspectionId>,
    phase: Phase,
    kind: RecordingKind,
    occurred_at: DateTime<Utc>,
    description: Passage,
    device_id: Option<Uuid>,
    device_seq: Option<i64>,
    device_time: Option<DateTime<Utc>>,
    clock_offset_ms: Option<i64>,
    author_id: AccountId,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn with(self, officers: Vec<OfficerId>) -> Result<Recording, Problem> {
        let of = self.case_id.map(Of::Case).or(self.inspection_id.map(Of::Inspection));
        let clock = self.device_time.zip(self.clock_offset_ms);
        let device = self.device_id.zip(self.device_seq).zip(clock);
        Ok(Recording {
            id: self.id,
            of: of.ok_or_else(|| Problem::internal("a recording of nothing"))?,
            phase: self.phase,
            kind: self.kind,
            officers,
            occurred_at: self.occurred_at,
            description: self.description,
            device: device.map(|((id, seq), (time, clock_offset_ms))| Device { id, seq, time, clock_offset_ms }),
            author: self.author_id,
            content_digest: self.content_digest,
            entry_id: self.entry_id,
            recorded_at: self.recorded_at,
        })
    }
}

/// A recording with its officers, inside a statement that reads several things at once.
pub type RecordingShown = Record<(Record<recording::SqlType>, Array<SqlUuid>)>;

pub struct FoundRecording {
    row: Row,
    officers: Vec<OfficerId>,
}

impl FromSql<RecordingShown, Pg> for FoundRecording {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let (row, officers) = FromSql::<RecordingShown, Pg>::from_sql(bytes)?;
        Ok(Self { row: Queryable::<recording::SqlType, Pg>::build(row)?, officers })
    }
}

impl TryFrom<FoundRecording> for Recording {
    type Error = Problem;

    fn try_from(found: FoundRecording) -> Result<Self, Problem> {
        found.row.with(found.officers)
    }
}

/// The recordings of the statement's `case_file`; its end is left open for conditions and order.
pub fn show_recordings<'b>(out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_sql("SELECT ROW(ROW(");
    recording::all_columns.walk_ast(out.reborrow())?;
    out.push_sql(
        "), ARRAY(SELECT o.officer_id FROM anjuan.recording_officer o WHERE o.agency_id = recording.agency_id \
        AND o.recording_id = recording.id ORDER BY o.officer_id)) FROM anjuan.recording \
        WHERE recording.agency_id = case_file.agency_id AND recording.case_id = case_file.id",
    );
    Ok(())
}

/// 404 unless the actor's own agency has the inspection.
pub fn own_inspection(tx: &mut Tx, id: InspectionId) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let is_there = diesel::select(exists(inspection::table.find((agency, id)))).get_result(tx.conn())?;
    if is_there { Ok(()) } else { Err(Problem::not_found()) }
}

/// 404 unless the case or the inspection is visible.
pub fn visible(view: &mut View, of: Of) -> Result<(), Problem> {
    let agencies = view.agencies.clone();
    let is_there = match of {
        Of::Case(id) => {
            let found = case_file::table.filter(case_file::agency_id.eq_any(agencies).and(case_file::id.eq(id)));
            diesel::select(exists(found)).get_result(view.conn())?
        }
        Of::Inspection(id) => {
            let found = inspection::table.filter(inspection::agency_id.eq_any(agencies).and(inspection::id.eq(id)));
            diesel::select(exists(found)).get_result(view.conn())?
        }
    };
    if is_there { Ok(()) } else { Err(Problem::not_found()) }
}

pub fn find(view: &mut View, id: RecordingId) -> Result<Recording, Problem> {
    find_optional(view, id)?.ok_or_else(Problem::not_found)
}

pub fn find_optional(view: &mut View, id: RecordingId) -> Result<Option<Recording>, Problem> {
    let visible = view.agencies.clone();
    let row: Option<Row> = Row::query()
        .filter(recording::agency_id.eq_any(visible).and(recording::id.eq(id)))
        .first(view.conn())
        .optional()?;
    Ok(with_officers(view, row.into_iter().collect())?.pop())
}

pub fn page(
    view: &mut View,
    of: Of,
    wanted: &RecordingFilters,
    asked: &Asked<RecordingOrder>,
) -> Result<Page<Recording>, Problem> {
    let mut rows = matching(view, of, wanted);
    sorted!(rows, asked, (recording::id, recording::agency_id), {
        RecordingOrder::OccurredAt => recording::occurred_at as Instant,
        RecordingOrder::RecordedAt => recording::recorded_at as Instant,
    });
    let found: Vec<Row> = rows.select(Row::as_select()).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching(view, of, wanted).count().get_result(view.conn())).transpose()?;
    let by = asked.sort.by;
    let page = asked.cut(found, total, |row: &Row| Place {
        at: At::Instant(if by == RecordingOrder::OccurredAt { row.occurred_at } else { row.recorded_at }),
        id: row.id.uuid(),
        agency: row.agency_id.uuid(),
    });
    page.replace(|rows| with_officers(view, rows))
}

fn matching(view: &View, of: Of, wanted: &RecordingFilters) -> recording::BoxedQuery<'static, Pg> {
    let rows: recording::BoxedQuery<'static, Pg> = in_sight!(recording, view);
    let mut rows = match of {
        Of::Case(id) => rows.filter(recording::case_id.eq(id)),
        Of::Inspection(id) => rows.filter(recording::inspection_id.eq(id)),
    };
    narrowed!(rows, {
        text in &wanted.q => recording::description.ilike(containing(text.as_str())),
        phase in wanted.phase => recording::phase.eq(phase),
        kind in wanted.kind => recording::kind.eq(kind),
    });
    if let Some(id) = wanted.officer_id {
        use recording_officer::{agency_id, officer_id, recording_id};
        let who = agency_id.eq(recording::agency_id).and(recording_id.eq(recording::id)).and(officer_id.eq(id));
        rows = rows.filter(exists(recording_officer::table.filter(who)));
    }
    narrowed!(rows, {
        id in wanted.author_id => recording::author_id.eq(id),
        id in wanted.device_id => recording::device_id.eq(id),
        day in wanted.from => recording::occurred_at.ge(begins(day)),
        day in wanted.to => recording::occurred_at.lt(is_over(day)),
    });
    rows
}

fn with_officers(view: &mut View, rows: Vec<Row>) -> Result<Vec<Recording>, Problem> {
    let visible = view.agencies.clone();
    let ids: Vec<RecordingId> = rows.iter().map(|row| row.id).collect();
    let found: Vec<(AgencyId, RecordingId, OfficerId)> = recording_officer::table
        .filter(recording_officer::agency_id.eq_any(visible).and(recording_officer::recording_id.eq_any(ids)))
        .order(recording_officer::officer_id)
        .load(view.conn())?;
    let mut officers: HashMap<(AgencyId, RecordingId), Vec<OfficerId>> = HashMap::new();
    for (agency, recording, officer) in found {
        officers.entry((agency, recording)).or_default().push(officer);
    }
    let mut of = |row: &Row| officers.remove(&(row.agency_id, row.id)).unwrap_or_default();
    rows.into_iter().map(|row| (of(&row), row)).map(|(officers, row)| row.with(officers)).collect()
}

/// 记录环节: those of which the actor's own case has a recording.
pub fn phases_of_case(tx: &mut Tx, case: CaseId) -> Result<Vec<Phase>, Problem> {
    let of_case = recording::agency_id.eq(tx.actor.agency).and(recording::case_id.eq(case));
    let phases = recording::table.filter(of_case).select(recording::phase).distinct();
    phases.load(tx.conn()).map_err(Problem::from)
}

pub fn insert(tx: &mut Tx, new: &Recording) -> Result<(), Problem> {
    let (agency, device) = (tx.actor.agency, new.device);
    diesel::insert_into(recording::table)
        .values((
            recording::agency_id.eq(agency),
            recording::id.eq(new.id),
            recording::case_id.eq(new.of.case()),
            recording::inspection_id.eq(new.of.inspection()),
            recording::phase.eq(new.phase),
            recording::kind.eq(new.kind),
            recording::occurred_at.eq(new.occurred_at),
            recording::description.eq(&new.description),
            recording::device_id.eq(device.map(|one| one.id)),
            recording::device_seq.eq(device.map(|one| one.seq)),
            recording::device_time.eq(device.map(|one| one.time)),
            recording::clock_offset_ms.eq(device.map(|one| one.clock_offset_ms)),
            recording::author_id.eq(new.author),
            recording::content_digest.eq(&new.content_digest),
            recording::entry_id.eq(new.entry_id),
            recording::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    let officers = new.officers.iter().map(|officer| {
        (
            recording_officer::agency_id.eq(agency),
            recording_officer::recording_id.eq(new.id),
            recording_officer::officer_id.eq(officer),
        )
    });
    diesel::insert_into(recording_officer::table).values(officers.collect::<Vec<_>>()).execute(tx.conn())?;
    let subject = Subject { kind: SubjectKind::Recording, id: new.id.uuid() };
    ledger::open(tx, subject, &of_recording(legal_date(new.occurred_at)))
}
