//! The catalogue's rows: shared by all agencies, written in the deployment's scope.

use super::model::{Matter, MatterFilters, MatterOrder, MatterVersion};
use crate::db::page::{Asked, At, Page, Place, begins_with, containing, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::act::ActClass;
use crate::domain::day::Period;
use crate::domain::ids::{EntryId, MatterId, MatterVersionId};
use crate::domain::values::{Code, Title};
use crate::problem::Problem;
use crate::schema::{matter, matter_claim, matter_version};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::ops::Bound;

type Range = (Bound<NaiveDate>, Bound<NaiveDate>);

#[derive(HasQuery)]
#[diesel(table_name = matter)]
struct Row {
    id: MatterId,
    code: Code,
    act_class: ActClass,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl From<Row> for Matter {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            code: row.code,
            class: row.act_class,
            content_digest: row.content_digest,
            version: row.version,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        }
    }
}

#[derive(HasQuery)]
#[diesel(table_name = matter_version)]
struct VersionRow {
    id: MatterVersionId,
    matter_id: MatterId,
    name: Title,
    legal_bases: Vec<Title>,
    valid: Range,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl TryFrom<VersionRow> for MatterVersion {
    type Error = Problem;

    fn try_from(row: VersionRow) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            matter: row.matter_id,
            name: row.name,
            legal_bases: row.legal_bases,
            valid: Period::of_range(row.valid).ok_or_else(|| Problem::internal("a version without days"))?,
            content_digest: row.content_digest,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        })
    }
}

/// A place in a list that is sorted by code.
#[derive(Debug, Serialize, Deserialize)]
pub struct SortKey {
    pub code: String,
}

pub fn find_by_code(view: &mut View, code: &Code) -> Result<Option<Matter>, Problem> {
    let row: Option<Row> = Row::query().filter(matter::code.eq(code)).first(view.conn()).optional()?;
    Ok(row.map(Matter::from))
}

pub fn find_optional(view: &mut View, id: MatterId) -> Result<Option<Matter>, Problem> {
    let row: Option<Row> = Row::query().filter(matter::id.eq(id)).first(view.conn()).optional()?;
    Ok(row.map(Matter::from))
}

/// The matter of a code, locked until the transaction ends: one new version at a time.
pub fn lock(tx: &mut Tx, code: &Code) -> Result<Matter, Problem> {
    let row: Row = Row::query().filter(matter::code.eq(code)).for_update().first(tx.conn())?;
    Ok(row.into())
}

/// All versions of a matter, oldest first.
pub fn versions(view: &mut View, id: MatterId) -> Result<Vec<MatterVersion>, Problem> {
    let rows: Vec<VersionRow> =
        VersionRow::query().filter(matter_version::matter_id.eq(id)).order(matter_version::valid).load(view.conn())?;
    rows.into_iter().map(MatterVersion::try_from).collect()
}

pub fn find_version(view: &mut View, id: MatterVersionId) -> Result<Option<MatterVersion>, Problem> {
    let row: Option<VersionRow> =
        VersionRow::query().filter(matter_version::id.eq(id)).first(view.conn()).optional()?;
    row.map(MatterVersion::try_from).transpose()
}

