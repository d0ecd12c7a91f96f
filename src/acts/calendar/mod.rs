//! The working-day calendar in force: the notices that come with the program, overlaid by those that were loaded. Every
//! count of working days asks here, so that all count by the same notices.

pub mod store;

use crate::db::View;
use crate::domain::calendar::{Calendar, Notice, NoticeDay};
use crate::domain::ids::{AccountId, CalendarNoticeId, EntryId};
use crate::domain::values::{Passage, Title};
use crate::problem::Problem;
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

static SHIPPED: LazyLock<Arc<Calendar>> = LazyLock::new(|| Arc::new(Calendar::shipped()));

/// The calendar that was put together last, under the entry of its newest notice. An entry stands in one database only
/// and no notice before it ever changes, so under one entry everybody finds the same calendar.
static KEPT: Mutex<Option<(EntryId, Arc<Calendar>)>> = Mutex::new(None);

/// 放假安排: one version of a year's notice, as it was loaded.
#[derive(Debug, Clone)]
pub struct LoadedNotice {
    pub id: CalendarNoticeId,
    pub year: i32,
    /// The first that is loaded for a year is 1; 0 stands for what comes with the program.
    pub version: i32,
    /// Its place among all that were loaded.
    pub number: i64,
    /// 文号或者网址
    pub source: Title,
    pub published_on: NaiveDate,
    pub days: Vec<NoticeDay>,
    pub statutory: Option<Vec<NaiveDate>>,
    /// Why it corrects what was known before.
    pub reason: Option<Passage>,
    pub loader: AccountId,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
}

impl LoadedNotice {
    fn settles(self) -> Notice {
        let statutory = self.statutory.map(|days| days.into_iter().collect());
        Notice { year: self.year, days: self.days, statutory }
    }
}

/// The calendar under the entry of the newest notice, as a statement of this transaction found it ([`store::NEWEST`]).
pub fn under(view: &mut View, newest: Option<EntryId>) -> Result<Arc<Calendar>, Problem> {
    kept(newest).map_or_else(|| in_force(view), Ok)
}

/// The calendar as this transaction sees it. It costs one small question; the notices are read only when another was
/// loaded since, whichever server took it.
pub fn in_force(view: &mut View) -> Result<Arc<Calendar>, Problem> {
    let found = store::newest(view)?;
    if let Some(calendar) = kept(found.map(|(_, entry)| entry)) {
        return Ok(calendar);
    }
    let Some((number, newest)) = found else { return Ok(Arc::clone(&SHIPPED)) };
    let notices = store::loaded_up_to(view, number)?;
    let calendar = notices.into_iter().fold(Calendar::clone(&SHIPPED), |known, one| known.with(one.settles()));
    let calendar = Arc::new(calendar);
    *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some((newest, Arc::clone(&calendar)));
    Ok(calendar)
}

/// The calendar under the entry of the newest notice, if it is kept; without any entry the program's own. For a question
/// that brings the entry ([`store::NEWEST_ENTRY`]) with its own answer.
pub fn kept(newest: Option<EntryId>) -> Option<Arc<Calendar>> {
    let Some(newest) = newest else { return Some(Arc::clone(&SHIPPED)) };
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.as_ref().filter(|(entry, _)| *entry == newest).map(|(_, calendar)| Arc::clone(calendar))
}
