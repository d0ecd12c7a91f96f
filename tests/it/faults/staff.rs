//! A deployment made ready for a fault test: its people are known by name, so that they can log in again and again.

use crate::support::{Field, Server, Squad, Town, town, with};
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

    pub fn conclusion(&self) -> Value {
        self.squad.conclusion()
    }

    pub fn notice(&self) -> Value {
        self.squad.notice()
    }

    pub fn statement(&self) -> Value {
        self.squad.waiver()
    }

    pub fn service(&self) -> Value {
        self.squad.service()
    }

    pub fn payment(&self) -> Value {
        self.squad.payment()
    }

    pub fn decision(&self) -> Value {
        self.squad.decision()
    }

    /// Not every case was recorded in every phase: this says so.
    pub fn closure(&self) -> Value {
        let phases = ["initiation", "investigation", "review", "decision", "service", "execution"];
        let waived: Vec<Value> = phases.iter().map(|phase| json!({"phase": phase, "reason": "没有条件"})).collect();
        with(self.squad.closure(), json!({"phases_without_recording": waived}))
    }

    pub fn inspection(&self) -> Value {
        self.field.whole()
    }

    pub fn recording(&self) -> Value {
        json!({"phase": "investigation", "kind": "photo", "officer_ids": self.squad.officers,
               "occurred_at": "2023-03-20T09:30:00+08:00", "description": ""})
    }
}
