//! The headers of each answer, described once and named wherever they may stand.

use super::each_operation;
use serde_json::{Map, Value, json};

/// Name, JSON type, what it says.
const HEADERS: &[(&str, &str, &str)] = &[
    ("X-Request-Id", "string", "请求编号 · the request's id: the client's own, or one made for it"),
    ("ETag", "string", "版本 · the version of the resource, for If-Match and If-None-Match"),
    ("Location", "string", "新资源的地址 · where the new resource lives"),
    ("Link", "string", "下一页 · `<…>; rel=\"next\"` while there is a next page (RFC 8288)"),
    (
        "Idempotent-Replayed",
        "string",
        "重放 · `true` when this is the stored answer to an earlier request with the same key",
    ),
    ("Content-Language", "string", "语言 · the language of the words: `zh-CN` or `en`"),
    ("WWW-Authenticate", "string", "认证方式 · how to authenticate"),
    ("Retry-After", "integer", "秒 · seconds after which the same request may succeed"),
    ("Accept-Encoding", "string", "内容编码 · of a request's body, the codings that are taken"),
    ("RateLimit-Policy", "string", "限额 · how many requests in how many seconds: `\"default\";q=6000;w=60`"),
    ("RateLimit", "string", "余额 · how many are left, and when there are more: `\"default\";r=5992;t=31`"),
    ("Cache-Control", "string", "缓存 · `no-store`: nobody may keep a copy"),
    ("Content-Disposition", "string", "文件名 · the name of the file"),
];

/// Declares the headers of every response.
pub fn write(document: &mut Value) {
    let headers = HEADERS.iter().map(|(name, kind, words)| {
        let schema = if *kind == "integer" { json!({"type": kind, "minimum": 0}) } else { json!({"type": kind}) };
        ((*name).to_owned(), json!({"description": words, "schema": schema}))
    });
    document["components"]["headers"] = Value::Object(headers.collect());
    each_operation(document, |_, _, operation| {
        let parameters = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
        let takes = |name: &str| parameters.iter().any(|one| one["name"] == name);
        let (is_act, has_pages) = (takes("Idempotency-Key"), takes("cursor"));
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let Some(response) = response.as_object_mut() else { continue };
            let mut names = names(status, response, is_act);
            names.extend((status == "200" && has_pages).then_some("Link"));
            let declared = response.entry("headers").or_insert_with(|| json!({}));
            for name in names {
                declared[name] = json!({"$ref": format!("#/components/headers/{name}")});
            }
        }
    });
}

/// What this response may carry, beside what its handler says itself.
fn names(status: &str, response: &Map<String, Value>, is_act: bool) -> Vec<&'static str> {
    let own = response.get("headers").and_then(Value::as_object);
    let said = HEADERS.iter().map(|(name, ..)| *name).filter(|name| own.is_some_and(|own| own.contains_key(*name)));
    let mut names: Vec<&str> = said.chain(["X-Request-Id", "RateLimit-Policy", "RateLimit"]).collect();
    if response.get("content").is_some_and(|content| content.get("application/problem+json").is_some()) {
        names.push("Content-Language");
    }
    if response.get("content").is_some_and(|content| content.get("text/csv").is_some()) {
        names.push("Content-Disposition");
    }
    names.extend_from_slice(match status {
        "201" if is_act => &["ETag", "Location", "Idempotent-Replayed"],
        "200" | "202" if is_act => &["ETag", "Idempotent-Replayed"],
        "201" if own.is_some_and(|own| own.contains_key("Location")) => &["ETag"],
        "202" => &["ETag", "Location"],
        "304" | "412" => &["ETag"],
        "401" => &["WWW-Authenticate"],
        "409" | "429" | "503" | "507" => &["Retry-After"],
        "415" => &["Accept-Encoding"],
        _ => &[],
    });
    names
}
