//! Inspection objects' rows.

use super::model::{Object, ObjectFilters, ObjectKind, ObjectOrder};
use crate::db::page::{Asked, At, Page, Place, containing, in_sight, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::ids::{AgencyId, EntryId, ObjectId};
use crate::domain::origin::Origin;
use crate::domain::permission::Permission;
use crate::domain::values::{CreditCode, ResidentId, Title};
use crate::journal::kind::Kind;
use crate::problem::Problem;
use crate::schema::{inspection_object as object, journal_entry};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;

#[derive(HasQuery)]
#[diesel(table_name = object)]
struct Row {
    agency_id: AgencyId,
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

pub fn page(view: &mut View, wanted: &ObjectFilters, asked: &Asked<ObjectOrder>) -> Result<Page<Object>, Problem> {
    let mut rows = matching(view, wanted);
    sorted!(rows, asked, (object::id, object::agency_id), {
        ObjectOrder::Name => object::name as Text,
        ObjectOrder::RecordedAt => object::recorded_at as Instant,
    });
    let found: Vec<Row> = rows.select(Row::as_select()).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching(view, wanted).count().get_result(view.conn())).transpose()?;
    let by = asked.sort.by;
    let page = asked.cut(found, total, |row: &Row| Place {
        at: match by {
            ObjectOrder::Name => At::Text(row.name.to_string()),
            ObjectOrder::RecordedAt => At::Instant(row.recorded_at),
        },
        id: row.id.uuid(),
        agency: row.agency_id.uuid(),
    });
    page.replace(|rows| rows.into_iter().map(Object::try_from).collect())
}

/// Who may not see identity numbers learns nothing about them by asking, either.
fn matching(view: &View, wanted: &ObjectFilters) -> object::BoxedQuery<'static, Pg> {
    let mut rows: object::BoxedQuery<'static, Pg> = in_sight!(object, view);
    narrowed!(rows, {
        part in &wanted.q => object::name.ilike(containing(part.as_str())),
        kind in wanted.kind => object::kind.eq(kind),
        origin in wanted.origin => object::origin.eq(origin),
        code in wanted.credit_code.clone() => object::credit_code.eq(code),
        part in &wanted.address => object::address.ilike(containing(part.as_str())),
    });
    if let Some(number) = &wanted.resident_id {
        let may = view.actor.may(Permission::SeeIdentifiers);
        rows = rows.filter(object::resident_id.eq(number.as_str().to_ascii_uppercase()).and(may.into_sql::<Bool>()));
    }
    rows
}

/// An object of the actor's agency that is the same: by its identifier, else by kind and name when neither has one.
pub fn find_alike(view: &mut View, object: &Object) -> Result<Option<ObjectId>, Problem> {
    let own = object::table.filter(object::agency_id.eq(view.actor.agency)).select(object::id).into_boxed();
    let query = match (&object.credit_code, &object.resident_id) {
        (Some(code), _) => own.filter(object::credit_code.eq(code)),
        (None, Some(number)) => {
            // Who may not see identity numbers must not learn from a guessed one whom it belongs to.
            let may = view.actor.may(Permission::SeeIdentifiers);
            let same_name = object::name.eq(&object.name).or(may.into_sql::<Bool>());
            own.filter(object::resident_id.eq(number.as_str()).and(same_name))
        }
        (None, None) => own
            .filter(object::kind.eq(object.kind).and(object::name.eq(&object.name)))
            .filter(object::credit_code.is_null().and(object::resident_id.is_null())),
    };
    query.order(object::id).first(view.conn()).optional().map_err(Problem::from)
}

/// Whether the actor's own account registered the object.
pub fn is_own(view: &mut View, id: ObjectId) -> Result<bool, Problem> {
    let (visible, account) = (view.agencies.clone(), view.actor.account);
    let registered = journal_entry::table
        .filter(journal_entry::agency_id.eq_any(visible).and(journal_entry::subject_id.eq(id.uuid())))
        .filter(journal_entry::kind.eq(Kind::ObjectRegistered.as_str()).and(journal_entry::account_id.eq(account)));
    diesel::select(exists(registered)).get_result(view.conn()).map_err(Problem::from)
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
