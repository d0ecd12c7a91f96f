//! Officers, their certificates and trainings.

use crate::support::{another_town, isolated, psql_as, shared, town};
use serde_json::{Value, json};
use uuid::Uuid;

fn wang() -> Value {
    json!({"name": "王伟", "post": "执法队员", "in_post_from": "2022-09-01"})
}

fn certificate(number: &str, from: &str, to: &str) -> Value {
    json!({"number": number, "valid_from": from, "valid_to": to, "reason": "首次核发"})
}

#[actix_web::test]
async fn an_administrator_registers_an_officer_and_everybody_in_the_town_sees_her() {
    let town = town(shared()).await;
    let (admin, officer) = (town.admin().await, town.officer().await);
    let created = admin.post("/officers", wang()).await;
    assert_eq!(created.status, 201);
    let body = created.ok();
    let path = created.header("location").replace("/api/v1", "");
    assert_eq!(officer.get(&path).await.ok(), body);
    assert_eq!(created.header("etag"), officer.get(&path).await.header("etag"));
    assert_eq!(officer.all("/officers").await, [body]);
}

#[actix_web::test]
async fn an_officer_may_not_register_another() {
    let town = town(shared()).await;
    town.officer().await.post("/officers", wang()).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn another_town_sees_nothing_and_is_told_nothing() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (admin, foreigner) = (here.admin().await, there.admin().await);
    let id = admin.post("/officers", wang()).await.ok()["id"].as_str().expect("an id").to_owned();
    let mut foreign = foreigner.get(&format!("/officers/{id}")).await.problem(404, "not_found");
    let mut absent = foreigner.get(&format!("/officers/{}", Uuid::now_v7())).await.problem(404, "not_found");
    foreign["instance"].take();
    absent["instance"].take();
    assert_eq!(foreign, absent);
    assert!(foreigner.all("/officers").await.is_empty());
    foreigner.get(&format!("/officers?agency={}", here.code)).await.problem(404, "not_found");
}

#[actix_web::test]
async fn all_faults_of_a_registration_are_told_at_once() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let refused = admin.post("/officers", json!({"name": " ", "post": 7, "rank": "major"})).await;
    refused.problem(400, "body_malformed");
    let pointers: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
    for pointer in ["/name", "/post", "/rank", "/in_post_from"] {
        assert!(pointers.contains(&pointer.to_owned()), "{pointer} is not among {pointers:?}");
    }
    let refused = admin.post("/officers", json!({"name": "王伟", "in_post_from": "2023-02-30"})).await;
    refused.problem(422, "value_invalid");
}

#[actix_web::test]
async fn dates_that_run_backwards_are_refused() {
    let town = town(shared()).await;
    let body = json!({"name": "王伟", "in_post_from": "2023-02-01", "in_post_to": "2023-01-31"});
    let refused = town.admin().await.post("/officers", body).await;
    let problem = refused.problem(409, "dates_run_backwards");
    assert_eq!(problem["legal_basis"], "house");
    assert_eq!(refused.faults(), [("/in_post_to".into(), "dates_run_backwards".into())]);
}

#[actix_web::test]
async fn the_same_id_and_content_again_is_the_same_officer_and_other_content_is_refused() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let id = Uuid::now_v7();
    let mut new = wang();
    new["id"] = json!(id);
    let first = admin.post("/officers", new.clone()).await;
    assert_eq!(first.status, 201);
    let again = admin.post("/officers", new.clone()).await;
    assert_eq!((again.status, again.ok()), (200, first.ok()));
    new["name"] = json!("李强");
    admin.post("/officers", new).await.problem(409, "id_exists_with_other_content");
}

#[actix_web::test]
async fn a_retry_with_the_same_key_is_answered_alike_and_happens_once() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let key = Uuid::now_v7().to_string();
    let first = admin.post_once("/officers", wang(), &key).await;
    let retry = admin.post_once("/officers", wang(), &format!("\"{key}\"")).await;
    assert_eq!((retry.status, &retry.text), (201, &first.text));
    assert_eq!(retry.header("idempotent-replayed"), "true");
    assert_eq!(retry.header("location"), first.header("location"));
    admin
        .post_once("/officers", json!({"name": "李强", "in_post_from": "2023-01-01"}), &key)
        .await
        .problem(422, "idempotency_key_reused");
    assert_eq!(admin.all("/officers").await.len(), 1);
    let request = admin.request(reqwest::Method::POST, "/officers").json(&wang());
    admin.send(request).await.problem(400, "idempotency_key_missing");
}

