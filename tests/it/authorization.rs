//! Who may call what: every operation × every role, held against a table that a lawyer can read
//! (`authorization.txt`, written apart from the code's own matrix). A new operation fails here until it has its line.

use crate::support::{Client, PASSWORD, Town, shared, town};
use anjuan::domain::actor::DEPLOYMENT;
use anjuan::domain::ids::AgencyId;
use anjuan::domain::permission::Role;
use anjuan::domain::stage::Step;
use anjuan::server;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const POLICY: &str = include_str!("authorization.txt");

/// Who may call one operation.
enum Rule {
    Public,
    Everybody,
    Only(Vec<Role>),
}

impl Rule {
    fn allows(&self, role: Role) -> bool {
        match self {
            Rule::Public | Rule::Everybody => true,
            Rule::Only(roles) => roles.contains(&role),
        }
    }
}

fn policy() -> BTreeMap<&'static str, Rule> {
    let lines = POLICY.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let rule = |line: &'static str| {
        let (operation, who) = line.split_once(':').unwrap_or_else(|| panic!("{line}: operation: roles"));
        let rule = match who.trim() {
            "public" => Rule::Public,
            "everybody" => Rule::Everybody,
            roles => Rule::Only(roles.split_whitespace().map(|role| role.parse().expect(role)).collect()),
        };
        (operation.trim(), rule)
    };
    lines.map(rule).collect()
}

struct Operation {
    id: String,
    method: Method,
    path: String,
}

fn operations() -> Vec<Operation> {
    let paths = server::document()["paths"].as_object().expect("paths");
    let of = |path: &String, method: &String, operation: &Value| Operation {
        id: operation["operationId"].as_str().expect("a name").to_owned(),
        method: method.to_uppercase().parse().expect("a method"),
        path: with_absent_ids(path),
    };
    let all = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").iter().filter(|(_, one)| one["operationId"].is_string());
        methods.map(move |(method, operation)| of(path, method, operation))
    });
    all.collect()
}

