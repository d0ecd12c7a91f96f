//! The API document, written from the code (`anjuan openapi`) and kept true by tests.

mod examples;
mod headers;
mod links;
mod parameters;
mod permissions;
mod responses;
mod shapes;
mod summaries;
mod tags;

use crate::http::problem_reply::{FaultReply, ProblemReply};
pub use permissions::Routes;
use serde::Serialize as _;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContactBuilder, InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa::{Modify, OpenApi as _};

/// The document as published, for whoever serves it.
#[derive(Debug, Clone, Copy)]
pub struct Document(pub &'static Value);

#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(ProblemReply, FaultReply)), modifiers(&Security))]
struct Common;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut OpenApi) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.bearer_format = Some("JWT".into());
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// What the document says before any operation has joined it.
pub fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Anjuan 案卷")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "乡镇执法案卷的开放后端。Open backend for town enforcement: officers, matters, inspections, cases, \
             recordings, and the yearly figures they prove.",
        ))
        .contact(Some(ContactBuilder::new().name(Some("Anjuan 案卷")).build()))
        .license(Some(utoipa::openapi::LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let mut document = OpenApiBuilder::new().info(info).build();
    document.merge(Common::openapi());
    document
}

/// What the generator cannot say by itself: which members a reply always has, and nullable references that other
/// generators read without complaint.
pub fn finished(document: OpenApi, routes: Routes) -> Value {
    let mut document = serde_json::to_value(document).expect("a document is JSON");
    let requests = request_schemas(&document);
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for (name, schema) in schemas.iter_mut() {
            if !requests.contains(name) && name != "Problem" && name != "Fault" {
                require_all_members(name, schema);
            }
        }
    }
    shapes::set_by_the_server(&mut document);
    lists_may_be_sparse(&mut document);
    plain_nullables(&mut document);
    lines_of_rows(&mut document);
    shapes::optional_bodies(&mut document);
    shapes::texts(&mut document);
    shapes::named_lists(&mut document);
    shapes::lists_name_something(&mut document);
    drop_unreached(&mut document);
    describe_successes(&mut document);
    permissions::write(&mut document, routes);
    examples::write(&mut document);
    examples::write_answers(&mut document);
    responses::drop_impossible(&mut document);
    headers::write(&mut document);
    links::write(&mut document);
    responses::share(&mut document);
    parameters::share(&mut document);
    summaries::write(&mut document);
    tags::write(&mut document);
    document["servers"] = json!([{"url": "/"}]);
    document
}

/// The document as it is kept and printed: one blank for each level, because half of it would be blanks otherwise.
pub fn text(document: &Value) -> String {
    let mut text = Vec::new();
    let narrow = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut writer = serde_json::Serializer::with_formatter(&mut text, narrow);
    document.serialize(&mut writer).expect("a document is JSON");
    String::from_utf8(text).expect("JSON is UTF-8")
}

/// The schemas that a request body reaches; all others are only ever answered.
fn request_schemas(document: &Value) -> BTreeSet<String> {
    let mut waiting = Vec::new();
    for operation in operations(document) {
        if let Some(body) = operation.get("requestBody") {
            references(body, &mut waiting);
        }
    }
    let mut reached = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if reached.insert(name.clone()) {
            references(&document["components"]["schemas"][&name], &mut waiting);
        }
    }
    reached
}

/// Schemas that no operation leads to say nothing to a reader.
fn drop_unreached(document: &mut Value) {
    let (mut waiting, mut reached) = (Vec::new(), BTreeSet::new());
    references(&document["paths"], &mut waiting);
    while let Some(name) = waiting.pop() {
        if reached.insert(name.clone()) {
            references(&document["components"]["schemas"][&name], &mut waiting);
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| reached.contains(name));
    }
}

/// Every operation of a document.
pub fn operations(document: &Value) -> Vec<&Map<String, Value>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.filter_map(|(_, methods)| methods.as_object()).flatten().filter_map(|(_, one)| one.as_object()).collect()
}

