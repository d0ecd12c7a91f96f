//! A case on a server, with everybody who works on it, and the law's view of where it stands.

use super::contents::{Scene, content};
use super::history::Attempt;
use super::law::{Form, Line, State, line_of};
use crate::support::{Answer, PATIENCE, Person, Squad, Town};
use anjuan::domain::permission::Role;
use anjuan::domain::stage::Step;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The people of one town.
pub struct Desk {
    pub squad: Squad,
    reviewer: Person,
    matters: [String; 2],
    pub may_coerce: bool,
}

/// What `next-steps` says of one step.
#[derive(Debug, Clone)]
pub struct Told {
    pub lawful: bool,
    pub codes: Vec<String>,
    pub roles: Vec<String>,
    pub resource: String,
    /// Member, value, lawful.
    pub choices: Vec<(String, String, bool)>,
}

/// One case on its way.
pub struct Trail {
    pub path: String,
    pub scene: Scene,
    pub trace: Vec<String>,
}

impl Desk {
    pub async fn of(town: &Town<'_>, may_coerce: bool) -> Self {
        if may_coerce {
            let (platform, path) = (town.server.platform_admin().await, format!("/agencies/{}", town.code));
            platform.patch(&path, json!({"powers": ["penalty", "inspection", "coercive_measure"]})).await.ok();
        }
        let squad = town.squad().await;
        let matters = [squad.matter.clone(), town.claimed_matter().await];
        Self { squad, reviewer: town.person(&[Role::LegalReviewer]).await, matters, may_coerce }
    }

    /// Somebody who holds one of these roles.
    pub fn one_of(&self, roles: &[String]) -> &Person {
        let holds = |role: &str| roles.iter().any(|one| one == role);
        match () {
            () if holds("squad_leader") || holds("officer") => &self.squad.leader,
            () if holds("legal_reviewer") => &self.reviewer,
            () if holds("decision_maker") => &self.squad.head,
            () => panic!("nobody here is {roles:?}"),
        }
    }

    pub async fn files(&self, procedure: &str, tagged: bool) -> Trail {
        let mut filing = self.squad.filing();
        filing["procedure"] = json!(procedure);
        filing["matter_codes"] = if tagged { json!([self.matters[0]]) } else { json!([]) };
        let path = self.squad.files(filing).await;
        self.trail(path, procedure, tagged)
    }

    fn trail(&self, path: String, procedure: &str, tagged: bool) -> Trail {
        let has = [(tagged, "tagged"), (true, "power_penalty"), (self.may_coerce, "power_measures")];
        let facts: Vec<&str> = has.iter().filter(|(so, _)| *so).map(|(_, fact)| *fact).collect();
        let day = "2023-03-16".parse().expect("a day");
        let scene = Scene::filed(State::filed(procedure, &facts), self.squad.officers.clone(), day);
        Trail { path, scene, trace: vec![format!("{procedure}, tagged: {tagged}, may coerce: {}", self.may_coerce)] }
    }

    pub async fn next_steps(&self, trail: &Trail) -> BTreeMap<Step, Told> {
        let steps = self.squad.leader.get(&format!("{}/next-steps", trail.path)).await.ok();
        let items = steps["items"].as_array().expect("steps").iter();
        items.map(|one| (one["step"].as_str().and_then(|step| step.parse().ok()).expect("a step"), told(one))).collect()
    }

    /// Takes a form of a step as somebody who may, where `next-steps` says.
    pub async fn posts(&self, trail: &Trail, step: Step, told: &Told, form: &Form, id: Uuid) -> Answer {
        let body = content(&trail.scene, step, &form.name, id);
        let by_the_head = step == Step::Decide && form.name == "transferred";
        let roles = if by_the_head { &line_of(step).roles } else { &told.roles };
        self.one_of(roles).post(&told.resource, body).await
    }

    /// Somebody signs every document of the case by hand, as it is shown.
    pub async fn signs(&self, trail: &Trail) {
        for document in self.squad.leader.all(&format!("{}/documents", trail.path)).await {
            let signature = json!({"document_id": document["id"], "signer": {"role": "recorder", "name": "邱丽华"},
                "manner": "handwritten", "text_digest": document["digests"][1], "signed_at": document["recorded_at"],
                "image": {"kind": "scan", "digest": {"algorithm": "sha-256", "value": "0".repeat(64)}}});
            self.squad.leader.post(&format!("{}/signatures", trail.path), signature).await.ok();
        }
    }

    /// The same people, logged in at another server.
    pub async fn at(self, url: &str) -> Self {
        let there = async |person: Person| {
            let client = person.client.at(url).log_in_if_reached(&person.username).await.expect("a log-in");
            Person { client, ..person }
        };
        let (leader, head) = (there(self.squad.leader).await, there(self.squad.head).await);
        Self { squad: Squad { leader, head, ..self.squad }, reviewer: there(self.reviewer).await, ..self }
    }

    fn taker(&self, step: Step) -> &Person {
        self.one_of(&line_of(step).roles)
    }

