//! Who keeps whose account: administrations apart, nobody their own, and never the last one.

use crate::support::{PASSWORD, Person, Server, isolated, psql_as, resumed, shared, town, with_settings};
use anjuan::accounts::caretaker;
use anjuan::config;
use anjuan::domain::actor::DEPLOYMENT;
use anjuan::domain::permission::Role;
use chrono::Duration;
use serde_json::{Value, json};

async fn path_of(person: &Person) -> String {
    let me = person.get("/me").await.ok();
    format!("/accounts/{}", me["account_id"].as_str().expect("an id"))
}

/// What a keeper may do to another's account, each tried: change, disable, log out, reset. `true` where it may.
async fn tried(keeper: &Person, kept: &Person) -> [bool; 5] {
    let path = path_of(kept).await;
    let renamed = keeper.patch(&path, json!({"display_name": "某某"})).await;
    let reset = keeper.post(&format!("{path}/password-resets"), json!({"password": "Shazhen-2023!"})).await;
    let otp = keeper.post(&format!("{path}/otp-resets"), json!({})).await;
    let ended = keeper.delete(&format!("{path}/sessions")).await;
    let disabled = keeper.patch(&path, json!({"state": "disabled"})).await;
    [renamed, reset, otp, ended, disabled].map(|answer| {
        if answer.status == 409 {
            answer.problem(409, "administration_of_another");
        }
        (200..300).contains(&answer.status)
    })
}

#[actix_web::test]
async fn each_administration_keeps_its_own_accounts_and_resets_no_other() {
    let server = isolated();
    let agency = town(&server).await;
    // One of each stays behind, so that nobody is the last.
    let (platform, security) = (server.platform_admin().await, server.security_admin().await);
    let table = [
        (&platform, server.platform_admin().await, [true, true, true, true, true]),
        (&platform, server.security_admin().await, [false, false, false, false, false]),
        (&platform, agency.auditor().await, [false, false, false, false, false]),
        (&platform, agency.clerk().await, [true, true, true, true, true]),
        (&security, server.platform_admin().await, [false, false, false, true, true]),
        (&security, server.security_admin().await, [true, true, true, true, true]),
        (&security, agency.auditor().await, [true, false, false, true, true]),
        (&security, agency.admin().await, [true, true, true, true, true]),
    ];
    for (keeper, kept, may) in table {
        let told = tried(keeper, &kept).await;
        assert_eq!(
            told, may,
            "{} of {}: rename, password, second factor, log out, disable",
            keeper.username, kept.username
        );
    }
}

#[actix_web::test]
async fn a_role_of_administration_is_given_by_the_right_administrator_only() {
    let server = shared();
    let (agency, clerk) = (town(server).await, town(server).await.clerk().await);
    let (platform, security) = (server.platform_admin().await, server.security_admin().await);
    let new = |role: &str, agency: Option<&str>| {
        let username = format!("{role}-{}", uuid::Uuid::now_v7().simple()).replace('_', "-");
        json!({"username": username, "display_name": "某人", "password": PASSWORD, "roles": [role], "agency_code": agency})
    };
    platform.post("/accounts", new("security_admin", None)).await.problem(409, "administration_of_another");
    security.post("/accounts", new("platform_admin", None)).await.problem(409, "administration_of_another");
    platform.post("/accounts", new("platform_admin", None)).await.ok();
    security.post("/accounts", new("security_admin", None)).await.ok();
    let path = path_of(&clerk).await;
    security.patch(&path, json!({"roles": ["clerk", "officer"]})).await.ok();
    // Either has just set the password of such an account, and would audit as somebody else.
    for keeper in [&platform, &security] {
        keeper.post("/accounts", new("auditor", Some(&agency.code))).await.problem(409, "administration_of_another");
        for roles in [json!(["auditor"]), json!(["clerk", "auditor"])] {
            let refused = keeper.patch(&path, json!({"roles": roles})).await;
            assert!(
                refused.problem(409, "administration_of_another")["errors"][0]["detail"]
                    .as_str()
                    .is_some_and(|told| told.contains("anjuan account"))
            );
        }
    }
    let auditor = agency.auditor().await;
    platform
        .patch(&path_of(&auditor).await, json!({"roles": ["clerk"]}))
        .await
        .problem(409, "administration_of_another");
    let named = security.patch(&path_of(&auditor).await, json!({"display_name": "审计员"})).await.ok();
    assert_eq!(named["roles"], json!(["auditor"]), "who audits goes on");
}

