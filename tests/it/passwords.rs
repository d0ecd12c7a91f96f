//! Passwords: changed by their owner, given by an administrator for once, and too old after ninety days.

use crate::support::{Client, PASSWORD, Server, isolated, shared, town, with_settings};
use anjuan::domain::permission::Role;
use chrono::Duration;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde_json::{Value, json};

const OTHER: &str = "Shazhen-2023!";

async fn change(client: &Client, from: &str, to: &str) -> crate::support::Answer {
    client.post("/me/password-changes", json!({"current_password": from, "new_password": to})).await
}

async fn status_of_log_in(server: &Server, username: &str, password: &str) -> u16 {
    server.stranger().post("/auth/sessions", json!({"username": username, "password": password})).await.status
}

#[actix_web::test]
async fn a_person_changes_her_password_and_every_other_session_ends() {
    let server = shared();
    let username = server.account(town(server).await.agency_id(), &[Role::Officer]).await;
    let here = server.session(&username, PASSWORD).await;
    let there = server.session(&username, PASSWORD).await;
    let changed = change(&server.holding(&here), PASSWORD, OTHER).await;
    assert_eq!((changed.status, changed.header("cache-control").as_str()), (201, "no-store"));
    let tokens = changed.ok();
    server.holding(&tokens).get("/officers").await.ok();
    for old in [&here, &there] {
        server.holding(old).get("/me").await.problem(401, "not_authenticated");
    }
    let refresh = json!({"refresh_token": there["refresh_token"]});
    server.stranger().post("/auth/tokens", refresh).await.problem(401, "refresh_token_invalid");
    server.stranger().post("/auth/tokens", json!({"refresh_token": tokens["refresh_token"]})).await.ok();
    assert_eq!(status_of_log_in(server, &username, PASSWORD).await, 401);
    assert_eq!(status_of_log_in(server, &username, OTHER).await, 201);
}

#[actix_web::test]
async fn the_refresh_token_of_before_a_change_gives_its_holder_away() {
    let server = shared();
    let username = server.account(town(server).await.agency_id(), &[Role::Officer]).await;
    let here = server.session(&username, PASSWORD).await;
    let tokens = change(&server.holding(&here), PASSWORD, OTHER).await.ok();
    let stolen = json!({"refresh_token": here["refresh_token"]});
    server.stranger().post("/auth/tokens", stolen).await.problem(401, "refresh_token_invalid");
    server.holding(&tokens).get("/me").await.problem(401, "not_authenticated");
}

#[actix_web::test]
async fn every_fault_of_a_change_is_told_at_once() {
    let person = town(shared()).await.officer().await;
    let refused = change(&person, "Wrong-2023!", "weak").await;
    refused.problem(422, "value_invalid");
    let told = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    let faults = refused.faults();
    for fault in [
        told("/current_password", "password_wrong"),
        told("/new_password", "password_length"),
        told("/new_password", "password_classes"),
        told("/new_password", "password_common"),
    ] {
        assert!(faults.contains(&fault), "{fault:?} is missing: {faults:?}");
    }
    let common = change(&person, PASSWORD, "P@ssw0rd123").await;
    assert_eq!(common.faults(), [told("/new_password", "password_common")]);
    person.get("/me").await.ok();
}

#[actix_web::test]
async fn none_of_the_last_five_passwords_comes_back() {
    let server = shared();
    let username = server.account(town(server).await.agency_id(), &[Role::Officer]).await;
    let mut client = server.log_in(&username).await;
    let mut now = PASSWORD.to_owned();
    for n in 1..=5 {
        for used in [PASSWORD, now.as_str()] {
            let again = change(&client, &now, used).await;
            assert_eq!(again.faults(), [("/new_password".to_owned(), "password_used_before".to_owned())], "{n}");
        }
        let next = format!("Shazhen-Xiang-{n}");
        client = server.holding(&change(&client, &now, &next).await.ok());
        now = next;
    }
    change(&client, &now, PASSWORD).await.ok();
}

#[actix_web::test]
async fn wrong_guesses_at_a_change_lock_the_name_like_wrong_log_ins() {
    let server = isolated();
    let person = town(&server).await.officer().await;
    for _ in 0..5 {
        change(&person, "Wrong-2023!", OTHER).await.problem(422, "value_invalid");
    }
    change(&person, PASSWORD, OTHER).await.problem(429, "login_locked");
    assert_eq!(status_of_log_in(&server, &person.username, PASSWORD).await, 429);
}

#[actix_web::test]
async fn a_password_that_an_administrator_gave_must_be_changed_first() {
    let server = isolated();
    let (person, admin) = (town(&server).await.officer().await, server.security_admin().await);
    let id = person.get("/me").await.ok()["account_id"].as_str().expect("an id").to_owned();
    let path = format!("/accounts/{id}/password-resets");
    admin.post(&path, json!({"password": OTHER})).await.ok();
    let tokens = server.session(&person.username, OTHER).await;
    let client = server.holding(&tokens);
    for path in ["/officers", "/cases", "/me/sessions", "/me/otp", "/agencies"] {
        client.get(path).await.problem(403, "password_change_required");
    }
    let me = client.get("/me").await.ok();
    assert_eq!(
        (&me["outstanding"], &me["permissions"]),
        (&json!("change_password"), &json!(["account.own", "account.password"]))
    );
    let refresh = json!({"refresh_token": tokens["refresh_token"]});
    let renewed = server.stranger().post("/auth/tokens", refresh).await.ok();
    let client = server.holding(&renewed);
    client.get("/officers").await.problem(403, "password_change_required");
    let client = server.holding(&change(&client, OTHER, "Dongshan-Zhen-77").await.ok());
    client.get("/officers").await.ok();
    assert_eq!(client.get("/me").await.ok()["outstanding"], Value::Null);
    admin.post(&path, json!({"password": "Xishan-Zhen-88"})).await.ok();
    let given = server.clock.now();
    server.clock.turn_to(given + Duration::hours(25));
    assert_eq!(status_of_log_in(&server, &person.username, "Xishan-Zhen-88").await, 401, "it was for a day");
}

