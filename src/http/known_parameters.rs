//! What the document says of an operation's parameters, held against a request: names, codes, members, days.

use super::query::{FIELDS, fault, members_of};
use crate::problem::{Code, Fault, Problem};
use actix_web::HttpRequest;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// How alike a name must be to be suggested: 1 is the same.
const ALIKE: f64 = 0.7;

/// The parameters that each operation documents, so that one which documents none refuses all.
#[derive(Debug)]
pub struct KnownParameters(HashMap<(String, String), Known>);

#[derive(Debug, Default)]
struct Known {
    names: HashSet<String>,
    /// The members that `fields` may name.
    members: HashSet<String>,
    /// Parameters of the query and the path that are days or instants.
    days: HashSet<String>,
    /// The codes that a parameter of the query may be, or of which a list of them may be made.
    codes: HashMap<String, Vec<String>>,
    /// Parameters that take several values, separated by commas.
    lists: HashSet<String>,
}

impl KnownParameters {
    /// `document` is the OpenAPI document.
    pub fn of(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, methods)| {
            methods.as_object().into_iter().flatten().map(move |(method, operation)| {
                let mut known = Known::default();
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                for parameter in parameters {
                    let name = parameter["name"].as_str().unwrap_or_default();
                    if matches!(parameter["schema"]["format"].as_str(), Some("date" | "date-time")) {
                        known.days.insert(name.to_owned());
                    }
                    if parameter["in"] != "query" {
                        continue;
                    }
                    known.names.insert(name.to_owned());
                    let codes = codes_of(document, &parameter["schema"]);
                    if name == FIELDS {
                        known.members.extend(codes);
                    } else if !codes.is_empty() {
                        if parameter["schema"]["items"].is_object() {
                            known.lists.insert(name.to_owned());
                        }
                        known.codes.insert(name.to_owned(), codes);
                    }
                }
                ((method.to_uppercase(), path.clone()), known)
            })
        });
        Self(operations.collect())
    }

    pub fn check(&self, request: &HttpRequest) -> Result<(), Problem> {
        if request.query_string().is_empty() && request.match_info().is_empty() {
            return Ok(());
        }
        let operation = (request.method().to_string(), request.match_pattern().unwrap_or_default());
        let Some(known) = self.0.get(&operation) else { return Ok(()) };
        let mut in_path = request.match_info().iter().filter(|(name, _)| known.days.contains(*name));
        if !in_path.all(|(_, value)| has_year_of_four_digits(value)) {
            return Err(Problem::not_found());
        }
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(request.query_string()).map_err(|_| Problem::new(Code::QueryMalformed))?;
        let unknown = pairs.iter().filter(|(name, _)| !known.names.contains(name));
        let mut faults: Vec<_> = unknown.map(|(name, _)| unknown_parameter(name, &known.names)).collect();
        for (name, value) in &pairs {
            let Some(codes) = known.codes.get(name) else { continue };
            match known.lists.contains(name) {
                true => faults.extend(members_of(value).filter_map(|one| not_a_code(name, one, codes))),
                false => faults.extend(not_a_code(name, value, codes)),
            }
        }
        let asked = pairs.iter().filter(|(name, _)| name == FIELDS && known.names.contains(FIELDS));
        for member in asked.flat_map(|(_, value)| members_of(value)).filter(|one| !known.members.contains(*one)) {
            let (zh, en) = near(member, &known.members);
            let (zh, en) =
                (format!("没有成员 {}{zh}", shortened(member)), format!("No member {}{en}", shortened(member)));
            faults.push(fault(FIELDS, "unknown_member", &zh, &en));
        }
        let days = pairs.iter().filter(|(name, _)| known.days.contains(name));
        for (name, _) in days.filter(|(_, value)| !has_year_of_four_digits(value)) {
            faults.push(fault(name, "not_valid", "年份应为四位数字", "The year has four digits"));
        }
        if faults.is_empty() { Ok(()) } else { Err(Problem::faults(Code::QueryMalformed, faults)) }
    }
}

/// RFC 3339 knows no other years, PostgreSQL not all others.
fn has_year_of_four_digits(day: &str) -> bool {
    let year = day.split('-').next().unwrap_or_default();
    year.len() == 4 && year.bytes().all(|one| one.is_ascii_digit())
}

/// The codes of a schema, or of the items of a list.
fn codes_of(document: &Value, schema: &Value) -> Vec<String> {
    let named = schema["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#')));
    let schema = named.unwrap_or(schema);
    if schema["items"].is_object() {
        return codes_of(document, &schema["items"]);
    }
    schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The fault of a parameter that the operation does not have.
pub(super) fn unknown_parameter(name: &str, known: &HashSet<String>) -> Fault {
    let (zh, en) = near(name, known);
    fault(name, "unknown_parameter", &format!("未知查询参数{zh}"), &format!("Unknown query parameter{en}"))
}

/// The fault of a value that is none of the codes.
fn not_a_code(name: &str, value: &str, codes: &[String]) -> Option<Fault> {
    if codes.iter().any(|code| code == value) {
        return None;
    }
    let (all, wrong) = (codes.join(", "), shortened(value));
    let (zh, en) = (format!("{wrong} 无效,可用 {all}"), format!("{wrong} is none of {all}"));
    Some(fault(name, "not_valid", &zh, &en))
}

/// Which of the names may be meant, in both languages; nothing when none is near.
fn near<'n>(name: &str, names: impl IntoIterator<Item = &'n String>) -> (String, String) {
    let scored = names.into_iter().map(|one| (strsim::jaro_winkler(one, name.trim()), one));
    let alike = scored.filter(|(score, _)| *score >= ALIKE);
    let best = alike.max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(one.1)));
    best.map_or_else(Default::default, |(_, one)| (format!(",是否为 {one}?"), format!("; did you mean {one}?")))
}

/// An unknown name is shown back; no longer than this.
const SHOWN_CHARS_MAX: usize = 64;

fn shortened(text: &str) -> String {
    text.chars().take(SHOWN_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_year_has_four_digits() {
        for day in ["2026-11-24", "0000-01-01", "9999-12-31T00:00:00Z"] {
            assert!(has_year_of_four_digits(day), "{day}");
        }
        for day in ["-262143-01-01", "+262142-12-31", "-2023-01-01", "12026-01-01", ""] {
            assert!(!has_year_of_four_digits(day), "{day}");
        }
    }

    #[test]
    fn parameters_that_are_days_are_known_by_the_document() {
        let day = serde_json::json!({"name": "on", "in": "query", "schema": {"type": "string", "format": "date"}});
        let known = KnownParameters::of(&serde_json::json!({"paths": {"/x": {"get": {"parameters": [day]}}}}));
        let days = &known.0[&("GET".to_owned(), "/x".to_owned())].days;
        assert!(days.contains("on"));
        assert!(known.check(&TestRequest::get().uri("/x").to_http_request()).is_ok());
    }
}
