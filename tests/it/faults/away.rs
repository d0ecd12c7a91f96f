//! The database goes away, falls silent, or breaks off in the middle of an answer, while the service serves.

use super::dice::{Dice, rounds, seed};
use super::proxy::{Fault, Proxy};
use crate::support::{Client, Database, PATIENCE, Server, folder, reached_by, town};
use diesel::RunQueryDsl as _;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::{Duration, Instant};

fn officer(name: &str) -> Value {
    json!({"name": name, "in_post_from": "2023-01-01"})
}

fn served_through_a_proxy(name: &str, settings: &'static [(&'static str, &'static str)]) -> (Server, Proxy) {
    let database = Database::clone_template();
    let proxy = Proxy::before(&database.url("anjuan_app"), folder(name));
    let (app, sequencer) = (proxy.url("anjuan_app", &database.name), proxy.url("anjuan_sequencer", &database.name));
    (reached_by(database, app, sequencer, settings), proxy)
}

/// Every cut leaves the same three possibilities: refused and not done, done, or unknown; and the same key tells.
#[actix_web::test]
async fn an_answer_cut_anywhere_is_resolved_by_asking_again_under_the_same_key() {
    let (server, proxy) = served_through_a_proxy("cut", &[]);
    let town = town(&server).await;
    let admin = town.admin().await;
    let (dice, times) = (Dice::of(seed()), rounds(40));
    let mut told: HashMap<String, usize> = HashMap::new();
    for n in 0..times {
        let (name, key) = (format!("队员{n}"), format!("cut-{n}"));
        proxy.set(if dice.one_in(2) { Fault::CutCommit(dice.below(20)) } else { Fault::CutAfter(dice.below(600)) });
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = admin.post_once("/officers", officer(&name), &key).await;
            if answer.status == 201 && proxy.fault() == Fault::None {
                break;
            }
            if answer.status != 201 {
                // PostgreSQL may not have noticed yet that the first attempt has lost its connection.
                let code = answer.json()["code"].as_str().expect("a code").to_owned();
                assert!(answer.status == 503 || code == "idempotency_in_progress", "{}", answer.text);
                assert!(!answer.header("retry-after").is_empty());
                *told.entry(code).or_default() += 1;
            }
            assert!(Instant::now() < deadline, "cut {n} is not resolved: {}", answer.text);
        }
    }
    assert_eq!(proxy.cuts(), times, "a fault was not injected");
    assert!(told.contains_key("outcome_unknown"), "no answer to a COMMIT was lost: {told:?}");
    let mut names: Vec<_> = admin.all("/officers?limit=200").await.iter().map(|one| one["name"].to_string()).collect();
    assert_eq!(names.len(), times, "lost or doubled");
    names.sort();
    names.dedup();
    assert_eq!(names.len(), times, "doubled");
    eprintln!("cut: {times} connections cut, {told:?}");
}

#[actix_web::test]
async fn a_database_that_is_away_is_told_quickly_and_its_return_is_noticed_at_once() {
    let (server, proxy) = served_through_a_proxy("away", &[]);
    let town = town(&server).await;
    let admin = town.admin().await;
    admin.post("/officers", officer("王伟")).await.ok();
    proxy.set(Fault::Away);
    let longest = everybody_is_told(&admin, 64).await;
    assert!(longest < Duration::from_secs(8), "told after {longest:?}");
    let ready = admin.get("/readyz").await;
    assert_eq!((ready.status, &ready.json()["database"]), (503, &json!(false)), "{}", ready.text);
    assert_eq!(admin.get("/healthz").await.status, 200);
    assert_eq!(admin.post_once("/officers", officer("李强"), "later").await.status, 503);

    proxy.set(Fault::None);
    let begun = Instant::now();
    admin.post_once("/officers", officer("李强"), "later").await.ok();
    until_ready(&admin).await;
    let back = begun.elapsed();
    assert!(back < Duration::from_secs(4), "noticed after {back:?}");
    assert_eq!(admin.all("/officers").await.len(), 2);
    eprintln!("away: 64 requests told within {longest:?}; written and ready {back:?} after the return");
}

