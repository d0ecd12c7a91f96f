//! One example of each body, a town's own; tests send them all. And one of each answer, as a test was answered.

use super::each_operation;
use serde_json::{Map, Value, json};

const EXAMPLES: &str = include_str!("../../openapi/examples.json");

const ANSWERS: &str = include_str!("../../openapi/answers.json");

/// Shows with each form of an answer what it may be.
pub fn write_answers(document: &mut Value) {
    let answers: Map<String, Value> = serde_json::from_str(ANSWERS).expect("answers.json is an object");
    let schemas = document["components"]["schemas"].as_object_mut().into_iter().flatten();
    for (name, schema) in schemas {
        if let Some(answer) = answers.get(name) {
            schema["examples"] = json!([answer]);
        }
    }
}

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