/// The second wall: whatever the service's code says, an account audits from its first day, opened by the operator.
#[actix_web::test]
async fn the_database_takes_no_auditor_but_from_the_operator() {
    let server = isolated();
    let agency = town(&server).await;
    let clerk = agency.clerk().await;
    let id = clerk.get("/me").await.ok()["account_id"].as_str().expect("an id").to_owned();
    let mut app = server.database.app();
    let deployment = DEPLOYMENT.to_string();
    let gained = format!("UPDATE anjuan.account SET roles = '{{auditor}}' WHERE id = '{id}'");
    let told = psql_as(&mut app, &deployment, &gained).expect_err("refused").to_string();
    assert!(told.contains("an auditor is made by the operator"), "{told}");
    let copied = format!(
        "INSERT INTO anjuan.account (id, agency_id, username, display_name, password_hash, roles, state, \
         content_digest, entry_id, recorded_at, active_since, password_set_at) \
         SELECT gen_random_uuid(), agency_id, 'smuggled', display_name, password_hash, '{{auditor}}', state, \
         content_digest, entry_id, recorded_at, active_since, password_set_at FROM anjuan.account WHERE id = '{id}'"
    );
    let told = psql_as(&mut app, &deployment, &copied).expect_err("refused").to_string();
    assert!(told.contains("an auditor is made by the operator"), "{told}");
    agency.auditor().await;
}

#[actix_web::test]
async fn nobody_changes_their_own_rights_or_resets_their_own_credentials() {
    let server = shared();
    let security = server.security_admin().await;
    let path = path_of(&security).await;
    for change in
        [json!({"state": "disabled"}), json!({"roles": ["platform_admin"]}), json!({"valid_until": "2099-01-01"})]
    {
        security.patch(&path, change).await.problem(409, "own_rights_untouched");
    }
    let reset = json!({"password": "Shazhen-2023!"});
    security.post(&format!("{path}/password-resets"), reset).await.problem(409, "own_rights_untouched");
    security.post(&format!("{path}/otp-resets"), json!({})).await.problem(409, "own_rights_untouched");
    security.patch(&path, json!({"display_name": "安全员"})).await.ok();
}

#[actix_web::test]
async fn the_last_administrator_of_each_kind_stays() {
    let server = isolated();
    let (one, other) = (server.security_admin().await, server.security_admin().await);
    let platform = server.platform_admin().await;
    one.patch(&path_of(&platform).await, json!({"state": "disabled"})).await.problem(409, "last_administrator");
    let (path, own) = (path_of(&other).await, path_of(&one).await);
    let tag = |person: &Person, path: &str| {
        let (client, path) = (person.client.clone(), path.to_owned());
        async move { client.patch(&path, json!({"state": "disabled"})).await.status }
    };
    // Each disables the other at the same moment: one of them stays.
    let statuses = futures_util::future::join(tag(&one, &path), tag(&other, &own)).await;
    let done = [statuses.0, statuses.1].iter().filter(|status| **status == 200).count();
    assert_eq!(done, 1, "{statuses:?}");
    let left = if statuses.0 == 200 { &one } else { &other };
    let me = left.get("/me").await.ok();
    assert_eq!(me["roles"], json!(["security_admin"]));
    let helper = server.account(DEPLOYMENT, &[Role::SecurityAdmin]).await;
    let helper = Person { client: server.log_in(&helper).await, username: helper };
    let lent = json!({"valid_until": "2099-12-31"});
    left.patch(&path_of(&helper).await, lent.clone()).await.ok();
    helper.patch(&path_of(left).await, lent).await.problem(409, "last_administrator");
}

#[actix_web::test]
async fn an_account_that_is_lent_ends_with_its_last_day() {
    let server = isolated();
    let (agency, admin) = (town(&server).await, server.platform_admin().await);
    let today = (server.clock.now() + Duration::hours(8)).date_naive();
    let new = json!({"username": "lent", "display_name": "借调", "password": PASSWORD, "roles": ["clerk"],
        "agency_code": agency.code, "valid_until": today.to_string()});
    let opened = admin.post("/accounts", new).await.ok();
    assert_eq!(opened["valid_until"], json!(today.to_string()));
    let client = server.log_in("lent").await;
    assert_eq!(client.get("/me").await.ok()["valid_until"], json!(today.to_string()));
    server.clock.turn_to(server.clock.now() + Duration::hours(24));
    let late = server.stranger().post("/auth/sessions", json!({"username": "lent", "password": PASSWORD})).await;
    late.problem(401, "credentials_wrong");
    caretaker::tidy(&server.db, &settings(&[]).auth).expect("tidied");
    let admin = server.platform_admin().await;
    let path = format!("/accounts/{}", opened["id"].as_str().expect("an id"));
    assert_eq!(admin.get(&path).await.ok()["state"], json!("disabled"));
}