#[actix_web::test]
async fn a_database_that_falls_silent_holds_nobody_for_ever() {
    let (server, proxy) =
        served_through_a_proxy("silent", &[("ANJUAN_DATABASE_ANSWER_S", "1"), ("ANJUAN_QUEUE_WAIT_S", "1")]);
    let town = town(&server).await;
    let admin = town.admin().await;
    admin.get("/officers").await.ok();
    proxy.set(Fault::Stalled);
    let unknown = admin.post_once("/officers", officer("王伟"), "silence").await;
    unknown.problem(503, "outcome_unknown");
    let longest = everybody_is_told(&admin, 64).await;
    assert!(longest < Duration::from_secs(8), "told after {longest:?}");
    let alive = Instant::now();
    assert_eq!(admin.get("/healthz").await.status, 200);
    assert!(alive.elapsed() < Duration::from_secs(1));

    proxy.set(Fault::None);
    let (begun, deadline) = (Instant::now(), Instant::now() + PATIENCE);
    loop {
        let answer = admin.post_once("/officers", officer("王伟"), "silence").await;
        if answer.status == 201 {
            break;
        }
        assert!(matches!(answer.status, 409 | 503) && Instant::now() < deadline, "{}", answer.text);
    }
    assert_eq!(admin.all("/officers").await.len(), 1, "lost or doubled");
    eprintln!("silent: 64 requests told within {longest:?}; resolved {:?} after the first word", begun.elapsed());
}

/// A network that swallows everything tells nobody: the sequencer waits for an answer, and readiness says so.
#[actix_web::test]
async fn a_sequencer_that_has_fallen_silent_is_not_ready() {
    let database = Database::clone_template();
    let proxy = Proxy::before(&database.url("anjuan_sequencer"), folder("silent-sequencer"));
    let (app, sequencer) = (database.url("anjuan_app"), proxy.url("anjuan_sequencer", &database.name));
    let server = reached_by(database, app, sequencer, &[]);
    let admin = town(&server).await.admin().await;
    until_ready(&admin).await;
    proxy.set(Fault::Stalled);
    admin.post("/officers", officer("王伟")).await.ok();
    let deadline = Instant::now() + PATIENCE;
    let ready = loop {
        let ready = admin.get("/readyz").await;
        if ready.status == 503 {
            break ready.json();
        }
        assert!(Instant::now() < deadline, "silence is called readiness: {}", ready.text);
    };
    assert_eq!((&ready["database"], &ready["sequencer"]), (&json!(true), &json!(false)), "{ready}");
    proxy.set(Fault::None);
    until_ready(&admin).await;
}

/// Nobody answers at this address, though the machine takes the connection.
#[test]
fn an_address_that_says_nothing_is_given_up() {
    let mute = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("postgres://anjuan_app@{}/anjuan", mute.local_addr().expect("bound"));
    let begun = Instant::now();
    let told = anjuan::db::connect(&url, anjuan::db::DbRole::App).err().expect("nobody there").to_string();
    assert!(told.contains("timeout expired"), "{told}");
    assert!(begun.elapsed() < PATIENCE);
}

/// Asks all at once, each is told 503 with a time to come again; the longest wait.
async fn everybody_is_told(client: &Client, askers: usize) -> Duration {
    let ask = async |_| {
        let begun = Instant::now();
        let answer = client.get("/officers").await;
        assert_eq!(answer.status, 503, "{}", answer.text);
        assert!(answer.header("retry-after").parse::<u32>().is_ok());
        begun.elapsed()
    };
    futures_util::future::join_all((0..askers).map(ask)).await.into_iter().max().expect("some")
}

async fn until_ready(client: &Client) {
    let deadline = Instant::now() + PATIENCE;
    while client.get("/readyz").await.status != 200 {
        assert!(Instant::now() < deadline, "not ready");
    }
}

/// Slow statements of others hold every connection: whoever waits is told so, and the service itself answers.
#[actix_web::test]
async fn with_every_connection_busy_the_rest_is_told_quickly_and_nobody_waits_afterwards() {
    let server = crate::support::with_settings(&[("ANJUAN_POOL_SIZE", "4"), ("ANJUAN_QUEUE_WAIT_S", "1")]);
    let town = town(&server).await;
    let admin = town.admin().await;
    admin.post("/officers", officer("王伟")).await.ok();
    let mut holder = server.database.superuser();
    diesel::sql_query("BEGIN").execute(&mut holder).expect("begins");
    diesel::sql_query("LOCK TABLE anjuan.officer IN ACCESS EXCLUSIVE MODE")
        .execute(&mut holder)
        .expect("holds the table");
    let beats = async {
        let mut longest = Duration::ZERO;
        for _ in 0..20 {
            let begun = Instant::now();
            assert_eq!(admin.get("/healthz").await.status, 200);
            longest = longest.max(begun.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await; // a probe's pace
        }
        longest
    };
    let (longest, beat) = futures_util::future::join(everybody_is_told(&admin, 200), beats).await;
    assert!(longest < Duration::from_secs(10), "told after {longest:?}");
    assert!(beat < Duration::from_secs(2), "/healthz took {beat:?}");
    diesel::sql_query("COMMIT").execute(&mut holder).expect("lets go");
    let begun = Instant::now();
    admin.get("/officers").await.ok();
    let back = begun.elapsed();
    assert!(back < Duration::from_secs(2), "served again after {back:?}");
    eprintln!("busy: 200 requests told within {longest:?}, /healthz within {beat:?}, served {back:?} after");
}
