//! The published schemas at work: a body is checked against the very schema that `openapi.json` shows, so that
//! document and server cannot disagree and all faults of a body are told at once.

use super::strict_json::escape;
use crate::domain::refusal::Text;
use crate::domain::values::FORMATS;
use crate::problem::{Code, Fault, Problem};
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{Draft, JsonType, ValidationError, Validator};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Compiled schemas by component name. Each is compiled when it is first needed.
#[derive(Clone)]
pub struct Shapes {
    components: Arc<Value>,
    compiled: Arc<Mutex<HashMap<String, Arc<Validator>>>>,
    labels: Arc<Labels>,
}

/// What people read for the codes of each list, by the list itself.
#[derive(Debug, Default)]
pub(super) struct Labels(HashMap<String, Vec<String>>);

impl Labels {
    fn of(schema: &Value) -> Self {
        let mut labels = Self::default();
        labels.collect(schema);
        labels
    }

    fn collect(&mut self, schema: &Value) {
        match schema {
            Value::Object(members) => {
                if let (Some(codes), Some(told)) = (members.get("enum"), members.get("x-enum-descriptions")) {
                    let told = told.as_array().into_iter().flatten().filter_map(Value::as_str);
                    self.0.entry(codes.to_string()).or_insert_with(|| told.map(str::to_owned).collect());
                }
                members.values().for_each(|inner| self.collect(inner));
            }
            Value::Array(items) => items.iter().for_each(|inner| self.collect(inner)),
            _ => {}
        }
    }

    /// `filing（立案审批表）、evidence（证据）`
    fn name(&self, codes: &Value) -> Text {
        let plain: Vec<_> = codes.as_array().into_iter().flatten().map(shown).collect();
        let told = self.0.get(&codes.to_string()).filter(|told| told.len() == plain.len());
        let zh = plain.iter().enumerate().map(|(place, code)| match told {
            Some(told) => format!("{code}（{}）", told[place]),
            None => code.clone(),
        });
        Text::new(
            format!("只能是 {}", zh.collect::<Vec<_>>().join("、")),
            format!("Must be one of {}", plain.join(", ")),
        )
    }
}

/// A code without its quotes.
fn shown(code: &Value) -> String {
    code.as_str().map_or_else(|| code.to_string(), str::to_owned)
}

impl Shapes {
    /// `document` is the OpenAPI document.
    pub fn of(document: &Value) -> Self {
        let mut components = document["components"].clone();
        without_told_twice(&mut components);
        let labels = Arc::new(Labels::of(&components));
        Self { components: Arc::new(components), compiled: Arc::default(), labels }
    }

    /// The components of the document, for whoever reads a form rather than checks by it.
    pub fn components(&self) -> &Value {
        &self.components
    }

    /// Checks `value` against the named schema: 400 when its shape is wrong, 422 when only values are.
    pub fn check(&self, schema: &str, value: &Value) -> Result<(), Problem> {
        let validator = self.validator(schema)?;
        let faults = faults_of(&validator, value, &self.labels);
        if faults.is_empty() {
            return Ok(());
        }
        let is_structural = faults.iter().any(|fault| STRUCTURAL.contains(&fault.code.as_ref()));
        Err(Problem::faults(if is_structural { Code::BodyMalformed } else { Code::ValueInvalid }, faults))
    }

    fn validator(&self, schema: &str) -> Result<Arc<Validator>, Problem> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = compiled.get(schema) {
            return Ok(Arc::clone(validator));
        }
        let root = json!({"$ref": format!("#/components/schemas/{schema}"), "components": *self.components});
        let validator = compile(&root).map_err(|error| Problem::internal(format!("{schema}: {error}")))?;
        let validator = Arc::new(validator);
        compiled.insert(schema.to_owned(), Arc::clone(&validator));
        Ok(validator)
    }
}

/// A schema with our formats at work.
pub(super) fn compile(schema: &Value) -> Result<Validator, ValidationError<'static>> {
    let mut options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    for (format, check) in FORMATS {
        options = options.with_format(*format, move |text: &str| check(text).is_ok());
    }
    options.build(schema)
}

/// A format of ours says more exactly than its pattern and its length what is wrong; both together would say it twice.
pub(super) fn without_told_twice(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("format").is_some_and(|format| FORMATS.iter().any(|(name, _)| format == name)) {
                for told in ["pattern", "minLength", "maxLength"] {
                    members.remove(told);
                }
            }
            members.values_mut().for_each(without_told_twice);
        }
        Value::Array(items) => items.iter_mut().for_each(without_told_twice),
        _ => {}
    }
}

/// Every fault of a value.
pub(super) fn faults_of(validator: &Validator, value: &Value, labels: &Labels) -> Vec<Fault> {
    let mut faults = Vec::new();
    validator.iter_errors(value).for_each(|error| tell(&error, labels, &mut faults));
    faults
}

/// Faults of shape rather than of value.
const STRUCTURAL: &[&str] = &["unknown_member", "member_missing", "wrong_type", "duplicate_member", "nul_character"];

