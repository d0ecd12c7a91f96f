//! Towns and the people who work in them.

use super::client::Client;
use super::server::Server;
use anjuan::accounts::store::{self, NewAccount};
use anjuan::agencies;
use anjuan::agencies::model::{Agency, Level, Parent};
use anjuan::auth::password;
use anjuan::domain::actor::{Actor, DEPLOYMENT};
use anjuan::domain::ids::{AccountId, AgencyId, OfficerId};
use anjuan::domain::permission::Role;
use anjuan::domain::values::{Code, Title};
use anjuan::journal::entry::Entry;
use anjuan::journal::kind::Kind;
use serde_json::{Value, json};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

pub const PASSWORD: &str = "Anjuan-2023!";

/// An agency of a test's own, on a server that others may use too.
pub struct Town<'s> {
    pub server: &'s Server,
    pub id: String,
    pub code: String,
}

/// Somebody who has logged in.
pub struct Person {
    pub username: String,
    pub client: Client,
}

impl std::ops::Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// A number that no other builder has used.
pub(super) fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A new town.
pub async fn town(server: &Server) -> Town<'_> {
    register(server, Level::Town, None).await
}

/// Somebody else's town: nothing of it may be seen from the first.
pub async fn another_town(server: &Server) -> Town<'_> {
    town(server).await
}

/// A new county, to put towns below.
pub async fn county(server: &Server) -> Town<'_> {
    register(server, Level::County, None).await
}

/// A new town in a county.
pub async fn town_below<'s>(county: &Town<'s>) -> Town<'s> {
    let above = Parent { id: county.agency_id(), code: Code::parse(&county.code).expect("a code") };
    register(county.server, Level::Town, Some(above)).await
}

async fn register(server: &Server, level: Level, parent: Option<Parent>) -> Town<'_> {
    let (n, id) = (next(), AgencyId::from_uuid(Uuid::now_v7()));
    let code = Code::parse(&format!("3504811{n:04}")).expect("a code");
    let (name, told) = (Title::parse(&format!("第{n}镇人民政府")).expect("a name"), code.to_string());
    let system = Actor::system(Uuid::now_v7());
    let written = server.db.write(&system, move |tx| {
        let agency = Agency {
            id,
            code: code.clone(),
            name: name.clone(),
            parent: parent.clone(),
            level,
            credit_code: None,
            go_live_on: None,
            powers: agencies::model::powers(level, None)?,
            content_digest: vec![],
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        };
        agencies::store::insert(tx, &agency)?;
        tx.record(Entry::new(Kind::AgencyRegistered, id.uuid(), &json!({"code": code, "name": name})), ())
    });
    written.await.expect("an agency");
    Town { server, id: id.to_string(), code: told }
}

fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password::hash(PASSWORD).expect("hashes")).clone()
}

impl Town<'_> {
    pub async fn officer(&self) -> Person {
        self.person(&[Role::Officer]).await
    }

    pub async fn squad_leader(&self) -> Person {
        self.person(&[Role::SquadLeader]).await
    }

    pub async fn head(&self) -> Person {
        self.person(&[Role::DecisionMaker]).await
    }

    /// The head of the agency, who is also the given officer.
    pub async fn head_who_is(&self, officer: &str) -> Person {
        let officer = OfficerId::from_uuid(officer.parse().expect("a UUID"));
        self.server.person_who_is(self.agency_id(), &[Role::DecisionMaker], Some(officer)).await
    }

    pub async fn clerk(&self) -> Person {
        self.person(&[Role::Clerk]).await
    }

    pub async fn admin(&self) -> Person {
        self.person(&[Role::AgencyAdmin]).await
    }

    /// Reads the agency and everything below it.
    pub async fn supervisor(&self) -> Person {
        self.person(&[Role::Supervisor]).await
    }

    pub async fn auditor(&self) -> Person {
        self.person(&[Role::Auditor]).await
    }

    pub async fn person(&self, roles: &[Role]) -> Person {
        self.server.person(self.agency_id(), roles).await
    }

    pub fn agency_id(&self) -> AgencyId {
        AgencyId::from_uuid(self.id.parse().expect("a UUID"))
    }
}

impl Server {
    pub async fn platform_admin(&self) -> Person {
        self.person(DEPLOYMENT, &[Role::PlatformAdmin]).await
    }

    pub async fn security_admin(&self) -> Person {
        self.person(DEPLOYMENT, &[Role::SecurityAdmin]).await
    }

    /// Opens an account and logs in with it.
    pub async fn person(&self, agency: AgencyId, roles: &[Role]) -> Person {
        self.person_who_is(agency, roles, None).await
    }

    pub async fn person_who_is(&self, agency: AgencyId, roles: &[Role], officer: Option<OfficerId>) -> Person {
        let username = self.account_of(agency, roles, officer).await;
        let client = self.log_in(&username).await;
        Person { username, client }
    }

    /// Opens an account that nobody has logged in with yet.
    pub async fn account(&self, agency: AgencyId, roles: &[Role]) -> String {
        self.account_of(agency, roles, None).await
    }

    async fn account_of(&self, agency: AgencyId, roles: &[Role], officer: Option<OfficerId>) -> String {
        let username = format!("{}-{}", roles[0], next());
        let (hash, roles, named) = (password_hash(), roles.to_vec(), username.clone());
        let system = Actor::system(Uuid::now_v7());
        let opened = self.db.write(&system, move |tx| {
            let new = NewAccount {
                id: AccountId::from_uuid(tx.mint()),
                agency,
                username: named.clone(),
                display_name: named.clone(),
                password_hash: hash.clone(),
                roles: roles.clone(),
                officer,
                valid_until: None,
                content_digest: Vec::new(),
                entry_id: tx.entry_id(),
            };
            store::insert(tx, &new)?;
            tx.record(Entry::new(Kind::AccountCreated, new.id.uuid(), &json!({"username": new.username})), ())
        });
        opened.await.expect("an account");
        username
    }

    /// The tokens of a new session.
    pub async fn session(&self, username: &str, password: &str) -> Value {
        self.stranger().post("/auth/sessions", json!({"username": username, "password": password})).await.ok()
    }

    pub fn holding(&self, tokens: &Value) -> Client {
        self.stranger().with_token(tokens["access_token"].as_str().expect("a token"))
    }

    pub async fn log_in(&self, username: &str) -> Client {
        let stranger = self.stranger();
        let body = json!({"username": username, "password": PASSWORD});
        let session = stranger.post("/auth/sessions", body).await.ok();
        stranger.with_token(session["access_token"].as_str().expect("a token"))
    }
}
