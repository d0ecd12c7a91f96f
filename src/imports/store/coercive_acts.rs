//! Imported coercive acts: each correction is a revision of its own.

use crate::db::Tx;
use crate::domain::coercion::{CoercionKind, CoerciveAct};
use crate::domain::ids::CoerciveActId;
use crate::domain::posting::{Subject, SubjectKind, of_coercive_act};
use crate::domain::values::Code;
use crate::ledger;
use crate::problem::Problem;
use crate::schema::coercive_act as act;
use chrono::NaiveDate;
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
