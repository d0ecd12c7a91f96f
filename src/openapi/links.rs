//! From what was created to where it is read: links of OpenAPI, found by the paths.

use super::each_operation;
use serde_json::{Map, Value, json};

/// An operation that reads one resource.
struct Reads {
    path: String,
    name: String,
}

/// A POST to a list (or to the part of one that belongs to something, as `cases/{id}/recordings`) is followed by a GET of
/// one of its items: the path's last part is what the answer calls it.
pub fn write(document: &mut Value) {
    let mut reads = Vec::new();
    each_operation(document, |path, method, operation| {
        if let ("get", Some(name)) = (method, operation["operationId"].as_str()) {
            reads.push(Reads { path: path.to_owned(), name: name.to_owned() });
        }
    });
    let schemas = document["components"]["schemas"].clone();
    each_operation(document, |path, method, operation| {
        let Some(responses) = operation.get_mut("responses").filter(|_| method == "post") else { return };
        let status = if responses.get("201").is_some() { "201" } else { "202" };
        let Some(created) = responses.get_mut(status) else { return };
        let body = created["content"]["application/json"]["schema"]["$ref"].as_str().unwrap_or_default();
        let body = &schemas[body.rsplit('/').next().unwrap_or_default()]["properties"];
        let links = reads.iter().filter_map(|read| Some((read, link(path, read, body)?)));
        let links: Map<String, Value> = links.map(|(read, link)| (camel(&read.name), link)).collect();
        if !links.is_empty() {
            created["links"] = Value::Object(links);
        }
    });
}

fn link(list: &str, read: &Reads, body: &Value) -> Option<Value> {
    let (above, last) = read.path.strip_suffix('}')?.rsplit_once("/{")?;
    let named_alike = !above.contains('{') && above.rsplit('/').next() == list.rsplit('/').next();
    if above != list && !named_alike {
        return None;
    }
    let member = [last, "id"].into_iter().find(|member| body.get(member).is_some())?;
    let within = above.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Map<String, Value> =
        within.map(|name| (name.to_owned(), json!(format!("$request.path.{name}")))).collect();
    parameters.insert(last.to_owned(), json!(format!("$response.body#/{member}")));
    Some(json!({"operationId": read.name, "parameters": parameters, "description": "所建资源 · what was created"}))
}

/// `CasesGet` for `cases_get`.
pub fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    });
    words.collect()
}
