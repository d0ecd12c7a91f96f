//! The demo's people: they log in and act over HTTP like anybody else.

use super::Outcome;
use super::scenario::Login;
use crate::accounts::store::{self, NewAccount};
use crate::app::App;
use crate::auth::password;
use crate::clock::Clock;
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::domain::ids::AccountId;
use crate::domain::permission::Role;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use chrono::{DateTime, Duration, Utc};
use reqwest::{Method, RequestBuilder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use uuid::Uuid;

/// A token is asked for anew after so long; access tokens live fifteen minutes.
const TOKEN_AGE_MAX: Duration = Duration::minutes(10);
/// An import of this demo is done long before.
const IMPORT_POLLS_MAX: u32 = 600;
const IMPORT_POLL_MS: u64 = 50;

/// Who logs in, with invented passwords.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Logins {
    pub people: Vec<Login>,
    pub passwords: HashMap<String, String>,
}

impl Logins {
    pub fn invent(people: Vec<Login>) -> Outcome<Self> {
        let passwords = people.iter().map(|one| Ok((one.username.clone(), invented()?))).collect::<Outcome<_>>()?;
        Ok(Self { people, passwords })
    }

    fn password(&self, username: &str) -> &str {
        self.passwords.get(username).map_or("", String::as_str)
    }
}

fn invented() -> Outcome<String> {
    const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes)?;
    let text: String = bytes.iter().map(|byte| char::from(SIGNS[usize::from(*byte) % SIGNS.len()])).collect();
    Ok(format!("Ansha-{}-{}", &text[..6], &text[6..]))
}

/// Administrations, and whoever audits, are opened by the operator: `anjuan account create` does it, and so does this.
pub fn open_by_operator(app: &App, logins: &Logins, role: Role) -> Outcome<()> {
    for login in logins.people.iter().filter(|one| one.role == role) {
        let password_hash = password::hash(logins.password(&login.username))?;
        app.db.write_now(&Actor::system(Uuid::nil()), |tx| {
            let agency = match &login.agency_code {
                None => DEPLOYMENT,
                Some(code) => store::agency_by_code(tx, code)?.ok_or_else(Problem::not_found)?,
            };
            let new = NewAccount {
                id: AccountId::from_uuid(tx.mint()),
                agency,
                username: login.username.clone(),
                display_name: login.name.clone(),
                password_hash: password_hash.clone(),
                roles: vec![role],
                officer: None,
                valid_until: None,
                content_digest: Vec::new(),
                entry_id: tx.entry_id(),
            };
            store::insert(tx, &new)?;
            let body = json!({"account_id": new.id, "username": new.username, "roles": new.roles});
            tx.record(Entry::new(Kind::AccountCreated, new.id.uuid(), &body), ())
        })?;
    }
    Ok(())
}

/// Everybody with an account, each with a token of their own.
pub struct People {
    http: reqwest::Client,
    url: String,
    logins: Logins,
    clock: Clock,
    tokens: RefCell<HashMap<String, (String, DateTime<Utc>)>>,
    /// Numbers the acts: each has a key of its own.
    acts: Cell<u32>,
}

impl People {
    pub fn new(url: &str, logins: &Logins, clock: Clock) -> Self {
        let (http, url, logins) = (reqwest::Client::new(), url.to_owned(), logins.clone());
        Self { http, url, logins, clock, tokens: RefCell::default(), acts: Cell::default() }
    }

    /// The account of an officer, by a certificate number.
    pub fn account_of(&self, numbers: &[String]) -> Option<String> {
        let holds = |one: &&Login| one.certificate_number.as_ref().is_some_and(|number| numbers.contains(number));
        self.logins.people.iter().find(holds).map(|one| one.username.clone())
    }

    pub fn with_role(&self, role: Role) -> String {
        self.logins.people.iter().find(|one| one.role == role).map_or(String::new(), |one| one.username.clone())
    }

    /// Everybody whose account the platform administrator opens.
    pub fn others(&self) -> Vec<(Login, String)> {
        let named = |one: &Login| (one.clone(), self.logins.password(&one.username).to_owned());
        let administers = |one: &&Login| matches!(one.role, Role::PlatformAdmin | Role::SecurityAdmin | Role::Auditor);
        self.logins.people.iter().filter(|one| !administers(one)).map(named).collect()
    }

    pub async fn get(&self, who: &str, path: &str) -> Outcome<Value> {
        self.send(who, self.request(Method::GET, path)).await
    }

    pub async fn post(&self, who: &str, path: &str, body: &Value) -> Outcome<Value> {
        let key = self.acts.replace(self.acts.get() + 1).to_string();
        self.send(who, self.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    /// Imports rows and waits until they count.
    pub async fn import(&self, who: &str, kind: &str, rows: String) -> Outcome<Value> {
        let request = self.request(Method::POST, &format!("/imports?kind={kind}"));
        let request = request.header("Content-Type", "application/x-ndjson").body(rows);
        let mut job = self.send(who, request).await?;
        for _ in 0..IMPORT_POLLS_MAX {
            match job["state"].as_str() {
                Some("completed") if job["rejected"] == 0 => return Ok(job),
                Some("completed" | "failed") => return Err(format!("import of {kind}: {job}").into()),
                _ => tokio::time::sleep(std::time::Duration::from_millis(IMPORT_POLL_MS)).await,
            }
            let id = job["id"].as_str().unwrap_or_default().to_owned();
            job = self.get(who, &format!("/imports/{id}")).await?;
        }
        Err(format!("the import of {kind} does not end: {job}").into())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/api/v1{path}", self.url))
    }

    async fn send(&self, who: &str, request: RequestBuilder) -> Outcome<Value> {
        let token = self.token(who).await?;
        let request = request.bearer_auth(token).header("Accept-Language", "en").build()?;
        let asked = format!("{who}: {} {}", request.method(), request.url().path());
        answered(&asked, self.http.execute(request).await?).await
    }

    async fn token(&self, who: &str) -> Outcome<String> {
        let now = self.clock.now();
        if let Some((token, since)) = self.tokens.borrow().get(who)
            && now - *since < TOKEN_AGE_MAX
        {
            return Ok(token.clone());
        }
        let body = json!({"username": who, "password": self.logins.password(who)});
        let answer = self.request(Method::POST, "/auth/sessions").json(&body).send().await?;
        let session = answered(&format!("{who} logs in"), answer).await?;
        let token = session["access_token"].as_str().unwrap_or_default().to_owned();
        self.tokens.borrow_mut().insert(who.to_owned(), (token.clone(), now));
        Ok(token)
    }
}

async fn answered(asked: &str, answer: reqwest::Response) -> Outcome<Value> {
    let (status, text) = (answer.status(), answer.text().await?);
    if !status.is_success() {
        return Err(format!("{asked}: {status} {text}").into());
    }
    Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
}