#[actix_web::test]
async fn sixty_four_equal_requests_at_once_have_one_effect() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let key = Uuid::now_v7().to_string();
    let attempts = (0..64).map(|_| admin.post_once("/officers", wang(), &key));
    let answers = futures_util::future::join_all(attempts).await;
    for answer in &answers {
        assert!(matches!(answer.status, 201 | 409 | 503), "{}", answer.text);
    }
    assert!(answers.iter().any(|answer| answer.status == 201));
    assert_eq!(admin.all("/officers").await.len(), 1);
}

#[actix_web::test]
async fn nobody_overwrites_what_somebody_else_changed_meanwhile() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let id = admin.post("/officers", wang()).await.ok()["id"].as_str().expect("an id").to_owned();
    let path = format!("/officers/{id}");
    let change = json!({"post": null});
    let unconditional = admin.request(reqwest::Method::PATCH, &path).json(&change);
    admin.send(unconditional).await.problem(428, "version_required");
    assert_eq!(admin.patch(&path, change).await.ok()["post"], Value::Null);
    let stale = admin.request(reqwest::Method::PATCH, &path).header("If-Match", "\"1\"").json(&json!({"name": "王薇"}));
    let refused = admin.send(stale).await;
    refused.problem(412, "stale_version");
    assert_eq!(refused.header("etag"), "\"2\"");
    let unchanged = admin.request(reqwest::Method::GET, &path).header("If-None-Match", "\"2\"");
    assert_eq!(admin.send(unchanged).await.status, 304);
}

#[actix_web::test]
async fn the_periods_of_two_certificates_of_one_officer_may_not_overlap() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let id = admin.post("/officers", wang()).await.ok()["id"].as_str().expect("an id").to_owned();
    let path = format!("/officers/{id}/certificates");
    assert_eq!(admin.post(&path, certificate("A1", "2022-01-01", "2023-06-30")).await.status, 201);
    let refused = admin.post(&path, certificate("A2", "2023-06-30", "2028-06-29")).await;
    refused.problem(409, "certificate_periods_overlap");
    assert_eq!(admin.post(&path, certificate("A2", "2023-07-01", "2028-06-30")).await.status, 201);
    let numbers: Vec<Value> = admin.all(&path).await.iter().map(|one| one["number"].clone()).collect();
    assert_eq!(numbers, ["A1", "A2"]);
}

#[actix_web::test]
async fn a_certificate_number_belongs_to_one_person() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    for expected in [201, 409] {
        let id = admin.post("/officers", wang()).await.ok()["id"].as_str().expect("an id").to_owned();
        let path = format!("/officers/{id}/certificates");
        let issued = admin.post(&path, certificate("B1", "2022-01-01", "2026-12-31")).await;
        assert_eq!(issued.status, expected);
    }
}

#[actix_web::test]
async fn a_certificate_is_suspended_reinstated_and_revoked() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let officer = admin.post("/officers", wang()).await.ok()["id"].as_str().expect("an id").to_owned();
    let path = format!("/officers/{officer}/certificates");
    let issued = admin.post(&path, certificate("C1", "2022-01-01", "2099-12-31")).await.ok();
    assert_eq!(issued["status"], "valid");
    let one = format!("{path}/{}", issued["id"].as_str().expect("an id"));
    let suspended =
        admin.post(&format!("{one}/suspensions"), json!({"from": "2023-03-01", "reason": "转借证件"})).await;
    assert_eq!(suspended.ok()["status"], "suspended");
    let back =
        admin.post(&format!("{one}/reinstatements"), json!({"on": "2023-04-01", "reason": "整改完成"})).await.ok();
    assert_eq!(back["suspended"], json!([{"from": "2023-03-01", "to": "2023-03-31"}]));
    assert_eq!(back["status"], "valid");
    let ending = json!({"kind": "revoked", "on": "2023-05-02", "reason": "滥用职权"});
    let ended = admin.post(&format!("{one}/endings"), ending.clone()).await.ok();
    assert_eq!((&ended["status"], &ended["holds_to"]), (&json!("revoked"), &json!("2023-05-01")));
    admin.post(&format!("{one}/endings"), ending).await.problem(409, "certificate_already_ended");
    // What is free again may be issued anew.
    assert_eq!(admin.post(&path, certificate("C1", "2023-05-02", "2026-12-31")).await.status, 201);
}

