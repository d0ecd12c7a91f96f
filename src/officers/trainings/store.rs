//! Trainings' rows.

use crate::db::{Tx, View};
use crate::domain::ids::{EntryId, OfficerId, TrainingId};
use crate::domain::posting::{Subject, SubjectKind, of_training};
use crate::domain::values::Title;
use crate::ledger;
use crate::problem::Problem;
use crate::schema::training;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

/// 培训 as recorded.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = training)]
pub struct Training {
    pub id: TrainingId,
    pub officer_id: OfficerId,
    pub held_on: NaiveDate,
    pub subject: Title,
    pub hours: i32,
    pub passed: Option<bool>,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

/// All trainings of an officer, oldest first.
pub fn of_officer(view: &mut View, officer: OfficerId) -> Result<Vec<Training>, Problem> {
    let visible = view.agencies.clone();
    Training::query()
        .filter(training::agency_id.eq_any(visible).and(training::officer_id.eq(officer)))
        .order((training::held_on, training::id))
        .load(view.conn())
        .map_err(Problem::from)
}

pub fn find_optional(view: &mut View, id: TrainingId) -> Result<Option<Training>, Problem> {
    let visible = view.agencies.clone();
    let found = Training::query().filter(training::agency_id.eq_any(visible).and(training::id.eq(id)));
    found.first(view.conn()).optional().map_err(Problem::from)
}

pub fn insert(tx: &mut Tx, new: &Training) -> Result<(), Problem> {
    diesel::insert_into(training::table)
        .values((
            training::agency_id.eq(tx.actor.agency),
            training::id.eq(new.id),
            training::officer_id.eq(new.officer_id),
            training::held_on.eq(new.held_on),
            training::subject.eq(&new.subject),
            training::hours.eq(new.hours),
            training::passed.eq(new.passed),
            training::content_digest.eq(&new.content_digest),
            training::entry_id.eq(new.entry_id),
            training::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    let subject = Subject { kind: SubjectKind::Training, id: new.id.uuid() };
    ledger::open(tx, subject, &of_training(new.held_on, new.hours))
}