/// Path parameters that fit their types and name nothing.
fn with_absent_ids(path: &str) -> String {
    let fill = |part: &str| match part {
        "{year}" => "2023".to_owned(),
        "{from}" => "2023-01-01".to_owned(),
        "{to}" => "2023-12-31".to_owned(),
        "{kind}" => "officers".to_owned(),
        part if part.starts_with('{') => Uuid::now_v7().to_string(),
        part => part.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

async fn call(client: &Client, operation: &Operation) -> u16 {
    let mut request = client.request(operation.method.clone(), &operation.path).header("If-Match", "\"1\"");
    if operation.method != Method::GET && operation.method != Method::DELETE {
        request = request.header("Idempotency-Key", Uuid::now_v7().to_string()).json(&json!({}));
    }
    client.send(request).await.status
}

#[test]
fn every_operation_has_its_line_and_every_line_its_operation() {
    let documented: BTreeSet<String> = operations().into_iter().map(|operation| operation.id).collect();
    let ruled: BTreeSet<String> = policy().into_keys().map(str::to_owned).collect();
    assert_eq!(documented, ruled, "authorization.txt and openapi.json differ");
}

#[actix_web::test]
async fn strangers_reach_only_what_is_public() {
    let stranger = shared().stranger();
    let policy = policy();
    for operation in operations() {
        let status = call(&stranger, &operation).await;
        let is_public = matches!(policy[operation.id.as_str()], Rule::Public);
        assert_eq!(status != 401, is_public, "{}: {status}", operation.id);
    }
}

#[actix_web::test]
async fn each_role_may_call_exactly_what_the_table_says() {
    let server = shared();
    let town = town(server).await;
    let policy = policy();
    for role in Role::ALL {
        let agency = match role {
            Role::PlatformAdmin | Role::SecurityAdmin => DEPLOYMENT,
            _ => AgencyId::from_uuid(town.id.parse().expect("a UUID")),
        };
        let person = server.person(agency, &[*role]).await;
        for operation in operations() {
            // Log-out ends the session that the next calls need; log_in.rs tells its story.
            if operation.id == "sessions_delete_current" || operation.path.contains("/auth/") {
                continue;
            }
            let status = call(&person, &operation).await;
            let allowed = policy[operation.id.as_str()].allows(*role);
            assert_eq!(status != 403, allowed, "{role} {}: {status}", operation.id);
            assert_ne!(status, 401, "{role} {}", operation.id);
        }
    }
}

#[actix_web::test]
async fn a_disabled_account_may_nothing() {
    let server = shared();
    let town = town(server).await;
    let officer = town.officer().await;
    officer.get("/officers").await.ok();
    let security = server.security_admin().await;
    let id = officer.get("/me").await.ok()["account_id"].as_str().expect("an id").to_owned();
    security.patch(&format!("/accounts/{id}"), json!({"state": "disabled"})).await.ok();
    officer.get("/officers").await.problem(401, "not_authenticated");
    let log_in = json!({"username": officer.username, "password": PASSWORD});
    server.stranger().post("/auth/sessions", log_in).await.problem(401, "credentials_wrong");
}

/// Every resource of a town that a path with an id can name, made through the API.
async fn everything_of(town: &Town<'_>) -> Vec<String> {
    let (squad, field, admin) = (town.squad().await, town.field().await, town.admin().await);
    let case = squad.investigated().await;
    let id_of = |created: Value| created["id"].as_str().expect("an id").to_owned();
    let inspection = id_of(field.author.post("/inspections", field.whole()).await.ok());
    let recording = json!({"phase": "investigation", "kind": "photo", "officer_ids": squad.officers,
        "occurred_at": "2023-03-16T10:00:00+08:00", "description": "现场照片"});
    let recording = id_of(squad.leader.post(&format!("{case}/recordings"), recording).await.ok());
    let figure = json!({"measure": "disclosures", "period_from": "2023-01-01", "period_to": "2023-12-31", "value": 12,
        "document": "主动公开目录"});
    let figure = id_of(town.clerk().await.post("/declared-figures", figure).await.ok());
    let objects = field.author.all("/inspection-objects").await;
    let object = objects[0]["id"].as_str().expect("an id").to_owned();
    let claims = admin.all(&format!("/agencies/{}/matter-claims", town.code)).await;
    let claim = claims[0]["id"].as_str().expect("an id").to_owned();
    let officer = format!("/officers/{}", squad.officers[0]);
    let inspection = format!("/inspections/{inspection}");
    let mut paths = vec![
        format!("{officer}/certificates"),
        format!("{officer}/trainings"),
        officer,
        format!("/agencies/{}/matter-claims", town.code),
        format!("/agencies/{}/matter-claims/{claim}", town.code),
        format!("/agencies/{}/fee-items", town.code),
        format!("/inspection-objects/{object}"),
        format!("{inspection}/recordings"),
        inspection,
        format!("/recordings/{recording}"),
        format!("/declared-figures/{figure}"),
    ];
    let of_case = ["next-steps", "timeline", "tags", "recordings"];
    paths.extend(
        of_case.into_iter().chain(Step::ALL.iter().map(|step| step.resource())).map(|part| format!("{case}/{part}")),
    );
    paths.push(case);
    paths
}

/// The same path with every id replaced by one that names nothing.
fn absent(path: &str) -> String {
    let fill = |part: &str| part.parse::<Uuid>().map_or(part.to_owned(), |_| Uuid::now_v7().to_string());
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

#[actix_web::test]
async fn a_foreign_agency_is_told_exactly_what_it_would_be_told_of_nothing() {
    let server = shared();
    let (here, there) = (town(server).await, town(server).await);
    let paths = everything_of(&here).await;
    let own = here.person(&[Role::Officer, Role::Clerk]).await;
    let foreigner = there.person(&[Role::Officer, Role::Clerk, Role::AgencyAdmin, Role::DecisionMaker]).await;
    for path in &paths {
        own.get(path).await.ok();
        let mut told = foreigner.get(path).await.problem(404, "not_found");
        let mut nothing = foreigner.get(&absent(path)).await.problem(404, "not_found");
        told["instance"].take();
        nothing["instance"].take();
        assert_eq!(told, nothing, "{path}");
    }
}
