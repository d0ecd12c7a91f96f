//! Performs the year, act by act, each by the person whose act it was, on the day it happened.

use super::Outcome;
use super::people::People;
use super::scenario::{self, Act, Case, Hand, Inspection, InvestigationAct, Officer, Recording, Step, TOWN};
use crate::clock::Clock;
use crate::domain::day::legal_date;
use crate::domain::permission::Role;
use chrono::Datelike as _;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What has been registered so far, by the names that the scenario uses.
struct Replay {
    people: People,
    officers: HashMap<String, String>,
    numbers: HashMap<String, String>,
    objects: HashMap<String, String>,
    cases: HashMap<String, String>,
    /// The last step of each noun in a case.
    taken: HashMap<(String, String), String>,
}

pub async fn run(people: People, clock: &Clock) -> Outcome<()> {
    let (officers, numbers, objects, cases) = Default::default();
    let mut replay = Replay { people, officers, numbers, objects, cases, taken: HashMap::new() };
    let mut month = 0;
    eprintln!("replaying the town's year over its own API, month by month · 正在通过接口逐月重做该镇的一年");
    for (when, act) in scenario::acts()? {
        clock.turn_to(when);
        let day = legal_date(when);
        if day.month() != month {
            month = day.month();
            eprintln!("  {}-{month:02}", day.year());
        }
        let name: String = format!("{act:?}").chars().take(60).collect();
        replay.perform(act).await.map_err(|error| format!("{day} {name}…: {error}"))?;
    }
    Ok(())
}

impl Replay {
    async fn perform(&mut self, act: Act) -> Outcome<()> {
        match act {
            Act::Catalogue => self.catalogue().await,
            Act::Register(officer) => self.register(officer).await,
            Act::Certify { officer, certificate } => self.certify(&officer, certificate).await,
            Act::Train { officer, training } => {
                let path = format!("/officers/{}/trainings", known(&self.officers, &officer)?);
                self.people.post(&self.admin(), &path, &json!(training)).await.map(drop)
            }
            Act::Import { kind, rows } => self.people.import(&self.admin(), kind, rows).await.map(drop),
            Act::Objects(objects) => self.objects(objects).await,
            Act::Inspect(inspection) => self.inspect(inspection).await,
            Act::File(case) => self.file(case).await,
            Act::Investigate { case, act } => self.investigate(&case, act).await,
            Act::Record { case, recording } => self.record(&case, recording).await,
            Act::Take { case, step } => self.take(&case, step).await,
            Act::Declare(figures) => self.declare(figures).await,
        }
    }

    fn admin(&self) -> String {
        self.people.with_role(Role::AgencyAdmin)
    }

    /// The province's catalogue and the division tree, and the accounts of everybody who is no officer.
    async fn catalogue(&mut self) -> Outcome<()> {
        let platform = self.people.with_role(Role::PlatformAdmin);
        self.people.import(&platform, "agencies", scenario::AGENCIES.to_owned()).await?;
        self.people.import(&platform, "matters", scenario::MATTERS.to_owned()).await?;
        self.accounts(None).await
    }

    /// Opens the accounts of everybody who is no officer, or the one of an officer who has just been certified.
    async fn accounts(&mut self, certified: Option<&str>) -> Outcome<()> {
        let platform = self.people.with_role(Role::PlatformAdmin);
        for (login, password) in self.people.others() {
            if login.certificate_number.as_deref() != certified {
                continue;
            }
            let officer = certified.map(|number| known(&self.numbers, number)).transpose()?;
            let body = json!({
                "username": login.username, "display_name": login.name, "password": password,
                "roles": [login.role], "agency_code": login.agency_code, "officer_id": officer,
            });
            self.people.post(&platform, "/accounts", &body).await?;
        }
        Ok(())
    }

    async fn register(&mut self, officer: Officer) -> Outcome<()> {
        let body = json!({"name": officer.name, "post": officer.title, "in_post_from": officer.in_post_from});
        let created = self.people.post(&self.admin(), "/officers", &body).await?;
        self.officers.insert(officer.name, id_of(&created));
        Ok(())
    }

    async fn certify(&mut self, officer: &str, certificate: scenario::Certificate) -> Outcome<()> {
        let id = known(&self.officers, officer)?.to_owned();
        let reason = if self.numbers.values().any(|one| *one == id) { "到期换发" } else { "考试合格,核发" };
        let body = json!({
            "number": certificate.number, "valid_from": certificate.valid_from, "valid_to": certificate.valid_to,
            "reason": reason,
        });
        self.people.post(&self.admin(), &format!("/officers/{id}/certificates"), &body).await?;
        self.numbers.insert(certificate.number.clone(), id);
        self.accounts(Some(&certificate.number)).await
    }

    async fn objects(&mut self, objects: Vec<Value>) -> Outcome<()> {
        for mut object in objects {
            let key = object["key"].as_str().unwrap_or_default().to_owned();
            object.as_object_mut().ok_or("an object is an object")?.remove("key");
            let created = self.people.post(&self.admin(), "/inspection-objects", &object).await?;
            self.objects.insert(key, id_of(&created));
        }
        Ok(())
    }

