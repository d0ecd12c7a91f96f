//! Case-file evaluations on the wire.

use super::model::{Drawing, DrawnCase, Evaluation, EvaluationSheet, ItemScore, Plan, ScoreItem, digest_of};
use super::store;
use crate::auth::Authorized;
use crate::db::page::{PageOf, Place};
use crate::db::{Db, Recorded, Tx, View};
use crate::domain::act::{in_order, not_in_the_future};
use crate::domain::day::legal_date;
use crate::domain::hex::hex;
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId, EvaluationId, SupervisionActId};
use crate::domain::permission::may::{ReadCases, Supervise};
use crate::domain::refusal::{Refusal, Refusals as Refused, Rule, Text};
use crate::domain::values::{Code, Passage, PersonName, Title};
use crate::http::{IdempotencyKeyHeader, Once, Query, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use crate::supervision::http::issued;
use crate::supervision::model::{SupervisionAct, SupervisionContent, SupervisionKind};
use crate::supervision::reply::{SupervisionActReply, reply_of};
use crate::supervision::store as supervision;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// 评查方案
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvaluation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<EvaluationId>,
    title: Title,
    /// One agency below; left out, all of them.
    #[serde(default)]
    agency_code: Option<Code>,
    /// Closed cases are drawn from: closed from this day …
    closed_from: NaiveDate,
    /// … to this one, which has come.
    closed_to: NaiveDate,
    #[schema(minimum = 1, maximum = 500)]
    sample_size: u32,
    /// 评分项目
    #[schema(min_items = 1, max_items = 100)]
    items: Vec<ScoreItem>,
    /// 随机种子: 64 hexadecimal digits, as from a public drawing of lots; left out, the server makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9a-f]{64}$")]
    seed: Option<String>,
}

/// 抽取
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDrawing {
    /// 监督抽取的人
    drawn_by: PersonName,
}

/// 评分
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvaluationSheet {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<SupervisionActId>,
    /// A case of the sample.
    case_id: CaseId,
    /// Its agency; needed only where several agencies gave the same id.
    #[serde(default)]
    agency_code: Option<Code>,
    evaluated_on: NaiveDate,
    /// 评查人
    evaluated_by: PersonName,
    /// Every item of the plan once.
    #[schema(min_items = 1, max_items = 100)]
    scores: Vec<ItemScore>,
    /// 评查意见
    conclusion: Passage,
    /// 整改要求
    demands: Passage,
    /// By when the agency answers.
    due_on: NaiveDate,
}

/// 案卷评查
#[derive(Debug, Serialize, ToSchema)]
pub struct EvaluationReply {
    id: EvaluationId,
    title: Title,
    agency_code: Option<Code>,
    closed_from: NaiveDate,
    closed_to: NaiveDate,
    sample_size: u32,
    items: Vec<ScoreItem>,
    /// 满分
    out_of: u32,
    /// In the journal before anything is drawn.
    seed: String,
    /// How it is drawn, so that anybody can do it again.
    method: &'static str,
    /// Null until it is drawn.
    drawing: Option<DrawingReply>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// 抽取结果
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawingReply {
    /// How many cases it was drawn from.
    population: i32,
    /// SHA-256 over agency and case ids of all of them, in order.
    population_digest: String,
    cases: Vec<DrawnCaseReply>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// A case of the sample.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawnCaseReply {
    agency_code: String,
    agency_name: String,
    case_id: CaseId,
}

page_reply!(EvaluationPage of EvaluationReply);

const METHOD: &str =
    "rank = SHA-256(seed as text || agency id, 16 bytes || case id, 16 bytes); the lowest ranks are drawn";

fn shown(one: Evaluation, names: &HashMap<AgencyId, (String, String)>) -> EvaluationReply {
    let out_of = one.plan.out_of();
    let Plan { title, agency_code, closed_from, closed_to, sample_size, items, seed } = one.plan;
    let drawing = one.drawing.map(|drawing| {
        let case = |drawn: &DrawnCase| {
            let (agency_code, agency_name) = names.get(&drawn.agency).cloned().unwrap_or_default();
            DrawnCaseReply { agency_code, agency_name, case_id: drawn.case }
        };
        DrawingReply {
            population: drawing.population,
            population_digest: drawing.population_digest,
            cases: drawing.drawn.iter().map(case).collect(),
            entry_id: drawing.entry_id,
            recorded_at: drawing.recorded_at,
        }
    });
    EvaluationReply {
        id: one.id,
        title,
        agency_code,
        closed_from,
        closed_to,
        sample_size,
        items,
        out_of,
        seed,
        method: METHOD,
        drawing,
        author_id: one.author,
        entry_id: one.entry_id,
        recorded_at: one.recorded_at,
    }
}

fn replies(view: &mut View, all: Vec<Evaluation>) -> Result<Vec<EvaluationReply>, Problem> {
    let drawn = all.iter().flat_map(|one| one.drawing.iter().flat_map(|drawing| &drawing.drawn));
    let agencies: Vec<AgencyId> = drawn.map(|one| one.agency).collect();
    let names = supervision::names(view, &agencies)?;
    Ok(all.into_iter().map(|one| shown(one, &names)).collect())
}

fn answer(view: &mut View, one: Evaluation) -> Result<EvaluationReply, Problem> {
    replies(view, vec![one])?.pop().ok_or_else(Problem::not_found)
}

/// 制定评查方案: with the seed, which so is in the journal before anything is drawn.
#[utoipa::path(tag = "supervision", operation_id = "case_evaluations_create", security(("bearer" = [])),
    request_body = NewEvaluation, params(IdempotencyKeyHeader),
    responses((status = 201, body = EvaluationReply), (status = 200, body = EvaluationReply), Refusals))]
