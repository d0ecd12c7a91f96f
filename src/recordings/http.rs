//! Recordings on the wire.

use super::listing::{RecordingFilters, RecordingOrder};
use super::model::{self, Device, Of, Phase, Recording, RecordingKind};
use super::store;
use crate::acts;
use crate::auth::Authorized;
use crate::cases;
use crate::cases::model::Case;
use crate::cases::recusals::store::may_record;
use crate::db::page::Sort;
use crate::db::{Db, Recorded, Tx, View};
use crate::domain::day::legal_date;
use crate::domain::ids::{AccountId, CaseId, EntryId, InspectionId, OfficerId, RecordingId};
use crate::domain::permission::may::{ReadRecordings, Record};
use crate::domain::stage::Stage;
use crate::domain::values::Passage;
use crate::http::{IdempotencyKeyHeader, ListQuery, Listed, Once, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Problem, Verdicts};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// PostgreSQL keeps instants to the microsecond.
const INSTANT_DIGITS: u16 = 6;

/// 增加全过程记录
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecording {
    /// Minted by the client, or left to the server.
    #[serde(default)]
    id: Option<RecordingId>,
    phase: Phase,
    kind: RecordingKind,
    /// Who recorded; certified on the day.
    #[schema(min_items = 1, max_items = 20)]
    officer_ids: Vec<OfficerId>,
    /// When it happened.
    occurred_at: DateTime<Utc>,
    description: Passage,
    /// Left out when it was written at a desk.
    #[serde(default)]
    device: Option<RecordingDevice>,
}

/// 执法记录设备: what the device says of the moment of capture.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordingDevice {
    id: Uuid,
    /// The device's own count; a gap shows that a recording is missing.
    #[schema(minimum = 0, maximum = 9007199254740991_i64)]
    seq: i64,
    /// The time on the device's clock.
    time: DateTime<Utc>,
    /// Milliseconds to be added to it for the right time, as far as the device knew.
    #[schema(minimum = -4000000000000_i64, maximum = 4000000000000_i64)]
    clock_offset_ms: i64,
}

/// 全过程记录
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordingReply {
    id: RecordingId,
    /// The case it belongs to; null for one of an inspection.
    case_id: Option<CaseId>,
    /// The inspection it belongs to; null for one of a case.
    inspection_id: Option<InspectionId>,
    phase: Phase,
    kind: RecordingKind,
    /// In the order of the ids.
    officer_ids: Vec<OfficerId>,
    occurred_at: DateTime<Utc>,
    description: Passage,
    device: Option<RecordingDevice>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(RecordingPage of RecordingReply);

impl From<&Recording> for RecordingReply {
    fn from(recording: &Recording) -> Self {
        let device = |one: Device| RecordingDevice {
            id: one.id,
            seq: one.seq,
            time: one.time,
            clock_offset_ms: one.clock_offset_ms,
        };
        Self {
            id: recording.id,
            case_id: recording.of.case(),
            inspection_id: recording.of.inspection(),
            phase: recording.phase,
            kind: recording.kind,
            officer_ids: recording.officers.clone(),
            occurred_at: recording.occurred_at,
            description: recording.description.clone(),
            device: recording.device.map(device),
            author_id: recording.author,
            entry_id: recording.entry_id,
            recorded_at: recording.recorded_at,
        }
    }
}

/// 增加案件的全过程记录: until the case is closed. Who is recused records nothing from the day of that decision on.
#[utoipa::path(tag = "recordings", operation_id = "case_recordings_create", security(("bearer" = [])),
    request_body = NewRecording, params(("case_id" = inline(CaseId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = RecordingReply), (status = 200, body = RecordingReply), Refusals))]
#[post("/cases/{case_id}/recordings")]
pub async fn add_to_case(
    db: Data<Db>,
    caller: Authorized<Record>,
    case: Path<CaseId>,
    once: Once<NewRecording>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let case = cases::store::lock(tx, *case)?;
        add(tx, Of::Case(case.id), Some(&case), new)
    })
    .await
}

/// 增加检查的全过程记录: also while the inspection is a draft, because field work comes before its record.
#[utoipa::path(tag = "recordings", operation_id = "inspection_recordings_create", security(("bearer" = [])),
    request_body = NewRecording, params(("inspection_id" = inline(InspectionId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = RecordingReply), (status = 200, body = RecordingReply), Refusals))]
#[post("/inspections/{inspection_id}/recordings")]
pub async fn add_to_inspection(
    db: Data<Db>,
    caller: Authorized<Record>,
    inspection: Path<InspectionId>,
    once: Once<NewRecording>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        store::own_inspection(tx, *inspection)?;
        add(tx, Of::Inspection(*inspection), None, new)
    })
    .await
}

