//! Sessions: seen and ended by their owner, ended by time and by administrators, and void everywhere at once.

use crate::support::{Client, PASSWORD, Server, beside, isolated, psql_as, shared, town, with_settings};
use anjuan::accounts::caretaker;
use anjuan::config;
use anjuan::domain::actor::DEPLOYMENT;
use anjuan::domain::permission::Role;
use chrono::Duration;
use diesel::prelude::*;
use serde_json::{Value, json};
use std::time::Instant;
use uuid::Uuid;

fn id_of(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

async fn account_id(client: &Client) -> String {
    client.get("/me").await.ok()["account_id"].as_str().expect("an id").to_owned()
}

#[actix_web::test]
async fn a_person_sees_where_she_is_logged_in_and_ends_one_of_it() {
    let server = shared();
    let here = town(server).await.officer().await;
    let there = server.holding(&server.session(&here.username, PASSWORD).await);
    let sessions = here.all("/me/sessions?limit=1").await;
    assert_eq!(sessions.len(), 2);
    let others: Vec<&Value> = sessions.iter().filter(|one| one["current"] == json!(false)).collect();
    assert_eq!((others.len(), &others[0]["address"]), (1, &json!("127.0.0.1")));
    let stranger = town(server).await.officer().await;
    let path = format!("/me/sessions/{}", id_of(others[0]));
    stranger.delete(&path).await.problem(404, "not_found");
    assert_eq!(here.delete(&path).await.status, 204);
    there.get("/me").await.problem(401, "not_authenticated");
    here.delete(&path).await.problem(404, "not_found");
    assert_eq!(here.all("/me/sessions").await.len(), 1);
    let own = format!("/me/sessions/{}", id_of(&here.all("/me/sessions").await[0]));
    assert_eq!(here.delete(&own).await.status, 204);
    here.get("/me").await.problem(401, "not_authenticated");
}

#[actix_web::test]
async fn all_other_sessions_end_with_one_request() {
    let server = shared();
    let here = town(server).await.officer().await;
    let others = [server.session(&here.username, PASSWORD).await, server.session(&here.username, PASSWORD).await];
    assert_eq!(here.delete("/me/sessions").await.status, 204);
    for tokens in &others {
        server.holding(tokens).get("/me").await.problem(401, "not_authenticated");
        let refresh = json!({"refresh_token": tokens["refresh_token"]});
        server.stranger().post("/auth/tokens", refresh).await.problem(401, "refresh_token_invalid");
    }
    assert_eq!(here.all("/me/sessions").await.len(), 1);
}

#[actix_web::test]
async fn an_administrator_logs_somebody_out_everywhere() {
    let server = shared();
    let (officer, admin) = (town(server).await.officer().await, server.security_admin().await);
    let path = format!("/accounts/{}/sessions", account_id(&officer).await);
    let sessions = admin.all(&path).await;
    assert_eq!((sessions.len(), &sessions[0]["current"]), (1, &json!(false)));
    assert_eq!(admin.delete(&path).await.status, 204);
    officer.get("/me").await.problem(401, "not_authenticated");
    assert!(admin.all(&path).await.is_empty());
    server.log_in(&officer.username).await.get("/me").await.ok();
}

#[actix_web::test]
async fn a_session_that_asks_nothing_for_a_quarter_of_an_hour_ends() {
    let server = isolated();
    let username = server.account(town(&server).await.agency_id(), &[Role::Officer]).await;
    let (start, tokens) = (server.clock.now(), server.session(&username, PASSWORD).await);
    let refresh = |tokens: &Value| json!({"refresh_token": tokens["refresh_token"]});
    server.clock.turn_to(start + Duration::minutes(14));
    server.holding(&tokens).get("/me").await.ok();
    server.clock.turn_to(start + Duration::minutes(28));
    let renewed = server.stranger().post("/auth/tokens", refresh(&tokens)).await.ok();
    server.clock.turn_to(start + Duration::minutes(44));
    let late = server.stranger().post("/auth/tokens", refresh(&renewed)).await;
    late.problem(401, "refresh_token_invalid");
    server.holding(&renewed).get("/me").await.problem(401, "not_authenticated");
}

#[actix_web::test]
async fn refreshing_keeps_a_session_for_eight_hours_and_no_longer() {
    let server = isolated();
    let username = server.account(town(&server).await.agency_id(), &[Role::Officer]).await;
    let (start, mut tokens) = (server.clock.now(), server.session(&username, PASSWORD).await);
    let refresh = |tokens: &Value| json!({"refresh_token": tokens["refresh_token"]});
    for round in 1..48 {
        server.clock.turn_to(start + Duration::minutes(10 * round));
        tokens = server.stranger().post("/auth/tokens", refresh(&tokens)).await.ok();
    }
    server.clock.turn_to(start + Duration::hours(8) + Duration::minutes(1));
    server.holding(&tokens).get("/me").await.problem(401, "not_authenticated");
    server.stranger().post("/auth/tokens", refresh(&tokens)).await.problem(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn a_shorter_idle_time_holds_for_requests_too() {
    let server = with_settings(&[("ANJUAN_SESSION_IDLE_S", "120"), ("ANJUAN_ACCESS_TOKEN_S", "120")]);
    let officer = town(&server).await.officer().await;
    let start = server.clock.now();
    server.clock.turn_to(start + Duration::seconds(100));
    officer.get("/me").await.ok();
    // The token itself is still within its leeway.
    server.clock.turn_to(start + Duration::seconds(140));
    officer.get("/me").await.problem(401, "not_authenticated");
}

fn count(server: &Server, what: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let query = format!("SELECT count(*) AS n FROM anjuan.{what}");
    diesel::sql_query(query).get_result::<Count>(&mut server.database.superuser()).expect("counted").n
}

#[actix_web::test]
async fn what_time_has_ended_is_tidied_away_and_nothing_else() {
    let server = isolated();
    let config = config::from_lookup(&|name| (name == "ANJUAN_DATA_DIR").then(|| "/data".into())).expect("defaults");
    let username = server.account(town(&server).await.agency_id(), &[Role::Officer]).await;
    let start = server.clock.now();
    server.session(&username, PASSWORD).await;
    caretaker::tidy(&server.db, &config.auth).expect("tidied");
    assert_eq!(count(&server, "session WHERE ended_at IS NULL"), 1);
    let removal = "WITH gone AS (DELETE FROM anjuan.session RETURNING id) SELECT 1 / (count(*) = 0)::int FROM gone";
    psql_as(&mut server.database.app(), &DEPLOYMENT.to_string(), removal).expect("a session that lives is not removed");
    server.clock.turn_to(start + Duration::minutes(20));
    caretaker::tidy(&server.db, &config.auth).expect("tidied");
    assert_eq!(count(&server, "session WHERE end_reason = 'idle'"), 1);
    server.session(&username, PASSWORD).await;
    server.clock.turn_to(start + Duration::hours(9));
    caretaker::tidy(&server.db, &config.auth).expect("tidied");
    assert_eq!(count(&server, "session WHERE end_reason = 'expired'"), 1);
    server.clock.turn_to(start + Duration::days(3));
    caretaker::tidy(&server.db, &config.auth).expect("tidied");
    assert_eq!((count(&server, "session"), count(&server, "refresh_token")), (0, 0));
    assert_eq!(count(&server, "login_throttle"), 0);
}

/// Does one thing on the first process; the token must be void on the second within a second.
async fn voids(there: &Server, token: &Client, act: impl AsyncFnOnce()) {
    let remote = Client::new(&there.url).with_token(token.token());
    remote.get("/me").await.ok();
    act().await;
    let since = Instant::now();
    remote.get("/me").await.problem(401, "not_authenticated");
    assert!(since.elapsed().as_millis() < 1000);
}

#[actix_web::test]
async fn whatever_ends_a_session_ends_it_in_every_process_at_once() {
    let here = isolated();
    let there = beside(&here);
    let (agency, admin) = (town(&here).await, here.security_admin().await);
    let person = async || agency.officer().await;
    let one = person().await;
    voids(&there, &one, async || assert_eq!(one.delete("/auth/sessions/current").await.status, 204)).await;
    let one = person().await;
    voids(&there, &one, async || {
        let session = one.all("/me/sessions").await.iter().find(|one| one["current"] == json!(true)).map(id_of);
        assert_eq!(one.delete(&format!("/me/sessions/{}", session.expect("own"))).await.status, 204);
    })
    .await;
    let changes = [json!({"roles": ["clerk"]}), json!({"state": "disabled"}), json!({"valid_until": "2020-01-01"})];
    for change in changes {
        let one = person().await;
        let path = format!("/accounts/{}", account_id(&one).await);
        voids(&there, &one, async || assert_eq!(admin.patch(&path, change.clone()).await.status, 200)).await;
    }
    let posts = [("password-resets", json!({"password": "Shazhen-2023!"})), ("otp-resets", json!({}))];
    for (noun, body) in posts {
        let one = person().await;
        let path = format!("/accounts/{}/{noun}", account_id(&one).await);
        voids(&there, &one, async || assert_eq!(admin.post(&path, body.clone()).await.status, 201)).await;
    }
    let one = person().await;
    let path = format!("/accounts/{}/sessions", account_id(&one).await);
    voids(&there, &one, async || assert_eq!(admin.delete(&path).await.status, 204)).await;
    let one = person().await;
    let change = json!({"current_password": PASSWORD, "new_password": "Shazhen-2023!"});
    voids(&there, &one, async || assert_eq!(one.post("/me/password-changes", change).await.status, 201)).await;
    let absent = format!("/accounts/{}/sessions", Uuid::now_v7());
    admin.delete(&absent).await.problem(404, "not_found");
}
