//! Query parameters: unknown or repeated ones are refused, not ignored.

use super::known_parameters::unknown_parameter;
use super::{cursor, spans};
use crate::db::View;
use crate::db::page::{Asked, LIMIT_MAX, PageOf, Sort};
use crate::domain::refusal::Text;
use crate::problem::{Code, Fault, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use std::collections::HashSet;
use std::fmt::Display;
use std::future::{Ready, ready};
use std::str::FromStr;
use utoipa::IntoParams;

/// What every list takes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Code of one agency: narrows the list, never widens it.
    #[serde(default)]
    pub agency: Option<String>,
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default, deserialize_with = "rows_of_a_page")]
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// What a counted list of no agency takes.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SharedListQuery {
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default, deserialize_with = "rows_of_a_page")]
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`. It belongs to this list with this order and these filters.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Counts all rows that fit: `total` in the page. It costs, so it is done on request only.
    #[serde(default)]
    pub include_total: Option<bool>,
}

impl SharedListQuery {
    /// Where the page starts of a list that has one order only.
    pub fn page<K: DeserializeOwned>(&self) -> Result<PageOf<K>, Problem> {
        PageOf::parse(self.cursor.as_deref(), self.limit)
    }

    pub fn counts(&self) -> bool {
        self.include_total.unwrap_or_default()
    }

    /// Tells where the page starts and how it is sorted.
    pub fn asked<O>(&self, sort: Sort<O>) -> Result<Asked<O>, Problem> {
        Ok(Asked { page: self.page()?, sort, counts: self.counts() })
    }
}

/// What a list takes that can be counted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Code of one agency: narrows the list, never widens it.
    #[serde(default)]
    pub agency: Option<String>,
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default, deserialize_with = "rows_of_a_page")]
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`. It belongs to this list with this order and these filters.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Counts all rows that fit: `total` in the page. It costs, so it is done on request only.
    #[serde(default)]
    pub include_total: Option<bool>,
}

impl ListQuery {
    /// Narrows the view to the agency asked for, and tells where the page starts of a list that has one order only.
    pub fn page<K: DeserializeOwned>(&self, view: &mut View) -> Result<PageOf<K>, Problem> {
        view.narrow(self.agency.as_deref())?;
        PageOf::parse(self.cursor.as_deref(), self.limit)
    }

    pub fn counts(&self) -> bool {
        self.include_total.unwrap_or_default()
    }

    /// Narrows the view to the agency asked for, and tells where the page starts and how it is sorted.
    pub fn asked<O>(&self, view: &mut View, sort: Sort<O>) -> Result<Asked<O>, Problem> {
        Ok(Asked { page: self.page(view)?, sort, counts: self.counts() })
    }
}

fn rows_of_a_page<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let limit = i64::deserialize(deserializer)?;
    let is_fit = (1..=LIMIT_MAX).contains(&limit);
    is_fit.then_some(Some(limit)).ok_or_else(|| serde::de::Error::custom(format!("limit is 1 to {LIMIT_MAX}")))
}

/// Typed query parameters.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + IntoParams> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut given = Given::of(request);
        let faults = given.faults::<T>();
        ready(given.check(&names_of::<T>(), faults, &[]).and_then(|()| given.read()).map(Query))
    }
}

/// How a list is asked for: its page, and which rows in which order.
#[derive(Debug)]
pub struct Listed<T, L = ListQuery>(pub L, pub T);

impl<T, L> FromRequest for Listed<T, L>
where
    T: DeserializeOwned + IntoParams,
    L: DeserializeOwned + IntoParams,
{
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut given = Given::of(request);
        let known = names_of::<L>().into_iter().chain(names_of::<T>()).collect();
        let faults = given.faults::<L>().into_iter().chain(given.faults::<T>()).collect();
        let backwards = spans::backwards(given.pairs.as_deref().unwrap_or_default());
        ready(given.check(&known, faults, &backwards).and_then(|()| Ok(Self(given.read()?, given.read()?))))
    }
}

/// Several values in one parameter, separated by commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commas<T>(pub Vec<T>);

impl<T> Default for Commas<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Commas<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let values = text.split(',').map(str::trim).filter(|one| !one.is_empty());
        values.map(T::from_str).collect::<Result<_, _>>().map(Self).map_err(serde::de::Error::custom)
    }
}

