//! Imported coercive acts: each correction is a revision of its own.

use crate::db::{Tx, View};
use crate::domain::coercion::{CoercionKind, CoerciveAct};
use crate::domain::ids::CoerciveActId;
use crate::domain::posting::{Subject, SubjectKind, of_coercive_act};
use crate::domain::values::Code;
use crate::ledger;
use crate::problem::Problem;
use crate::schema::{case_file, coercive_act as act};
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

/// 强制行为 as a row states it.
#[derive(Debug)]
pub struct NewCoerciveAct<'r> {
    pub id: CoerciveActId,
    pub external_id: &'r Code,
    pub revision: i32,
    pub act: CoerciveAct,
    pub kind: CoercionKind,
    pub performed_on: NaiveDate,
    pub case_external_id: Option<&'r Code>,
}

pub fn insert(tx: &mut Tx, new: &NewCoerciveAct) -> Result<(), Problem> {
    diesel::insert_into(act::table)
        .values((
            act::agency_id.eq(tx.actor.agency),
            act::id.eq(new.id),
            act::external_id.eq(new.external_id),
            act::revision.eq(new.revision),
            act::act.eq(new.act),
            act::kind.eq(new.kind),
            act::performed_on.eq(new.performed_on),
            act::case_external_id.eq(new.case_external_id),
            act::entry_id.eq(tx.entry_id()),
            act::recorded_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    let subject = Subject { kind: SubjectKind::CoerciveAct, id: new.id.uuid() };
    ledger::settle(tx, subject, &of_coercive_act(new.kind, new.performed_on))
}

/// Whether the agency has a case that its old system called so.
pub fn case_is_known(view: &mut View, external_id: &Code) -> Result<bool, Problem> {
    let agency = view.actor.agency;
    let cases = case_file::table.filter(case_file::agency_id.eq(agency).and(case_file::external_id.eq(external_id)));
    diesel::select(exists(cases)).get_result(view.conn()).map_err(Problem::from)
}
