//! Years of the calendar on the wire.

use super::model::{self, KnownYear, Sent};
use super::store;
use crate::acts::calendar::{LoadedNotice, in_force, store as read};
use crate::auth::Authorized;
use crate::db::{Db, Recorded, Tx, View};
use crate::domain::calendar::{Calendar, NoticeDay};
use crate::domain::ids::{AccountId, CalendarNoticeId, EntryId};
use crate::domain::permission::may::{ManageCalendar, ReadCalendar};
use crate::domain::values::{Passage, Title};
use crate::http::{IfMatch, IfMatchIfAny, IfMatchIfAnyHeader, Json, Refusals, Reply, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, put};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 放假安排: the whole notice of a year; it takes the place of what was known.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCalendarYear {
    /// 文号或者网址: where the notice can be read.
    source: Title,
    published_on: NaiveDate,
    /// Every day off and every make-up working day, those of the notice in the neighbouring years, too.
    #[schema(min_items = 1, max_items = 200)]
    days: Vec<NoticeDay>,
    /// 法定节假日 by the 年节办法: as many as it says. Left out, those known before stay.
    #[serde(default)]
    #[schema(max_items = 40)]
    statutory: Option<Vec<NaiveDate>>,
    /// Needed when the year is known already.
    #[serde(default)]
    reason: Option<Passage>,
}

/// 年度工作日历
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarYearReply {
    year: i32,
    /// 0: as it came with the program; each notice that is loaded is the next.
    version: i32,
    source: Option<Title>,
    published_on: Option<NaiveDate>,
    /// Why it corrects what was known before.
    reason: Option<Passage>,
    working_days: u32,
    /// 调休上班; they are among the working days.
    make_up_days: u32,
    /// Days off by a notice, on whatever day of the week.
    days_off: u32,
    /// What the notice settles; every other day is a working day from Monday to Friday and off at the weekend.
    days: Vec<NoticeDay>,
    /// 法定节假日; null while they are not known. On these days the ban of 行政强制法 第四十三条 holds.
    statutory: Option<Vec<NaiveDate>>,
    loader_id: Option<AccountId>,
    entry_id: Option<EntryId>,
    recorded_at: Option<DateTime<Utc>>,
}

/// 年度工作日历, without its days
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarYearLine {
    year: i32,
    /// 0: as it came with the program.
    version: i32,
    source: Option<Title>,
    published_on: Option<NaiveDate>,
    working_days: u32,
    make_up_days: u32,
    days_off: u32,
    /// How many 法定节假日; null while they are not known.
    statutory_days: Option<usize>,
    recorded_at: Option<DateTime<Utc>>,
}

/// 放假安排的一个版本
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarNoticeReply {
    id: CalendarNoticeId,
    year: i32,
    version: i32,
    source: Title,
    published_on: NaiveDate,
    reason: Option<Passage>,
    days: Vec<NoticeDay>,
    statutory: Option<Vec<NaiveDate>>,
    loader_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(CalendarYearPage of CalendarYearLine);
page_reply!(CalendarNoticePage of CalendarNoticeReply);

fn source_of(known: &KnownYear) -> Option<Title> {
    let shipped = || Calendar::shipped_source(known.year).and_then(|source| Title::parse(&source).ok());
    known.loaded.as_ref().map(|notice| notice.source.clone()).or_else(shipped)
}

impl From<&KnownYear> for CalendarYearReply {
    fn from(known: &KnownYear) -> Self {
        let loaded = known.loaded.as_ref();
        Self {
            year: known.year,
            version: known.version(),
            source: source_of(known),
            published_on: loaded.map(|notice| notice.published_on),
            reason: loaded.and_then(|notice| notice.reason.clone()),
            working_days: known.count.working_days,
            make_up_days: known.count.make_up_days,
            days_off: known.count.days_off,
            days: known.days.clone(),
            statutory: (!known.statutory.is_empty()).then(|| known.statutory.clone()),
            loader_id: loaded.map(|notice| notice.loader),
            entry_id: loaded.map(|notice| notice.entry_id),
            recorded_at: loaded.map(|notice| notice.recorded_at),
        }
    }
}

impl From<&KnownYear> for CalendarYearLine {
    fn from(known: &KnownYear) -> Self {
        let whole = CalendarYearReply::from(known);
        Self {
            year: whole.year,
            version: whole.version,
            source: whole.source,
            published_on: whole.published_on,
            working_days: whole.working_days,
            make_up_days: whole.make_up_days,
            days_off: whole.days_off,
            statutory_days: whole.statutory.map(|days| days.len()),
            recorded_at: whole.recorded_at,
        }
    }
}

impl From<LoadedNotice> for CalendarNoticeReply {
    fn from(notice: LoadedNotice) -> Self {
        Self {
            id: notice.id,
            year: notice.year,
            version: notice.version,
            source: notice.source,
            published_on: notice.published_on,
            reason: notice.reason,
            days: notice.days,
            statutory: notice.statutory,
            loader_id: notice.loader,
            entry_id: notice.entry_id,
            recorded_at: notice.recorded_at,
        }
    }
}

/// 已公布的年度, the earliest first: whose holiday notice is known, and how its days divide.
#[utoipa::path(tag = "calendar", operation_id = "calendar_years_list", security(("bearer" = [])),
    responses((status = 200, body = CalendarYearPage), Refusals))]
#[get("/calendar/years")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCalendar>) -> Result<Reply, Problem> {
    db.read(&caller.actor, |view| {
        let calendar = in_force(view)?;
        let mut loaded = read::newest_of_years(view)?;
        let known = calendar.published_years().filter_map(|year| KnownYear::of(&calendar, year, loaded.remove(&year)));
        Reply::page(&known.map(|one| CalendarYearLine::from(&one)).collect::<Vec<_>>(), None)
    })
    .await
}

