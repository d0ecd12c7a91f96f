//! Equal Idempotency-Keys at the same moment: one effect, whichever server is asked.

use crate::support::{Answer, Client, another_town, beside, isolated, shared, town};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

const AT_ONCE: usize = 64;

fn officer(name: &str) -> Value {
    json!({"name": name, "in_post_from": "2023-01-01"})
}

/// Sends the same act at once, spread over the clients, and holds the answers: the act's, its replay, or "still running".
async fn sixty_four(clients: &[Client], path: &str, body: &Value, key: &str) -> Vec<Answer> {
    let one = |n: usize| clients[n % clients.len()].post_once(path, body.clone(), key);
    let answers = futures_util::future::join_all((0..AT_ONCE).map(one)).await;
    let acted = answers.iter().filter(|answer| answer.status == 201 && answer.header("idempotent-replayed") != "true");
    assert_eq!(acted.count(), 1, "exactly one acts");
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.problem(409, "idempotency_in_progress");
        assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1));
    }
    let texts: HashSet<_> = answers.iter().filter(|answer| answer.status == 201).map(|answer| &answer.text).collect();
    assert_eq!(texts.len(), 1, "one answer, byte for byte: {texts:?}");
    let again = clients[0].post_once(path, body.clone(), key).await;
    assert_eq!((again.status, again.header("idempotent-replayed").as_str()), (201, "true"));
    assert!(texts.contains(&again.text));
    answers
}

#[actix_web::test]
async fn of_sixty_four_equal_requests_one_acts() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    sixty_four(std::slice::from_ref(&admin.client), "/officers", &officer("王伟"), "one-key").await;
    assert_eq!(admin.all("/officers").await.len(), 1);
}

#[actix_web::test]
async fn of_sixty_four_equal_decisions_one_takes_a_number() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let path = format!("{}/decisions", squad.ready().await);
    sixty_four(std::slice::from_ref(&squad.head.client), &path, &squad.decision(), "one-key").await;
    let next = squad.ready().await;
    let decided = squad.head.post(&format!("{next}/decisions"), squad.decision()).await.ok();
    assert_eq!(decided["document_number"], "永安砂罚决字〔2023〕2号");
}

#[actix_web::test]
async fn two_servers_of_one_database_do_it_once_between_them() {
    let first = isolated();
    let second = beside(&first);
    let town = town(&first).await;
    let admin = town.admin().await;
    let clients = [admin.client.clone(), admin.client.at(&second.url)];
    for key in ["one", "two", "three"] {
        sixty_four(&clients, "/officers", &officer(key), key).await;
    }
    assert_eq!(admin.all("/officers").await.len(), 3);
}

#[actix_web::test]
async fn the_same_key_of_another_agency_or_account_is_another_key() {
    let (here, there) = (town(shared()).await, another_town(shared()).await);
    let admins = [here.admin().await, here.admin().await, there.admin().await];
    let post = |admin: usize| admins[admin].post_once("/officers", officer("王伟"), "everybody-s");
    let answers = futures_util::future::join_all((0..3).map(post)).await;
    let ids: HashSet<_> = answers.iter().map(|answer| answer.ok()["id"].to_string()).collect();
    assert_eq!(ids.len(), 3);
    assert!(answers.iter().all(|answer| answer.header("idempotent-replayed") != "true"));
}

#[actix_web::test]
async fn a_key_is_bound_to_its_body_and_has_at_most_255_visible_characters() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let longest = "k".repeat(255);
    admin.post_once("/officers", officer("王伟"), &longest).await.ok();
    admin.post_once("/officers", officer("李强"), &longest).await.problem(422, "idempotency_key_reused");
    for wrong in [&"k".repeat(256), "", "\"\"", "  ", "a\tb"] {
        admin.post_once("/officers", officer("李强"), wrong).await.problem(400, "idempotency_key_invalid");
    }
    admin
        .send(admin.request(reqwest::Method::POST, "/officers").json(&officer("李强")))
        .await
        .problem(400, "idempotency_key_missing");
    assert_eq!(admin.all("/officers").await.len(), 1);
    assert_eq!(status_of_key(&town.server.url, b"a\0b"), "400");
}

/// A header that no client library would send.
fn status_of_key(url: &str, key: &[u8]) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).expect("the server listens");
    let head = [
        b"POST /api/v1/officers HTTP/1.1\r\nHost: anjuan\r\nContent-Length: 2\r\nIdempotency-Key: ".as_slice(),
        key,
        b"\r\n\r\n{}",
    ];
    stream.write_all(&head.concat()).expect("sent");
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("an answer");
    String::from_utf8_lossy(&start[9..]).into_owned()
}
