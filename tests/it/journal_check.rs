//! A journal is whole or is not, and then the check says where.

use crate::support::{isolated, town};
use anjuan::domain::actor::Actor;
use anjuan::domain::permission::Role;
use anjuan::journal::check::{Fault, Verdict, check};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::json;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What somebody with every right does to the journal, and what must be said of it.
const TAMPERED: &[(&str, Fault, &str)] = &[
    (
        "UPDATE anjuan.journal_body SET body = jsonb_set(body, '{summary}', '\"改\"') WHERE entry_id = $case",
        Fault::NotAsCommitted,
        "body",
    ),
    (
        "UPDATE anjuan.journal_body SET body = body || '{\"filed_on\": \"2023-01-01\"}' WHERE entry_id = $case",
        Fault::NotAsCommitted,
        "filed_on",
    ),
    (
        "UPDATE anjuan.journal_body SET body = body - 'filed_on' WHERE entry_id = $case",
        Fault::NotAsCommitted,
        "filed_on",
    ),
    ("UPDATE anjuan.journal_body SET salts = salts - 'body' WHERE entry_id = $case", Fault::SaltMissing, "body"),
    (
        "UPDATE anjuan.journal_body SET salts = jsonb_set(salts, '{actor}', '\"AAAA\"') WHERE entry_id = $case",
        Fault::SaltMissing,
        "actor",
    ),
    (
        "UPDATE anjuan.journal_body SET salts = jsonb_set(salts, '{actor}', salts->'body') WHERE entry_id = $case",
        Fault::NotAsCommitted,
        "actor",
    ),
    ("DELETE FROM anjuan.journal_body WHERE entry_id = $case", Fault::BodyMissing, ""),
    (
        "UPDATE anjuan.journal_entry SET account_id = gen_random_uuid() WHERE entry_id = $case",
        Fault::NotAsCommitted,
        "actor",
    ),
    (
        "UPDATE anjuan.journal_entry SET case_id = gen_random_uuid() WHERE entry_id = $case",
        Fault::NotAsCommitted,
        "case",
    ),
    ("UPDATE anjuan.journal_entry SET kind = 'case.closed' WHERE entry_id = $case", Fault::LeafDiffersFromRow, "kind"),
    (
        "UPDATE anjuan.journal_entry SET recorded_at = recorded_at - interval '1 day' WHERE entry_id = $case",
        Fault::LeafDiffersFromRow,
        "recorded_at",
    ),
    (
        "UPDATE anjuan.journal_entry SET leaf = leaf || '\\x20'::bytea WHERE entry_id = $case",
        Fault::LeafNotCanonical,
        "",
    ),
    (
        "UPDATE anjuan.journal_entry SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'case.filed', 'case.lifed'), 'UTF8') WHERE entry_id = $case",
        Fault::LeafHashDiffers,
        "in the position",
    ),
    (
        "UPDATE anjuan.journal_position SET leaf_hash = sha256('other') WHERE entry_id = $case",
        Fault::LeafHashDiffers,
        "in the position",
    ),
    (
        "UPDATE anjuan.journal_position SET leaf_hash = 'short' WHERE entry_id = $case",
        Fault::LeafHashDiffers,
        "in the position",
    ),
    (
        "UPDATE anjuan.journal_position SET placed_at = placed_at + interval '1 hour' WHERE pos = 0",
        Fault::TimeRunsBack,
        "",
    ),
    ("DELETE FROM anjuan.journal_position WHERE entry_id = $case", Fault::PositionMissing, ""),
    ("DELETE FROM anjuan.journal_position WHERE entry_id = $case", Fault::NotPlaced, ""),
    ("DELETE FROM anjuan.journal_entry WHERE entry_id = $case", Fault::EntryMissing, ""),
    ("DELETE FROM anjuan.journal_entry WHERE entry_id = $case", Fault::BodyWithoutEntry, ""),
    ("DELETE FROM anjuan.journal_entry WHERE entry_id = $case", Fault::CaseNumberMissing, "number 0 was due"),
    (
        "INSERT INTO anjuan.journal_pending (agency_id, entry_id, recorded_at) SELECT agency_id, entry_id, recorded_at FROM anjuan.journal_entry WHERE entry_id = $case",
        Fault::PlacedTwice,
        "",
    ),
    ("UPDATE anjuan.journal_head SET size = size + 1", Fault::HeadDiffers, "it says"),
    ("UPDATE anjuan.journal_head SET placed_at = placed_at - interval '1 day'", Fault::HeadDiffers, "it says"),
    (
        "UPDATE anjuan.journal_entry SET case_seq = case_seq + 10 WHERE case_id IS NOT NULL",
        Fault::CaseNumberMissing,
        "number 0 was due",
    ),
    (
        "UPDATE anjuan.journal_entry e SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '\"refs\":[]', '\"refs\":[\"' || entry_id || '\"]'), 'UTF8') WHERE entry_id = $case; \
      UPDATE anjuan.journal_position p SET leaf_hash = e.leaf_hash FROM anjuan.journal_entry e WHERE e.entry_id = p.entry_id AND e.entry_id = $case",
        Fault::CaseChainBroken,
        "before",
    ),
];

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    id: Uuid,
}

