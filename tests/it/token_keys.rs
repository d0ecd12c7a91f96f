//! The keys of access tokens change without logging anybody out.

use crate::support::{Client, PASSWORD, isolated, town};
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

fn kids(set: &Value, list: &str) -> Vec<String> {
    let keys = set[list].as_array().expect("a list").iter();
    keys.map(|key| key["kid"].as_str().expect("a name").to_owned()).collect()
}

async fn published(stranger: &Client) -> Vec<String> {
    let set = stranger.get("/.well-known/jwks.json").await;
    assert_eq!(set.header("cache-control"), "public, max-age=300");
    kids(&set.json(), "keys")
}

fn kid_of(token: &Value) -> String {
    let token = token["access_token"].as_str().expect("a token");
    jsonwebtoken::decode_header(token).expect("a head").kid.expect("a name")
}

#[actix_web::test]
async fn a_new_key_is_published_first_then_signs_and_old_tokens_hold_to_their_end() {
    let server = isolated();
    let town = town(&server).await;
    let (officer, security, stranger) = (town.officer().await, server.security_admin().await, server.stranger());
    let start = server.clock.now();
    let log_in = json!({"username": officer.username, "password": PASSWORD});
    let first = published(&stranger).await;
    assert_eq!(first.len(), 1);

    let made = security.post("/token-keys", json!({"reason": "例行更换"})).await;
    assert_eq!((made.status, &made.json()["state"]), (201, &json!("published")));
    let new = made.json()["kid"].as_str().expect("a name").to_owned();
    assert_eq!(published(&stranger).await, [first[0].clone(), new.clone()]);
    let waits = security.post("/token-keys", json!({"reason": "再换"})).await;
    waits.problem(409, "token_key_pending");
    assert!(waits.header("retry-after").parse::<u32>().expect("seconds") <= 600);

    let before = stranger.post("/auth/sessions", log_in.clone()).await.ok();
    assert_eq!(kid_of(&before), first[0]);
    server.clock.turn_to(start + Duration::seconds(601));
    let after = stranger.post("/auth/sessions", log_in.clone()).await.ok();
    assert_eq!(kid_of(&after), new);
    for session in [&before, &after] {
        let client = stranger.with_token(session["access_token"].as_str().expect("a token"));
        client.get("/officers").await.ok();
    }
    server.clock.turn_to(start + Duration::seconds(601 + 1100));
    assert_eq!(published(&stranger).await, [new]);
    let again = stranger.post("/auth/sessions", log_in).await.ok();
    let client = stranger.with_token(again["access_token"].as_str().expect("a token"));
    client.get("/officers").await.ok();
}

#[actix_web::test]
async fn a_stolen_key_is_withdrawn_at_once_and_refreshing_goes_on() {
    let server = isolated();
    let town = town(&server).await;
    let (officer, security, stranger) = (town.officer().await, server.security_admin().await, server.stranger());
    let log_in = json!({"username": officer.username, "password": PASSWORD});
    let session = stranger.post("/auth/sessions", log_in).await.ok();
    let made = security.post("/token-keys", json!({"reason": "疑似泄露", "withdraw_others": true})).await.ok();
    assert_eq!(made["state"], "signing");
    assert_eq!(published(&stranger).await, [made["kid"].as_str().expect("a name")]);
    let old = stranger.with_token(session["access_token"].as_str().expect("a token"));
    old.get("/officers").await.problem(401, "not_authenticated");
    let renewed = stranger.post("/auth/tokens", json!({"refresh_token": session["refresh_token"]})).await.ok();
    stranger.with_token(renewed["access_token"].as_str().expect("a token")).get("/officers").await.ok();
}

#[actix_web::test]
async fn a_retry_makes_no_second_key_and_the_change_is_in_the_journal() {
    let server = isolated();
    let town = town(&server).await;
    let security = server.security_admin().await;
    let body = json!({"reason": "例行更换"});
    let made = security.post_once("/token-keys", body.clone(), "k-1").await;
    let again = security.post_once("/token-keys", body, "k-1").await;
    assert_eq!((made.status, again.status, again.header("idempotent-replayed").as_str()), (201, 201, "true"));
    assert_eq!(made.json(), again.json());
    let listed = security.get("/token-keys").await.ok();
    assert_eq!(kids(&listed, "items").len(), 2);
    town.officer().await.get("/token-keys").await.problem(403, "not_permitted");
    let without_reason =
        security.request(Method::POST, "/token-keys").header("Idempotency-Key", "k-2").json(&json!({}));
    assert!((400..=422).contains(&security.send(without_reason).await.status));
}