    async fn inspect(&mut self, inspection: Inspection) -> Outcome<()> {
        let who = self.account(&inspection.officer_numbers)?;
        let object = inspection.object.as_ref().map(|key| known(&self.objects, key)).transpose()?;
        let result = inspection.complete.then_some(&inspection.result);
        let body = json!({
            "state": "submitted", "kind": inspection.kind, "reason": inspection.reason,
            "inspected_on": inspection.inspected_on, "object_id": object, "matter_codes": inspection.matter_codes,
            "officer_ids": self.officer_ids(&inspection.officer_numbers)?, "findings": inspection.findings,
            "result": result, "rectify_by": inspection.rectify_by.filter(|_| inspection.complete),
        });
        self.people.post(&who, "/inspections", &body).await.map(drop)
    }

    async fn file(&mut self, case: Case) -> Outcome<()> {
        let who = self.account(&case.officer_numbers)?;
        let body = json!({
            "procedure": case.procedure, "source": case.source, "summary": case.summary, "party": case.party,
            "matter_codes": case.matter_codes, "officer_ids": self.officer_ids(&case.officer_numbers)?,
            "filed_on": case.filed_on, "place": case.place,
        });
        let filed = self.people.post(&who, "/cases", &body).await?;
        self.cases.insert(case.key, id_of(&filed));
        Ok(())
    }

    async fn investigate(&mut self, case: &Case, act: InvestigationAct) -> Outcome<()> {
        let who = self.account(&act.officer_numbers)?;
        let mut body = json!({
            "kind": act.kind, "performed_at": act.performed_at, "summary": act.summary, "place": case.place,
            "officer_ids": self.officer_ids(&act.officer_numbers)?,
        });
        body.as_object_mut().ok_or("an act is an object")?.extend(act.document);
        let path = format!("/cases/{}/investigation-acts", known(&self.cases, &case.key)?);
        self.people.post(&who, &path, &body).await.map(drop)
    }

    async fn record(&mut self, case: &Case, recording: Recording) -> Outcome<()> {
        let who = self.account(&case.officer_numbers)?;
        let body = json!({
            "phase": recording.phase, "kind": recording.kind, "occurred_at": recording.occurred_at,
            "description": recording.description, "officer_ids": self.officer_ids(&case.officer_numbers)?,
        });
        let path = format!("/cases/{}/recordings", known(&self.cases, &case.key)?);
        self.people.post(&who, &path, &body).await.map(drop)
    }

    async fn take(&mut self, case: &Case, step: Step) -> Outcome<()> {
        let who = match step.by {
            Hand::Handlers => self.account(&case.officer_numbers)?,
            Hand::Clerk => self.people.with_role(Role::Clerk),
            Hand::SquadLeader => self.people.with_role(Role::SquadLeader),
            Hand::LegalReviewer => self.people.with_role(Role::LegalReviewer),
            Hand::DecisionMaker => self.people.with_role(Role::DecisionMaker),
        };
        let mut body = step.content;
        for member in body.as_object_mut().ok_or("a step is an object")?.values_mut() {
            if let Some(name) = member.as_str().and_then(|text| text.strip_prefix('@')) {
                *member = self.meant(&who, case, name).await?;
            }
        }
        let path = format!("/cases/{}/{}", known(&self.cases, &case.key)?, step.noun);
        let taken = self.people.post(&who, &path, &body).await?;
        self.taken.insert((case.key.clone(), step.noun), id_of(&taken));
        Ok(())
    }

    /// What a name in the content of a step stands for.
    async fn meant(&self, who: &str, case: &Case, name: &str) -> Outcome<Value> {
        if name == "handlers" {
            return Ok(json!(self.officer_ids(&case.officer_numbers)?));
        }
        if name == "matter" {
            let code = case.matter_codes.first().ok_or("untagged")?;
            return Ok(self.people.get(who, &format!("/matters/{code}")).await?["version"]["legal_bases"].clone());
        }
        let step = self.taken.get(&(case.key.clone(), name.to_owned()));
        Ok(json!(step.ok_or_else(|| format!("{} has no {name} yet", case.key))?))
    }

    async fn declare(&mut self, figures: Vec<Value>) -> Outcome<()> {
        let clerk = self.people.with_role(Role::Clerk);
        for mut figure in figures {
            figure.as_object_mut().ok_or("a figure is an object")?.remove("agency_code");
            self.people.post(&clerk, "/declared-figures", &figure).await?;
        }
        Ok(())
    }

    fn account(&self, numbers: &[String]) -> Outcome<String> {
        self.people.account_of(numbers).ok_or_else(|| format!("none of {numbers:?} in {TOWN} has an account").into())
    }

    fn officer_ids(&self, numbers: &[String]) -> Outcome<Vec<&String>> {
        numbers.iter().map(|number| known(&self.numbers, number)).collect()
    }
}

fn known<'m>(names: &'m HashMap<String, String>, name: &str) -> Outcome<&'m String> {
    names.get(name).ok_or_else(|| format!("{name} has not been registered").into())
}

fn id_of(created: &Value) -> String {
    created["id"].as_str().unwrap_or_default().to_owned()
}
