//! The catalogue's rows: shared by all agencies, written in the deployment's scope.

use super::model::{Matter, MatterVersion};
use crate::db::page::PageOf;
use crate::db::{Tx, View};
use crate::domain::act::ActClass;
use crate::domain::day::Period;
use crate::domain::ids::{EntryId, MatterId, MatterVersionId};
use crate::domain::values::{Code, Title};
use crate::problem::Problem;
use crate::schema::{matter, matter_version};
use chrono::{DateTime, NaiveDate, Utc};
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

/// What a list of matters asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub class: Option<ActClass>,
    /// The day whose versions are shown; matters not in force on it are left out.
    pub on: NaiveDate,
    /// The beginning of a code, or any part of a name.
    pub text: Option<Title>,
}

/// Lists are sorted by code.
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
    asked: &Asked,
    page: &PageOf<SortKey>,
) -> Result<(Vec<(Matter, MatterVersion)>, Option<String>), Problem> {
    let mut query = matter::table
        .inner_join(matter_version::table.on(matter_version::matter_id.eq(matter::id)))
        .filter(matter_version::valid.contains(asked.on))
        .into_boxed();
    if let Some(class) = asked.class {
        query = query.filter(matter::act_class.eq(class));
    }
    if let Some(text) = &asked.text {
        let text = literally(text.as_str());
        let (begins, contains) = (format!("{text}%"), format!("%{text}%"));
        query = query.filter(matter::code.like(begins).or(matter_version::name.like(contains)));
    }
    if let Some(SortKey { code }) = &page.after {
        query = query.filter(matter::code.gt(code));
    }
    let rows: Vec<(Row, VersionRow)> = query
        .order(matter::code)
        .limit(page.fetch())
        .select((Row::as_select(), VersionRow::as_select()))
        .load(view.conn())?;
    let matters = rows.into_iter().map(|(row, version)| Ok((row.into(), version.try_into()?)));
    let matters = matters.collect::<Result<Vec<(Matter, MatterVersion)>, Problem>>()?;
    Ok(page.cut(matters, |(matter, _)| SortKey { code: matter.code.to_string() }))
}

/// `%` and `_` of a searched text mean themselves.
fn literally(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
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