#[actix_web::test]
async fn trainings_are_recorded_but_not_in_advance() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let officer = admin.post("/officers", wang()).await.ok()["id"].as_str().expect("an id").to_owned();
    let path = format!("/officers/{officer}/trainings");
    let training = json!({"held_on": "2023-05-10", "subject": "行政处罚法", "hours": 8, "passed": true});
    assert_eq!(admin.post(&path, training.clone()).await.ok()["hours"], 8);
    let mut future = training;
    future["held_on"] = json!("2099-01-01");
    admin.post(&path, future).await.problem(409, "date_in_the_future");
    assert_eq!(admin.all(&path).await.len(), 1);
}

#[actix_web::test]
async fn a_list_is_read_page_by_page_and_stays_stable() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    for n in 0..5 {
        admin.post("/officers", json!({"name": format!("王{n}"), "in_post_from": "2023-01-01"})).await.ok();
    }
    let first = admin.get("/officers?limit=2").await;
    assert_eq!(first.ok()["items"].as_array().expect("items").len(), 2);
    assert!(first.header("link").ends_with("; rel=\"next\""), "{}", first.header("link"));
    let names: Vec<Value> = admin.all("/officers?limit=2").await.iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["王0", "王1", "王2", "王3", "王4"]);
    for bad in ["limit=0", "limit=201", "limit=x", "cursor=x", "page=2", "limit=1&limit=2"] {
        assert_eq!(admin.get(&format!("/officers?{bad}")).await.status, 400, "{bad}");
    }
}

#[actix_web::test]
async fn two_suspensions_of_one_certificate_may_not_share_a_day() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let officer = admin.post("/officers", wang()).await.ok()["id"].as_str().expect("an id").to_owned();
    let path = format!("/officers/{officer}/certificates");
    let issued = admin.post(&path, certificate("D1", "2022-01-01", "2099-12-31")).await.ok();
    let suspensions = format!("{path}/{}/suspensions", issued["id"].as_str().expect("an id"));
    let suspension = json!({"from": "2023-03-01", "to": "2023-03-31", "reason": "转借证件"});
    assert_eq!(admin.post(&suspensions, suspension).await.status, 201);
    let overlapping = json!({"from": "2023-03-31", "reason": "未年审"});
    admin.post(&suspensions, overlapping).await.problem(409, "certificate_suspensions_overlap");
}

#[actix_web::test]
async fn figures_hold_while_an_officer_and_her_certificate_change_at_once() {
    let server = isolated();
    let town = town(&server).await;
    let admin = town.admin().await;
    let officer = admin.post("/officers", wang()).await.ok()["id"].as_str().expect("an id").to_owned();
    let path = format!("/officers/{officer}");
    let issued = admin.post(&format!("{path}/certificates"), certificate("E1", "2022-01-01", "2026-12-31")).await.ok();
    let suspensions = format!("{path}/certificates/{}/suspensions", issued["id"].as_str().expect("an id"));
    let leaves = admin.patch(&path, json!({"in_post_to": "2023-06-30"}));
    let suspended = admin.post(&suspensions, json!({"from": "2023-03-01", "reason": "转借证件"}));
    let (left, held) = futures_util::future::join(leaves, suspended).await;
    assert_eq!((left.status, held.status), (200, 201));
    let below_zero = "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM (SELECT sum(quantity) OVER (PARTITION BY counter \
                      ORDER BY on_date) AS stock FROM anjuan.statistical_posting) s WHERE stock NOT IN (0, 1)); END $$";
    psql_as(&mut server.database.app(), &town.id, below_zero).expect("one officer is one officer on every day");
}
