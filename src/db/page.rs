//! Keyset pages: stable under inserts, the same cost on every page.

use crate::domain::refusal::Text;
use crate::domain::text_enum::TextEnum;
use crate::problem::{Code, Fault, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt::Display;
use std::str::FromStr;
use uuid::Uuid;

pub const LIMIT_DEFAULT: i64 = 50;
pub const LIMIT_MAX: i64 = 200;

/// One page of a list.
#[derive(Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_place: Option<String>,
    /// How many rows fit in all, when that was asked for.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(each).collect(), next_place: self.next_place, total: self.total }
    }

    /// For rows of which several are read at once.
    pub fn replace<U>(self, all: impl FnOnce(Vec<T>) -> Result<Vec<U>, Problem>) -> Result<Page<U>, Problem> {
        Ok(Page { items: all(self.items)?, next_place: self.next_place, total: self.total })
    }
}

/// The order of a list: by what, and whether it falls. On the wire a falling order has a minus before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<O> {
    pub by: O,
    pub falls: bool,
}

impl<O> Sort<O> {
    pub const fn rising(by: O) -> Self {
        Self { by, falls: false }
    }

    pub const fn falling(by: O) -> Self {
        Self { by, falls: true }
    }
}

impl<'de, O: FromStr<Err: Display>> Deserialize<'de> for Sort<O> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (falls, by) = text.strip_prefix('-').map_or((false, text.as_str()), |by| (true, by));
        Ok(Self { by: by.parse().map_err(serde::de::Error::custom)?, falls })
    }
}

impl<O: TextEnum> utoipa::PartialSchema for Sort<O> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        let orders = O::all().iter().flat_map(|order| [order.text().to_owned(), format!("-{}", order.text())]);
        let text = utoipa::openapi::schema::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String);
        text.enum_values(Some(orders)).into()
    }
}

impl<O: TextEnum> utoipa::ToSchema for Sort<O> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("{}Sort", O::NAME).into()
    }
}

/// What a list sorts by, of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum At {
    /// The row has none: it stands at the end, whichever way the list runs.
    Nothing,
    Day(NaiveDate),
    Instant(DateTime<Utc>),
    Count(i32),
    Number(i64),
    Text(String),
}

impl At {
    pub fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Nothing, Self::Day)
    }

    pub fn instant(instant: Option<DateTime<Utc>>) -> Self {
        instant.map_or(Self::Nothing, Self::Instant)
    }

    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.to_owned()))
    }
}

/// The place of a row in a sorted list. Ids are unique within an agency only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub at: At,
    pub id: Uuid,
    pub agency: Uuid,
}

/// How a sorted list is asked for.
#[derive(Debug, Clone)]
pub struct Asked<O> {
    pub page: PageOf<Place>,
    pub sort: Sort<O>,
    pub counts: bool,
}

impl<O> Asked<O> {
    pub fn cut<T>(&self, rows: Vec<T>, total: Option<i64>, place: impl Fn(&T) -> Place) -> Page<T> {
        let (items, next_place) = self.page.cut(rows, place);
        Page { items, next_place, total }
    }
}

