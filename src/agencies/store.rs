//! Agencies' rows: everybody reads the tree, the deployment writes it. The deployment itself is no agency and is never
//! found here.

use super::model::{Agency, AgencyFilters, AgencyOrder, Level, Parent};
use crate::db::page::{Asked, Page, Place, begins_with, containing, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::act::Power;
use crate::domain::actor::DEPLOYMENT;
use crate::domain::ids::{AgencyId, EntryId};
use crate::domain::values::{Code, CreditCode, Title};
use crate::problem::Problem;
use crate::schema::agency;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = agency)]
struct Row {
    id: AgencyId,
    code: Code,
    name: Title,
    parent_id: Option<AgencyId>,
    level: Level,
    credit_code: Option<CreditCode>,
    go_live_on: Option<NaiveDate>,
    powers: Vec<Power>,
    content_digest: Option<Vec<u8>>,
    version: i64,
    entry_id: Option<EntryId>,
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn below(self, parent_code: Option<Code>) -> Result<Agency, Problem> {
        let unrecorded = || Problem::internal("an agency that nobody recorded");
        Ok(Agency {
            id: self.id,
            code: self.code,
            name: self.name,
            parent: self.parent_id.zip(parent_code).map(|(id, code)| Parent { id, code }),
            level: self.level,
            credit_code: self.credit_code,
            go_live_on: self.go_live_on,
            powers: self.powers,
            content_digest: self.content_digest.ok_or_else(unrecorded)?,
            version: self.version,
            entry_id: self.entry_id.ok_or_else(unrecorded)?,
            recorded_at: self.recorded_at,
        })
    }
}

diesel::alias!(agency as above: Above);

#[auto_type(no_type_alias)]
fn with_parent() -> _ {
    agency::table
        .left_join(above.on(above.field(agency::id).nullable().eq(agency::parent_id)))
        .filter(agency::level.ne("deployment"))
}

pub fn find_by_code(view: &mut View, code: &Code) -> Result<Agency, Problem> {
    find_by_code_optional(view, code)?.ok_or_else(Problem::not_found)
}

pub fn find_by_code_optional(view: &mut View, code: &Code) -> Result<Option<Agency>, Problem> {
    let row: Option<(Row, Option<Code>)> = with_parent()
        .filter(agency::code.eq(code))
        .select((Row::as_select(), above.field(agency::code).nullable()))
        .first(view.conn())
        .optional()?;
    row.map(|(row, parent_code)| row.below(parent_code)).transpose()
}

pub fn find_optional(view: &mut View, id: AgencyId) -> Result<Option<Agency>, Problem> {
    let row: Option<(Row, Option<Code>)> = with_parent()
        .filter(agency::id.eq(id))
        .select((Row::as_select(), above.field(agency::code).nullable()))
        .first(view.conn())
        .optional()?;
    row.map(|(row, parent_code)| row.below(parent_code)).transpose()
}

/// The agency of a code, locked until the transaction ends.
pub fn lock(tx: &mut Tx, code: &Code) -> Result<Agency, Problem> {
    let locked: AgencyId =
        agency::table.filter(agency::code.eq(code)).select(agency::id).for_no_key_update().first(tx.conn())?;
    find_optional(tx, locked)?.ok_or_else(Problem::not_found)
}

/// An agency and everything above it, while nobody else moves anything in the tree.
pub fn line_upwards(tx: &mut Tx, from: AgencyId) -> Result<Vec<AgencyId>, Problem> {
    let _tree: AgencyId = agency::table.find(DEPLOYMENT).select(agency::id).for_no_key_update().first(tx.conn())?;
    let (mut line, mut next) = (Vec::new(), Some(from));
    while let Some(id) = next.filter(|id| !line.contains(id)) {
        line.push(id);
        next = agency::table.find(id).select(agency::parent_id).first(tx.conn())?;
    }
    Ok(line)
}

/// The tree; with a parent, what stands directly below it.
pub fn page(view: &mut View, wanted: &AgencyFilters, asked: &Asked<AgencyOrder>) -> Result<Page<Agency>, Problem> {
    let matching = || {
        let mut rows = with_parent().into_boxed::<Pg>();
        narrowed!(rows, {
            text in wanted.q.as_ref().map(Title::as_str) =>
                agency::name.ilike(containing(text)).or(begins_with!(agency::code, text)),
            code in wanted.parent_code.clone() => above.field(agency::code).eq(code),
            level in wanted.level => agency::level.eq(level),
            power in wanted.power => agency::powers.contains(vec![power]),
            code in wanted.credit_code.clone() => agency::credit_code.eq(code),
            day in wanted.go_live_from => agency::go_live_on.ge(day),
            day in wanted.go_live_to => agency::go_live_on.le(day),
        });
        rows
    };
    let mut rows = matching();
    sorted!(rows, asked, (agency::id, agency::id), {
        AgencyOrder::Code => agency::code as Text,
        AgencyOrder::Name => agency::name as Text,
        AgencyOrder::GoLiveOn => agency::go_live_on as Day / "null",
        AgencyOrder::RecordedAt => agency::recorded_at as Instant,
    });
    let found: Vec<(Row, Option<Code>)> = rows
        .select((Row::as_select(), above.field(agency::code).nullable()))
        .limit(asked.page.fetch())
        .load(view.conn())?;
    let total = asked.counts.then(|| matching().count().get_result(view.conn())).transpose()?;
    let agencies = found.into_iter().map(|(row, code)| row.below(code)).collect::<Result<_, _>>()?;
    let by = asked.sort.by;
    Ok(asked.cut(agencies, total, |one: &Agency| Place { at: one.at(by), id: one.id.uuid(), agency: one.id.uuid() }))
}

pub fn insert(tx: &mut Tx, new: &Agency) -> Result<(), Problem> {
    diesel::insert_into(agency::table)
        .values((
            agency::id.eq(new.id),
            agency::code.eq(&new.code),
            agency::name.eq(&new.name),
            agency::parent_id.eq(new.parent.as_ref().map(|parent| parent.id)),
            agency::level.eq(new.level),
            agency::credit_code.eq(&new.credit_code),
            agency::go_live_on.eq(new.go_live_on),
            agency::powers.eq(&new.powers),
            agency::content_digest.eq(&new.content_digest),
            agency::entry_id.eq(new.entry_id),
            agency::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a changed agency back; the caller holds the row's lock.
pub fn change(tx: &mut Tx, changed: &Agency) -> Result<(), Problem> {
    diesel::update(agency::table.find(changed.id))
        .set((
            agency::name.eq(&changed.name),
            agency::parent_id.eq(changed.parent.as_ref().map(|parent| parent.id)),
            agency::credit_code.eq(&changed.credit_code),
            agency::go_live_on.eq(changed.go_live_on),
            agency::powers.eq(&changed.powers),
            agency::version.eq(changed.version),
            agency::entry_id.eq(changed.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}