#[post("/case-evaluations")]
pub async fn create(db: Data<Db>, caller: Authorized<Supervise>, once: Once<NewEvaluation>) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, plan).await
}

fn plan(tx: &mut Tx, new: &NewEvaluation) -> Result<Recorded<Reply>, Problem> {
    let content_digest = digest(new)?;
    if let Some(existing) = new.id.map(|id| store::find_own(tx, id)).transpose()?.flatten() {
        let same = existing.content_digest == content_digest;
        let reply = Reply::one(1, &answer(tx, existing)?)?;
        return again(tx, same, reply);
    }
    let plan = Plan {
        title: new.title.clone(),
        agency_code: new.agency_code.clone(),
        closed_from: new.closed_from,
        closed_to: new.closed_to,
        sample_size: new.sample_size,
        items: new.items.clone(),
        seed: new.seed.clone().map_or_else(fresh_seed, Ok)?,
    };
    let mut refusals = Refused::default();
    plan.judge(tx.today(), &mut refusals);
    if let Some(code) = &plan.agency_code
        && supervision::supervised(tx, code)?.is_none()
    {
        refusals.add(Refusal::of(Rule::SupervisedUnknown).at("/agency_code"));
    }
    refusals.into_result()?;
    let evaluation = Evaluation {
        id: new.id.unwrap_or_else(|| EvaluationId::from_uuid(tx.mint())),
        agency: tx.actor.agency,
        plan,
        content_digest,
        author: tx.actor.account,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
        drawing: None,
    };
    store::insert(tx, &evaluation)?;
    let id = evaluation.id.uuid();
    let reply = answer(tx, evaluation)?;
    let entry = Entry::new(Kind::EvaluationPlanned, id, &reply);
    tx.record(entry, Reply::created("/api/v1/case-evaluations".to_owned(), 1, &reply)?)
}

fn fresh_seed() -> Result<String, Problem> {
    let mut seed = [0_u8; 32];
    getrandom::fill(&mut seed).map_err(Problem::internal)?;
    Ok(hex(&seed))
}