/// Orders a boxed query and starts it behind the last row seen, one column for each order:
/// `sorted!(rows, asked, (id, agency_id), { Order::Name => name as Text, Order::DecidedOn => decided_on as Day / "null" })`.
/// `"null"` marks a column that may be NULL; such rows stand at the end. Ties go by id and agency.
macro_rules! sorted {
    ($rows:ident, $asked:expr, ($id:expr, $agency:expr), { $($order:pat => $column:path as $kind:ident $(/ $null:literal)?),+ $(,)? }) => {
        match $asked.sort.by {
            $($order => $crate::db::page::sorted!(@one $rows, $asked, $id, $agency, $column, $kind $(, $null)?),)+
        }
    };
    (@one $rows:ident, $asked:expr, $id:expr, $agency:expr, $column:path, $kind:ident $(, $null:literal)?) => {{
        if $asked.sort.falls {
            $crate::db::page::sorted!(@from $rows, $asked, $id, $agency, $column, $kind, lt, le $(, $null)?);
            $crate::db::page::sorted!(@falling $rows, $id, $agency, $column $(, $null)?);
        } else {
            $crate::db::page::sorted!(@from $rows, $asked, $id, $agency, $column, $kind, gt, ge $(, $null)?);
            $rows = $rows.order(($column.asc(), $id.asc(), $agency.asc()));
        }
    }};
    (@falling $rows:ident, $id:expr, $agency:expr, $column:path) => {
        $rows = $rows.order(($column.desc(), $id.desc(), $agency.desc()));
    };
    (@falling $rows:ident, $id:expr, $agency:expr, $column:path, $null:literal) => {
        $rows = $rows.order(($column.desc().nulls_last(), $id.desc(), $agency.desc()));
    };
    (@from $rows:ident, $asked:expr, $id:expr, $agency:expr, $column:path, $kind:ident, $past:ident, $from:ident $(, $null:literal)?) => {
        if let Some(place) = &$asked.page.after {
            let (id, agency) = (place.id, place.agency);
            let further = || $id.$past(id).or($id.eq(id).and($agency.$past(agency)));
            match &place.at {
                $crate::db::page::At::$kind(at) => {
                    let behind = $column.$past(at.clone()).or($column.eq(at.clone()).and(further()));
                    let behind = $column.$from(at.clone()).and(behind);
                    $crate::db::page::sorted!(@behind $rows, behind, $column $(, $null)?);
                }
                $crate::db::page::At::Nothing => $rows = $rows.filter($column.is_null().and(further())),
                _ => return Err($crate::problem::Problem::new($crate::problem::Code::CursorInvalid)),
            }
        }
    };
    (@behind $rows:ident, $behind:ident, $column:path) => { $rows = $rows.filter($behind) };
    (@behind $rows:ident, $behind:ident, $column:path, $null:literal) => { $rows = $rows.filter($behind.or($column.is_null())) };
}
pub(crate) use sorted;

/// Narrows a boxed query by what is asked for; what is not asked for narrows nothing:
/// `narrowed!(rows, { origin in wanted.origin => item::origin.eq(origin), day in wanted.from => item::on.ge(day) })`.
macro_rules! narrowed {
    ($rows:ident, { $($value:ident in $asked:expr => $condition:expr),+ $(,)? }) => {
        $(if let Some($value) = $asked {
            $rows = $rows.filter($condition);
        })+
    };
}
pub(crate) use narrowed;

/// The rows of the agencies in sight, boxed. One agency is named alone: then its rows come out of an index in their order.
macro_rules! in_sight {
    ($table:ident, $view:expr) => {
        match $view.agencies.as_slice() {
            [only] => $table::table.filter($table::agency_id.eq(*only)).into_boxed(),
            several => $table::table.filter($table::agency_id.eq_any(several.to_vec())).into_boxed(),
        }
    };
}
pub(crate) use in_sight;

diesel::infix_operator!(NotBefore, " OPERATOR(pg_catalog.~>=~) ", backend: diesel::pg::Pg);
diesel::infix_operator!(Before, " OPERATOR(pg_catalog.~<~) ", backend: diesel::pg::Pg);

/// Whether a column begins with a text. Unlike LIKE it is leakproof, so that row-level security lets it choose the part of an
/// index to read, and unlike `starts_with` it does so in a plan that is made before the text is known.
macro_rules! begins_with {
    ($column:expr, $text:expr) => {{
        use diesel::IntoSql as _;
        let text = $text.to_string();
        let end = $crate::db::page::past(&text).into_sql::<diesel::sql_types::Text>();
        let from = $crate::db::page::NotBefore::new($column, text.into_sql::<diesel::sql_types::Text>());
        from.and($crate::db::page::Before::new($column, end))
    }};
}
pub(crate) use begins_with;

/// The first text behind all that begin with this one, letter by letter.
pub fn past(beginning: &str) -> String {
    let mut letters: Vec<char> = beginning.chars().collect();
    while let Some(last) = letters.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            letters.push(next);
            return letters.into_iter().collect();
        }
    }
    char::MAX.to_string()
}

