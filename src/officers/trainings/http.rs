//! Trainings on the wire.

use super::store::{self, Training};
use crate::auth::Authorized;
use crate::db::{Db, Tx};
use crate::domain::ids::{EntryId, OfficerId, TrainingId};
use crate::domain::permission::may::{ReadOfficers, RegisterOfficers};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::Title;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::officers::store as officers;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 培训登记
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTraining {
    #[serde(default)]
    id: Option<TrainingId>,
    held_on: NaiveDate,
    subject: Title,
    /// 学时
    #[schema(minimum = 0, maximum = 1000)]
    hours: i32,
    /// Whether the examination was passed; left out when there was none.
    #[serde(default)]
    passed: Option<bool>,
}

/// 培训
#[derive(Debug, Serialize, ToSchema)]
pub struct TrainingReply {
    id: TrainingId,
    officer_id: OfficerId,
    held_on: NaiveDate,
    subject: Title,
    hours: i32,
    passed: Option<bool>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(TrainingPage of TrainingReply);

impl From<&Training> for TrainingReply {
    fn from(training: &Training) -> Self {
        Self {
            id: training.id,
            officer_id: training.officer_id,
            held_on: training.held_on,
            subject: training.subject.clone(),
            hours: training.hours,
            passed: training.passed,
            entry_id: training.entry_id,
            recorded_at: training.recorded_at,
        }
    }
}

/// 登记培训
#[utoipa::path(tag = "trainings", operation_id = "trainings_create", security(("bearer" = [])), request_body = NewTraining,
    params(("officer_id" = inline(OfficerId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = TrainingReply), (status = 200, body = TrainingReply), Refusals))]
#[post("/officers/{officer_id}/trainings")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<RegisterOfficers>,
    officer: Path<OfficerId>,
    once: Once<NewTraining>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        officers::lock(tx, *officer)?;
        let training = training_of(tx, *officer, new)?;
        if let Some(existing) = store::find_optional(tx, training.id)? {
            let same = existing.content_digest == training.content_digest && existing.officer_id == *officer;
            let reply = Reply::one(1, &TrainingReply::from(&existing))?;
            return again(tx, same, reply);
        }
        store::insert(tx, &training)?;
        let reply = TrainingReply::from(&training);
        let location = format!("/api/v1/officers/{officer}/trainings");
        let entry = Entry::new(Kind::TrainingRecorded, training.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, 1, &reply)?)
    })
    .await
}

fn training_of(tx: &Tx, officer_id: OfficerId, new: &NewTraining) -> Result<Training, Problem> {
    if new.held_on > tx.today() {
        let detail = Text::new("培训日期在将来", "The training lies in the future");
        return Err(Refusal::new(Rule::DateInTheFuture, detail).at("/held_on").into());
    }
    Ok(Training {
        id: new.id.unwrap_or_else(|| TrainingId::from_uuid(tx.mint())),
        officer_id,
        held_on: new.held_on,
        subject: new.subject.clone(),
        hours: new.hours,
        passed: new.passed,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 执法人员的培训, oldest first.
#[utoipa::path(tag = "trainings", operation_id = "trainings_list", security(("bearer" = [])),
    params(("officer_id" = inline(OfficerId), Path)), responses((status = 200, body = TrainingPage), Refusals))]
#[get("/officers/{officer_id}/trainings")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadOfficers>, officer: Path<OfficerId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        officers::find(view, *officer)?;
        let trainings: Vec<_> = store::of_officer(view, *officer)?.iter().map(TrainingReply::from).collect();
        Reply::page(&trainings, None)
    })
    .await
}
