//! One example of each body, a town's own; tests send them all.

use super::each_operation;
use serde_json::{Map, Value};

const EXAMPLES: &str = include_str!("../../openapi/examples.json");

/// Shows each operation that takes a JSON body what it may be.
pub fn write(document: &mut Value) {
    let examples: Map<String, Value> = serde_json::from_str(EXAMPLES).expect("examples.json is an object");
    each_operation(document, |_, _, operation| {
        let example = operation["operationId"].as_str().and_then(|name| examples.get(name)).cloned();
        let content = operation.get_mut("requestBody").and_then(|body| body["content"].as_object_mut());
        let json = content.and_then(|content| content.get_mut("application/json"));
        if let (Some(example), Some(json)) = (example, json) {
            json["example"] = example;
        }
    });
}
