//! The committed API document is the code's.

use crate::support::shared;
use anjuan::{openapi, server};
use std::collections::HashSet;
use std::path::Path;

#[test]
fn the_committed_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let told = format!("{}\n", serde_json::to_string_pretty(server::document()).expect("is JSON"));
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