#[actix_web::test]
async fn whatever_is_altered_in_the_journal_is_found_with_its_place() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    squad.leader.put(&format!("{case}/tags"), json!({"matter_codes": [squad.matter]})).await.ok();
    let mut superuser = server.database.superuser();
    until_placed(&mut superuser);
    let untouched = verdict(&mut superuser);
    assert!(untouched.is_whole(), "{:?}", untouched.differences);
    assert!(untouched.placed > 10 && untouched.in_cases >= 2, "{untouched:?}");
    let filed: Id = diesel::sql_query("SELECT entry_id AS id FROM anjuan.journal_entry WHERE kind = 'case.filed'")
        .get_result(&mut superuser)
        .expect("one case");
    for (statement, fault, detail) in TAMPERED {
        let statement = statement.replace("$case", &format!("'{}'", filed.id));
        let found = tampered(&mut superuser, &statement);
        let told = found.differences.iter().find(|one| one.fault == *fault && one.detail.contains(detail));
        let told = told.unwrap_or_else(|| panic!("{statement}: {fault} {detail} is not among {found:?}"));
        let has_place = told.place.contains(&filed.id.to_string())
            || ["position ", "head of the journal", "number ", "waiting "]
                .iter()
                .any(|kind| told.place.starts_with(kind));
        assert!(has_place, "{statement}: {}", told.place);
        assert!(found.differing < 12, "{statement}: one act, so few differences: {found:?}");
    }
    assert!(verdict(&mut superuser).is_whole(), "everything was taken back");
}

#[actix_web::test]
async fn what_waits_for_its_place_is_checked_too() {
    let server = isolated();
    let mut superuser = server.database.superuser();
    until_placed(&mut superuser);
    let placed = verdict(&mut superuser).placed;
    let found = tampered(
        &mut superuser,
        "INSERT INTO anjuan.journal_pending (agency_id, entry_id, recorded_at) \
         SELECT agency_id, entry_id, now() FROM anjuan.journal_position WHERE pos = 0; \
         DELETE FROM anjuan.journal_position WHERE pos = 0; UPDATE anjuan.journal_head SET size = 0; \
         UPDATE anjuan.journal_body SET body = '{}'",
    );
    assert_eq!((found.placed, found.pending), (placed - 1, 1), "{found:?}");
    let told = found.differences.iter().find(|one| one.place.starts_with("waiting entry"));
    assert_eq!(told.map(|one| one.fault), Some(Fault::NotAsCommitted), "{found:?}");
}

#[actix_web::test]
async fn the_service_itself_can_check_every_agencys_entries() {
    let server = isolated();
    let (one, other) = (town(&server).await, town(&server).await);
    for town in [&one, &other] {
        town.admin().await.post("/officers", json!({"name": "王伟", "in_post_from": "2023-01-01"})).await.ok();
    }
    let mut superuser = server.database.superuser();
    until_placed(&mut superuser);
    let actor = Actor { roles: vec![Role::PlatformAdmin], ..Actor::system(Uuid::now_v7()) };
    let mut told = Vec::new();
    let seen = server.db.read_now(&actor, |view| check(view.conn(), &mut |done, of| told.push((done, of))));
    let (seen, all) = (seen.expect("a verdict"), verdict(&mut superuser));
    assert_eq!((seen.placed, seen.root, seen.differing), (all.placed, all.root, 0));
    assert_eq!(told.last(), Some(&(seen.placed, seen.placed)), "progress is told to its end");
}

/// Does what every wall forbids, looks, and takes it back.
fn tampered(superuser: &mut PgConnection, statement: &str) -> Verdict {
    let tables = ["entry", "body", "position", "pending", "head"];
    let open = tables.map(|table| format!("ALTER TABLE anjuan.journal_{table} DISABLE TRIGGER ALL;")).concat();
    superuser
        .batch_execute(&format!("BEGIN; {open} {statement}"))
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    let found = check(superuser, &mut |_, _| {}).expect("a verdict");
    superuser.batch_execute("ROLLBACK").expect("taken back");
    found
}

fn verdict(superuser: &mut PgConnection) -> Verdict {
    superuser.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ").expect("begins");
    let found = check(superuser, &mut |_, _| {}).expect("a verdict");
    superuser.batch_execute("COMMIT").expect("ends");
    found
}

fn until_placed(superuser: &mut PgConnection) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        superuser.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ").expect("begins");
        let standing = check(superuser, &mut |_, _| {}).expect("a verdict");
        superuser.batch_execute("COMMIT").expect("ends");
        if standing.pending == 0 {
            return;
        }
        assert!(Instant::now() < deadline, "entries are not placed");
    }
}
