//! Loaded notices, as rows.

use super::LoadedNotice;
use crate::db::View;
use crate::domain::calendar::NoticeDay;
use crate::domain::ids::{AccountId, CalendarNoticeId, EntryId};
use crate::domain::values::{Passage, Title};
use crate::problem::Problem;
use crate::schema::{calendar_day as day, calendar_notice as notice};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(HasQuery)]
#[diesel(table_name = notice)]
struct Row {
    year: i32,
    version: i32,
    number: i64,
    id: CalendarNoticeId,
    source: Title,
    published_on: NaiveDate,
    statutory: Option<Vec<NaiveDate>>,
    reason: Option<Passage>,
    loader_id: AccountId,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

#[derive(HasQuery)]
#[diesel(table_name = day)]
struct DayRow {
    year: i32,
    version: i32,
    date: NaiveDate,
    name: Title,
    off: bool,
}

/// The entry of the notice that was loaded last, as a part of a question that opens its own `scope`.
pub const NEWEST_ENTRY: &str = "(SELECT calendar_notice.entry_id FROM anjuan.calendar_notice \
    WHERE scope.agencies IS NOT NULL ORDER BY calendar_notice.number DESC LIMIT 1)";

/// The same as a part of a statement in a scope that is open.
pub const NEWEST: &str =
    "(SELECT calendar_notice.entry_id FROM anjuan.calendar_notice ORDER BY calendar_notice.number DESC LIMIT 1)";

/// The notice that was loaded last: its number and its entry.
pub fn newest(view: &mut View) -> Result<Option<(i64, EntryId)>, Problem> {
    let last = notice::table.order(notice::number.desc()).select((notice::number, notice::entry_id));
    last.first(view.conn()).optional().map_err(Problem::from)
}

/// Every notice loaded up to a number, in the order of loading.
pub fn loaded_up_to(view: &mut View, number: i64) -> Result<Vec<LoadedNotice>, Problem> {
    let rows: Vec<Row> = Row::query().filter(notice::number.le(number)).order(notice::number).load(view.conn())?;
    let years: Vec<i32> = rows.iter().map(|row| row.year).collect();
    with_days(view, rows, years)
}

/// Every version of one year, the first first.
pub fn of_year(view: &mut View, year: i32) -> Result<Vec<LoadedNotice>, Problem> {
    let rows: Vec<Row> = Row::query().filter(notice::year.eq(year)).order(notice::version).load(view.conn())?;
    with_days(view, rows, vec![year])
}

/// The newest version of each year that has one.
pub fn newest_of_years(view: &mut View) -> Result<HashMap<i32, LoadedNotice>, Problem> {
    Ok(loaded_up_to(view, i64::MAX)?.into_iter().map(|notice| (notice.year, notice)).collect())
}

fn with_days(view: &mut View, rows: Vec<Row>, years: Vec<i32>) -> Result<Vec<LoadedNotice>, Problem> {
    let settled: Vec<DayRow> = DayRow::query().filter(day::year.eq_any(years)).order(day::date).load(view.conn())?;
    let mut days: HashMap<(i32, i32), Vec<NoticeDay>> = HashMap::new();
    for DayRow { year, version, date, name, off } in settled {
        days.entry((year, version)).or_default().push(NoticeDay { date, name, off });
    }
    let whole = |row: Row| LoadedNotice {
        id: row.id,
        year: row.year,
        version: row.version,
        number: row.number,
        source: row.source,
        published_on: row.published_on,
        days: days.remove(&(row.year, row.version)).unwrap_or_default(),
        statutory: row.statutory,
        reason: row.reason,
        loader: row.loader_id,
        content_digest: row.content_digest,
        entry_id: row.entry_id,
        recorded_at: row.recorded_at,
    };
    Ok(rows.into_iter().map(whole).collect())
}
