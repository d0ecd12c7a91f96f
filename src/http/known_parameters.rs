//! The documented parameters at work: what a request says in its query and its path is checked against the very schemas
//! that `openapi.json` shows, so that document and server cannot disagree and all faults are told at once.

use super::query::{FIELDS, fault, members_of};
use super::shapes::{Labels, compile, faults_of, without_told_twice};
use super::spans;
use crate::domain::values::FORMATS;
use crate::problem::{Code, Fault, Problem};
use actix_web::HttpRequest;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// The parameters that each operation documents, by method and route pattern; one that documents none refuses all.
#[derive(Debug)]
pub struct KnownParameters(HashMap<(String, String), Known>);

#[derive(Debug, Default)]
struct Known {
    query: HashMap<String, Parameter>,
    path: HashMap<String, Parameter>,
    /// The members that `fields` may name.
    members: HashSet<String>,
}

#[derive(Debug)]
struct Parameter {
    kind: Kind,
    /// The codes of its list, if it has one.
    codes: Vec<String>,
    /// What its format alone refuses is a wrong value; all else is not of the documented shape.
    has_own_format: bool,
    validator: Validator,
}

/// How the text of a parameter is read.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Integer,
    YesOrNo,
    List,
}

impl Parameter {
    fn of(schema: &Value, components: &Value) -> Self {
        let mut schema = resolved(schema, components);
        without_told_twice(&mut schema);
        let kind = match schema["type"].as_str() {
            Some("integer") => Kind::Integer,
            Some("boolean") => Kind::YesOrNo,
            Some("array") => Kind::List,
            _ => Kind::Text,
        };
        let has_own_format = FORMATS.iter().any(|(name, _)| schema["format"] == *name);
        let list = if matches!(kind, Kind::List) { &schema["items"]["enum"] } else { &schema["enum"] };
        let codes = list.as_array().into_iter().flatten().filter_map(|code| code.as_str().map(str::to_owned)).collect();
        let validator = compile(&schema).expect("a parameter has a schema that holds");
        Self { kind, codes, has_own_format, validator }
    }

    fn is_list(&self) -> bool {
        matches!(self.kind, Kind::List)
    }

    /// What is wrong with a value: of a list of codes every one that is none, else the first fault.
    fn faults(&self, name: &str, text: &str) -> Vec<Fault> {
        let value = match self.kind {
            Kind::Text => json!(text),
            Kind::Integer => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
            Kind::YesOrNo => text.parse::<bool>().map_or_else(|_| json!(text), |yes| json!(yes)),
            Kind::List => members_of(text).collect(),
        };
        if !self.codes.is_empty() {
            return match self.kind {
                Kind::List => members_of(text).filter_map(|one| not_a_code(name, one, &self.codes)).collect(),
                _ => not_a_code(name, text, &self.codes).into_iter().collect(),
            };
        }
        let first = faults_of(&self.validator, &value, &Labels::default()).into_iter().next();
        first.map(|told| fault(name, "not_valid", &told.detail.zh, &told.detail.en)).into_iter().collect()
    }
}

/// The parameter itself where one of the components is named.
fn shared<'d>(parameter: &'d Value, components: &'d Value) -> &'d Value {
    let named = parameter["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/parameters/"));
    named.map_or(parameter, |name| &components["parameters"][name])
}

/// A schema with what it refers to in its place.
fn resolved(schema: &Value, components: &Value) -> Value {
    let named = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/"));
    let mut schema = named.map_or(schema, |name| &components["schemas"][name]).clone();
    if let Some(items) = schema.get_mut("items") {
        *items = resolved(items, components);
    }
    schema
}

