//! Discretion benchmarks on the wire.

use super::model::{self, Stated};
use super::store;
use crate::acts::discretion::{applicable, store as read};
use crate::auth::Authorized;
use crate::db::{Db, Tx, View};
use crate::domain::actor::DEPLOYMENT;
use crate::domain::discretion::{Benchmark, FineRange, Step, ViolationSeverity};
use crate::domain::ids::{AgencyId, DiscretionBenchmarkId, DiscretionStepId, EntryId};
use crate::domain::penalty::PenaltyKind;
use crate::domain::permission::may::{ManageMatters, ReadMatters};
use crate::domain::refusal::Text;
use crate::domain::values::{Code, Fen, Passage, Title};
use crate::http::{IdempotencyKeyHeader, Once, Query, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::matters::{model as matters, store as catalogue};
use crate::problem::{Fault, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 裁量基准
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDiscretionBenchmark {
    #[serde(default)]
    id: Option<DiscretionBenchmarkId>,
    /// 制定主体: holds for this agency and everything below it; for everybody when left out. The nearest one above an
    /// agency applies to it.
    #[serde(default)]
    issuer_code: Option<Code>,
    /// The paper that it stands in, with its number.
    document: Title,
    /// First day in force. The issuer's open benchmark for the matter ends the day before.
    valid_from: NaiveDate,
    /// Last day in force.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
    #[schema(min_items = 1, max_items = 50)]
    steps: Vec<NewDiscretionStep>,
}

/// 裁量阶次
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDiscretionStep {
    severity: ViolationSeverity,
    /// 适用情形
    circumstances: Passage,
    /// Each once; empty where no penalty is imposed.
    #[serde(default)]
    #[schema(max_items = 14)]
    penalty_kinds: Vec<PenaltyKind>,
    /// 罚款下限. A step that names a fine gives both amounts, or a base with both percentages.
    #[serde(default)]
    fine_min_fen: Option<Fen>,
    /// 罚款上限
    #[serde(default)]
    fine_max_fen: Option<Fen>,
    /// What the fine is a multiple of, e.g. 货值金额.
    #[serde(default)]
    fine_base: Option<Title>,
    /// 100 is once the base.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000)]
    fine_min_percent: Option<i32>,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000)]
    fine_max_percent: Option<i32>,
}

/// 裁量基准
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscretionBenchmarkReply {
    id: DiscretionBenchmarkId,
    matter_code: Code,
    /// Null when it holds for everybody.
    issuer_code: Option<Code>,
    document: Title,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    steps: Vec<DiscretionStepReply>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// 裁量阶次
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscretionStepReply {
    /// Cited by a decision that applies it.
    id: DiscretionStepId,
    severity: ViolationSeverity,
    circumstances: Passage,
    penalty_kinds: Vec<PenaltyKind>,
    fine_min_fen: Option<Fen>,
    fine_max_fen: Option<Fen>,
    fine_base: Option<Title>,
    fine_min_percent: Option<i32>,
    fine_max_percent: Option<i32>,
}

page_reply!(DiscretionBenchmarkPage of DiscretionBenchmarkReply);

/// Which benchmarks of a matter are shown.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DiscretionBenchmarkQuery {
    /// In force on this day only.
    #[serde(default)]
    on: Option<NaiveDate>,
    /// Only the one that applies to this agency: of the nearest issuer above it. Today, when `on` is left out.
    #[serde(default)]
    agency: Option<Code>,
}

impl From<&Step> for DiscretionStepReply {
    fn from(step: &Step) -> Self {
        let (amount, share) = match &step.fine {
            Some(FineRange::Amount { min, max }) => (Some((*min, *max)), None),
            Some(FineRange::Share { of, min_percent, max_percent }) => (None, Some((of, *min_percent, *max_percent))),
            None => (None, None),
        };
        Self {
            id: step.id,
            severity: step.severity,
            circumstances: step.circumstances.clone(),
            penalty_kinds: step.kinds.iter().collect(),
            fine_min_fen: amount.map(|(min, _)| min),
            fine_max_fen: amount.map(|(_, max)| max),
            fine_base: share.map(|(of, ..)| of.clone()),
            fine_min_percent: share.map(|(_, min, _)| min),
            fine_max_percent: share.map(|(.., max)| max),
        }
    }
}

fn replies(view: &mut View, benchmarks: &[Benchmark]) -> Result<Vec<DiscretionBenchmarkReply>, Problem> {
    let issuers: Vec<AgencyId> = benchmarks.iter().map(|one| one.issuer).collect();
    let codes = store::codes(view, &issuers)?;
    let shown = |one: &Benchmark| DiscretionBenchmarkReply {
        id: one.id,
        matter_code: one.matter_code.clone(),
        issuer_code: codes.get(&one.issuer).cloned(),
        document: one.document.clone(),
        valid_from: one.valid.from,
        valid_to: one.valid.to,
        steps: one.steps.iter().map(DiscretionStepReply::from).collect(),
        entry_id: one.entry_id,
        recorded_at: one.recorded_at,
    };
    Ok(benchmarks.iter().map(shown).collect())
}

fn reply_of(view: &mut View, benchmark: &Benchmark) -> Result<DiscretionBenchmarkReply, Problem> {
    replies(view, std::slice::from_ref(benchmark))?.pop().ok_or_else(Problem::not_found)
}

/// 登记裁量基准
///
/// 行政处罚法 第三十四条. A decision in the matter then cites a step of it, or says why it leaves it.
#[utoipa::path(tag = "matters", operation_id = "discretion_benchmarks_create", security(("bearer" = [])),
    request_body = NewDiscretionBenchmark, params(("code" = inline(Code), Path), IdempotencyKeyHeader),
    responses((status = 201, body = DiscretionBenchmarkReply), (status = 200, body = DiscretionBenchmarkReply), Refusals))]
