//! Versions of a matter on the wire.

use crate::auth::Authorized;
use crate::db::{Db, Tx};
use crate::domain::day::Period;
use crate::domain::ids::{EntryId, MatterVersionId};
use crate::domain::permission::may::{ManageMatters, ReadMatters};
use crate::domain::values::{Code, Title};
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::matters::model::{self, Matter, MatterVersion};
use crate::matters::store;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 事项新版本
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMatterVersion {
    #[serde(default)]
    id: Option<MatterVersionId>,
    name: Title,
    /// 设定依据
    #[schema(min_items = 1, max_items = 50)]
    legal_bases: Vec<Title>,
    /// First day in force. A version without an end that is in force by then ends the day before.
    valid_from: NaiveDate,
    /// Last day in force.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
}

/// 事项版本
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterVersionReply {
    id: MatterVersionId,
    name: Title,
    legal_bases: Vec<Title>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(MatterVersionPage of MatterVersionReply);

impl From<&MatterVersion> for MatterVersionReply {
    fn from(version: &MatterVersion) -> Self {
        Self {
            id: version.id,
            name: version.name.clone(),
            legal_bases: version.legal_bases.clone(),
            valid_from: version.valid.from,
            valid_to: version.valid.to,
            entry_id: version.entry_id,
            recorded_at: version.recorded_at,
        }
    }
}

/// 登记事项新版本
#[utoipa::path(tag = "matters", operation_id = "matter_versions_create", security(("bearer" = [])),
    request_body = NewMatterVersion, params(("code" = inline(Code), Path), IdempotencyKeyHeader),
    responses((status = 201, body = MatterVersionReply), (status = 200, body = MatterVersionReply), Refusals))]
#[post("/matters/{code}/versions")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<ManageMatters>,
    code: Path<Code>,
    once: Once<NewMatterVersion>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let matter = store::lock(tx, &code)?;
        let version = version_of(tx, &matter, new)?;
        if let Some(existing) = store::find_version(tx, version.id)? {
            let same = existing.content_digest == version.content_digest && existing.matter == matter.id;
            let reply = Reply::one(1, &MatterVersionReply::from(&existing))?;
            return again(tx, same, reply);
        }
        make_way(tx, &matter, version.valid)?;
        store::add_version(tx, &matter, &version)?;
        let reply = MatterVersionReply::from(&version);
        let entry = Entry::new(Kind::MatterVersionAdded, matter.id.uuid(), &reply);
        tx.record(entry, Reply::created(format!("/api/v1/matters/{code}/versions"), 1, &reply)?)
    })
    .await
}

fn make_way(tx: &mut Tx, matter: &Matter, new: Period) -> Result<(), Problem> {
    let versions: Vec<_> = store::versions(tx, matter.id)?.iter().map(|version| (version.id, version.valid)).collect();
    match model::succession(&versions, new)? {
        Some((id, valid)) => store::cut_short(tx, id, valid),
        None => Ok(()),
    }
}

fn version_of(tx: &Tx, matter: &Matter, new: &NewMatterVersion) -> Result<MatterVersion, Problem> {
    Ok(MatterVersion {
        id: new.id.unwrap_or_else(|| MatterVersionId::from_uuid(tx.mint())),
        matter: matter.id,
        name: new.name.clone(),
        legal_bases: new.legal_bases.clone(),
        valid: model::valid(Some(new.valid_from), new.valid_to)?,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 事项的各个版本, oldest first.
#[utoipa::path(tag = "matters", operation_id = "matter_versions_list", security(("bearer" = [])),
    params(("code" = inline(Code), Path)), responses((status = 200, body = MatterVersionPage), Refusals))]
#[get("/matters/{code}/versions")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadMatters>, code: Path<Code>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let matter = store::find_by_code(view, &code)?.ok_or_else(Problem::not_found)?;
        let versions: Vec<_> = store::versions(view, matter.id)?.iter().map(MatterVersionReply::from).collect();
        Reply::page(&versions, None)
    })
    .await
}