/// A LIKE pattern for texts that contain this one, in which it means itself.
pub fn containing(part: &str) -> String {
    format!("%{}%", literally(part))
}

fn literally(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// Where a page starts and how long it may be. `K` is the sort key of the last row seen.
#[derive(Debug, Clone)]
pub struct PageOf<K> {
    pub after: Option<K>,
    pub limit: i64,
}

impl<K: DeserializeOwned> PageOf<K> {
    pub fn parse(cursor: Option<&str>, limit: Option<i64>) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(LIMIT_DEFAULT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            let detail = Text::new(format!("limit 应为 1–{LIMIT_MAX}"), format!("limit is 1 to {LIMIT_MAX}"));
            return Err(Problem::faults(Code::QueryMalformed, vec![Fault::new("/query/limit", "not_valid", detail)]));
        }
        Ok(Self { after: cursor.map(decode).transpose()?, limit })
    }

    /// One row more than asked tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// Cuts the extra row off and names the cursor of the next page.
    pub fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, Option<String>)
    where
        K: Serialize,
    {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if rows.len() <= limit {
            return (rows, None);
        }
        rows.truncate(limit);
        let next = rows.last().map(|row| encode(&key(row)));
        (rows, next)
    }
}

fn encode<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K, Problem> {
    let ours = || Problem::new(Code::CursorInvalid);
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| ours())?;
    let place: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| ours())?;
    if !is_storable(&place) {
        return Err(ours());
    }
    serde_json::from_value(place).map_err(|_| ours())
}

/// Whether the database could hold every text and day of a place: none that it could not was ever the place of a row.
fn is_storable(place: &serde_json::Value) -> bool {
    match place {
        serde_json::Value::String(text) => {
            let day = text.split('T').next().unwrap_or_default();
            let is_ancient = text.starts_with('-') && day.parse::<NaiveDate>().is_ok();
            !text.contains('\0') && !is_ancient
        }
        serde_json::Value::Array(parts) => parts.iter().all(is_storable),
        serde_json::Value::Object(members) => members.values().all(is_storable),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_to_the_row_after_the_last_one_seen() {
        let page: PageOf<i32> = PageOf { after: None, limit: 2 };
        let (rows, next) = page.cut(vec![1, 2, 3], |row| *row);
        assert_eq!(rows, [1, 2]);
        let next = PageOf::<i32>::parse(next.as_deref(), Some(2)).expect("our own cursor");
        assert_eq!(next.after, Some(2));
        assert!(page.cut(vec![3], |row| *row).1.is_none());
    }

    #[test]
    fn what_begins_with_a_text_lies_before_the_text_past_it() {
        for (text, end) in [("a", "b"), ("〔2023〕", "〔2023〖"), ("a\u{d7ff}", "a\u{e000}"), ("a\u{10ffff}", "b")]
        {
            let past = past(text);
            assert_eq!(past, end);
            let inside = [text.to_owned(), format!("{text}0"), format!("{text}\u{10ffff}")];
            assert!(inside.iter().all(|one| text <= one.as_str() && *one < past), "{text}");
        }
    }

    #[test]
    fn a_place_that_no_row_can_have_is_refused() {
        let decoded = |at: At| decode::<At>(&encode(&at));
        let ancient = NaiveDate::from_ymd_opt(-200_000, 1, 1).expect("a day");
        assert!(decoded(At::Day(ancient)).is_err());
        assert!(decoded(At::Instant(ancient.and_hms_opt(0, 0, 0).expect("an instant").and_utc())).is_err());
        assert!(decoded(At::Text("a\0b".into())).is_err());
        for text in ["-1 号", "-", "+86", "2023-01-01"] {
            assert_eq!(decoded(At::Text(text.into())).expect("a text"), At::Text(text.into()));
        }
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        for cursor in ["", "!!", "bm90IGpzb24", "e30"] {
            assert!(PageOf::<i32>::parse(Some(cursor), None).is_err(), "{cursor:?} was taken");
        }
    }
}
