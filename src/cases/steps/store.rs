//! The rows of steps, and the file of a case put together from all its rows.

use super::StepContent;
use crate::acts::store::{acting_agencies, acting_agency};
use crate::acts::{calendar, procedure_rules};
use crate::cases::coercive_measures::CoerciveMeasure;
use crate::cases::court_applications::CourtApplication;
use crate::cases::deadlines::store as deadlines;
use crate::cases::executions::changes::ExecutionChange;
use crate::cases::file::{CaseFile, Done};
use crate::cases::model::Case;
use crate::cases::store as cases;
use crate::db::{Tx, View};
use crate::domain::coercion::CoercionKind;
use crate::domain::ids::{AccountId, AgencyId, CaseId, CaseStepId, CertificateId, EntryId};
use crate::domain::stage::{Stage, Step};
use crate::problem::Problem;
use crate::schema::case_step;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Date, Jsonb, Record, Text, Uuid as SqlUuid};
use serde_json::Value;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
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

/// The step, and the case that it moves.
pub fn insert(tx: &mut Tx, seen: &Case, moved: &Case, new: &Taken) -> Result<(), Problem> {
    place(tx, seen, new)?;
    cases::advance(tx, seen, moved)
}

/// The step's place in the file.
pub fn place(tx: &mut Tx, case: &Case, new: &Taken) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let of_case = case_step::agency_id.eq(agency).and(case_step::case_id.eq(case.id));
    let steps: i64 = case_step::table.filter(of_case).count().get_result(tx.conn())?;
    let seq = i32::try_from(steps + 1).map_err(Problem::internal)?;
    diesel::insert_into(case_step::table)
        .values((
            case_step::agency_id.eq(agency),
            case_step::case_id.eq(case.id),
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

/// 案卷: everything that was done in the case.
pub fn file(view: &mut View, case: Case) -> Result<CaseFile, Problem> {
    let mut handlers = cases::handlers_of(view, std::slice::from_ref(&case))?;
    let handlers = handlers.remove(&(case.agency, case.id)).unwrap_or_default();
    let done = done(view, &case)?;
    let mut found = cases::parties(view, std::slice::from_ref(&case))?;
    let parties = cases::parties_of(&case, found.remove(&(case.agency, case.id)).unwrap_or_default())?;
    let told = deadlines::told(view, std::slice::from_ref(&case))?.remove(&(case.agency, case.id)).unwrap_or_default();
    let (calendar, rules) = (calendar::in_force(view)?, procedure_rules::in_force(view, case.agency)?);
    let agency = acting_agency(view, case.agency)?;
    Ok(CaseFile { case, agency, handlers, parties, done, calendar, rules, told, today: view.today() })
}

/// What was done in the case, in order.
pub fn done(view: &mut View, case: &Case) -> Result<Vec<Done>, Problem> {
    let rows: Vec<FoundStep> = case_step::table
        .filter(case_step::agency_id.eq(case.agency).and(case_step::case_id.eq(case.id)))
        .order(case_step::seq)
        .select((
            case_step::id,
            case_step::step,
            case_step::happened_on,
            case_step::content,
            case_step::content_digest,
            case_step::author_id,
        ))
        .load(view.conn())?;
    Ok(rows.into_iter().map(Done::from).collect())
}

/// The files of several cases at once.
pub fn files(view: &mut View, cases: Vec<Case>) -> Result<Vec<CaseFile>, Problem> {
    let (agencies, ids): (Vec<AgencyId>, Vec<CaseId>) = cases.iter().map(|case| (case.agency, case.id)).unzip();
    let acting = acting_agencies(view, &agencies)?;
    let rows: Vec<(AgencyId, CaseId, FoundStep)> = case_step::table
        .filter(case_step::agency_id.eq_any(agencies).and(case_step::case_id.eq_any(ids)))
        .order((case_step::agency_id, case_step::case_id, case_step::seq))
        .select((
            case_step::agency_id,
            case_step::case_id,
            (
                case_step::id,
                case_step::step,
                case_step::happened_on,
                case_step::content,
                case_step::content_digest,
                case_step::author_id,
            ),
        ))
        .load(view.conn())?;
    let mut done: HashMap<(AgencyId, CaseId), Vec<Done>> = HashMap::new();
    for (agency, case, step) in rows {
        done.entry((agency, case)).or_default().push(Done::from(step));
    }
    let mut handlers = cases::handlers_of(view, &cases)?;
    let mut parties = cases::parties(view, &cases)?;
    let mut told = deadlines::told(view, &cases)?;
    let mut rules = HashMap::new();
    for agency in cases.iter().map(|case| case.agency) {
        if let Entry::Vacant(place) = rules.entry(agency) {
            place.insert(procedure_rules::in_force(view, agency)?);
        }
    }
    let (calendar, today) = (calendar::in_force(view)?, view.today());
    let mut file = |case: Case| {
        let key = (case.agency, case.id);
        let (handlers, done) = (handlers.remove(&key).unwrap_or_default(), done.remove(&key).unwrap_or_default());
        let (rules, told) = (rules.get(&case.agency).map(Arc::clone).unwrap_or_default(), told.remove(&key));
        let told = told.unwrap_or_default();
        let parties = cases::parties_of(&case, parties.remove(&key).unwrap_or_default())?;
        let agency = acting.get(&case.agency).cloned().ok_or_else(Problem::not_found)?;
        Ok(CaseFile { case, agency, handlers, parties, done, calendar: Arc::clone(&calendar), rules, told, today })
    };
    cases.into_iter().map(&mut file).collect()
}

/// A step inside a statement that reads several things at once.
pub type StepShown = Record<(SqlUuid, Text, Date, Jsonb, Binary, SqlUuid)>;
pub type FoundStep = (CaseStepId, Step, NaiveDate, Value, Vec<u8>, AccountId);

/// The steps of the statement's `case_file`.
pub const STEPS: &str = "SELECT ROW(s.id, s.step, s.happened_on, s.content, s.content_digest, \
    s.author_id) FROM anjuan.case_step s \
    WHERE s.agency_id = case_file.agency_id AND s.case_id = case_file.id ORDER BY s.seq";

impl From<FoundStep> for Done {
    fn from((id, step, on, content, digest, author): FoundStep) -> Self {
        Self { id: id.uuid(), step, on, content, digest, author }
    }
}