/// 年度工作日历: the days of the year's notice, how many working days it leaves, and the statutory holidays.
#[utoipa::path(tag = "calendar", operation_id = "calendar_years_get", security(("bearer" = [])),
    params(("year" = i32, Path)), responses((status = 200, body = CalendarYearReply, headers(("ETag" = String))),
    (status = 304), Refusals))]
#[get("/calendar/years/{year}")]
pub async fn show(db: Data<Db>, caller: Authorized<ReadCalendar>, year: Path<i32>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| shown(&known(view, *year)?.ok_or_else(Problem::not_found)?)).await
}

/// 放假安排的各版本, the first first: every notice that was loaded for the year. What came with the program is none of them.
#[utoipa::path(tag = "calendar", operation_id = "calendar_year_versions_list", security(("bearer" = [])),
    params(("year" = i32, Path)), responses((status = 200, body = CalendarNoticePage), Refusals))]
#[get("/calendar/years/{year}/versions")]
pub async fn versions(db: Data<Db>, caller: Authorized<ReadCalendar>, year: Path<i32>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        known(view, *year)?.ok_or_else(Problem::not_found)?;
        let all = read::of_year(view, *year)?;
        Reply::page(&all.into_iter().map(CalendarNoticeReply::from).collect::<Vec<_>>(), None)
    })
    .await
}

/// 载入或者更正放假安排: the notice of a year as a whole.
///
/// A year that is not known needs no `If-Match`. A correction needs it, and a reason; it is the next version, and the
/// earlier ones stay. The same content again changes nothing. From the moment it is answered every server counts by it.
#[utoipa::path(tag = "calendar", operation_id = "calendar_years_load", security(("bearer" = [])),
    request_body = NewCalendarYear, params(("year" = i32, Path), IfMatchIfAnyHeader),
    responses((status = 201, body = CalendarYearReply), (status = 200, body = CalendarYearReply,
    headers(("ETag" = String))), Refusals))]
#[put("/calendar/years/{year}")]
pub async fn load(
    db: Data<Db>,
    caller: Authorized<ManageCalendar>,
    year: Path<i32>,
    if_match: IfMatchIfAny,
    Json(new): Json<NewCalendarYear>,
) -> Result<Reply, Problem> {
    db.write(&caller.actor, move |tx| loaded(tx, *year, if_match.0.as_ref(), &new)).await
}

fn loaded(
    tx: &mut Tx,
    year: i32,
    if_match: Option<&IfMatch>,
    new: &NewCalendarYear,
) -> Result<Recorded<Reply>, Problem> {
    let number = store::take_turn(tx)?;
    let before = known(tx, year)?;
    if let Some(same) = before.as_ref().filter(|known| is_same(known, new)) {
        return Ok(tx.unchanged(shown(same)?));
    }
    has_seen(before.as_ref(), if_match)?;
    let notice = notice_of(tx, year, new, before.as_ref(), number)?;
    store::insert(tx, &notice)?;
    let after = known(tx, year)?.ok_or_else(Problem::not_found)?;
    let entry = Entry::new(Kind::CalendarYearLoaded, notice.id.uuid(), &CalendarYearReply::from(&after));
    let reply = shown(&after)?;
    tx.record(entry, if before.is_some() { reply } else { reply.as_created(location(year)) })
}

fn location(year: i32) -> String {
    format!("/api/v1/calendar/years/{year}")
}

fn known(view: &mut View, year: i32) -> Result<Option<KnownYear>, Problem> {
    let calendar = in_force(view)?;
    let newest = read::of_year(view, year)?.pop();
    Ok(KnownYear::of(&calendar, year, newest))
}

/// What the loaded notices leave open comes with the program, so the tag names the content, too.
fn shown(known: &KnownYear) -> Result<Reply, Problem> {
    Ok(Reply::one(known.version().into(), &CalendarYearReply::from(known))?.tagged_by_content())
}

fn is_same(known: &KnownYear, new: &NewCalendarYear) -> bool {
    let sent = digest(new).ok();
    known.loaded.as_ref().is_some_and(|notice| Some(&notice.content_digest) == sent.as_ref())
}

/// Nobody corrects a year without having seen how it is known.
fn has_seen(before: Option<&KnownYear>, if_match: Option<&IfMatch>) -> Result<(), Problem> {
    match (before, if_match) {
        (Some(_), None) => Err(Problem::new(Code::VersionRequired)),
        (Some(known), Some(seen)) => seen.require(known.version().into()),
        (None, Some(seen)) => seen.require(0),
        (None, None) => Ok(()),
    }
}

fn notice_of(
    tx: &mut Tx,
    year: i32,
    new: &NewCalendarYear,
    before: Option<&KnownYear>,
    number: i64,
) -> Result<LoadedNotice, Problem> {
    let sent = Sent {
        year,
        published_on: new.published_on,
        days: &new.days,
        statutory: new.statutory.as_deref(),
        has_reason: new.reason.is_some(),
    };
    let calendar = in_force(tx)?;
    model::may_be_loaded(sent, &calendar, before.is_some(), tx.today())?;
    Ok(LoadedNotice {
        id: CalendarNoticeId::from_uuid(tx.mint()),
        year,
        version: before.map_or(0, KnownYear::version) + 1,
        number,
        source: new.source.clone(),
        published_on: new.published_on,
        days: new.days.clone(),
        statutory: new.statutory.clone(),
        reason: new.reason.clone(),
        loader: tx.actor.account,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}