#[post("/matters/{code}/discretion-benchmarks")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<ManageMatters>,
    code: Path<Code>,
    once: Once<NewDiscretionBenchmark>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let matter = catalogue::lock(tx, &code)?;
        if let Some(existing) = new.id.map(|id| read::find(tx, id)).transpose()?.flatten() {
            let same = existing.content_digest == digest(new)? && existing.matter == matter.id;
            let reply = Reply::one(1, &reply_of(tx, &existing)?)?;
            return again(tx, same, reply);
        }
        let benchmark = benchmark_of(tx, &matter, new)?;
        make_way(tx, &benchmark)?;
        store::insert(tx, &benchmark)?;
        let reply = reply_of(tx, &benchmark)?;
        let location = format!("/api/v1/matters/{code}/discretion-benchmarks/{}", benchmark.id);
        let entry = Entry::new(Kind::BenchmarkIssued, benchmark.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, 1, &reply)?)
    })
    .await
}

fn make_way(tx: &mut Tx, new: &Benchmark) -> Result<(), Problem> {
    let all = read::of_matters(tx, &[new.matter])?;
    let own: Vec<_> = all.iter().filter(|one| one.issuer == new.issuer).map(|one| (one.id, one.valid)).collect();
    match model::succession(&own, new.valid)? {
        Some((id, valid)) => store::cut_short(tx, id, valid),
        None => Ok(()),
    }
}

fn benchmark_of(tx: &mut Tx, matter: &matters::Matter, new: &NewDiscretionBenchmark) -> Result<Benchmark, Problem> {
    let mut faults = Vec::new();
    let issuer = match &new.issuer_code {
        None => DEPLOYMENT,
        Some(code) => store::agency_of(tx, code)?.unwrap_or_else(|| {
            let detail = Text::new(format!("没有执法主体 {code}"), format!("There is no agency {code}"));
            faults.push(Fault::new("/issuer_code", "unknown_agency", detail));
            DEPLOYMENT
        }),
    };
    let places = new.steps.iter().enumerate();
    let steps = places.filter_map(|(place, step)| step_of(tx, step, place).map_err(|told| faults.extend(told)).ok());
    let steps = steps.collect();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    Ok(Benchmark {
        id: new.id.unwrap_or_else(|| DiscretionBenchmarkId::from_uuid(tx.mint())),
        matter: matter.id,
        matter_code: matter.code.clone(),
        issuer,
        document: new.document.clone(),
        valid: matters::valid(Some(new.valid_from), new.valid_to)?,
        steps,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

fn step_of(tx: &Tx, new: &NewDiscretionStep, place: usize) -> Result<Step, Vec<Fault>> {
    let kinds = new.penalty_kinds.iter().copied().collect();
    let stated = Stated {
        min_fen: new.fine_min_fen,
        max_fen: new.fine_max_fen,
        base: new.fine_base.as_ref(),
        min_percent: new.fine_min_percent,
        max_percent: new.fine_max_percent,
    };
    Ok(Step {
        id: DiscretionStepId::from_uuid(tx.mint()),
        severity: new.severity,
        circumstances: new.circumstances.clone(),
        kinds,
        fine: model::range(kinds, stated, &format!("/steps/{place}"))?,
    })
}

/// 事项的裁量基准, the oldest first: all of them, those of a day, or the one that applies to an agency.
#[utoipa::path(tag = "matters", operation_id = "discretion_benchmarks_list", security(("bearer" = [])),
    params(("code" = inline(Code), Path), DiscretionBenchmarkQuery),
    responses((status = 200, body = DiscretionBenchmarkPage), Refusals))]
#[get("/matters/{code}/discretion-benchmarks")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadMatters>,
    code: Path<Code>,
    Query(asked): Query<DiscretionBenchmarkQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let matter = catalogue::find_by_code(view, &code)?.ok_or_else(Problem::not_found)?;
        let found = wanted(view, &matter, &asked)?;
        Reply::page(&replies(view, &found)?, None)
    })
    .await
}

fn wanted(
    view: &mut View,
    matter: &matters::Matter,
    asked: &DiscretionBenchmarkQuery,
) -> Result<Vec<Benchmark>, Problem> {
    match (&asked.agency, asked.on) {
        (None, None) => read::of_matters(view, &[matter.id]),
        (None, Some(day)) => read::in_force(view, &[matter.id], &[day]),
        (Some(code), day) => {
            let agency = store::agency_of(view, code)?.ok_or_else(Problem::not_found)?;
            let day = day.unwrap_or_else(|| view.today());
            applicable(view, agency, &[matter.id], &[day])
        }
    }
}

/// 裁量基准
#[utoipa::path(tag = "matters", operation_id = "discretion_benchmarks_get", security(("bearer" = [])),
    params(("code" = inline(Code), Path), ("benchmark_id" = inline(DiscretionBenchmarkId), Path)),
    responses((status = 200, body = DiscretionBenchmarkReply), Refusals))]
#[get("/matters/{code}/discretion-benchmarks/{benchmark_id}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadMatters>,
    path: Path<(Code, DiscretionBenchmarkId)>,
) -> Result<Reply, Problem> {
    let (code, id) = path.into_inner();
    db.read(&caller.actor, move |view| {
        let found = read::find(view, id)?.filter(|one| one.matter_code == code).ok_or_else(Problem::not_found)?;
        Reply::answer(&reply_of(view, &found)?)
    })
    .await
}