/// Which page of a list that has one order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EvaluationQuery {
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`.
    #[serde(default)]
    cursor: Option<String>,
}

/// 案卷评查, the newest first.
#[utoipa::path(tag = "supervision", operation_id = "case_evaluations_list", security(("bearer" = [])), params(EvaluationQuery),
    responses((status = 200, body = EvaluationPage), Refusals))]
#[get("/case-evaluations")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    Query(asked): Query<EvaluationQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let page = PageOf::<Place>::parse(asked.cursor.as_deref(), asked.limit)?;
        let (found, next) = page.cut(store::page(view, &page)?, Evaluation::place);
        Reply::page(&replies(view, found)?, next)
    })
    .await
}

/// 随机抽取
///
/// Once for each evaluation: from the cases that were closed in its days, by its seed. Population and digest are kept, so that the sample
/// can be drawn again and compared.
#[utoipa::path(tag = "supervision", operation_id = "case_evaluation_drawings_create", security(("bearer" = [])),
    request_body = NewDrawing, params(("evaluation_id" = inline(EvaluationId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = EvaluationReply), Refusals))]
#[post("/case-evaluations/{evaluation_id}/drawings")]
pub async fn draw(
    db: Data<Db>,
    caller: Authorized<Supervise>,
    evaluation: Path<EvaluationId>,
    once: Once<NewDrawing>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let found = store::find_own(tx, *evaluation)?.ok_or_else(Problem::not_found)?;
        if found.drawing.is_some() {
            return Err(Refusal::of(Rule::EvaluationDrawn).into());
        }
        drawn(tx, found, new)
    })
    .await
}

fn drawn(tx: &mut Tx, found: Evaluation, new: &NewDrawing) -> Result<Recorded<Reply>, Problem> {
    let agencies = match &found.plan.agency_code {
        Some(code) => supervision::supervised(tx, code)?.into_iter().collect(),
        None => tx.agencies.clone(),
    };
    let population = store::population(tx, &found, agencies)?;
    let drawing = Drawing {
        population: i32::try_from(population.len()).map_err(Problem::internal)?,
        population_digest: digest_of(&population),
        drawn: found.plan.draw(&population),
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    store::draw(tx, found.id, &drawing)?;
    let id = found.id.uuid();
    let reply = answer(tx, Evaluation { drawing: Some(drawing), ..found })?;
    let told = serde_json::json!({ "drawn_by": new.drawn_by, "evaluation": &reply });
    let entry = Entry::new(Kind::EvaluationDrawn, id, &told);
    tx.record(entry, Reply::created("/api/v1/case-evaluations".to_owned(), 1, &reply)?)
}

/// 评分
///
/// A sheet for each case of the sample: every item with its points, and a finding where points are taken off. It goes to the agency of the
/// case, which answers by its day, at `case-evaluation-sheets`.
#[utoipa::path(tag = "supervision", operation_id = "case_evaluation_sheets_create", security(("bearer" = [])),
    request_body = NewEvaluationSheet, params(("evaluation_id" = inline(EvaluationId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = SupervisionActReply), (status = 200, body = SupervisionActReply), Refusals))]
#[post("/case-evaluations/{evaluation_id}/sheets")]
pub async fn score(
    db: Data<Db>,
    caller: Authorized<Supervise>,
    evaluation: Path<EvaluationId>,
    once: Once<NewEvaluationSheet>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let found = store::find_own(tx, *evaluation)?.ok_or_else(Problem::not_found)?;
        if let Some(existing) = new.id.map(|id| supervision::find_own(tx, id)).transpose()?.flatten() {
            let same = existing.content_digest == digest(new)?;
            let reply = Reply::one(1, &reply_of(tx, existing)?)?;
            return again(tx, same, reply);
        }
        let act = scored(tx, &found, new)?;
        issued(tx, act)
    })
    .await
}

fn scored(tx: &mut Tx, found: &Evaluation, new: &NewEvaluationSheet) -> Result<SupervisionAct, Problem> {
    let mut refusals = Refused::default();
    let addressee = case_of(tx, found, new)?;
    if addressee.is_none() {
        refusals.add(Refusal::of(Rule::CaseNotDrawn).at("/case_id"));
    }
    refusals.check(not_in_the_future(new.evaluated_on, tx.today(), "/evaluated_on"));
    if let Some(drawing) = &found.drawing {
        refusals.check(in_order(legal_date(drawing.recorded_at), new.evaluated_on, "/evaluated_on"));
    }
    refusals.check(in_order(new.evaluated_on, new.due_on, "/due_on"));
    found.plan.judge_scores(&new.scores, &mut refusals);
    refusals.into_result()?;
    let out_of = found.plan.out_of();
    let total = new.scores.iter().map(|one| one.points).sum();
    let zh = format!("{}：得分 {total}/{out_of}", found.plan.title);
    let subject = Title::parse(&zh)
        .map_err(|fault| Problem::invalid(vec![Fault::new("/title", fault.code, Text::new(fault.zh, fault.en))]))?;
    Ok(SupervisionAct {
        id: new.id.unwrap_or_else(|| SupervisionActId::from_uuid(tx.mint())),
        supervisor: tx.actor.agency,
        kind: SupervisionKind::Evaluation,
        addressee: addressee.ok_or_else(Problem::not_found)?,
        case: Some(new.case_id),
        issued_on: new.evaluated_on,
        due_on: new.due_on,
        content: SupervisionContent {
            subject,
            findings: new.conclusion.clone(),
            demands: new.demands.clone(),
            legal_bases: Vec::new(),
            document_number: None,
            issued_by: new.evaluated_by.clone(),
            sheet: Some(EvaluationSheet { evaluation_id: found.id, scores: new.scores.clone(), total, out_of }),
        },
        content_digest: digest(new)?,
        author: tx.actor.account,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
        replies: Vec::new(),
    })
}

/// The agency of a case that was drawn.
fn case_of(tx: &mut Tx, found: &Evaluation, new: &NewEvaluationSheet) -> Result<Option<AgencyId>, Problem> {
    let of = match &new.agency_code {
        Some(code) => match supervision::supervised(tx, code)? {
            Some(agency) => Some(agency),
            None => return Ok(None),
        },
        None => None,
    };
    let drawn = found.drawing.iter().flat_map(|drawing| &drawing.drawn);
    let mut fits = drawn.filter(|one| one.case == new.case_id && of.is_none_or(|agency| agency == one.agency));
    Ok(fits.next().map(|one| one.agency))
}
