//! Officers' rows.

mod listed;

pub use listed::page;

use super::model::{Officer, Origin};
use crate::acts::store::qualification;
use crate::db::{Tx, View};
use crate::domain::day::Period;
use crate::domain::ids::{AgencyId, EntryId, OfficerId};
use crate::domain::posting::{Subject, SubjectKind, of_officer};
use crate::domain::values::{Code, PersonName, Title};
use crate::journal::kind::Kind;
use crate::ledger;
use crate::problem::Problem;
use crate::schema::{certificate, imported_record, journal_entry, officer};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(HasQuery)]
#[diesel(table_name = officer)]
struct Row {
    agency_id: AgencyId,
    id: OfficerId,
    external_id: Option<Code>,
    name: PersonName,
    post: Option<Title>,
    in_post_from: NaiveDate,
    in_post_to: Option<NaiveDate>,
    origin: Origin,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl From<Row> for Officer {
    fn from(row: Row) -> Self {
        Self {
            agency: row.agency_id,
            id: row.id,
            external_id: row.external_id,
            name: row.name,
            post: row.post,
            in_post: Period { from: row.in_post_from, to: row.in_post_to },
            origin: row.origin,
            content_digest: row.content_digest,
            version: row.version,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        }
    }
}

pub fn find(view: &mut View, id: OfficerId) -> Result<Officer, Problem> {
    find_optional(view, id)?.ok_or_else(Problem::not_found)
}

pub fn find_optional(view: &mut View, id: OfficerId) -> Result<Option<Officer>, Problem> {
    let visible = view.agencies.clone();
    let row = Row::query()
        .filter(officer::agency_id.eq_any(visible).and(officer::id.eq(id)))
        .first(view.conn())
        .optional()?;
    Ok(row.map(Officer::from))
}

/// The officer of the actor's own agency, locked until the transaction ends.
pub fn lock(tx: &mut Tx, id: OfficerId) -> Result<Officer, Problem> {
    let agency = tx.actor.agency;
    let row: Row =
        Row::query().filter(officer::agency_id.eq(agency).and(officer::id.eq(id))).for_update().first(tx.conn())?;
    Ok(row.into())
}

/// The officer whom the agency's own register calls so, locked.
pub fn lock_by_external_id(tx: &mut Tx, external_id: &Code) -> Result<Option<Officer>, Problem> {
    let agency = tx.actor.agency;
    let of_register = officer::agency_id.eq(agency).and(officer::external_id.eq(external_id));
    let row: Option<Row> = Row::query().filter(of_register).for_update().first(tx.conn()).optional()?;
    Ok(row.map(Officer::from))
}

/// The officer who holds or held the certificate, locked.
pub fn lock_by_certificate(tx: &mut Tx, number: &Code) -> Result<Option<Officer>, Problem> {
    let agency = tx.actor.agency;
    let holder: Option<OfficerId> = certificate::table
        .filter(certificate::agency_id.eq(agency).and(certificate::number.eq(number)))
        .select(certificate::officer_id)
        .first(tx.conn())
        .optional()?;
    holder.map(|id| lock(tx, id)).transpose()
}

/// Whether people changed the officer here: some change is none that a row of an import recorded.
pub fn was_changed_here(view: &mut View, id: OfficerId) -> Result<bool, Problem> {
    let agency = view.actor.agency;
    let cards = certificate::table.filter(certificate::agency_id.eq(agency).and(certificate::officer_id.eq(id)));
    let mut subjects: Vec<Uuid> = cards.select(certificate::id).load(view.conn())?;
    subjects.push(id.uuid());
    let imported = imported_record::table
        .filter(imported_record::agency_id.eq(agency).and(imported_record::subject_id.eq_any(subjects)))
        .filter(imported_record::entry_id.eq(journal_entry::entry_id));
    let changes = journal_entry::table
        .filter(journal_entry::agency_id.eq(agency).and(journal_entry::subject_id.eq(id.uuid())))
        .filter(journal_entry::kind.eq(Kind::OfficerChanged.as_str()).and(not(exists(imported))));
    Ok(diesel::select(exists(changes)).get_result(view.conn())?)
}

/// Who holds or held each certificate; numbers of other agencies are not found.
pub fn holders(view: &mut View, numbers: &[Code]) -> Result<HashMap<Code, OfficerId>, Problem> {
    let agency = view.actor.agency;
    let numbers: Vec<&str> = numbers.iter().map(Code::as_str).collect();
    let rows: Vec<(Code, OfficerId)> = certificate::table
        .filter(certificate::agency_id.eq(agency).and(certificate::number.eq_any(numbers)))
        .select((certificate::number, certificate::officer_id))
        .load(view.conn())?;
    Ok(rows.into_iter().collect())
}

pub fn insert(tx: &mut Tx, new: &Officer) -> Result<(), Problem> {
    insert_unsettled(tx, new)?;
    settle(tx, new.id)
}

/// For an act that goes on to write certificates and settles when all is there.
pub fn insert_unsettled(tx: &mut Tx, new: &Officer) -> Result<(), Problem> {
    diesel::insert_into(officer::table)
        .values((
            officer::agency_id.eq(tx.actor.agency),
            officer::id.eq(new.id),
            officer::external_id.eq(&new.external_id),
            officer::name.eq(&new.name),
            officer::post.eq(&new.post),
            officer::in_post_from.eq(new.in_post.from),
            officer::in_post_to.eq(new.in_post.to),
            officer::origin.eq(new.origin),
            officer::content_digest.eq(&new.content_digest),
            officer::entry_id.eq(new.entry_id),
            officer::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a changed officer back; the caller holds the row's lock and has checked the version.
pub fn change(tx: &mut Tx, changed: &Officer) -> Result<(), Problem> {
    correct(tx, changed)?;
    settle(tx, changed.id)
}

/// The same for an act that settles when all is there.
pub fn correct(tx: &mut Tx, changed: &Officer) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(officer::table.find((agency, changed.id)))
        .set((
            officer::name.eq(&changed.name),
            officer::post.eq(&changed.post),
            officer::in_post_from.eq(changed.in_post.from),
            officer::in_post_to.eq(changed.in_post.to),
            officer::version.eq(changed.version),
            officer::entry_id.eq(changed.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Brings the officer's part in the figures up to date.
pub fn settle(tx: &mut Tx, id: OfficerId) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let qualification = qualification(tx, agency, id)?;
    ledger::settle(tx, Subject { kind: SubjectKind::Officer, id: id.uuid() }, &of_officer(&qualification))
}
