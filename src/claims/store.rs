//! Claims' rows.

use super::listing::{ClaimFilters, ClaimOrder};
use super::model::Claim;
use crate::db::page::{Asked, Page, Place, begins_with, containing, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::day::Period;
use crate::domain::ids::{ClaimId, EntryId, MatterId};
use crate::domain::origin::Origin;
use crate::domain::posting::{Contribution, Subject, SubjectKind, of_claim};
use crate::domain::values::{Code, Title};
use crate::ledger;
use crate::problem::Problem;
use crate::schema::{matter, matter_claim as claim, matter_version};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{auto_type, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use std::ops::Bound;

type Range = (Bound<NaiveDate>, Bound<NaiveDate>);

#[derive(Queryable, Selectable)]
#[diesel(table_name = claim)]
struct Row {
    id: ClaimId,
    matter_id: MatterId,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    holds: Option<Range>,
    basis: Option<Title>,
    returned_on: Option<NaiveDate>,
    return_reason: Option<Title>,
    origin: Origin,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn of_matter(self, matter_code: Code) -> Claim {
        Claim {
            id: self.id,
            matter: self.matter_id,
            matter_code,
            valid: Period { from: self.valid_from, to: self.valid_to },
            holds: self.holds.and_then(Period::of_range),
            basis: self.basis,
            returned: self.returned_on.zip(self.return_reason),
            origin: self.origin,
            content_digest: self.content_digest,
            version: self.version,
            entry_id: self.entry_id,
            recorded_at: self.recorded_at,
        }
    }
}

#[auto_type(no_type_alias)]
fn with_matter() -> _ {
    claim::table.inner_join(matter::table.on(matter::id.eq(claim::matter_id)))
}

pub fn find(view: &mut View, id: ClaimId) -> Result<Claim, Problem> {
    find_optional(view, id)?.ok_or_else(Problem::not_found)
}

pub fn find_optional(view: &mut View, id: ClaimId) -> Result<Option<Claim>, Problem> {
    let visible = view.agencies.clone();
    let row: Option<(Row, Code)> = with_matter()
        .filter(claim::agency_id.eq_any(visible).and(claim::id.eq(id)))
        .select((Row::as_select(), matter::code))
        .first(view.conn())
        .optional()?;
    Ok(row.map(|(row, code)| row.of_matter(code)))
}

/// A claim of the actor's own agency, locked until the transaction ends. The catalogue's row is not locked with it.
pub fn lock(tx: &mut Tx, id: ClaimId) -> Result<Claim, Problem> {
    let agency = tx.actor.agency;
    let locked: ClaimId = claim::table
        .filter(claim::agency_id.eq(agency).and(claim::id.eq(id)))
        .select(claim::id)
        .for_update()
        .first(tx.conn())?;
    find(tx, locked)
}

pub fn page(view: &mut View, wanted: &ClaimFilters, asked: &Asked<ClaimOrder>) -> Result<Page<Claim>, Problem> {
    let visible = view.agencies.clone();
    let matching = || {
        let mut rows = with_matter().filter(claim::agency_id.eq_any(visible.clone())).into_boxed::<Pg>();
        narrowed!(rows, {
            day in wanted.on => claim::holds.assume_not_null().contains(day),
            code in &wanted.matter_code => begins_with!(matter::code, code),
        });
        if let Some(name) = &wanted.matter_name {
            let named = matter_version::name.like(containing(name.as_str()));
            let versions = matter_version::table.filter(matter_version::matter_id.eq(matter::id).and(named));
            rows = rows.filter(exists(versions));
        }
        if let Some(class) = wanted.act_class {
            rows = rows.filter(matter::act_class.eq(class));
        }
        rows = match wanted.returned {
            Some(true) => rows.filter(claim::returned_on.is_not_null()),
            Some(false) => rows.filter(claim::returned_on.is_null()),
            None => rows,
        };
        narrowed!(rows, {
            origin in wanted.origin => claim::origin.eq(origin),
            day in wanted.from => claim::valid_from.ge(day),
            day in wanted.to => claim::valid_from.le(day),
        });
        rows
    };
    let mut rows = matching();
    sorted!(rows, asked, (claim::id, claim::agency_id), {
        ClaimOrder::MatterCode => matter::code as Text,
        ClaimOrder::ValidFrom => claim::valid_from as Day,
        ClaimOrder::ReturnedOn => claim::returned_on as Day / "null",
        ClaimOrder::RecordedAt => claim::recorded_at as Instant,
    });
    let found: Vec<(Row, Code)> =
        rows.select((Row::as_select(), matter::code)).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching().count().get_result(view.conn())).transpose()?;
    let by = asked.sort.by;
    let agency = view.agencies.first().map(|id| id.uuid()).unwrap_or_default();
    let claims = found.into_iter().map(|(row, code)| row.of_matter(code)).collect();
    Ok(asked.cut(claims, total, |one: &Claim| Place { at: one.at(by), id: one.id.uuid(), agency }))
}

pub fn insert(tx: &mut Tx, new: &Claim) -> Result<(), Problem> {
    diesel::insert_into(claim::table)
        .values((
            claim::agency_id.eq(tx.actor.agency),
            claim::id.eq(new.id),
            claim::matter_id.eq(new.matter),
            claim::valid_from.eq(new.valid.from),
            claim::valid_to.eq(new.valid.to),
            claim::holds.eq(new.holds.map(Period::to_range)),
            claim::basis.eq(&new.basis),
            claim::origin.eq(new.origin),
            claim::content_digest.eq(&new.content_digest),
            claim::entry_id.eq(new.entry_id),
            claim::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    ledger::open(tx, subject(new.id), &contribution(new))
}

/// 交回: the caller holds the row's lock.
pub fn give_back(tx: &mut Tx, returned: &Claim) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(claim::table.find((agency, returned.id)))
        .set((
            claim::holds.eq(returned.holds.map(Period::to_range)),
            claim::returned_on.eq(returned.returned.as_ref().map(|(day, _)| *day)),
            claim::return_reason.eq(returned.returned.as_ref().map(|(_, reason)| reason)),
            claim::version.eq(returned.version),
            claim::entry_id.eq(returned.entry_id),
        ))
        .execute(tx.conn())?;
    ledger::settle(tx, subject(returned.id), &contribution(returned))
}

/// Writes a claim back as it should have been recorded from the first; the caller holds the row's lock.
pub fn correct(tx: &mut Tx, right: &Claim) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(claim::table.find((agency, right.id)))
        .set((
            claim::valid_to.eq(right.valid.to),
            claim::holds.eq(right.holds.map(Period::to_range)),
            claim::basis.eq(&right.basis),
            claim::content_digest.eq(&right.content_digest),
            claim::version.eq(right.version),
            claim::entry_id.eq(right.entry_id),
        ))
        .execute(tx.conn())?;
    ledger::settle(tx, subject(right.id), &contribution(right))
}

fn subject(id: ClaimId) -> Subject {
    Subject { kind: SubjectKind::Claim, id: id.uuid() }
}

fn contribution(claim: &Claim) -> Contribution {
    of_claim(claim.holds)
}
