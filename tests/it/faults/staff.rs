//! A deployment made ready for a fault test: its people are known by name, so that they can log in again and again.

use crate::support::{Field, Server, Squad, Town, town};
use serde_json::{Value, json};

/// The people of one town, and what they write.
pub struct Staff {
    pub agency: String,
    squad: Squad,
    field: Field,
    admin: String,
}

impl Staff {
    pub async fn of(server: &Server) -> Self {
        let town = town(server).await;
        Self::of_town(&town).await
    }

    pub async fn of_town(town: &Town<'_>) -> Self {
        let (squad, field) = (town.squad().await, town.field().await);
        Self { agency: town.id.clone(), squad, field, admin: town.admin().await.username }
    }

    pub fn username(&self, who: &str) -> &str {
        match who {
            "leader" => &self.squad.leader.username,
            "head" => &self.squad.head.username,
            "author" => &self.field.author.username,
            "admin" => &self.admin,
            _ => panic!("nobody is called {who}"),
        }
    }

    pub fn filing(&self) -> Value {
        self.squad.filing()
    }

    pub fn investigation(&self) -> Value {
        self.squad.investigation()
    }

    pub fn decision(&self) -> Value {
        self.squad.decision()
    }

    pub fn closure(&self) -> Value {
        self.squad.closure()
    }

    pub fn inspection(&self) -> Value {
        self.field.whole()
    }

    pub fn recording(&self) -> Value {
        json!({"phase": "investigation", "kind": "photo", "officer_ids": self.squad.officers,
               "occurred_at": "2023-03-20T09:30:00+08:00", "description": ""})
    }
}
