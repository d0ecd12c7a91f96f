//! The answers that the document shows: under `UPDATE`, the first that a test is given of each form.

use anjuan::http::shapes::Shapes;
use anjuan::server;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

/// A longer answer says no more, and makes the document long.
const BYTES_MAX: usize = 2_000;
/// Whose members are nobody's to read, be they of a test.
const SECRETS: &[&str] = &["token", "secret", "password", "recovery", "otpauth", "uri"];

pub fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/answers.json")
}

/// Keeps an answer unless one of its form is kept that fits.
pub fn keep(schema: &Value, answer: &Value) {
    static SEEN: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/components/schemas/"));
    let (Some(name), true) = (name, std::env::var_os("UPDATE").is_some()) else { return };
    let is_dull = name == "Problem" && !answer["legal_basis"].as_str().is_some_and(|article| article.contains('法'));
    if name.ends_with("Page") || is_dull || answer.to_string().len() > BYTES_MAX || tells_a_secret(answer) {
        return;
    }
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if !seen.insert(name.to_owned()) {
        return;
    }
    let kept = std::fs::read_to_string(file()).unwrap_or_default();
    let mut kept: Map<String, Value> = serde_json::from_str(&kept).unwrap_or_default();
    if kept.get(name).is_some_and(|known| Shapes::of(server::document()).check(name, known).is_ok()) {
        return;
    }
    kept.insert(name.to_owned(), answer.clone());
    let text = serde_json::to_string_pretty(&kept).expect("is JSON");
    std::fs::write(file(), format!("{text}\n")).expect("written");
}

fn tells_a_secret(value: &Value) -> bool {
    match value {
        Value::Object(members) => members
            .iter()
            .any(|(name, inner)| SECRETS.iter().any(|secret| name.contains(secret)) || tells_a_secret(inner)),
        Value::Array(items) => items.iter().any(tells_a_secret),
        _ => false,
    }
}
