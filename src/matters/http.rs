//! The catalogue on the wire.

use super::model::{self, Matter, MatterFilters, MatterOrder, MatterVersion};
use super::store;
use super::versions::http::MatterVersionReply;
use crate::auth::Authorized;
use crate::db::page::Sort;
use crate::db::{Db, Tx};
use crate::domain::act::ActClass;
use crate::domain::ids::{EntryId, MatterId, MatterVersionId};
use crate::domain::permission::may::{ManageMatters, ReadMatters};
use crate::domain::values::{Code, Title};
use crate::http::query::SharedListQuery;
use crate::http::{IdempotencyKeyHeader, Listed, Once, Query, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 执法事项登记, with its first version.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMatter {
    #[serde(default)]
    id: Option<MatterId>,
    /// Opaque and unique; never re-used for another matter.
    code: Code,
    act_class: ActClass,
    name: Title,
    /// 设定依据
    #[schema(min_items = 1, max_items = 50)]
    legal_bases: Vec<Title>,
    /// First day in force; left out, it has always been: 1900-01-01.
    #[serde(default)]
    valid_from: Option<NaiveDate>,
    /// Last day in force.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
}

/// 执法事项, as it is on the day asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterReply {
    id: MatterId,
    code: Code,
    act_class: ActClass,
    /// In force on the day; null when none is.
    version: Option<MatterVersionReply>,
    /// The journal entry that last changed the matter.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(MatterPage of MatterReply);

/// On which day a matter is looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DayQuery {
    /// The day whose version is shown, today when left out.
    #[serde(default)]
    on: Option<NaiveDate>,
}

fn reply_of(matter: &Matter, version: Option<&MatterVersion>) -> MatterReply {
    MatterReply {
        id: matter.id,
        code: matter.code.clone(),
        act_class: matter.class,
        version: version.map(MatterVersionReply::from),
        entry_id: matter.entry_id,
        recorded_at: matter.recorded_at,
    }
}

/// 登记执法事项
#[utoipa::path(tag = "matters", operation_id = "matters_create", security(("bearer" = [])), request_body = NewMatter,
    params(IdempotencyKeyHeader), responses((status = 201, body = MatterReply), (status = 200, body = MatterReply), Refusals))]
#[post("/matters")]
pub async fn create(db: Data<Db>, caller: Authorized<ManageMatters>, once: Once<NewMatter>) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, |tx, new| {
        let (matter, first) = matter_of(tx, new)?;
        if let Some(existing) = store::find_optional(tx, matter.id)? {
            let same = existing.content_digest == matter.content_digest;
            let today = tx.today();
            let versions = store::versions(tx, existing.id)?;
            let reply = shown(&existing, &versions, today)?;
            return again(tx, same, reply);
        }
        store::insert(tx, &matter, &first)?;
        let reply = reply_of(&matter, Some(&first));
        let location = format!("/api/v1/matters/{}", matter.code);
        let entry = Entry::new(Kind::MatterRegistered, matter.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, matter.version, &reply)?)
    })
    .await
}

fn matter_of(tx: &Tx, new: &NewMatter) -> Result<(Matter, MatterVersion), Problem> {
    let content_digest = digest(new)?;
    let matter = Matter {
        id: new.id.unwrap_or_else(|| MatterId::from_uuid(tx.mint())),
        code: new.code.clone(),
        class: new.act_class,
        content_digest: content_digest.clone(),
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    let first = MatterVersion {
        id: MatterVersionId::from_uuid(tx.mint()),
        matter: matter.id,
        name: new.name.clone(),
        legal_bases: new.legal_bases.clone(),
        valid: model::valid(new.valid_from, new.valid_to)?,
        content_digest,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    Ok((matter, first))
}

/// 执法事项目录
#[utoipa::path(tag = "matters", operation_id = "matters_list", security(("bearer" = [])), params(SharedListQuery, MatterFilters),
    responses((status = 200, body = MatterPage, headers(("Link" = String))), Refusals))]
#[get("/matters")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadMatters>,
    Listed(list, wanted): Listed<MatterFilters, SharedListQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(wanted.sort.unwrap_or(Sort::rising(MatterOrder::Code)))?;
        view.narrow(wanted.claimed_by.as_ref().map(Code::as_str))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|(matter, version)| reply_of(&matter, Some(&version))))
    })
    .await
}

/// 执法事项
#[utoipa::path(tag = "matters", operation_id = "matters_get", security(("bearer" = [])),
    params(("code" = inline(Code), Path), DayQuery),
    responses((status = 200, body = MatterReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/matters/{code}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadMatters>,
    code: Path<Code>,
    Query(asked): Query<DayQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let matter = store::find_by_code(view, &code)?.ok_or_else(Problem::not_found)?;
        let versions = store::versions(view, matter.id)?;
        shown(&matter, &versions, asked.on.unwrap_or_else(|| view.today()))
    })
    .await
}

/// The tag names the version shown too: what is in force changes by itself at midnight.
fn shown(matter: &Matter, versions: &[MatterVersion], on: NaiveDate) -> Result<Reply, Problem> {
    let version = versions.iter().find(|version| version.valid.contains(on));
    let mut reply = Reply::one(matter.version, &reply_of(matter, version))?;
    if let Some(version) = version {
        reply.headers.etag = Some(format!("\"{}-{}\"", matter.version, version.id));
    }
    Ok(reply)
}
