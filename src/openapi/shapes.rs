//! What the generator leaves unsaid: bodies that may be left out, texts that hold no NUL, one name for each list of codes,
//! lists that name something, and which members of a resource the server sets.

use super::{each_operation, request_schemas};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

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

/// A list in a query names something, or the parameter is left out.
pub fn lists_name_something(document: &mut Value) {
    each_operation(document, |_, _, operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        let lists =
            parameters.into_iter().flatten().filter(|one| one["in"] == "query" && one["schema"]["type"] == "array");
        lists.for_each(|list| list["schema"]["minItems"] = json!(1));
    });
}

/// What an act answers with and no request can set is the server's: `readOnly` in the form of the answer. A form that is
/// also sent keeps all of its members.
pub fn set_by_the_server(document: &mut Value) {
    let sent = request_schemas(document);
    let mut settable: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let schemas = document["components"]["schemas"].clone();
    each_operation(document, |_, _, operation| {
        let body = operation.get("requestBody").map(|body| form_of(&body["content"]));
        let Some(body) = body.flatten() else { return };
        let members: Vec<String> =
            schemas[&body]["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let answers = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        for (_, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
            if let Some(form) = form_of(&answer["content"]).filter(|form| !sent.contains(form)) {
                settable.entry(form).or_default().extend(members.iter().cloned());
            }
        }
    });
    for (form, settable) in settable {
        let members = document["components"]["schemas"][&form]["properties"].as_object_mut();
        let members = members.into_iter().flatten().filter(|(name, _)| !settable.contains(*name));
        members.for_each(|(_, member)| member["readOnly"] = json!(true));
    }
}

/// The name of the form of a JSON body.
fn form_of(content: &Value) -> Option<String> {
    let path = content["application/json"]["schema"]["$ref"].as_str()?;
    path.strip_prefix("#/components/schemas/").map(str::to_owned)
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
