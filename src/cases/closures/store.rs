//! Closures' rows.

use super::model::{Closure, ClosureReason};
use crate::cases::deadlines;
use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::steps::store::{self as steps, Taken};
use crate::cases::store as cases;
use crate::db::{Tx, View};
use crate::domain::ids::{CaseId, CaseStepId, ClosureId, EntryId};
use crate::domain::stage::{Stage, Step};
use crate::domain::values::Passage;
use crate::problem::Problem;
use crate::schema::case_closure as closure;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde_json::{Value, json};

#[derive(HasQuery)]
#[diesel(table_name = closure)]
struct Row {
    id: ClosureId,
    case_id: CaseId,
    reason: ClosureReason,
    closed_on: NaiveDate,
    summary: Passage,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
    phases_without_recording: Value,
}

impl TryFrom<Row> for Closure {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            case: row.case_id,
            reason: row.reason,
            closed_on: row.closed_on,
            summary: row.summary,
            phases_without_recording: serde_json::from_value(row.phases_without_recording)
                .map_err(Problem::internal)?,
            content_digest: row.content_digest,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    }
}

/// Of the actor's own agency: a write rests on nobody else's rows.
pub fn find_own(tx: &mut Tx, id: ClosureId) -> Result<Option<Closure>, Problem> {
    let agency = tx.actor.agency;
    let found = Row::query().filter(closure::agency_id.eq(agency).and(closure::id.eq(id)));
    found.first::<Row>(tx.conn()).optional()?.map(Closure::try_from).transpose()
}

/// The closures of a case, oldest first: more than one where it was opened again.
pub fn of_case(view: &mut View, case: &Case) -> Result<Vec<Closure>, Problem> {
    let of_case = Row::query().filter(closure::agency_id.eq(case.agency).and(closure::case_id.eq(case.id)));
    of_case.order(closure::nth).load::<Row>(view.conn())?.into_iter().map(Closure::try_from).collect()
}

/// A case that was opened again is closed again.
fn next_in_case(tx: &mut Tx, case: &Case) -> Result<i32, Problem> {
    let of_case = closure::agency_id.eq(case.agency).and(closure::case_id.eq(case.id));
    let closed: i64 = closure::table.filter(of_case).count().get_result(tx.conn())?;
    i32::try_from(closed + 1).map_err(Problem::internal)
}

/// 结案: the closure, the closed case, its part in the figures, and what becomes of its time limits.
pub fn close(tx: &mut Tx, file: CaseFile, stage: Stage, new: &Closure) -> Result<(), Problem> {
    let nth = next_in_case(tx, &file.case)?;
    diesel::insert_into(closure::table)
        .values((
            closure::agency_id.eq(tx.actor.agency),
            closure::id.eq(new.id),
            closure::case_id.eq(new.case),
            closure::reason.eq(new.reason),
            closure::closed_on.eq(new.closed_on),
            closure::summary.eq(&new.summary),
            closure::content_digest.eq(&new.content_digest),
            closure::entry_id.eq(new.entry_id),
            closure::recorded_at.eq(new.recorded_at),
            closure::phases_without_recording.eq(json!(new.phases_without_recording)),
            closure::nth.eq(nth),
        ))
        .execute(tx.conn())?;
    let step = Taken {
        stage,
        happened_on: new.closed_on,
        content: json!({ "reason": new.reason }),
        content_digest: new.content_digest.clone(),
        ..Taken::by_actor(tx, Step::Close, CaseStepId::from_uuid(new.id.uuid()), &file.case)
    };
    let closed = Case { stage, closed_on: Some(new.closed_on), ..file.case.clone() };
    steps::insert(tx, &file, &closed, &step)?;
    let mut file = file.with_step(closed, &step);
    cases::settle_file(tx, &file)?;
    deadlines::tell(tx, &mut file)
}