fn settings(set: &'static [(&'static str, &'static str)]) -> config::Config {
    config::from_lookup(&|name| match name {
        "ANJUAN_DATA_DIR" => Some("/data".to_owned()),
        _ => set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
    })
    .expect("settings are right")
}

async fn state_of(server: &Server, admin: &Person, username: &str) -> Value {
    let _ = server;
    let all = admin.all("/accounts?limit=200").await;
    all.iter().find(|one| one["username"] == json!(username)).expect("is there")["state"].clone()
}

#[actix_web::test]
async fn an_account_that_nobody_uses_for_ninety_days_is_disabled_as_told() {
    let server = with_settings(&[("ANJUAN_PASSWORD_PROFILE", "asvs")]);
    let config = settings(&[("ANJUAN_PASSWORD_PROFILE", "asvs")]);
    let agency = town(&server).await.agency_id();
    let start = server.clock.now();
    let (used, unused) = (server.account(agency, &[Role::Clerk]).await, server.account(agency, &[Role::Clerk]).await);
    let last = server.account(DEPLOYMENT, &[Role::PlatformAdmin]).await;
    server.clock.turn_to(start + Duration::days(60));
    server.log_in(&used).await;
    server.clock.turn_to(start + Duration::days(91));
    let log_in = json!({"username": unused, "password": PASSWORD});
    server.stranger().post("/auth/sessions", log_in.clone()).await.problem(401, "credentials_wrong");
    caretaker::tidy(&server.db, &config.auth).expect("tidied");
    let admin = server.security_admin().await;
    assert_eq!(state_of(&server, &admin, &used).await, json!("active"));
    assert_eq!(state_of(&server, &admin, &unused).await, json!("disabled"));
    assert_eq!(state_of(&server, &admin, &last).await, json!("active"), "the last of its administration");
    let all = admin.all("/accounts?limit=200&state=active").await;
    let told = all.iter().find(|one| one["username"] == json!(used)).expect("is there");
    assert!(told["unused_until"].as_str().expect("told before") > (start + Duration::days(149)).to_rfc3339().as_str());
    let id = |all: &[Value], name: &str| {
        let found = all.iter().find(|one| one["username"] == json!(name)).expect("is there");
        format!("/accounts/{}", found["id"].as_str().expect("an id"))
    };
    let all = admin.all("/accounts?limit=200").await;
    admin.patch(&id(&all, &unused), json!({"state": "active"})).await.ok();
    caretaker::tidy(&server.db, &config.auth).expect("tidied");
    assert_eq!(
        server.stranger().post("/auth/sessions", log_in).await.status,
        201,
        "enabled again, it counts from then"
    );
}

#[actix_web::test]
async fn what_a_disabled_account_had_sent_is_not_imported_any_more() {
    use diesel::connection::SimpleConnection as _;
    let server = isolated();
    let here = town(&server).await;
    let (sender, code, agency) = (here.admin().await, here.code.clone(), here.agency_id());
    let officer = json!({"agency_code": code, "name": "王伟", "certificate_number": "R0001",
        "valid_from": "2022-01-01", "valid_to": "2026-12-31"});
    let import = sender.import("kind=officers", &[officer]).await;
    let (id, username) = (import["id"].as_str().expect("an id").to_owned(), sender.username.clone());
    let database = server.stop_and_keep_database();
    // As if the process had died with the row before it, and the account had been disabled meanwhile.
    let meanwhile = format!(
        "UPDATE anjuan.import_row SET outcome = NULL, row_entry_id = NULL, row_agency_id = NULL;
         UPDATE anjuan.import_job SET state = 'running', accepted = 0, finished_at = NULL WHERE id = '{id}';
         UPDATE anjuan.account SET state = 'disabled' WHERE username = '{username}'"
    );
    database.superuser().batch_execute(&meanwhile).expect("written");
    let server = resumed(database);
    let other = server.person(agency, &[Role::AgencyAdmin]).await;
    assert_eq!(other.ended(&id).await["state"], json!("failed"));
}
