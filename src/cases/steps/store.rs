//! The rows of steps, and the file of a case put together from all its rows.

mod files;

pub use files::{file, files};

use super::StepContent;
use crate::cases::coercive_measures::CoerciveMeasure;
use crate::cases::court_applications::CourtApplication;
use crate::cases::executions::changes::ExecutionChange;
use crate::cases::file::{CaseFile, Done};
use crate::cases::model::Case;
use crate::cases::store as cases;
use crate::db::{Tx, View};
use crate::domain::coercion::CoercionKind;
use crate::domain::ids::{AccountId, CaseId, CaseStepId, CertificateId, EntryId};
use crate::domain::stage::{Stage, Step};
use crate::problem::Problem;
use crate::schema::case_step;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Date, Jsonb, Record, Text, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

/// A step that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub id: CaseStepId,
    pub case: CaseId,
    pub step: Step,
    /// Where the case stands after it.
    pub stage: Stage,
    pub happened_on: NaiveDate,
    pub certificates: Vec<CertificateId>,
    pub content: Value,
    pub content_digest: Vec<u8>,
    pub author: AccountId,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl Taken {
    /// A step of the actor's that is about to be written, under the entry that is about to be recorded; what it holds is still to be said.
    pub fn by_actor(tx: &Tx, step: Step, id: CaseStepId, case: &Case) -> Self {
        Self {
            id,
            case: case.id,
            step,
            stage: case.stage,
            happened_on: tx.today(),
            certificates: Vec::new(),
            content: Value::Null,
            content_digest: Vec::new(),
            author: tx.actor.account,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        }
    }
}

#[derive(HasQuery)]
#[diesel(table_name = case_step)]
struct Row {
    id: CaseStepId,
    case_id: CaseId,
    step: Step,
    happened_on: NaiveDate,
    certificate_ids: Vec<CertificateId>,
    content: Value,
    content_digest: Vec<u8>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn taken(self, stage: Stage) -> Taken {
        Taken {
            id: self.id,
            case: self.case_id,
            step: self.step,
            stage,
            happened_on: self.happened_on,
            certificates: self.certificate_ids,
            content: self.content,
            content_digest: self.content_digest,
            author: self.author_id,
            entry_id: self.entry_id,
            recorded_at: self.recorded_at,
        }
    }
}

/// The members of a step as they are kept; its id has a column of its own.
pub fn content(new: &impl StepContent) -> Result<Value, Problem> {
    let mut content = serde_json::to_value(new).map_err(Problem::internal)?;
    if let Some(members) = content.as_object_mut() {
        members.remove("id");
    }
    Ok(content)
}

/// Of the actor's own agency: a write rests on nobody else's rows.
pub fn find_own(tx: &mut Tx, step: Step, id: CaseStepId) -> Result<Option<Taken>, Problem> {
    let agency = tx.actor.agency;
    let row: Option<Row> = Row::query()
        .filter(case_step::agency_id.eq(agency).and(case_step::step.eq(step)).and(case_step::id.eq(id)))
        .first(tx.conn())
        .optional()?;
    Ok(row.map(|row| row.taken(Stage::Filed)))
}

/// The steps of one kind, in the order in which they were recorded.
pub fn of_case(view: &mut View, case: &Case, step: Step) -> Result<Vec<Taken>, Problem> {
    let rows: Vec<Row> = Row::query()
        .filter(case_step::agency_id.eq(case.agency).and(case_step::case_id.eq(case.id)))
        .filter(case_step::step.eq(step))
        .order(case_step::seq)
        .load(view.conn())?;
    Ok(rows.into_iter().map(|row| row.taken(case.stage)).collect())
}

/// The step at the end of the file, and the case that it moves.
pub fn insert(tx: &mut Tx, file: &CaseFile, moved: &Case, new: &Taken) -> Result<(), Problem> {
    place(tx, file.done.len(), new)?;
    cases::advance(tx, &file.case, moved)
}

/// The step's place in the file of its case, after those before it. Two that were judged on the same file cannot both have it.
pub fn place(tx: &mut Tx, before: usize, new: &Taken) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let seq = i32::try_from(before + 1).map_err(Problem::internal)?;
    diesel::insert_into(case_step::table)
        .values((
            case_step::agency_id.eq(agency),
            case_step::case_id.eq(new.case),
            case_step::seq.eq(seq),
            case_step::step.eq(new.step),
            case_step::id.eq(new.id),
            case_step::happened_on.eq(new.happened_on),
            case_step::certificate_ids.eq(&new.certificates),
            case_step::content.eq(&new.content),
            case_step::content_digest.eq(&new.content_digest),
            case_step::author_id.eq(new.author),
            case_step::entry_id.eq(new.entry_id),
            case_step::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// 行政强制: the steps of the actor's own agency that are acts of their own in the figures.
pub fn coercive_acts(view: &mut View) -> Result<Vec<(Uuid, CoercionKind, NaiveDate)>, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<(CaseStepId, Step, NaiveDate, Value)> = case_step::table
        .filter(case_step::agency_id.eq(agency))
        .filter(case_step::step.eq_any([Step::ImposeMeasure, Step::ApplyToCourt, Step::ChangeExecution]))
        .select((case_step::id, case_step::step, case_step::happened_on, case_step::content))
        .load(view.conn())?;
    let mut acts = Vec::new();
    for (id, step, on, content) in rows {
        let kind = match step {
            Step::ImposeMeasure => kind_of::<CoerciveMeasure>(content)?,
            Step::ApplyToCourt => kind_of::<CourtApplication>(content)?,
            _ => kind_of::<ExecutionChange>(content)?,
        };
        acts.extend(kind.map(|kind| (id.uuid(), kind, on)));
    }
    Ok(acts)
}

fn kind_of<C: StepContent>(content: Value) -> Result<Option<CoercionKind>, Problem> {
    let content: C = serde_json::from_value(content).map_err(Problem::internal)?;
    Ok(content.coercion())
}

/// A step inside a statement that reads several things at once.
pub type StepShown = Record<(SqlUuid, Text, Date, Jsonb, Binary, SqlUuid)>;
pub type FoundStep = (CaseStepId, Step, NaiveDate, Value, Vec<u8>, AccountId);

/// The steps of the statement's `case_file`.
pub const STEPS: &str = "SELECT ROW(s.id, s.step, s.happened_on, s.content, s.content_digest, \
    s.author_id) FROM anjuan.case_step s \
    WHERE s.agency_id = case_file.agency_id AND s.case_id = case_file.id ORDER BY s.seq";

impl From<&Taken> for Done {
    fn from(taken: &Taken) -> Self {
        Self {
            id: taken.id.uuid(),
            step: taken.step,
            on: taken.happened_on,
            content: taken.content.clone(),
            digest: taken.content_digest.clone(),
            author: taken.author,
        }
    }
}

impl From<FoundStep> for Done {
    fn from((id, step, on, content, digest, author): FoundStep) -> Self {
        Self { id: id.uuid(), step, on, content, digest, author }
    }
}
