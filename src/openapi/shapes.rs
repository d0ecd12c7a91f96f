//! What the generator leaves unsaid of requests: bodies that may be left out, texts that hold no NUL, and one name for
//! each list of codes.

use super::{each_operation, request_schemas};
use serde_json::{Value, json};

/// Lists of codes that stand in parameters only, and how they are called.
const LISTS: &[(&str, &str)] =
    &[("format", "FileFormat"), ("include", "CaseInclude"), ("kind", "JournalKind"), ("by", "UnusedBy")];

/// No database text can hold it.
const NO_NUL: &str = "^[^\\u0000]*$";

/// A body that says nothing need not be sent.
pub fn optional_bodies(document: &mut Value) {
    each_operation(document, |_, _, operation| {
        let Some(body) = operation.get_mut("requestBody") else { return };
        if body["content"]["application/json"]["schema"]["$ref"] == "#/components/schemas/NoBody" {
            body["required"] = json!(false);
        }
    });
}

/// A text of a request that is bound to no form at least holds no NUL.
pub fn texts(document: &mut Value) {
    for name in request_schemas(document) {
        let schema = &mut document["components"]["schemas"][&name];
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        properties.into_iter().flatten().for_each(|(_, schema)| without_nul(schema));
    }
    each_operation(document, |_, _, operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        let asked = parameters.into_iter().flatten().filter(|one| one["in"] == "query");
        asked.for_each(|one| without_nul(&mut one["schema"]));
    });
}

fn without_nul(schema: &mut Value) {
    let is_text = schema["type"] == "string" || schema["type"] == json!(["string", "null"]);
    if is_text && ["enum", "format", "pattern"].iter().all(|bound| schema.get(bound).is_none()) {
        schema["pattern"] = json!(NO_NUL);
    }
    if let Some(items) = schema.get_mut("items") {
        without_nul(items);
    }
}

/// A parameter that takes codes of a list names the list, so that generated clients know one type for it.
pub fn named_lists(document: &mut Value) {
    let mut schemas = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    each_operation(document, |_, _, operation| {
        let list = operation["operationId"].as_str().unwrap_or_default().trim_end_matches("_list").to_owned();
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten().filter(|one| one["name"] != "fields") {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let schema = &mut parameter["schema"];
            let place = if schema.get("items").is_some() { &mut schema["items"] } else { schema };
            if place.get("enum").is_none() {
                continue;
            }
            let same = |list: &Value| list["type"] == "string" && list["enum"] == place["enum"];
            let known = schemas.iter().find(|(_, list)| same(list)).map(|(known, _)| known.clone());
            let Some(known) = known.or_else(|| name_of(&name, &list)) else { continue };
            let listed = std::mem::replace(place, json!({"$ref": format!("#/components/schemas/{known}")}));
            schemas.entry(known).or_insert(listed);
        }
    });
    document["components"]["schemas"] = Value::Object(schemas);
}

fn name_of(parameter: &str, list: &str) -> Option<String> {
    if parameter == "sort" {
        return Some(format!("{}Sort", super::links::camel(list.trim_end_matches('s'))));
    }
    LISTS.iter().find(|(known, _)| *known == parameter).map(|(_, name)| (*name).to_owned())
}
