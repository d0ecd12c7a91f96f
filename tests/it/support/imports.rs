//! Files for import, and waiting for what becomes of them.

use super::client::{Answer, Client};
use reqwest::Method;
use serde_json::Value;
use std::time::Duration;

impl Client {
    /// Sends rows as a file. `query` is `kind=…` and whatever else is asked.
    pub async fn send_file(&self, query: &str, rows: &[Value]) -> Answer {
        let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
        self.send_text(query, lines.join("\n")).await
    }

    pub async fn send_text(&self, query: &str, text: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, &format!("/imports?{query}"));
        self.send(request.header("Content-Type", "application/x-ndjson").body(text)).await
    }

    /// Sends rows and waits until the import has ended. Returns the import.
    pub async fn import(&self, query: &str, rows: &[Value]) -> Value {
        let sent = self.send_file(query, rows).await;
        assert_eq!(sent.status, 202, "{}", sent.text);
        self.ended(sent.ok()["id"].as_str().expect("an id")).await
    }

    pub async fn ended(&self, import: &str) -> Value {
        for _ in 0..3_000 {
            let import = self.get(&format!("/imports/{import}")).await.ok();
            if matches!(import["state"].as_str(), Some("completed" | "failed" | "cancelled")) {
                return import;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the import {import} does not end");
    }

    /// The reported rows of an import: line, outcome, codes and pointers of its faults.
    pub async fn rows_of(&self, import: &Value) -> Vec<(i64, String, Vec<(String, String)>)> {
        let rows = self.all(&format!("/imports/{}/rows?limit=200", import["id"].as_str().expect("an id"))).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let told = |fault: &Value| (text(&fault["pointer"]), text(&fault["code"]));
        let row = |row: &Value| {
            let faults = row["faults"].as_array().into_iter().flatten().map(told).collect();
            (row["row"].as_i64().expect("a line"), text(&row["outcome"]), faults)
        };
        rows.iter().map(row).collect()
    }
}

/// accepted, unchanged, rejected, warnings
pub fn counts(import: &Value) -> (i64, i64, i64, i64) {
    assert_eq!(import["state"], "completed", "{import}");
    let n = |member: &str| import[member].as_i64().expect("a count");
    (n("accepted"), n("unchanged"), n("rejected"), n("warnings"))
}

/// The rows of a file of the demo.
pub fn demo_rows(file: &str) -> Vec<Value> {
    let path = format!("{}/data/demo/{file}.ndjson", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the demo's data");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}
