//! Log-in, refresh, log-out.

use crate::support::{PASSWORD, isolated, shared, town};
use anjuan::domain::ids::AgencyId;
use anjuan::domain::permission::Role;
use chrono::Duration;
use serde_json::json;

#[actix_web::test]
async fn a_person_logs_in_and_learns_what_she_may_do() {
    let town = town(shared()).await;
    let me = town.officer().await.get("/me").await.ok();
    assert_eq!(me["agency"]["code"], json!(town.code));
    assert_eq!(me["roles"], json!(["officer"]));
    assert!(me["permissions"].as_array().expect("a list").contains(&json!("cases.work")));
}

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_name_are_answered_alike() {
    let server = shared();
    let town = town(server).await;
    let username = server.account(AgencyId::from_uuid(town.id.parse().expect("a UUID")), &[Role::Officer]).await;
    let stranger = server.stranger();
    let mut wrong = stranger
        .post("/auth/sessions", json!({"username": username, "password": "Wrong-2023!"}))
        .await
        .problem(401, "credentials_wrong");
    let mut unknown = stranger
        .post("/auth/sessions", json!({"username": "nobody-at-all", "password": PASSWORD}))
        .await
        .problem(401, "credentials_wrong");
    wrong["instance"].take();
    unknown["instance"].take();
    assert_eq!(wrong, unknown);
}

#[actix_web::test]
async fn after_five_failures_even_the_right_password_waits() {
    let server = shared();
    let town = town(server).await;
    let username = server.account(AgencyId::from_uuid(town.id.parse().expect("a UUID")), &[Role::Officer]).await;
    let stranger = server.stranger();
    for _ in 0..5 {
        stranger
            .post("/auth/sessions", json!({"username": username, "password": "Wrong-2023!"}))
            .await
            .problem(401, "credentials_wrong");
    }
    let locked = stranger.post("/auth/sessions", json!({"username": username, "password": PASSWORD})).await;
    locked.problem(429, "login_locked");
    assert!(locked.header("retry-after").parse::<u32>().expect("seconds") > 800);
}

#[actix_web::test]
async fn a_refresh_token_works_once_and_its_second_use_ends_the_session() {
    let server = shared();
    let town = town(server).await;
    let username = server.account(AgencyId::from_uuid(town.id.parse().expect("a UUID")), &[Role::Officer]).await;
    let stranger = server.stranger();
    let session = stranger.post("/auth/sessions", json!({"username": username, "password": PASSWORD})).await.ok();
    let refresh = json!({"refresh_token": session["refresh_token"]});
    let renewed = stranger.post("/auth/tokens", refresh.clone()).await.ok();
    let client = stranger.with_token(renewed["access_token"].as_str().expect("a token"));
    client.get("/me").await.ok();
    client.get("/officers").await.ok();
    stranger.post("/auth/tokens", refresh).await.problem(401, "refresh_token_invalid");
    client.get("/officers").await.problem(401, "not_authenticated");
    let stolen = json!({"refresh_token": renewed["refresh_token"]});
    stranger.post("/auth/tokens", stolen).await.problem(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn after_log_out_the_token_is_void_at_once() {
    let town = town(shared()).await;
    let person = town.officer().await;
    person.get("/officers").await.ok();
    assert_eq!(person.delete("/auth/sessions/current").await.status, 204);
    person.get("/officers").await.problem(401, "not_authenticated");
    person.get("/me").await.problem(401, "not_authenticated");
}

#[actix_web::test]
async fn whoever_has_no_token_is_told_to_log_in() {
    let stranger = shared().stranger();
    let refused = stranger.get("/officers").await;
    refused.problem(401, "not_authenticated");
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    stranger.with_token("a.b.c").get("/officers").await.problem(401, "not_authenticated");
}

#[actix_web::test]
async fn the_keys_that_check_tokens_are_published() {
    let keys = shared().stranger().get("/.well-known/jwks.json").await.ok();
    assert_eq!(keys["keys"][0]["crv"], "Ed25519");
}

#[actix_web::test]
async fn a_token_ends_after_fifteen_minutes_and_the_session_after_eight_hours() {
    let server = isolated();
    let town = town(&server).await;
    let username = server.account(AgencyId::from_uuid(town.id.parse().expect("a UUID")), &[Role::Officer]).await;
    let stranger = server.stranger();
    let session = stranger.post("/auth/sessions", json!({"username": username, "password": PASSWORD})).await.ok();
    let client = stranger.with_token(session["access_token"].as_str().expect("a token"));
    let logged_in = server.clock.now();
    server.clock.turn_to(logged_in + Duration::minutes(14));
    client.get("/officers").await.ok();
    server.clock.turn_to(logged_in + Duration::minutes(16));
    client.get("/officers").await.problem(401, "not_authenticated");
    let renewed = stranger.post("/auth/tokens", json!({"refresh_token": session["refresh_token"]})).await.ok();
    server.clock.turn_to(logged_in + Duration::hours(8));
    let late = json!({"refresh_token": renewed["refresh_token"]});
    stranger.post("/auth/tokens", late).await.problem(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn a_parameter_that_no_operation_knows_is_refused_everywhere() {
    let town = town(shared()).await;
    let officer = town.officer().await;
    for path in ["/me?zz=1", "/officers?zz=1", &format!("/agencies/{}/powers?limit=1", town.code)] {
        officer.get(path).await.problem(400, "query_malformed");
    }
}
