//! Accounts: opened, changed and locked by administrators, each with separate duties.

use crate::support::{PASSWORD, Person, another_town, shared, town};
use anjuan::domain::permission::Role;
use serde_json::{Value, json};
use uuid::Uuid;

fn username() -> String {
    format!("wang.wei-{}", &Uuid::now_v7().simple().to_string()[16..])
}

fn account(roles: &[&str], agency: Option<&str>) -> Value {
    json!({"username": username(), "display_name": "王伟", "password": PASSWORD, "roles": roles, "agency_code": agency})
}

fn path_of(account: &Value) -> String {
    format!("/accounts/{}", account["id"].as_str().expect("an id"))
}

async fn log_in(admin: &Person, username: &Value, password: &str) -> u16 {
    let body = json!({"username": username, "password": password});
    admin.post("/auth/sessions", body).await.status
}

#[actix_web::test]
async fn an_administrator_opens_an_account_and_its_owner_logs_in() {
    let server = shared();
    let (town, admin) = (town(server).await, server.platform_admin().await);
    let officer = town.certified_officer("王伟").await;
    let mut new = account(&["clerk", "officer", "officer"], Some(&town.code));
    new["officer_id"] = json!(officer);
    new["username"] = json!(username().to_uppercase());
    let created = admin.post("/accounts", new.clone()).await;
    assert_eq!(created.status, 201);
    let body = created.ok();
    assert_eq!(body["roles"], json!(["officer", "clerk"]));
    assert_eq!(body["username"], json!(new["username"].as_str().expect("a name").to_lowercase()));
    assert!(!created.text.contains("password") && !created.text.contains("argon2"), "{}", created.text);
    assert_eq!(admin.get(&created.header("location")).await.ok(), body);
    let me = server.log_in(new["username"].as_str().expect("a name")).await.get("/me").await.ok();
    assert_eq!((&me["agency"]["code"], &me["officer_id"]), (&json!(town.code), &json!(officer)));
}

#[actix_web::test]
async fn duties_of_administrators_rest_on_separate_accounts() {
    let server = shared();
    let (town, admin) = (town(server).await, server.security_admin().await);
    let refused = admin.post("/accounts", account(&["platform_admin", "security_admin"], None)).await;
    refused.problem(409, "administrator_duties_must_be_separate");
    for (roles, agency) in [
        (["platform_admin"].as_slice(), Some(town.code.as_str())),
        (["officer"].as_slice(), None),
        (["platform_admin", "officer"].as_slice(), None),
    ] {
        admin.post("/accounts", account(roles, agency)).await.problem(409, "agency_does_not_fit_roles");
    }
    let opened = admin.post("/accounts", account(&["security_admin"], None)).await.ok();
    assert_eq!(opened["agency_code"], Value::Null);
    let change = json!({"roles": ["security_admin", "platform_admin"]});
    admin.patch(&path_of(&opened), change).await.problem(409, "administrator_duties_must_be_separate");
    let change = json!({"roles": ["officer"]});
    admin.patch(&path_of(&opened), change).await.problem(409, "agency_does_not_fit_roles");
}

#[actix_web::test]
async fn only_administrators_of_accounts_see_accounts() {
    let server = shared();
    let town = town(server).await;
    let opened = server.platform_admin().await.post("/accounts", account(&["clerk"], Some(&town.code))).await.ok();
    for role in [Role::Officer, Role::AgencyAdmin, Role::Auditor, Role::Supervisor] {
        let person = town.person(&[role]).await;
        person.get(&path_of(&opened)).await.problem(403, "not_permitted");
        person.post("/accounts", account(&["clerk"], Some(&town.code))).await.problem(403, "not_permitted");
    }
}

#[actix_web::test]
async fn an_officers_account_belongs_to_the_officers_agency() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (admin, officer) = (server.platform_admin().await, here.certified_officer("王伟").await);
    let mut new = account(&["officer"], Some(&there.code));
    new["officer_id"] = json!(officer);
    let refused = admin.post("/accounts", new).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.faults()[0].0, "/officer_id");
    let unknown = admin.post("/accounts", account(&["officer"], Some("nowhere"))).await;
    unknown.problem(422, "value_invalid");
    assert_eq!(unknown.faults(), [("/agency_code".into(), "unknown_agency".into())]);
}

#[actix_web::test]
async fn a_weak_password_and_a_taken_name_are_refused() {
    let server = shared();
    let (town, admin) = (town(server).await, server.platform_admin().await);
    let mut weak = account(&["clerk"], Some(&town.code));
    weak["password"] = json!("short");
    admin.post("/accounts", weak).await.problem(422, "value_invalid");
    let first = account(&["clerk"], Some(&town.code));
    admin.post("/accounts", first.clone()).await.ok();
    admin.post("/accounts", first).await.problem(409, "username_taken");
    let mut odd = account(&["clerk"], Some(&town.code));
    odd["username"] = json!("王伟");
    let refused = admin.post("/accounts", odd).await;
    assert_eq!(refused.faults()[0].0, "/username");
}

