//! The journal: dense positions, leaves that bind their bodies, one writer.

use crate::support::{isolated, town};
use anjuan::clock::Clock;
use anjuan::db::{DbRole, connect};
use anjuan::journal::leaf::{Salt, commit, field, leaf_hash};
use anjuan::journal::sequencer::{Sequencer, Wake};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Jsonb, Text};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[derive(QueryableByName)]
struct Placed {
    #[diesel(sql_type = BigInt)]
    pos: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bytea)]
    leaf: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    leaf_hash: Vec<u8>,
    #[diesel(sql_type = Jsonb)]
    body: Value,
    #[diesel(sql_type = Jsonb)]
    salts: Value,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn placed(conn: &mut PgConnection) -> Vec<Placed> {
    diesel::sql_query(
        "SELECT p.pos, e.kind, e.leaf, p.leaf_hash, b.body, b.salts FROM anjuan.journal_position p \
         JOIN anjuan.journal_entry e USING (agency_id, entry_id) JOIN anjuan.journal_body b USING (agency_id, entry_id) \
         ORDER BY p.pos",
    )
    .load(conn)
    .expect("the journal")
}

fn pending(conn: &mut PgConnection) -> i64 {
    let row: Count =
        diesel::sql_query("SELECT count(*) AS n FROM anjuan.journal_pending").get_result(conn).expect("a count");
    row.n
}

fn wait_until_placed(conn: &mut PgConnection) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while pending(conn) > 0 {
        assert!(Instant::now() < deadline, "entries are not placed");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[actix_web::test]
async fn every_entry_has_a_dense_position_and_a_leaf_that_binds_its_body() {
    let server = isolated();
    let town = town(&server).await;
    let admin = town.admin().await;
    for n in 0..20 {
        admin.post("/officers", json!({"name": format!("队员{n}"), "in_post_from": "2023-01-01"})).await.ok();
    }
    let mut superuser = server.database.superuser();
    wait_until_placed(&mut superuser);
    let entries = placed(&mut superuser);
    assert!(entries.len() > 20);
    for (place, entry) in entries.iter().enumerate() {
        assert_eq!(usize::try_from(entry.pos).ok(), Some(place), "positions are dense");
        assert_eq!(entry.leaf_hash, leaf_hash(&entry.leaf).0, "the database and the code hash alike");
        let leaf: Value = serde_json::from_slice(&entry.leaf).expect("a leaf is JSON");
        assert_eq!(
            (&leaf["kind"], &leaf["log"], &leaf["v"]),
            (&json!(entry.kind), &json!("anjuan.example/log"), &json!(1))
        );
        let salt = STANDARD.decode(entry.salts[field::BODY].as_str().expect("a salt")).expect("base64");
        let salt: Salt = salt.try_into().expect("32 bytes");
        let committed = commit(field::BODY, &salt, &entry.body).expect("a body can be committed to");
        assert_eq!(leaf["body"], json!(committed), "the leaf does not bind the body of {}", entry.kind);
    }
}

#[actix_web::test]
async fn of_two_sequencers_one_writes_and_the_other_takes_over() {
    let server = isolated();
    let url = server.database.url("anjuan_sequencer");
    let connect = move || connect(&url, DbRole::Sequencer);
    let second = Sequencer::start(Box::new(connect), Clock::default(), Wake::default()).expect("starts");
    let deadline = Instant::now() + Duration::from_secs(20);
    while !second.standing().alive {
        assert!(Instant::now() < deadline, "the second sequencer does not come up");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!second.standing().writing, "two sequencers write");
    let database = server.stop_and_keep_database();
    while !second.standing().writing {
        assert!(Instant::now() < deadline, "the second sequencer does not take over");
        std::thread::sleep(Duration::from_millis(10));
    }
    drop((second, database));
}

#[actix_web::test]
async fn a_fenced_sequencer_places_nothing() {
    let server = isolated();
    let mut sequencer = connect(&server.database.url("anjuan_sequencer"), DbRole::Sequencer).expect("connects");
    let refused =
        diesel::sql_query("SELECT anjuan.sequence_batch(0, 10, now()) AS n").get_result::<Count>(&mut sequencer);
    assert!(refused.err().expect("refused").to_string().contains("fenced"));
}

#[actix_web::test]
async fn the_figures_of_readiness_say_how_the_journal_stands() {
    let server = isolated();
    let ready = server.stranger().get("/readyz").await.ok();
    assert_eq!((&ready["ready"], &ready["database"], &ready["sequencer"]), (&json!(true), &json!(true), &json!(true)));
}
