//! The journal as auditors and makers of entries read it.

use crate::support::{another_town, shared, town};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::time::Duration;

#[actix_web::test]
async fn whoever_made_an_entry_follows_it_to_its_position() {
    let (here, there) = (town(shared()).await, another_town(shared()).await);
    let admin = here.admin().await;
    let made = admin.post("/officers", json!({"name": "王伟", "in_post_from": "2023-01-01"})).await.ok();
    let path = format!("/journal/{}", made["entry_id"].as_str().expect("an id"));
    let mut entry = admin.get(&path).await.ok();
    for _ in 0..100 {
        if entry["pos"].is_i64() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        entry = admin.get(&path).await.ok();
    }
    assert!(entry["pos"].is_i64(), "{entry}");
    let bytes = |name: &str| BASE64.decode(entry[name].as_str().expect("text")).expect("base64");
    let hashed = Sha256::new().chain_update([0]).chain_update(bytes("leaf")).finalize();
    assert_eq!(bytes("leaf_hash"), hashed.as_slice());
    assert!(!String::from_utf8_lossy(&bytes("leaf")).contains("王伟"));
    there.admin().await.get(&path).await.problem(404, "not_found");
}

#[actix_web::test]
async fn an_auditor_reads_the_journal_of_the_own_agency_by_position_and_kind() {
    let town = town(shared()).await;
    let (admin, auditor) = (town.admin().await, town.auditor().await);
    for n in 0..3 {
        admin.post("/officers", json!({"name": format!("王{n}"), "in_post_from": "2023-01-01"})).await.ok();
    }
    let registered = "/journal?kind=officer.registered&limit=2";
    let mut entries = auditor.all(registered).await;
    for _ in 0..100 {
        if entries.len() == 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        entries = auditor.all(registered).await;
    }
    let positions: Vec<i64> = entries.iter().map(|one| one["pos"].as_i64().expect("a position")).collect();
    assert!(positions.len() == 3 && positions.is_sorted(), "{positions:?}");
    let later = auditor.all(&format!("{registered}&from={}", positions[1])).await;
    assert_eq!(later, entries[1..]);
    assert!(entries.iter().all(|one| one["account_name"] == admin.username.as_str()));
    admin.get("/journal").await.problem(403, "not_permitted");
}
