//! Fee items' rows.

use super::model::FeeItem;
use crate::db::page::PageOf;
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
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

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

/// Lists are sorted by the matter's code, then id.
#[derive(Debug, Serialize, Deserialize)]
pub struct SortKey {
    code: String,
    id: FeeItemId,
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

pub fn page(view: &mut View, page: &PageOf<SortKey>) -> Result<(Vec<FeeItem>, Option<String>), Problem> {
    let visible = view.agencies.clone();
    let mut query = with_matter().filter(fee_item::agency_id.eq_any(visible)).into_boxed();
    if let Some(SortKey { code, id }) = &page.after {
        query = query.filter(matter::code.gt(code).or(matter::code.eq(code).and(fee_item::id.gt(id))));
    }
    let rows: Vec<(Row, Code)> = query
        .order((matter::code, fee_item::id))
        .limit(page.fetch())
        .select((Row::as_select(), matter::code))
        .load(view.conn())?;
    let items = rows.into_iter().map(|(row, code)| row.of_matter(code)).collect();
    Ok(page.cut(items, |item: &FeeItem| SortKey { code: item.matter_code.to_string(), id: item.id }))
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
