//! Recordings of cases and inspections: added, never changed, until the case is closed.

use crate::support::{another_town, isolated, psql_as, shared, town, with};
use serde_json::{Value, json};
use uuid::Uuid;

fn photo(officers: &[String]) -> Value {
    json!({"phase": "investigation", "kind": "photo", "officer_ids": officers,
           "occurred_at": "2023-03-20T09:30:00.123456+08:00", "description": "占道摊点现场照片。\n拍摄于集镇新街。"})
}

fn device(id: Uuid, seq: i64) -> Value {
    json!({"device": {"id": id, "seq": seq, "time": "2023-03-20T01:29:58Z", "clock_offset_ms": 2000}})
}

#[actix_web::test]
async fn what_happens_in_a_case_is_recorded_in_its_order() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let path = format!("{}/recordings", squad.files(squad.filing()).await);
    let later = squad.leader.post(&path, photo(&squad.officers)).await;
    assert_eq!(later.status, 201);
    let earlier = with(photo(&squad.officers), json!({"kind": "video", "occurred_at": "2023-03-20T00:30:00Z"}));
    let earlier = squad.leader.post(&path, earlier).await.ok();
    assert_eq!(squad.leader.all(&format!("{path}?limit=1")).await, [earlier, later.ok()]);
    let one = later.header("location").replace("/api/v1", "");
    assert_eq!(town.clerk().await.get(&one).await.ok(), later.ok());
    assert_eq!(later.ok()["occurred_at"], "2023-03-20T01:30:00.123456Z");
}

#[actix_web::test]
async fn a_recording_stands_in_the_chain_of_its_case_with_the_devices_clock() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let phone = Uuid::now_v7();
    let path = format!("{case}/recordings");
    squad.leader.post(&path, with(photo(&squad.officers), device(phone, 7))).await.ok();
    let taken = squad.leader.post(&path, with(photo(&squad.officers), device(phone, 7))).await;
    taken.problem(409, "device_sequence_already_used");
    let placed = format!(
        "DO $$ BEGIN ASSERT (SELECT count(*) FROM anjuan.journal_entry WHERE kind = 'recording.added' \
         AND case_seq = 1 AND device_id = '{phone}' AND device_seq = 7 \
         AND convert_from(leaf, 'UTF8') LIKE '%\"offset_ms\":2000%') = 1; \
         ASSERT (SELECT sum(quantity) FROM anjuan.statistical_posting WHERE counter = 'recordings' \
         AND on_date = '2023-03-20') = 1; END $$"
    );
    psql_as(&mut server.database.app(), &town.id, &placed).expect("placed, captured and counted");
}

#[actix_web::test]
async fn thirty_two_recordings_at_once_all_find_their_place_in_the_case() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let path = format!("{}/recordings", squad.files(squad.filing()).await);
    let attempts = (0..32).map(|_| squad.leader.post(&path, photo(&squad.officers)));
    let answers = futures_util::future::join_all(attempts).await;
    assert!(answers.iter().all(|one| matches!(one.status, 201 | 503)));
    let made = answers.iter().filter(|one| one.status == 201).count();
    assert_eq!(squad.leader.all(&path).await.len(), made);
}

#[actix_web::test]
async fn field_work_is_recorded_before_the_inspection_is_submitted() {
    let town = town(shared()).await;
    let field = town.field().await;
    let draft = field.author.post("/inspections", json!({})).await.ok();
    let path = format!("/inspections/{}/recordings", draft["id"].as_str().expect("an id"));
    let one = field.author.post(&path, photo(&field.officers[..1])).await.ok();
    assert_eq!((&one["inspection_id"], &one["case_id"]), (&draft["id"], &Value::Null));
    assert_eq!(field.author.all(&path).await, [one]);
}

#[actix_web::test]
async fn who_records_is_certified_on_the_day_and_nothing_is_recorded_in_advance() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let field = here.field().await;
    let draft = field.author.post("/inspections", json!({})).await.ok();
    let path = format!("/inspections/{}/recordings", draft["id"].as_str().expect("an id"));
    let foreigner = there.certified_officer("赵敏").await;
    let strange = with(photo(&[field.officers[0].clone(), foreigner]), json!({"occurred_at": "2031-01-01T00:00:00Z"}));
    let refused = field.author.post(&path, strange).await;
    refused.problem(409, "date_in_the_future");
    let expected = [
        ("/occurred_at", "date_in_the_future"),
        ("/officer_ids/0", "officer_certificate_invalid_on_act_date"),
        ("/officer_ids/1", "officer_of_another_agency"),
    ];
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    field.author.post(&path, photo(&[])).await.problem(422, "value_invalid");
    here.clerk().await.post(&path, photo(&field.officers)).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn a_closed_case_takes_no_recordings_but_a_retry_is_answered() {
    let server = shared();
    let town = town(server).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let path = format!("{case}/recordings");
    let new = with(photo(&squad.officers), json!({"id": Uuid::now_v7()}));
    let first = squad.leader.post(&path, new.clone()).await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    squad.performs(&case).await;
    squad.head.post(&format!("{case}/closures"), squad.closure()).await.ok();
    squad.leader.post(&path, photo(&squad.officers)).await.problem(409, "case_closed");
    let again = squad.leader.post(&path, new.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    let other = with(new, json!({"kind": "audio"}));
    squad.leader.post(&path, other).await.problem(409, "id_exists_with_other_content");
}

#[actix_web::test]
async fn another_towns_case_takes_nothing_and_shows_nothing() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (squad, strangers) = (here.squad().await, there.squad().await);
    let path = format!("{}/recordings", squad.files(squad.filing()).await);
    let recording = squad.leader.post(&path, photo(&squad.officers)).await.ok();
    strangers.leader.post(&path, photo(&strangers.officers)).await.problem(404, "not_found");
    strangers.leader.get(&path).await.problem(404, "not_found");
    let one = format!("/recordings/{}", recording["id"].as_str().expect("an id"));
    strangers.leader.get(&one).await.problem(404, "not_found");
    let nowhere = format!("/inspections/{}/recordings", Uuid::now_v7());
    strangers.leader.post(&nowhere, photo(&strangers.officers)).await.problem(404, "not_found");
}
