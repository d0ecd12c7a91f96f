//! Fee items' rows.

use super::model::{FeeItem, FeeItemFilters, FeeItemOrder};
use crate::db::page::{Asked, Page, Place, begins_with, containing, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::ids::{EntryId, FeeItemId, MatterId};
use crate::domain::origin::Origin;
use crate::domain::posting::{Subject, SubjectKind, of_fee_item};
use crate::domain::values::{Code, Title};
use crate::ledger;
use crate::problem::Problem;
use crate::schema::{fee_item, matter};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = fee_item)]
struct Row {
    id: FeeItemId,
    matter_id: MatterId,
    fee_code: Code,
    name: Title,
    configured_on: NaiveDate,
    origin: Origin,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn of_matter(self, matter_code: Code) -> FeeItem {
        FeeItem {
            id: self.id,
            matter: self.matter_id,
            matter_code,
            fee_code: self.fee_code,
            name: self.name,
            configured_on: self.configured_on,
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
    fee_item::table.inner_join(matter::table.on(matter::id.eq(fee_item::matter_id)))
}

pub fn find(view: &mut View, id: FeeItemId) -> Result<FeeItem, Problem> {
    find_optional(view, id)?.ok_or_else(Problem::not_found)
}

pub fn find_optional(view: &mut View, id: FeeItemId) -> Result<Option<FeeItem>, Problem> {
    let visible = view.agencies.clone();
    let row: Option<(Row, Code)> = with_matter()
        .filter(fee_item::agency_id.eq_any(visible).and(fee_item::id.eq(id)))
        .select((Row::as_select(), matter::code))
        .first(view.conn())
        .optional()?;
    Ok(row.map(|(row, code)| row.of_matter(code)))
}

pub fn page(view: &mut View, wanted: &FeeItemFilters, asked: &Asked<FeeItemOrder>) -> Result<Page<FeeItem>, Problem> {
    let visible = view.agencies.clone();
    let matching = || {
        let mut rows = with_matter().filter(fee_item::agency_id.eq_any(visible.clone())).into_boxed::<Pg>();
        narrowed!(rows, {
            text in &wanted.q => fee_item::name.ilike(containing(text.as_str())),
            code in &wanted.matter_code => begins_with!(matter::code, code),
            code in &wanted.fee_code => begins_with!(fee_item::fee_code, code),
            origin in wanted.origin => fee_item::origin.eq(origin),
            day in wanted.from => fee_item::configured_on.ge(day),
            day in wanted.to => fee_item::configured_on.le(day),
        });
        rows
    };
    let mut rows = matching();
    sorted!(rows, asked, (fee_item::id, fee_item::agency_id), {
        FeeItemOrder::MatterCode => matter::code as Text,
        FeeItemOrder::FeeCode => fee_item::fee_code as Text,
        FeeItemOrder::ConfiguredOn => fee_item::configured_on as Day,
        FeeItemOrder::RecordedAt => fee_item::recorded_at as Instant,
    });
    let found: Vec<(Row, Code)> =
        rows.select((Row::as_select(), matter::code)).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching().count().get_result(view.conn())).transpose()?;
    let by = asked.sort.by;
    let agency = view.agencies.first().map(|id| id.uuid()).unwrap_or_default();
    let items = found.into_iter().map(|(row, code)| row.of_matter(code)).collect();
    Ok(asked.cut(items, total, |one: &FeeItem| Place { at: one.at(by), id: one.id.uuid(), agency }))
}

pub fn insert(tx: &mut Tx, new: &FeeItem) -> Result<(), Problem> {
    diesel::insert_into(fee_item::table)
        .values((
            fee_item::agency_id.eq(tx.actor.agency),
            fee_item::id.eq(new.id),
            fee_item::matter_id.eq(new.matter),
            fee_item::fee_code.eq(&new.fee_code),
            fee_item::name.eq(&new.name),
            fee_item::configured_on.eq(new.configured_on),
            fee_item::origin.eq(new.origin),
            fee_item::content_digest.eq(&new.content_digest),
            fee_item::entry_id.eq(new.entry_id),
            fee_item::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    ledger::open(tx, subject(new.id), &of_fee_item(new.configured_on))
}

/// The fee item of the actor's own agency, locked until the transaction ends.
pub fn lock(tx: &mut Tx, id: FeeItemId) -> Result<FeeItem, Problem> {
    let agency = tx.actor.agency;
    let locked: FeeItemId = fee_item::table
        .filter(fee_item::agency_id.eq(agency).and(fee_item::id.eq(id)))
        .select(fee_item::id)
        .for_update()
        .first(tx.conn())?;
    find(tx, locked)
}

/// Writes a fee item back as it should have been recorded from the first; the caller holds the row's lock.
pub fn correct(tx: &mut Tx, right: &FeeItem) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(fee_item::table.find((agency, right.id)))
        .set((
            fee_item::name.eq(&right.name),
            fee_item::configured_on.eq(right.configured_on),
            fee_item::content_digest.eq(&right.content_digest),
            fee_item::version.eq(right.version),
            fee_item::entry_id.eq(right.entry_id),
        ))
        .execute(tx.conn())?;
    ledger::settle(tx, subject(right.id), &of_fee_item(right.configured_on))
}

fn subject(id: FeeItemId) -> Subject {
    Subject { kind: SubjectKind::FeeItem, id: id.uuid() }
}