pub fn page(
    view: &mut View,
    wanted: &MatterFilters,
    asked: &Asked<MatterOrder>,
) -> Result<Page<(Matter, MatterVersion)>, Problem> {
    let (on, agencies) = (wanted.on.unwrap_or_else(|| view.today()), view.agencies.clone());
    let matching = || {
        let versions = matter_version::table.on(matter_version::matter_id.eq(matter::id));
        let in_force = matter::table.inner_join(versions).filter(matter_version::valid.contains(on));
        let mut rows = in_force.into_boxed::<Pg>();
        narrowed!(rows, {
            class in wanted.act_class => matter::act_class.eq(class),
            text in wanted.q.as_ref().map(Title::as_str) =>
                begins_with!(matter::code, text).or(matter_version::name.like(containing(text))),
            code in &wanted.code => begins_with!(matter::code, code),
            name in &wanted.name => matter_version::name.like(containing(name.as_str())),
        });
        if wanted.claimed_by.is_some() {
            let claims = matter_claim::table.filter(matter_claim::agency_id.eq_any(agencies.clone()));
            let claims = claims
                .filter(matter_claim::matter_id.eq(matter::id).and(matter_claim::holds.assume_not_null().contains(on)));
            rows = rows.filter(exists(claims));
        }
        rows
    };
    let mut rows = matching();
    sorted!(rows, asked, (matter::id, matter::id), {
        MatterOrder::Code => matter::code as Text,
        MatterOrder::Name => matter_version::name as Text,
    });
    let found: Vec<(Row, VersionRow)> =
        rows.select((Row::as_select(), VersionRow::as_select())).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching().count().get_result(view.conn())).transpose()?;
    let by = asked.sort.by;
    let page = asked.cut(found, total, |(matter, version)| Place {
        at: At::Text(if by == MatterOrder::Code { matter.code.to_string() } else { version.name.to_string() }),
        id: matter.id.uuid(),
        agency: matter.id.uuid(),
    });
    page.replace(|rows| rows.into_iter().map(|(row, version)| Ok((row.into(), version.try_into()?))).collect())
}

/// A new matter with its first version.
pub fn insert(tx: &mut Tx, new: &Matter, first: &MatterVersion) -> Result<(), Problem> {
    diesel::insert_into(matter::table)
        .values((
            matter::id.eq(new.id),
            matter::code.eq(&new.code),
            matter::act_class.eq(new.class),
            matter::content_digest.eq(&new.content_digest),
            matter::entry_id.eq(new.entry_id),
            matter::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    insert_version(tx, first)
}

/// A further version; an earlier one that it cuts short has been cut before.
pub fn add_version(tx: &mut Tx, of: &Matter, new: &MatterVersion) -> Result<(), Problem> {
    insert_version(tx, new)?;
    diesel::update(matter::table.find(of.id))
        .set((matter::version.eq(of.version + 1), matter::entry_id.eq(new.entry_id)))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes a version back as it should have been recorded from the first.
pub fn correct_version(tx: &mut Tx, of: &Matter, right: &MatterVersion) -> Result<(), Problem> {
    let bases: Vec<&str> = right.legal_bases.iter().map(Title::as_str).collect();
    diesel::update(matter_version::table.find(right.id))
        .set((
            matter_version::name.eq(&right.name),
            matter_version::legal_bases.eq(bases),
            matter_version::valid.eq(right.valid.to_range()),
            matter_version::content_digest.eq(&right.content_digest),
            matter_version::entry_id.eq(right.entry_id),
        ))
        .execute(tx.conn())?;
    diesel::update(matter::table.find(of.id))
        .set((matter::version.eq(of.version + 1), matter::entry_id.eq(right.entry_id)))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends a version earlier than it was going to.
pub fn cut_short(tx: &mut Tx, id: MatterVersionId, valid: Period) -> Result<(), Problem> {
    let entry = tx.entry_id();
    diesel::update(matter_version::table.find(id))
        .set((matter_version::valid.eq(valid.to_range()), matter_version::entry_id.eq(entry)))
        .execute(tx.conn())?;
    Ok(())
}

fn insert_version(tx: &mut Tx, new: &MatterVersion) -> Result<(), Problem> {
    let bases: Vec<&str> = new.legal_bases.iter().map(Title::as_str).collect();
    diesel::insert_into(matter_version::table)
        .values((
            matter_version::id.eq(new.id),
            matter_version::matter_id.eq(new.matter),
            matter_version::name.eq(&new.name),
            matter_version::legal_bases.eq(bases),
            matter_version::valid.eq(new.valid.to_range()),
            matter_version::content_digest.eq(&new.content_digest),
            matter_version::entry_id.eq(new.entry_id),
            matter_version::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}