impl KnownParameters {
    /// `document` is the OpenAPI document.
    pub fn of(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, methods)| {
            methods.as_object().into_iter().flatten().map(move |(method, operation)| {
                ((method.to_uppercase(), path.clone()), Known::of(operation, &document["components"]))
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
        let given = request.match_info().iter();
        let mut in_path = given.filter_map(|(name, value)| Some((known.path.get(name)?, value)));
        if in_path.any(|(parameter, value)| !parameter.faults("", value).is_empty()) {
            return Err(Problem::not_found());
        }
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(request.query_string()).map_err(|_| Problem::new(Code::QueryMalformed))?;
        known.check(&pairs)
    }
}

impl Known {
    fn of(operation: &Value, components: &Value) -> Self {
        let mut known = Self::default();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = shared(parameter, components);
            let name = parameter["name"].as_str().unwrap_or_default();
            let place = match parameter["in"].as_str() {
                Some("query") => &mut known.query,
                Some("path") => &mut known.path,
                _ => continue,
            };
            place.insert(name.to_owned(), Parameter::of(&parameter["schema"], components));
            if name == FIELDS {
                let members = parameter["schema"]["items"]["enum"].as_array().into_iter().flatten();
                known.members.extend(members.filter_map(|one| one.as_str().map(str::to_owned)));
            }
        }
        known
    }

    fn check(&self, pairs: &[(String, String)]) -> Result<(), Problem> {
        let mut seen = HashSet::new();
        let (mut faults, mut is_shape) = (Vec::new(), false);
        for (name, value) in pairs {
            let told = match self.query.get(name) {
                None => vec![unknown_parameter(name, &self.query.keys().cloned().collect())],
                Some(_) if !seen.insert(name) => {
                    vec![fault(name, "duplicate_parameter", "查询参数重复", "The parameter is given twice")]
                }
                Some(_) if value.contains('\0') => {
                    vec![fault(name, "nul_character", "不能包含空字符", "A NUL character is not allowed")]
                }
                Some(parameter) if parameter.is_list() && members_of(value).next().is_none() => {
                    vec![fault(
                        name,
                        "too_few",
                        "至少写一项,或者不写该参数",
                        "Name at least one, or leave the parameter out",
                    )]
                }
                Some(_) if name == FIELDS => self.unknown_members(value),
                Some(parameter) => {
                    let told = parameter.faults(name, value);
                    is_shape |= !told.is_empty() && !parameter.has_own_format;
                    faults.extend(told);
                    continue;
                }
            };
            is_shape |= !told.is_empty();
            faults.extend(told);
        }
        if faults.is_empty() {
            return Ok(());
        }
        faults.extend(spans::backwards(pairs));
        Err(Problem::faults(if is_shape { Code::QueryMalformed } else { Code::ValueInvalid }, faults))
    }

    fn unknown_members(&self, fields: &str) -> Vec<Fault> {
        let unknown = members_of(fields).filter(|one| !self.members.contains(*one));
        unknown
            .map(|member| {
                let (zh, en) = near(member, &self.members);
                let (zh, en) =
                    (format!("没有成员 {}{zh}", shortened(member)), format!("No member {}{en}", shortened(member)));
                fault(FIELDS, "unknown_member", &zh, &en)
            })
            .collect()
    }
}

/// How alike a name must be to be suggested: 1 is the same.
const ALIKE: f64 = 0.7;

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
    let (zh, en) = (format!("{wrong} 无效，可用 {all}"), format!("{wrong} is none of {all}"));
    Some(fault(name, "not_valid", &zh, &en))
}

/// Which of the names may be meant, in both languages; nothing when none is near.
fn near<'n>(name: &str, names: impl IntoIterator<Item = &'n String>) -> (String, String) {
    let scored = names.into_iter().map(|one| (strsim::jaro_winkler(one, name.trim()), one));
    let alike = scored.filter(|(score, _)| *score >= ALIKE);
    let best = alike.max_by(|one, other| one.0.total_cmp(&other.0).then_with(|| other.1.cmp(one.1)));
    best.map_or_else(Default::default, |(_, one)| (format!("，是否为 {one}?"), format!("; did you mean {one}?")))
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

    fn known(parameters: Value) -> Known {
        Known::of(
            &json!({ "parameters": parameters }),
            &json!({"schemas": {"Colour": {"type": "string", "enum": ["red"]}}}),
        )
    }

    fn told(known: &Known, query: &str) -> (u16, Vec<String>) {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).expect("a query");
        let problem = known.check(&pairs).expect_err("is refused");
        (problem.code.status(), problem.errors.into_iter().map(|fault| fault.pointer).collect())
    }

    #[test]
    fn all_parameters_at_fault_are_told() {
        let known = known(json!([
            {"name": "on", "in": "query", "schema": {"type": "string", "format": "date"}},
            {"name": "from", "in": "query", "schema": {"type": "integer", "minimum": 0}},
            {"name": "colours", "in": "query", "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Colour"}}},
            {"name": "credit_code", "in": "query", "schema": {"type": "string", "format": "credit-code"}},
        ]));
        let right =
            [("on", "2026-02-28"), ("from", "0"), ("colours", "red,red"), ("credit_code", "91110000600037341L")];
        assert!(known.check(&right.map(|(name, value)| (name.into(), value.into()))).is_ok());
        let pointers = ["/query/on", "/query/from", "/query/colours", "/query/on", "/query/x"].map(str::to_owned);
        assert_eq!(told(&known, "on=2026-02-30&from=-1&colours=red,blue&on=2026-02-28&x="), (400, pointers.into()));
        for day in ["-262143-01-01", "%2B262142-12-31", "12026-01-01", "2026-1-1", ""] {
            assert_eq!(told(&known, &format!("on={day}")).0, 400, "{day}");
        }
        assert_eq!(told(&known, "colours="), (400, vec!["/query/colours".into()]));
        assert_eq!(told(&known, "colours=,%20,").0, 400);
        // What no schema can say is a wrong value.
        assert_eq!(told(&known, "credit_code=911100006000373410").0, 422);
        assert_eq!(told(&known, "credit_code=911100006000373410&from=x").0, 400);
    }

    #[test]
    fn an_operation_is_known_by_its_route() {
        let known = KnownParameters::of(&json!({"paths": {"/x": {"get": {"parameters": []}}}}));
        assert!(known.check(&TestRequest::get().uri("/x").to_http_request()).is_ok());
    }
}