#[actix_web::test]
async fn after_ninety_days_only_the_password_can_be_changed() {
    let server = with_settings(&[("ANJUAN_ACCOUNT_UNUSED_DAYS", "0")]);
    let agency = town(&server).await.agency_id();
    let roles = [Role::Officer, Role::AgencyAdmin, Role::Supervisor, Role::Auditor];
    let start = server.clock.now();
    let mut names = Vec::new();
    for role in roles {
        names.push(server.account(agency, &[role]).await);
    }
    let me = server.log_in(&names[0]).await.get("/me").await.ok();
    assert_eq!(me["outstanding"], Value::Null);
    assert!(me["password_expires_at"].is_string());
    server.clock.turn_to(start + Duration::days(91));
    for name in &names {
        let client = server.log_in(name).await;
        for path in ["/officers", "/journal", "/matters", "/me/sessions"] {
            client.get(path).await.problem(403, "password_expired");
        }
        let client = server.holding(&change(&client, PASSWORD, OTHER).await.ok());
        assert_eq!(client.get("/me/sessions").await.status, 200);
    }
}

#[actix_web::test]
async fn by_the_other_profile_passwords_do_not_age_and_need_no_mixture() {
    let server = with_settings(&[("ANJUAN_ACCOUNT_UNUSED_DAYS", "0"), ("ANJUAN_PASSWORD_PROFILE", "asvs")]);
    let start = server.clock.now();
    let username = server.account(town(&server).await.agency_id(), &[Role::Officer]).await;
    server.clock.turn_to(start + Duration::days(400));
    let client = server.log_in(&username).await;
    assert_eq!(client.get("/officers").await.status, 200);
    assert_eq!(client.get("/me").await.ok()["password_expires_at"], Value::Null);
    change(&client, PASSWORD, "purple lorries sing quietly").await.ok();
}

/// A log-in that has seen the old password and a reset meet at the account's row, in either order.
#[actix_web::test]
async fn no_session_of_the_old_password_outlives_a_reset() {
    let server = isolated();
    let (agency, admin) = (town(&server).await.agency_id(), server.platform_admin().await);
    for resets_first in [false, true] {
        let username = server.account(agency, &[Role::Officer]).await;
        let me = server.log_in(&username).await.get("/me").await.ok();
        let path = format!("/accounts/{}/password-resets", me["account_id"].as_str().expect("an id"));
        let mut holder = server.database.superuser();
        let held = format!("BEGIN; SELECT id FROM anjuan.account WHERE username = '{username}' FOR UPDATE");
        holder.batch_execute(&held).expect("holds the row");
        let log_in = async { server.stranger().post("/auth/sessions", log_in_of(&username)).await };
        let reset = async { admin.post(&path, json!({"password": OTHER})).await };
        let turns = async {
            waiting(&server, 2).await;
            holder.batch_execute("COMMIT").expect("lets go");
        };
        // The one that begins first waits at the row before the other begins.
        let (opened, reset) = if resets_first {
            let log_in = async {
                waiting(&server, 1).await;
                log_in.await
            };
            let (reset, opened, ()) = futures_util::future::join3(reset, log_in, turns).await;
            (opened, reset)
        } else {
            let reset = async {
                waiting(&server, 1).await;
                reset.await
            };
            let (opened, reset, ()) = futures_util::future::join3(log_in, reset, turns).await;
            (opened, reset)
        };
        assert_eq!(reset.status, 201, "{}", reset.text);
        if opened.status == 201 {
            let tokens = opened.ok();
            server.holding(&tokens).get("/me").await.problem(401, "not_authenticated");
            let refresh = json!({"refresh_token": tokens["refresh_token"]});
            server.stranger().post("/auth/tokens", refresh).await.problem(401, "refresh_token_invalid");
        } else {
            opened.problem(401, "credentials_wrong");
        }
        let query = "SELECT count(*) AS n FROM anjuan.session s JOIN anjuan.account a ON a.id = s.account_id \
                     WHERE s.ended_at IS NULL AND a.username = ";
        assert_eq!(number(&server, &format!("{query}'{username}'")), 0, "a session is left over");
    }
}

fn log_in_of(username: &str) -> Value {
    json!({"username": username, "password": PASSWORD})
}

/// Until so many of the service's transactions wait for a lock.
async fn waiting(server: &Server, transactions: i64) {
    let query = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() \
                 AND wait_event_type = 'Lock' AND usename = 'anjuan_app'";
    let deadline = std::time::Instant::now() + crate::support::PATIENCE;
    while number(server, query) < transactions {
        assert!(std::time::Instant::now() < deadline, "nobody waits for the account");
        tokio::task::yield_now().await;
    }
}

fn number(server: &Server, query: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    diesel::sql_query(query).get_result::<Row>(&mut server.database.superuser()).expect("a number").n
}
