//! A client that holds every answer against the published document.

use super::contract;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// So long a client waits that knows of faults.
const ANSWER_WAIT: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

/// An answer that fits the document.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Client {
    pub fn new(url: &str) -> Self {
        Self { http: reqwest::Client::new(), url: url.to_owned(), token: None }
    }

    /// The same client of another server.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    pub fn token(&self) -> &str {
        self.token.as_deref().expect("somebody who has logged in")
    }

    /// A request to be completed by the test. Paths under `/api/v1` may be given without it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let root =
            ["/healthz", "/readyz", "/metrics", "/openapi.json", "/problems/", "/.well-known/", "/api/", "/public/"];
        let is_root = root.iter().any(|start| path.starts_with(start));
        let path = if is_root { path.to_owned() } else { format!("/api/v1{path}") };
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.send_if_reached(request).await.expect("an answer")
    }

    /// Nothing when there was no whole answer: the server is away, or ended in the middle; or it had been standing still, and its
    /// connection closes a request that it has not begun with a bare 408.
    async fn send_if_reached(&self, request: RequestBuilder) -> Option<Answer> {
        let request = request.build().expect("a request");
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = self.http.execute(request).await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = Answer { status, headers, text: response.text().await.ok()? };
        if status == 408 && answer.text.is_empty() {
            return None;
        }
        contract::check(&method, &path, &answer);
        Some(answer)
    }

    /// [`Client::post_once`] of a service that may be away.
    pub async fn post_if_reached(&self, path: &str, body: &Value, key: &str) -> Option<Answer> {
        let request = self.request(Method::POST, path).header("Idempotency-Key", key).json(body);
        self.send_if_reached(request.timeout(ANSWER_WAIT)).await
    }

    /// The same person's client after a log-in; nothing while the service is away.
    pub async fn log_in_if_reached(&self, username: &str) -> Option<Client> {
        let request = self.request(Method::POST, "/auth/sessions");
        let request = request.json(&json!({"username": username, "password": super::PASSWORD}));
        let answer = self.send_if_reached(request.timeout(ANSWER_WAIT)).await?;
        (answer.status == 201).then(|| self.with_token(answer.json()["access_token"].as_str().expect("a token")))
    }

    /// [`Client::get`] of a service that may be away.
    pub async fn get_if_reached(&self, path: &str) -> Option<Answer> {
        self.send_if_reached(self.request(Method::GET, path).timeout(ANSWER_WAIT)).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST with a fresh Idempotency-Key.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_once(path, body, &Uuid::now_v7().to_string()).await
    }

    pub async fn post_once(&self, path: &str, body: Value, key: &str) -> Answer {
        self.send(self.request(Method::POST, path).header("Idempotency-Key", key).json(&body)).await
    }

    /// PATCH of what was seen: fetches the version first.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        let version = self.get(path).await.header("etag");
        self.send(self.request(Method::PATCH, path).header("If-Match", version).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        let version = self.get(path).await.header("etag");
        self.send(self.request(Method::PUT, path).header("If-Match", version).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Every item of a list, page by page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let join = if path.contains('?') { '&' } else { '?' };
            let url = next.as_ref().map_or(path.to_owned(), |cursor| format!("{path}{join}cursor={cursor}"));
            let page = self.get(&url).await.ok();
            items.extend(page["items"].as_array().expect("a page has items").clone());
            match page["next_cursor"].as_str() {
                Some(cursor) => next = Some(cursor.to_owned()),
                None => return items,
            }
        }
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        json_of(&self.text)
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// Asserts a problem and returns its body.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let body = json_of(&self.text);
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        body
    }

    /// The pointers and codes of all faults.
    pub fn faults(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let faults = self.json()["errors"].as_array().cloned().unwrap_or_default();
        faults.iter().map(|fault| (text(&fault["pointer"]), text(&fault["code"]))).collect()
    }
}

#[track_caller]
pub fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