#[actix_web::test]
async fn a_change_of_roles_voids_the_tokens_at_once() {
    let server = shared();
    let (town, admin) = (town(server).await, server.platform_admin().await);
    let opened = admin.post("/accounts", account(&["clerk"], Some(&town.code))).await.ok();
    let owner = server.log_in(opened["username"].as_str().expect("a name")).await;
    admin.patch(&path_of(&opened), json!({"display_name": "王薇", "roles": ["clerk"]})).await.ok();
    assert_eq!(owner.get("/me").await.status, 200, "nothing changed that a token tells");
    let changed = admin.patch(&path_of(&opened), json!({"roles": ["officer"]})).await.ok();
    assert_eq!(changed["roles"], json!(["officer"]));
    owner.get("/me").await.problem(401, "not_authenticated");
}

#[actix_web::test]
async fn a_disabled_account_is_out_at_once_and_stays_out() {
    let server = shared();
    let (town, admin) = (town(server).await, server.platform_admin().await);
    let opened = admin.post("/accounts", account(&["clerk"], Some(&town.code))).await.ok();
    let session = json!({"username": opened["username"], "password": PASSWORD});
    let session = admin.post("/auth/sessions", session).await.ok();
    let owner = server.stranger().with_token(session["access_token"].as_str().expect("a token"));
    admin.patch(&path_of(&opened), json!({"state": "disabled"})).await.ok();
    owner.get("/me").await.problem(401, "not_authenticated");
    assert_eq!(log_in(&admin, &opened["username"], PASSWORD).await, 401);
    admin.patch(&path_of(&opened), json!({"state": "active"})).await.ok();
    let refresh = json!({"refresh_token": session["refresh_token"]});
    server.stranger().post("/auth/tokens", refresh).await.problem(401, "refresh_token_invalid");
    assert_eq!(log_in(&admin, &opened["username"], PASSWORD).await, 201);
}

#[actix_web::test]
async fn a_reset_password_ends_what_was_opened_with_the_old_one() {
    let server = shared();
    let (town, admin) = (town(server).await, server.security_admin().await);
    let opened = admin.post("/accounts", account(&["clerk"], Some(&town.code))).await.ok();
    let owner = server.log_in(opened["username"].as_str().expect("a name")).await;
    let path = format!("{}/password-resets", path_of(&opened));
    admin.post(&path, json!({"password": "weak"})).await.problem(422, "value_invalid");
    let key = Uuid::now_v7().to_string();
    let reset = admin.post_once(&path, json!({"password": "Shazhen-2023!"}), &key).await;
    assert_eq!(reset.status, 201);
    let retry = admin.post_once(&path, json!({"password": "Shazhen-2023!"}), &key).await;
    assert_eq!((retry.status, retry.header("idempotent-replayed")), (201, "true".to_owned()));
    let other = admin.post_once(&path, json!({"password": "Shazhen-2024!"}), &key).await;
    other.problem(422, "idempotency_key_reused");
    owner.get("/me").await.problem(401, "not_authenticated");
    assert_eq!(log_in(&admin, &opened["username"], PASSWORD).await, 401);
    assert_eq!(log_in(&admin, &opened["username"], "Shazhen-2023!").await, 201);
}

#[actix_web::test]
async fn accounts_are_listed_by_agency_and_state() {
    let server = shared();
    let (town, admin) = (town(server).await, server.platform_admin().await);
    let mut opened = Vec::new();
    for _ in 0..3 {
        opened.push(admin.post("/accounts", account(&["clerk"], Some(&town.code))).await.ok());
    }
    admin.patch(&path_of(&opened[0]), json!({"state": "disabled"})).await.ok();
    let found = async |query: &str| admin.all(&format!("/accounts?limit=2&agency={}{query}", town.code)).await.len();
    assert_eq!((found("").await, found("&state=disabled").await, found("&state=active").await), (3, 1, 2));
    admin.get("/accounts?agency=nowhere").await.problem(404, "not_found");
}

#[actix_web::test]
async fn the_same_id_is_the_same_account() {
    let server = shared();
    let (town, admin) = (town(server).await, server.platform_admin().await);
    let mut new = account(&["clerk"], Some(&town.code));
    new["id"] = json!(Uuid::now_v7());
    let first = admin.post("/accounts", new.clone()).await;
    let again = admin.post("/accounts", new.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    new["display_name"] = json!("李强");
    admin.post("/accounts", new).await.problem(409, "id_exists_with_other_content");
}

#[actix_web::test]
async fn a_security_administrator_makes_no_platform_administrator_least_of_all_of_herself() {
    let server = shared();
    let security = server.security_admin().await;
    let me = security.get("/me").await.ok()["account_id"].as_str().expect("an id").to_owned();
    let change = json!({"roles": ["platform_admin"]});
    security.patch(&format!("/accounts/{me}"), change).await.problem(409, "own_rights_untouched");
    let username = format!("platform-{}", uuid::Uuid::now_v7().simple());
    let new = json!({"username": username, "display_name": "某人", "password": PASSWORD, "roles": ["platform_admin"]});
    security.post("/accounts", new).await.problem(409, "administration_of_another");
}
