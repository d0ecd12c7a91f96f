//! Inspection objects' rows.

use super::model::{Object, ObjectKind};
use crate::db::page::PageOf;
use crate::db::{Tx, View};
use crate::domain::ids::{EntryId, ObjectId};
use crate::domain::origin::Origin;
use crate::domain::values::{CreditCode, ResidentId, Title};
use crate::problem::Problem;
use crate::schema::inspection_object as object;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(HasQuery)]
#[diesel(table_name = object)]
struct Row {
    id: ObjectId,
    kind: ObjectKind,
    name: Title,
    credit_code: Option<CreditCode>,
    /// In the clear until identifiers are sealed at rest; it leaves this module as a [`ResidentId`] only.
    resident_id: Option<String>,
    address: Option<Title>,
    origin: Origin,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl TryFrom<Row> for Object {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        let resident_id = row.resident_id.as_deref().map(ResidentId::parse_any_day).transpose();
        Ok(Self {
            id: row.id,
            kind: row.kind,
            name: row.name,
            credit_code: row.credit_code,
            resident_id: resident_id.map_err(|fault| Problem::internal(fault.code))?,
            address: row.address,
            origin: row.origin,
            content_digest: row.content_digest,
            version: row.version,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    }
}

/// Which objects a list shows.
#[derive(Debug, Default)]
pub struct Wanted {
    pub name_part: Option<Title>,
    pub credit_code: Option<CreditCode>,
}

/// Lists are sorted by name, then id.
#[derive(Debug, Serialize, Deserialize)]
pub struct SortKey {
    name: String,
    id: ObjectId,
}

pub fn find(view: &mut View, id: ObjectId) -> Result<Object, Problem> {
    find_optional(view, id)?.ok_or_else(Problem::not_found)
}

pub fn find_optional(view: &mut View, id: ObjectId) -> Result<Option<Object>, Problem> {
    let visible = view.agencies.clone();
    let row: Option<Row> =
        Row::query().filter(object::agency_id.eq_any(visible).and(object::id.eq(id))).first(view.conn()).optional()?;
    row.map(Object::try_from).transpose()
}

/// The object of the actor's own agency, locked until the transaction ends.
pub fn lock(tx: &mut Tx, id: ObjectId) -> Result<Object, Problem> {
    let agency = tx.actor.agency;
    let row: Row =
        Row::query().filter(object::agency_id.eq(agency).and(object::id.eq(id))).for_update().first(tx.conn())?;
    row.try_into()
}

pub fn page(
    view: &mut View,
    wanted: &Wanted,
    page: &PageOf<SortKey>,
) -> Result<(Vec<Object>, Option<String>), Problem> {
    let visible = view.agencies.clone();
    let mut query = Row::query().filter(object::agency_id.eq_any(visible)).into_boxed();
    if let Some(part) = &wanted.name_part {
        query = query.filter(object::name.ilike(containing(part.as_str())));
    }
    if let Some(code) = &wanted.credit_code {
        query = query.filter(object::credit_code.eq(code));
    }
    if let Some(SortKey { name, id }) = &page.after {
        query = query.filter(object::name.gt(name).or(object::name.eq(name).and(object::id.gt(id))));
    }
    let rows: Vec<Row> = query.order((object::name, object::id)).limit(page.fetch()).load(view.conn())?;
    let objects = rows.into_iter().map(Object::try_from).collect::<Result<_, _>>()?;
    Ok(page.cut(objects, |object: &Object| SortKey { name: object.name.to_string(), id: object.id }))
}

/// A LIKE pattern in which the searched text means itself.
fn containing(part: &str) -> String {
    format!("%{}%", part.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"))
}

/// An object of the actor's agency that is the same: by its identifier, else by kind and name when neither has one.
pub fn find_alike(view: &mut View, object: &Object) -> Result<Option<ObjectId>, Problem> {
    let own = object::table.filter(object::agency_id.eq(view.actor.agency)).select(object::id).into_boxed();
    let query = match (&object.credit_code, &object.resident_id) {
        (Some(code), _) => own.filter(object::credit_code.eq(code)),
        (None, Some(number)) => own.filter(object::resident_id.eq(number.as_str())),
        (None, None) => own
            .filter(object::kind.eq(object.kind).and(object::name.eq(&object.name)))
            .filter(object::credit_code.is_null().and(object::resident_id.is_null())),
    };
    query.order(object::id).first(view.conn()).optional().map_err(Problem::from)
}

pub fn insert(tx: &mut Tx, new: &Object) -> Result<(), Problem> {
    diesel::insert_into(object::table)
        .values((
            object::agency_id.eq(tx.actor.agency),
            object::id.eq(new.id),
            object::kind.eq(new.kind),
            object::name.eq(&new.name),
            object::credit_code.eq(&new.credit_code),
            object::resident_id.eq(new.resident_id.as_ref().map(ResidentId::as_str)),
            object::address.eq(&new.address),
            object::origin.eq(new.origin),
            object::content_digest.eq(&new.content_digest),
            object::entry_id.eq(new.entry_id),
            object::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a changed object back; the caller holds the row's lock and has checked the version.
pub fn change(tx: &mut Tx, changed: &Object) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(object::table.find((agency, changed.id)))
        .set((
            object::kind.eq(changed.kind),
            object::name.eq(&changed.name),
            object::credit_code.eq(&changed.credit_code),
            object::resident_id.eq(changed.resident_id.as_ref().map(ResidentId::as_str)),
            object::address.eq(&changed.address),
            object::version.eq(changed.version),
            object::entry_id.eq(changed.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}