fn tell(error: &ValidationError<'_>, labels: &Labels, faults: &mut Vec<Fault>) {
    let pointer = error.instance_path().to_string();
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let unknown = |name: &String| {
                let detail = Text::new(format!("未知成员 {name}"), format!("Unknown member {name}"));
                Fault::new(format!("{pointer}/{}", escape(name)), "unknown_member", detail)
            };
            faults.extend(unexpected.iter().map(unknown));
        }
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let detail = Text::new(format!("缺少 {name}"), format!("{name} is missing"));
            faults.push(Fault::new(format!("{pointer}/{}", escape(name)), "member_missing", detail));
        }
        // An optional member is "its schema or null": what matters is what its schema says.
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => match nearest(context) {
            Some(branch) => branch.iter().for_each(|inner| tell(inner, labels, faults)),
            None => faults.push(Fault::new(pointer, "wrong_type", Text::new("类型不对", "Wrong type"))),
        },
        Kind::UniqueItems => faults.extend(repeated(&pointer, error.instance())),
        Kind::Format { format } => faults.push(format_fault(pointer, format, error.instance())),
        Kind::Enum { options } => faults.push(Fault::new(pointer, "not_listed", labels.name(options))),
        kind => {
            let (code, zh, en) = plain(kind);
            faults.push(Fault::new(pointer, code, Text::new(zh, en)));
        }
    }
}

/// Each item that stands further up already.
fn repeated(pointer: &str, list: &Value) -> Vec<Fault> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let again = items.iter().enumerate().filter(|(place, item)| items[..*place].contains(item));
    again
        .map(|(place, _)| {
            Fault::new(format!("{pointer}/{place}"), "repeated_item", Text::new("不能重复", "Items must not repeat"))
        })
        .collect()
}

/// The branch that the value comes nearest to: one that does not fail by its type at the top.
fn nearest<'c>(context: &'c [Vec<ValidationError<'static>>]) -> Option<&'c Vec<ValidationError<'static>>> {
    let fails_by_type = |errors: &Vec<ValidationError<'static>>| {
        errors
            .iter()
            .any(|error| matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str().is_empty())
    };
    context.iter().find(|errors| !fails_by_type(errors)).or_else(|| context.first())
}

fn format_fault(pointer: String, format: &str, value: &Value) -> Fault {
    let text = value.as_str().unwrap_or_default();
    let own = FORMATS.iter().find(|(name, _)| *name == format).and_then(|(_, check)| check(text).err());
    match own {
        Some(fault) => Fault::new(pointer, fault.code, Text::new(fault.zh, fault.en)),
        None => Fault::new(pointer, "wrong_format", format_told(format)),
    }
}

/// The formats of the document in words.
fn format_told(format: &str) -> Text {
    match format {
        "date" => Text::new("应为日期，如 2023-03-01", "Must be a date such as 2023-03-01"),
        "date-time" => Text::new(
            "应为带时区的时刻，如 2023-03-01T10:00:00+08:00",
            "Must be an instant with its offset, such as 2023-03-01T10:00:00+08:00",
        ),
        "uuid" => Text::new("应为 UUID", "Must be a UUID"),
        "uri" => Text::new("应为网址", "Must be a URI"),
        other => Text::new(format!("格式不符（{other}）"), format!("Not a valid {other}")),
    }
}

/// The type that is wanted.
fn type_told(wanted: &TypeKind) -> (String, String) {
    let all: Vec<JsonType> = match wanted {
        TypeKind::Single(one) => vec![*one],
        TypeKind::Multiple(several) => several.into_iter().collect(),
    };
    let (zh, en): (Vec<_>, Vec<_>) = all.into_iter().filter(|one| *one != JsonType::Null).map(type_named).unzip();
    (format!("类型不对，应为{}", zh.join("或者")), format!("Wrong type: must be {}", en.join(" or ")))
}

fn type_named(wanted: JsonType) -> (&'static str, &'static str) {
    match wanted {
        JsonType::Null => ("空值（null）", "null"),
        JsonType::Boolean => ("是否（true 或 false）", "true or false"),
        JsonType::Integer => ("整数", "an integer"),
        JsonType::Number => ("数", "a number"),
        JsonType::String => ("文本（加引号）", "a text in quotes"),
        JsonType::Array => ("列表（[…]）", "a list ([…])"),
        JsonType::Object => ("对象（{…}）", "an object ({…})"),
    }
}

fn plain(kind: &Kind) -> (&'static str, String, String) {
    let same = |text: String| (text.clone(), text);
    let (code, (zh, en)) = match kind {
        Kind::Type { kind } => ("wrong_type", type_told(kind)),
        Kind::Constant { expected_value } => {
            ("not_listed", (format!("只能是 {expected_value}"), format!("Must be {expected_value}")))
        }
        Kind::MaxLength { limit } => {
            ("too_long", (format!("最多 {limit} 个字符"), format!("At most {limit} characters")))
        }
        Kind::MinLength { limit } => {
            ("too_short", (format!("至少 {limit} 个字符"), format!("At least {limit} characters")))
        }
        Kind::MaxItems { limit } => ("too_many", (format!("最多 {limit} 项"), format!("At most {limit} items"))),
        Kind::MinItems { limit } => ("too_few", (format!("至少 {limit} 项"), format!("At least {limit} items"))),
        Kind::Maximum { limit } => ("too_large", (format!("不能大于 {limit}"), format!("At most {limit}"))),
        Kind::Minimum { limit } => ("too_small", (format!("不能小于 {limit}"), format!("At least {limit}"))),
        Kind::Pattern { pattern } => ("wrong_format", (format!("应符合 {pattern}"), format!("Must match {pattern}"))),
        other => ("not_valid", same(other.keyword().to_owned())),
    };
    (code, zh, en)
}