/// Calls `write` with the path, the method and the members of every operation.
fn each_operation(document: &mut Value, mut write: impl FnMut(&str, &str, &mut Map<String, Value>)) {
    for (path, methods) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                write(path, method, operation);
            }
        }
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                match inner.as_str().and_then(|text| text.strip_prefix("#/components/schemas/")) {
                    Some(schema) if name == "$ref" => found.push(schema.to_owned()),
                    _ => references(inner, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Members that are there only when the request asks for them.
const ON_REQUEST: &[(&str, &[&str])] = &[
    ("CaseReply", &["parties", "links", "deadlines", "next_steps", "file_digest", "decision", "recordings"]),
    ("DocumentReply", &["text"]),
];

/// Replies leave nothing out: a member without a value is null.
fn require_all_members(name: &str, schema: &mut Value) {
    let Some(members) = schema["properties"].as_object() else { return };
    let on_request = ON_REQUEST.iter().find(|(reply, _)| *reply == name).map_or(&[][..], |(_, members)| members);
    let counts = |member: &str| member == "total" && members.contains_key("next_cursor");
    let always: Vec<_> =
        members.keys().filter(|member| !counts(member) && !on_request.contains(&member.as_str())).cloned().collect();
    schema["required"] = json!(always);
    schema["additionalProperties"] = json!(false);
}

/// Every list that has pages takes `fields`, and its items then hold only those members.
fn lists_may_be_sparse(document: &mut Value) {
    let mut listed = Map::new();
    let schemas = document["components"]["schemas"].clone();
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for operation in paths.filter_map(|(_, methods)| methods.get_mut("get")) {
        let reference = &operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
        let Some(page) = reference.as_str().and_then(|one| one.rsplit('/').next()).map(str::to_owned) else { continue };
        let item =
            schemas[&page]["properties"]["items"]["items"]["$ref"].as_str().and_then(|one| one.rsplit('/').next());
        let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { continue };
        let (Some(item), true) = (item, parameters.iter().any(|one| one["name"] == "cursor")) else { continue };
        let Some(members) = schemas[item]["properties"].as_object() else { continue };
        parameters.push(json!({
            "name": "fields", "in": "query", "required": false, "style": "form", "explode": false,
            "description": "Members of each item, separated by commas; `id` always stays. All when left out.",
            "schema": {"type": "array", "items": {"type": "string", "enum": members.keys().collect::<Vec<_>>()}},
        }));
        listed.insert(page, json!(item));
    }
    for (page, item) in listed {
        let item = item.as_str().unwrap_or_default();
        let name = format!("Listed{}", item.trim_end_matches("Reply"));
        let mut sparse = schemas[item].clone();
        let always: Vec<&str> = sparse["properties"].get("id").map(|_| "id").into_iter().collect();
        sparse["required"] = json!(always);
        let schemas = &mut document["components"]["schemas"];
        schemas[&page]["properties"]["items"]["items"] = json!({"$ref": format!("#/components/schemas/{name}")});
        schemas[&name] = sparse;
    }
}

/// Every response says in words what it is; an operation that asks for no token says so.
fn describe_successes(document: &mut Value) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    let operations = paths.filter_map(|(_, methods)| methods.as_object_mut()).flatten();
    let open = operations.map(|(method, operation)| {
        operation.as_object_mut().map(|members| members.entry("security").or_insert_with(|| json!([])));
        (method, operation)
    });
    let responses = open.filter_map(|(_, operation)| operation["responses"].as_object_mut()).flatten();
    for (status, response) in responses {
        let words = match status.as_str() {
            "200" => "成功 · done",
            "201" => "已创建 · created",
            "202" => "已受理 · accepted, and worked off in the background",
            "204" => "成功,无内容 · done, nothing to say",
            "304" => "未变 · unchanged since the version you have",
            _ if response.get("description").is_some_and(|words| words != "") => continue,
            _ => "不可用 · not available",
        };
        response["description"] = json!(words);
    }
}

/// A body of lines is a file; what one line is stands beside it.
fn lines_of_rows(document: &mut Value) {
    each_operation(document, |_, _, operation| {
        let content = operation.get_mut("requestBody").and_then(|body| body["content"].as_object_mut());
        for (kind, body) in content.into_iter().flatten() {
            if !matches!(kind.as_str(), "application/x-ndjson" | "text/csv") {
                continue;
            }
            let mut file = json!({
                "type": "string", "format": "binary", "contentMediaType": kind,
                "description": "每行一条 · one row in each line",
            });
            let row = body["schema"].take();
            if row.get("$ref").is_some() {
                file["x-line"] = row;
            }
            body["schema"] = file;
        }
    });
}

/// `oneOf: [null, {$ref}]` becomes `anyOf: [{$ref}, null]`.
fn plain_nullables(value: &mut Value) {
    if let Value::Object(members) = value {
        let is_nullable =
            |branches: &Vec<Value>| branches.len() == 2 && branches.iter().any(|one| one["type"] == "null");
        if members.get("oneOf").and_then(Value::as_array).is_some_and(is_nullable)
            && let Some(Value::Array(mut branches)) = members.remove("oneOf")
        {
            branches.sort_by_key(|branch| branch["type"] == "null");
            members.insert("anyOf".into(), Value::Array(branches));
        }
        members.values_mut().for_each(plain_nullables);
    } else if let Value::Array(items) = value {
        items.iter_mut().for_each(plain_nullables);
    }
}
