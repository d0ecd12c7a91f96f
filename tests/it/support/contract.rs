//! Every answer that any test sees is held against `openapi.json`: the operation is documented, so is the status, and
//! the body fits its schema.

use super::client::{Answer, json_of};
use anjuan::server;
use jsonschema::{Draft, Validator};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

#[track_caller]
pub fn check(method: &Method, path: &str, answer: &Answer) {
    let Some((pattern, operation)) = operation(method, path) else {
        assert!(matches!(answer.status, 404 | 405), "{method} {path} is not documented but answered {}", answer.status);
        return;
    };
    let status = answer.status.to_string();
    let response = operation["responses"].get(&status);
    let response =
        response.unwrap_or_else(|| panic!("{method} {pattern}: {status} is not documented: {}", answer.text));
    let response = shared(response);
    let content_type = answer.header("content-type");
    let essence = content_type.split(';').next().unwrap_or_default();
    let Some(documented) = response["content"].as_object() else {
        assert!(answer.text.is_empty(), "{method} {pattern} {status}: an undocumented body: {}", answer.text);
        return;
    };
    let Some(schema) = documented.get(essence) else {
        panic!("{method} {pattern} {status}: {essence:?} is not documented: {}", answer.text)
    };
    if essence.ends_with("json") {
        let body = json_of(&answer.text);
        fits(&schema["schema"], &body, &format!("{method} {pattern} {status}"));
        super::answers::keep(&schema["schema"], &body);
    }
}

/// The response itself where one of the components is named.
fn shared(response: &'static Value) -> &'static Value {
    let name = response["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/responses/"));
    name.map_or(response, |name| &server::document()["components"]["responses"][name])
}

fn operation(method: &Method, path: &str) -> Option<(String, &'static Value)> {
    let asked: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &str| {
        let parts: Vec<&str> = pattern.split('/').collect();
        parts.len() == asked.len()
            && parts.iter().zip(&asked).all(|(part, given)| part == given || part.starts_with('{'))
    };
    let paths = server::document()["paths"].as_object()?;
    // A fixed segment beats a parameter, as in the router.
    let mut found: Vec<_> = paths.iter().filter(|(pattern, _)| fits(pattern)).collect();
    found.sort_by_key(|(pattern, _)| pattern.matches('{').count());
    let method = method.as_str().to_lowercase();
    found.iter().find_map(|(pattern, one)| Some(((*pattern).clone(), one.get(&method)?)))
}

#[track_caller]
fn fits(schema: &Value, body: &Value, what: &str) {
    static COMPILED: OnceLock<Mutex<HashMap<String, &'static Validator>>> = OnceLock::new();
    let mut compiled = COMPILED.get_or_init(Mutex::default).lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let validator = *compiled.entry(schema.to_string()).or_insert_with(|| {
        let mut root = schema.clone();
        root["components"] = server::document()["components"].clone();
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        Box::leak(Box::new(options.build(&root).unwrap_or_else(|error| panic!("{what}: {error}"))))
    });
    drop(compiled);
    let errors: Vec<String> =
        validator.iter_errors(body).map(|error| format!("{} {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what} does not fit its schema: {errors:#?}\n{}", json!(body));
}