fn add(tx: &mut Tx, of: Of, case: Option<&Case>, new: &NewRecording) -> Result<Recorded<Reply>, Problem> {
    let recording = recording_of(tx, of, new)?;
    let reply = RecordingReply::from(&recording);
    if let Some(existing) = store::find_optional(tx, recording.id)? {
        let same = existing.content_digest == recording.content_digest && existing.of == of;
        return again(tx, same, shown(&existing)?);
    }
    lawful(tx, new, case)?;
    store::insert(tx, &recording)?;
    let captured = recording.device.as_ref().map(Device::captured);
    let entry = Entry::new(Kind::RecordingAdded, recording.id.uuid(), &reply).captured(captured);
    let entry = if let Some(case) = of.case() { entry.in_case(case) } else { entry };
    tx.record(entry, Reply::created(format!("/api/v1/recordings/{}", recording.id), 1, &reply)?)
}

fn lawful(tx: &mut Tx, new: &NewRecording, case: Option<&Case>) -> Result<(), Problem> {
    let mut verdicts = Verdicts::default();
    verdicts.check(model::case_is_open(case.is_some_and(|case| case.stage == Stage::Closed)));
    verdicts.check(model::has_happened(new.occurred_at, tx.now));
    let day = legal_date(new.occurred_at);
    verdicts.check(acts::certified_officers(tx, &new.officer_ids, day, "/officer_ids"));
    if let Some(case) = case {
        verdicts.check(may_record(tx, case, &new.officer_ids, day)?);
    }
    verdicts.into_result()
}

fn recording_of(tx: &Tx, of: Of, new: &NewRecording) -> Result<Recording, Problem> {
    let mut officers = new.officer_ids.clone();
    officers.sort_unstable();
    let device = new.device.as_ref().map(|one| Device {
        id: one.id,
        seq: one.seq,
        time: one.time.trunc_subsecs(INSTANT_DIGITS),
        clock_offset_ms: one.clock_offset_ms,
    });
    Ok(Recording {
        id: new.id.unwrap_or_else(|| RecordingId::from_uuid(tx.mint())),
        of,
        phase: new.phase,
        kind: new.kind,
        officers,
        occurred_at: new.occurred_at.trunc_subsecs(INSTANT_DIGITS),
        description: new.description.clone(),
        device,
        author: tx.actor.account,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 案件的全过程记录
#[utoipa::path(tag = "recordings", operation_id = "case_recordings_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), ListQuery, RecordingFilters),
    responses((status = 200, body = RecordingPage, headers(("Link" = String))), Refusals))]
#[get("/cases/{case_id}/recordings")]
pub async fn list_of_case(
    db: Data<Db>,
    caller: Authorized<ReadRecordings>,
    case: Path<CaseId>,
    Listed(list, wanted): Listed<RecordingFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| page(view, Of::Case(*case), &list, &wanted)).await
}

/// 检查的全过程记录
#[utoipa::path(tag = "recordings", operation_id = "inspection_recordings_list", security(("bearer" = [])),
    params(("inspection_id" = inline(InspectionId), Path), ListQuery, RecordingFilters),
    responses((status = 200, body = RecordingPage, headers(("Link" = String))), Refusals))]
#[get("/inspections/{inspection_id}/recordings")]
pub async fn list_of_inspection(
    db: Data<Db>,
    caller: Authorized<ReadRecordings>,
    inspection: Path<InspectionId>,
    Listed(list, wanted): Listed<RecordingFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| page(view, Of::Inspection(*inspection), &list, &wanted)).await
}

fn page(view: &mut View, of: Of, list: &ListQuery, wanted: &RecordingFilters) -> Result<Reply, Problem> {
    let asked = list.asked(view, wanted.sort.unwrap_or(Sort::rising(RecordingOrder::OccurredAt)))?;
    store::visible(view, of)?;
    let page = store::page(view, of, wanted, &asked)?;
    Reply::listed(&page.map(|recording| RecordingReply::from(&recording)))
}

/// 全过程记录
#[utoipa::path(tag = "recordings", operation_id = "recordings_get", security(("bearer" = [])),
    params(("recording_id" = inline(RecordingId), Path)),
    responses((status = 200, body = RecordingReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/recordings/{recording_id}")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadRecordings>, id: Path<RecordingId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| shown(&store::find(view, *id)?)).await
}

/// A recording has one version for ever.
fn shown(recording: &Recording) -> Result<Reply, Problem> {
    Reply::one(1, &RecordingReply::from(recording))
}