    /// Takes a step as somebody who may by the law.
    pub async fn tries(&self, trail: &Trail, attempt: &Attempt) -> Answer {
        self.tries_but(trail, attempt, json!({})).await
    }

    /// The same with some members changed.
    pub async fn tries_but(&self, trail: &Trail, attempt: &Attempt, change: Value) -> Answer {
        let mut body = content(&trail.scene, attempt.step, &attempt.form.name, attempt.id);
        body.as_object_mut().expect("members").extend(change.as_object().expect("members").clone());
        self.taker(attempt.step).post(&format!("{}/{}", trail.path, attempt.step.resource()), body).await
    }

    /// The same of a service that may be away: asks again until there is an answer. Tells its status.
    pub async fn tries_until_answered(&self, trail: &Trail, attempt: &Attempt, disturbed: impl Fn()) -> u16 {
        let body = content(&trail.scene, attempt.step, &attempt.form.name, attempt.id);
        let path = format!("{}/{}", trail.path, attempt.step.resource());
        answered(self.taker(attempt.step), &path, &body, &disturbed).await.status
    }

    /// A tagged case, however long the service is away.
    pub async fn files_at_last(&self, procedure: &str, disturbed: impl Fn()) -> Trail {
        let mut filing = self.squad.filing();
        filing["procedure"] = json!(procedure);
        let filed = answered(&self.squad.leader, "/cases", &filing, &disturbed).await.ok();
        self.trail(format!("/cases/{}", filed["id"].as_str().expect("an id")), procedure, true)
    }

    /// The history of a case, however long the service is away.
    pub async fn timeline_at_last(&self, path: &str, disturbed: impl Fn()) -> Vec<Value> {
        let (deadline, path) = (Instant::now() + PATIENCE, format!("{path}/timeline?limit=200"));
        loop {
            match self.squad.leader.get_if_reached(&path).await {
                Some(answer) if answer.status == 200 => {
                    return answer.json()["items"].as_array().expect("a page has items").clone();
                }
                _ => disturbed(),
            }
            assert!(Instant::now() < deadline, "{path} is not told");
            tokio::time::sleep(Duration::from_millis(20)).await; // the pace of asking again
        }
    }

    /// 打标: another set of tags than before.
    pub async fn tags(&self, trail: &Trail) -> Answer {
        let matter = &self.matters[trail.trace.len() % 2];
        self.squad.leader.put(&format!("{}/tags", trail.path), json!({"matter_codes": [matter]})).await
    }
}

/// Asks under one key until there is an answer. Who is told to wait comes again; a log-in outlives the server.
async fn answered(who: &Person, path: &str, body: &Value, disturbed: &impl Fn()) -> Answer {
    let (key, deadline) = (Uuid::now_v7().to_string(), Instant::now() + PATIENCE);
    loop {
        match who.post_if_reached(path, body, &key).await {
            Some(answer) if answer.status == 503 || is_running(&answer) => disturbed(),
            Some(answer) => return answer,
            None => disturbed(),
        }
        assert!(Instant::now() < deadline, "{path} is not answered");
        tokio::time::sleep(Duration::from_millis(20)).await; // the pace of asking again
    }
}

/// The first of the same requests is still at work.
fn is_running(answer: &Answer) -> bool {
    answer.status == 409 && answer.json()["code"] == "idempotency_in_progress"
}

fn told(one: &Value) -> Told {
    let texts = |value: &Value, member: Option<&str>| -> Vec<String> {
        let text = |one: &Value| member.map_or(one, |member| &one[member]).as_str().expect("a text").to_owned();
        value.as_array().expect("a list").iter().map(text).collect()
    };
    for reason in one["reasons"].as_array().expect("reasons") {
        let has = |member: &str| reason[member].as_str().is_some_and(|text| !text.is_empty());
        assert!(["code", "detail", "detail_en", "legal_basis"].into_iter().all(has), "{reason}");
    }
    let mut codes = texts(&one["reasons"], Some("code"));
    codes.sort();
    codes.dedup();
    Told {
        lawful: one["lawful"] == true,
        codes,
        roles: texts(&one["roles"], None),
        resource: one["resource"].as_str().expect("where to").to_owned(),
        choices: one["choices"].as_array().expect("choices").iter().map(choice).collect(),
    }
}

fn choice(one: &Value) -> (String, String, bool) {
    let text = |member: &str| one[member].as_str().expect("a text").to_owned();
    (text("member"), text("value"), one["lawful"] == true)
}

impl Trail {
    pub fn moved(&mut self, line: &Line, form: &Form, id: Uuid) {
        self.trace.push(format!("{}/{} on {}", line.name, form.name, self.scene.day));
        let after = self.scene.state.after(form, id);
        self.scene.taken(line.step, &form.name, after, id);
    }

    pub fn told(&self) -> String {
        format!("{} after:\n  {}\n{:?}", self.path, self.trace.join("\n  "), self.scene.state)
    }
}
