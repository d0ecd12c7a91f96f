//! Query parameters: unknown or repeated ones are refused, not ignored.

use crate::domain::refusal::Text;
use crate::problem::{Code, Fault, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
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
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Typed query parameters.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + IntoParams> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Query))
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

/// The parameters that each operation documents, so that one which documents none refuses all.
#[derive(Debug)]
pub struct KnownParameters(HashMap<(String, String), HashSet<String>>);

impl KnownParameters {
    /// `document` is the OpenAPI document.
    pub fn of(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, methods)| {
            methods.as_object().into_iter().flatten().map(move |(method, operation)| {
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let in_query = parameters.filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str());
                ((method.to_uppercase(), path.clone()), in_query.map(str::to_owned).collect())
            })
        });
        Self(operations.collect())
    }

    pub fn check(&self, request: &HttpRequest) -> Result<(), Problem> {
        if request.query_string().is_empty() {
            return Ok(());
        }
        let operation = (request.method().to_string(), request.match_pattern().unwrap_or_default());
        let Some(known) = self.0.get(&operation) else { return Ok(()) };
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(request.query_string()).map_err(|_| Problem::new(Code::QueryMalformed))?;
        let unknown = pairs.iter().filter(|(name, _)| !known.contains(name));
        let faults: Vec<_> = unknown
            .map(|(name, _)| fault(name, "unknown_parameter", "未知查询参数", "Unknown query parameter"))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(Problem::faults(Code::QueryMalformed, faults)) }
    }
}

pub fn parse<T: DeserializeOwned + IntoParams>(query: &str) -> Result<T, Problem> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|_| Problem::new(Code::QueryMalformed))?;
    let known: HashSet<String> = T::into_params(|| None).into_iter().map(|parameter| parameter.name).collect();
    let mut seen = HashSet::new();
    let mut faults = Vec::new();
    for (name, value) in &pairs {
        if !known.contains(name) {
            faults.push(fault(name, "unknown_parameter", "未知查询参数", "Unknown query parameter"));
        } else if !seen.insert(name) {
            faults.push(fault(name, "duplicate_parameter", "查询参数重复", "The parameter is given twice"));
        } else if value.contains('\0') {
            faults.push(fault(name, "nul_character", "不能包含空字符", "A NUL character is not allowed"));
        }
    }
    // Each parameter is tried alone, so that every one at fault is named.
    for (name, value) in pairs.iter().filter(|(name, _)| known.contains(name)) {
        let tried = typed::<T>(std::slice::from_ref(&(name.clone(), value.clone())));
        faults.extend(
            tried
                .err()
                .filter(|told| !told.contains("missing field"))
                .map(|told| fault(name, "not_valid", "查询参数无效", &told)),
        );
    }
    if !faults.is_empty() {
        return Err(Problem::faults(Code::QueryMalformed, faults));
    }
    typed(&pairs)
        .map_err(|told| Problem::faults(Code::QueryMalformed, vec![fault("", "not_valid", "查询参数不完整", &told)]))
}

fn typed<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, String> {
    let encoded = serde_urlencoded::to_string(pairs).map_err(|error| error.to_string())?;
    serde_urlencoded::from_str(&encoded).map_err(|error| error.to_string())
}

fn fault(name: &str, code: &'static str, zh: &str, en: &str) -> Fault {
    Fault::new(format!("/query/{name}"), code, Text::new(zh, en))
}