/// The parameter that names the members a list shows. Every list takes it; replies see to it.
pub const FIELDS: &str = "fields";

/// The members that `fields` names.
pub fn members_of(fields: &str) -> impl Iterator<Item = &str> {
    fields.split(',').map(str::trim).filter(|one| !one.is_empty())
}

/// The query of one request, checked once and read by several types.
struct Given {
    pairs: Result<Vec<(String, String)>, Problem>,
    path: String,
}

impl Given {
    fn of(request: &HttpRequest) -> Self {
        let pairs = serde_urlencoded::from_str(request.query_string()).map_err(|_| Problem::new(Code::QueryMalformed));
        Self { pairs, path: request.path().to_owned() }
    }

    /// Refuses what no list of names holds, what is repeated, what has no meaning (`unreadable`), spans that run
    /// backwards, and a cursor of another list.
    fn check(&mut self, known: &HashSet<String>, unreadable: Vec<Fault>, backwards: &[Fault]) -> Result<(), Problem> {
        let pairs = match &self.pairs {
            Ok(pairs) => pairs,
            Err(_) => return Err(Problem::new(Code::QueryMalformed)),
        };
        let mut seen = HashSet::new();
        let mut faults = unreadable;
        for (name, value) in pairs {
            if !known.contains(name) && name != FIELDS {
                faults.push(unknown_parameter(name, known));
            } else if !seen.insert(name) {
                faults.push(fault(name, "duplicate_parameter", "查询参数重复", "The parameter is given twice"));
            } else if value.contains('\0') {
                faults.push(fault(name, "nul_character", "不能包含空字符", "A NUL character is not allowed"));
            }
        }
        if !faults.is_empty() {
            faults.extend_from_slice(backwards);
            return Err(Problem::faults(Code::QueryMalformed, faults));
        }
        if !backwards.is_empty() {
            return Err(Problem::invalid(backwards.to_vec()));
        }
        self.open_cursor()
    }

    /// Puts the place that a cursor names where the cursor was.
    fn open_cursor(&mut self) -> Result<(), Problem> {
        let Ok(pairs) = &mut self.pairs else { return Ok(()) };
        let seals = |place: &str| cursor::sealed(&self.path, pairs, place);
        let Some((_, given)) = pairs.iter().find(|(name, _)| name == CURSOR) else { return Ok(()) };
        let place = given.rsplit_once('.').map(|(place, _)| place).unwrap_or_default().to_owned();
        if seals(&place) != *given {
            return Err(Problem::new(Code::CursorInvalid));
        }
        pairs.iter_mut().filter(|(name, _)| name == CURSOR).for_each(|(_, value)| value.clone_from(&place));
        Ok(())
    }

    /// Each parameter is tried alone, so that every one at fault is named.
    fn faults<T: DeserializeOwned + IntoParams>(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for pair in &self.own::<T>() {
            let told = typed::<T>(std::slice::from_ref(pair)).err().filter(|told| !told.contains("missing field"));
            faults.extend(told.map(|told| fault(&pair.0, "not_valid", "查询参数无效", &told)));
        }
        faults
    }

    fn read<T: DeserializeOwned + IntoParams>(&self) -> Result<T, Problem> {
        typed(&self.own::<T>()).map_err(|told| {
            Problem::faults(Code::QueryMalformed, vec![fault("", "not_valid", "查询参数不完整", &told)])
        })
    }

    fn own<T: IntoParams>(&self) -> Vec<(String, String)> {
        let known = names_of::<T>();
        self.pairs.iter().flatten().filter(|(name, _)| known.contains(name)).cloned().collect()
    }
}

const CURSOR: &str = "cursor";

fn names_of<T: IntoParams>() -> HashSet<String> {
    T::into_params(|| None).into_iter().map(|parameter| parameter.name).collect()
}

fn typed<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, String> {
    let encoded = serde_urlencoded::to_string(pairs).map_err(|error| error.to_string())?;
    serde_urlencoded::from_str(&encoded).map_err(|error| error.to_string())
}

pub(super) fn fault(name: &str, code: &'static str, zh: &str, en: &str) -> Fault {
    Fault::new(format!("/query/{name}"), code, Text::new(zh, en))
}
