//! Responses that many operations give are described once and named by the others; what an operation cannot answer is
//! not said of it.

use super::each_operation;
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Only who sends a version can be told that it is old or missing, and only what writes needs room.
pub fn drop_impossible(document: &mut Value) {
    each_operation(document, |_, method, operation| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let is_conditional = parameters.is_some_and(|all| all.iter().any(|one| one["name"] == "If-Match"));
        let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
        if !is_conditional {
            responses.retain(|status, _| !matches!(status.as_str(), "412" | "428"));
        }
        if method == "get" {
            responses.retain(|status, _| status != "507");
        }
    });
}

/// Moves the commonest form of each response without content of its own (refusals, 304) to the components.
pub fn share(document: &mut Value) {
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    each_response(document, |status, response| {
        if is_common(status) {
            *counts.entry(status.to_owned()).or_default().entry(response.to_string()).or_default() += 1;
        }
    });
    let commonest = counts.into_iter().filter_map(|(status, forms)| {
        let (form, _) = forms.into_iter().filter(|(_, count)| *count > 1).max_by_key(|(_, count)| *count)?;
        Some((status, form))
    });
    let commonest: BTreeMap<String, String> = commonest.collect();
    let mut shared = Map::new();
    each_response(document, |status, response| {
        let form = response.to_string();
        if commonest.get(status) == Some(&form) {
            let name = name(status);
            let reference = json!({"$ref": format!("#/components/responses/{name}")});
            shared.insert(name, std::mem::replace(response, reference));
        }
    });
    document["components"]["responses"] = Value::Object(shared);
}

fn each_response(document: &mut Value, mut write: impl FnMut(&str, &mut Value)) {
    each_operation(document, |_, _, operation| {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        responses.into_iter().flatten().for_each(|(status, response)| write(status, response));
    });
}

fn is_common(status: &str) -> bool {
    status == "304" || status.starts_with(['4', '5'])
}

/// `NotFound` for 404.
fn name(status: &str) -> String {
    let known = StatusCode::from_bytes(status.as_bytes()).ok().and_then(|status| status.canonical_reason());
    known.map_or_else(|| format!("Status{status}"), |words| words.replace([' ', '-'], ""))
}
