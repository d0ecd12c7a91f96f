//! The committed API document is the code's.

use crate::support::{file_of_answers, shared, town};
use anjuan::domain::actor::DEPLOYMENT;
use anjuan::domain::permission::Role;
use anjuan::http::shapes::Shapes;
use anjuan::{openapi, server};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::path::Path;
use uuid::Uuid;

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let told = format!("{}\n", openapi::text(server::document()));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &told).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == told, "openapi/openapi.json is not what the code says: run `UPDATE=1 cargo test openapi`");
}

#[test]
fn every_operation_has_its_own_name_and_one_tag() {
    let mut names = HashSet::new();
    for operation in openapi::operations(server::document()) {
        let name = operation["operationId"].as_str().expect("has a name");
        assert!(names.insert(name.to_owned()), "two operations are called {name}");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name}");
        assert!(operation.get("summary").is_some(), "{name} has no summary");
    }
}

#[actix_web::test]
async fn a_wrong_method_is_told_which_ones_there_are() {
    let stranger = shared().stranger();
    let refused = stranger.delete("/officers").await;
    refused.problem(405, "method_not_allowed");
    assert_eq!(refused.header("allow"), "GET, HEAD, OPTIONS, POST");
    stranger.get("/nowhere").await.problem(404, "not_found");
}

/// The body that the document shows for an operation.
fn example(operation: &Map<String, Value>) -> Option<(&Value, Option<&Value>)> {
    let json = operation.get("requestBody")?["content"].get("application/json")?;
    Some((&json["schema"], json.get("example")))
}

#[test]
fn every_operation_says_in_chinese_and_english_what_it_is() {
    let document = server::document();
    let is_chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    let told = |operation: &Value| operation["summary"].as_str().unwrap_or_default().to_owned();
    let methods = document["paths"].as_object().expect("paths").values().filter_map(Value::as_object);
    let operations = methods.flat_map(|methods| methods.values()).filter(|one| one["operationId"].is_string());
    let summaries: Vec<_> = operations.map(told).collect();
    let silent: Vec<_> = summaries.iter().filter(|summary| !summary.contains(is_chinese)).collect();
    assert!(silent.is_empty() && summaries.len() > 200, "{silent:#?}");
}

#[test]
fn every_json_body_has_an_example_that_fits_its_schema() {
    let document = server::document();
    let shapes = Shapes::of(document);
    for operation in openapi::operations(document) {
        let name = operation["operationId"].as_str().expect("has a name");
        let Some((schema, shown)) = example(operation) else { continue };
        let shown = shown.unwrap_or_else(|| panic!("{name} has no example in openapi/examples.json"));
        let schema = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).expect("a named schema");
        shapes.check(schema, shown).unwrap_or_else(|problem| panic!("{name}: {:?}", problem.errors));
    }
}

#[test]
fn every_answer_shown_is_of_a_form_and_fits_it() {
    let document = server::document();
    let kept = std::fs::read_to_string(file_of_answers()).expect("openapi/answers.json");
    let kept: Map<String, Value> = serde_json::from_str(&kept).expect("is an object");
    let shapes = Shapes::of(document);
    for (name, answer) in &kept {
        let form = document["components"]["schemas"].get(name);
        let form = form.unwrap_or_else(|| panic!("openapi/answers.json: nothing is called {name} any more"));
        assert_eq!(form["examples"][0], *answer, "{name}");
        shapes.check(name, answer).unwrap_or_else(|problem| panic!("{name}: {:?}", problem.errors));
    }
    assert!(kept.len() >= 15, "only {} answers are shown", kept.len());
}

#[test]
fn what_the_server_sets_is_read_only_and_what_is_sent_is_not() {
    let schemas = &server::document()["components"]["schemas"];
    let read_only = |form: &str, member: &str| schemas[form]["properties"][member]["readOnly"] == true;
    for (form, member) in [("OfficerReply", "recorded_at"), ("CaseReply", "stage"), ("ImportReply", "accepted")] {
        assert!(read_only(form, member), "{form} {member}");
    }
    for (form, member) in [("OfficerReply", "name"), ("OfficerReply", "id"), ("CaseReply", "summary")] {
        assert!(!read_only(form, member), "{form} {member}");
    }
    for operation in openapi::operations(server::document()) {
        let Some((schema, _)) = example(operation) else { continue };
        let form = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).expect("a named schema");
        let members = schemas[form]["properties"].as_object().into_iter().flatten();
        assert_eq!(members.filter(|(_, member)| member["readOnly"] == true).count(), 0, "{form} is sent");
    }
}

#[actix_web::test]
async fn every_example_is_understood_when_it_is_sent() {
    let server = shared();
    let town = town(server).await;
    for (path, methods) in server::document()["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            // What a path's operations share stands beside them, and is none.
            let Some((_, Some(shown))) = operation.as_object().and_then(example) else { continue };
            let sender = match operation["x-roles"][0].as_str().map(|role| role.parse().expect("a role")) {
                Some(role @ (Role::PlatformAdmin | Role::SecurityAdmin)) => {
                    server.person(DEPLOYMENT, &[role]).await.client
                }
                Some(role) => town.person(&[role]).await.client,
                None => server.stranger(),
            };
            let path = path
                .split('/')
                .map(|part| if part.starts_with('{') { "018f6a10-4c00-7000-8000-0000000000ff" } else { part });
            let path = path.collect::<Vec<_>>().join("/");
            let request = sender.request(method.to_uppercase().parse().expect("a method"), &path).json(shown);
            let request = request.header("If-Match", "\"1\"").header("Idempotency-Key", Uuid::now_v7().to_string());
            let answer = sender.send(request).await;
            // What it names does not exist here; that is all that may stand against it.
            let understood = matches!(answer.status, 200..=204 | 401 | 404 | 409 | 412 | 422);
            assert!(understood, "{}: {} {}", operation["operationId"], answer.status, answer.text);
        }
    }
}
