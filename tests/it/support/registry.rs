//! What a town needs before it may act: matters of the catalogue, claims of them, certified officers.

use super::people::{Town, next};
use super::server::Server;
use anjuan::claims::model::Claim;
use anjuan::domain::act::ActClass;
use anjuan::domain::actor::Actor;
use anjuan::domain::day::Period;
use anjuan::domain::ids::{CertificateId, ClaimId, MatterId, MatterVersionId, OfficerId};
use anjuan::domain::origin::Origin;
use anjuan::domain::values::{Code, PersonName, Title};
use anjuan::journal::entry::Entry;
use anjuan::journal::kind::Kind;
use anjuan::matters::model::{Matter, MatterVersion, valid};
use anjuan::officers::certificates::model::{Certificate, CertificateKind};
use anjuan::officers::model::Officer;
use anjuan::{claims, matters, officers};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn code(text: &str) -> Code {
    Code::parse(text).expect("a code")
}

fn title(text: &str) -> Title {
    Title::parse(text).expect("a title")
}

impl Server {
    /// A new matter of the catalogue, in force since ever. Returns its code.
    pub async fn matter(&self, class: ActClass) -> String {
        let n = next();
        let named = code(&format!("{class}-{n:04}"));
        let told = named.to_string();
        let system = Actor::system(Uuid::now_v7());
        let written = self.db.write(&system, move |tx| {
            let (entry_id, recorded_at) = (tx.entry_id(), tx.now);
            let id = MatterId::from_uuid(Uuid::now_v7());
            let matter =
                Matter { id, code: named.clone(), class, content_digest: vec![], version: 1, entry_id, recorded_at };
            let first = MatterVersion {
                id: MatterVersionId::from_uuid(Uuid::now_v7()),
                matter: id,
                name: title(&format!("事项{n}")),
                legal_bases: vec![title("《中华人民共和国城乡规划法》第六十四条")],
                valid: valid(None, None).expect("runs forward"),
                content_digest: vec![],
                entry_id,
                recorded_at,
            };
            matters::store::insert(tx, &matter, &first)?;
            tx.record(Entry::new(Kind::MatterRegistered, id.uuid(), &json!({"code": named})), ())
        });
        written.await.expect("a matter");
        told
    }
}

impl Town<'_> {
    fn system(&self) -> Actor {
        Actor::system(Uuid::now_v7()).on_behalf_of(self.agency_id())
    }

    /// Claims a matter from a day on. Returns the claim's id.
    pub async fn claims(&self, matter_code: &str, from: &str) -> String {
        let (matter_code, from) = (code(matter_code), day(from));
        let system = self.system();
        let written = self.server.db.write(&system, move |tx| {
            let matter = matters::store::find_by_code(tx, &matter_code)?.expect("the catalogue has it");
            let valid = Period { from, to: None };
            let claim = Claim {
                id: ClaimId::from_uuid(Uuid::now_v7()),
                matter: matter.id,
                matter_code: matter.code,
                valid,
                holds: Some(valid),
                basis: Some(title("承接确认书")),
                returned: None,
                origin: Origin::Live,
                content_digest: vec![],
                version: 1,
                entry_id: tx.entry_id(),
                recorded_at: tx.now,
            };
            claims::store::insert(tx, &claim)?;
            let body = json!({"matter_code": claim.matter_code});
            tx.record(Entry::new(Kind::MatterClaimed, claim.id.uuid(), &body), claim.id.to_string())
        });
        written.await.expect("a claim")
    }

    /// A new penalty matter that the town has claimed since 2022. Returns its code.
    pub async fn claimed_matter(&self) -> String {
        let matter = self.server.matter(ActClass::Penalty).await;
        self.claims(&matter, "2022-01-01").await;
        matter
    }

    /// An officer in post since 2022 with a certificate for 2022 to 2030. Returns the officer's id.
    pub async fn certified_officer(&self, name: &str) -> String {
        let (name, n) = (PersonName::parse(name).expect("a name"), next());
        let system = self.system();
        let written = self.server.db.write(&system, move |tx| {
            let (entry_id, recorded_at) = (tx.entry_id(), tx.now);
            let officer = Officer {
                agency: tx.actor.agency,
                id: OfficerId::from_uuid(Uuid::now_v7()),
                external_id: None,
                name: name.clone(),
                post: None,
                in_post: Period { from: day("2022-01-01"), to: None },
                origin: Origin::Live,
                content_digest: vec![],
                version: 1,
                entry_id,
                recorded_at,
            };
            officers::store::insert(tx, &officer)?;
            certify(tx, officer.id, n)?;
            tx.record(Entry::new(Kind::OfficerRegistered, officer.id.uuid(), &json!({"name": name})), officer.id)
        });
        written.await.expect("an officer").to_string()
    }
}

fn certify(tx: &mut anjuan::db::Tx, officer: OfficerId, n: u32) -> Result<(), anjuan::problem::Problem> {
    let printed = Period { from: day("2022-01-01"), to: Some(day("2030-12-31")) };
    let certificate = Certificate {
        id: CertificateId::from_uuid(Uuid::now_v7()),
        officer,
        kind: CertificateKind::Enforcement,
        number: code(&format!("350481{n:05}")),
        printed,
        holds: Some(printed),
        suspended: vec![],
        ended: None,
        reason: title("首次核发"),
        content_digest: vec![],
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    officers::certificates::store::insert(tx, &certificate)?;
    officers::store::settle(tx, officer)
}
