//! Inspection objects: enterprises, persons, places, and who sees their identifiers.

use crate::support::{another_town, isolated, psql_as, shared, town};
use serde_json::{Value, json};
use uuid::Uuid;

const NUMBER: &str = "11010519491231002X";
const MASKED: &str = "1101**********002X";

fn gas_station() -> Value {
    json!({"kind": "organisation", "name": "永安市安达砂液化气供应有限公司", "credit_code": "91110000600037341L"})
}

fn farmer() -> Value {
    json!({"kind": "individual", "name": "范守田", "resident_id": NUMBER, "address": "安砂镇云岭坑3号"})
}

fn path_of(object: &Value) -> String {
    format!("/inspection-objects/{}", object["id"].as_str().expect("an id"))
}

#[actix_web::test]
async fn an_officer_registers_an_enterprise_and_finds_it_by_name_and_by_code() {
    let town = town(shared()).await;
    let officer = town.officer().await;
    let created = officer.post("/inspection-objects", gas_station()).await;
    assert_eq!((created.status, &created.ok()["warnings"]), (201, &json!([])));
    officer.post("/inspection-objects", json!({"kind": "place", "name": "安砂镇农贸市场 100%_"})).await.ok();
    let names = async |query: &str| -> Vec<Value> {
        let found = officer.all(&format!("/inspection-objects?limit=1&{query}")).await;
        found.iter().map(|one| one["name"].clone()).collect()
    };
    assert_eq!(names("").await.len(), 2);
    assert_eq!(names("q=液化气").await, ["永安市安达砂液化气供应有限公司"]);
    assert_eq!(names("credit_code=91110000600037341L").await, ["永安市安达砂液化气供应有限公司"]);
    assert_eq!(names("q=0%25_").await, ["安砂镇农贸市场 100%_"]);
    assert!(names("q=%25气").await.is_empty(), "a per cent sign means itself");
    officer.get("/inspection-objects?credit_code=1").await.problem(422, "value_invalid");
}

#[actix_web::test]
async fn a_wrong_identifier_is_refused_and_an_odd_one_only_noted() {
    let town = town(shared()).await;
    let officer = town.officer().await;
    let wrong = json!({"kind": "organisation", "name": "某公司", "credit_code": "91110000600037341K"});
    officer.post("/inspection-objects", wrong).await.problem(422, "value_invalid");
    let odd = json!({"kind": "organisation", "name": "某合作社", "credit_code": "N2350481MF0000014M"});
    let accepted = officer.post("/inspection-objects", odd).await.ok();
    assert_eq!(accepted["warnings"][0]["code"], "credit_code_organisation_check");
    assert_eq!(accepted["warnings"][0]["pointer"], "/credit_code");
    let place = json!({"kind": "place", "name": "市场", "credit_code": "91110000600037341L", "resident_id": NUMBER});
    let refused = officer.post("/inspection-objects", place).await;
    refused.problem(422, "value_invalid");
    let code = "identifier_of_another_kind".to_owned();
    assert_eq!(refused.faults(), [("/credit_code".into(), code.clone()), ("/resident_id".into(), code)]);
}

#[actix_web::test]
async fn a_resident_id_is_masked_but_for_those_who_may_see_it() {
    let town = town(shared()).await;
    let officer = town.officer().await;
    let created = officer.post("/inspection-objects", farmer()).await.ok();
    assert_eq!(created["resident_id"], MASKED, "an answer that is kept for retries holds no number");
    let path = path_of(&created);
    assert_eq!(officer.get(&path).await.ok()["resident_id"], NUMBER);
    assert_eq!(town.clerk().await.get(&path).await.ok()["resident_id"], MASKED);
    assert_eq!(town.clerk().await.all("/inspection-objects").await[0]["resident_id"], MASKED);
    town.auditor().await.get(&path).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn the_journal_never_holds_a_whole_resident_id() {
    let server = isolated();
    let town = town(&server).await;
    let officer = town.officer().await;
    let created = officer.post("/inspection-objects", farmer()).await.ok();
    officer.patch(&path_of(&created), json!({"address": "安砂镇云岭坑5号"})).await.ok();
    let nowhere = format!(
        "DO $$ BEGIN ASSERT (SELECT count(*) FROM anjuan.journal_body WHERE body::text LIKE '%{MASKED}%') = 2; \
         ASSERT NOT EXISTS (SELECT FROM anjuan.journal_body WHERE body::text LIKE '%{NUMBER}%'); \
         ASSERT NOT EXISTS (SELECT FROM anjuan.idempotency_record WHERE convert_from(body, 'UTF8') LIKE '%{NUMBER}%'); \
         END $$"
    );
    psql_as(&mut server.database.app(), &town.id, &nowhere).expect("only the masked form is kept");
}

#[actix_web::test]
async fn an_object_changes_under_a_condition_and_stays_consistent() {
    let town = town(shared()).await;
    let officer = town.officer().await;
    let path = path_of(&officer.post("/inspection-objects", gas_station()).await.ok());
    let renamed = officer.patch(&path, json!({"name": "安达燃气", "address": "新街12号"})).await;
    assert_eq!((renamed.ok()["name"].clone(), renamed.header("etag")), (json!("安达燃气"), "\"2\"".into()));
    officer.patch(&path, json!({"kind": "place"})).await.problem(422, "value_invalid");
    let place = officer.patch(&path, json!({"kind": "place", "credit_code": null})).await.ok();
    assert_eq!((&place["kind"], &place["credit_code"]), (&json!("place"), &Value::Null));
    let stale = officer.request(reqwest::Method::PATCH, &path).header("If-Match", "\"1\"").json(&json!({}));
    officer.send(stale).await.problem(412, "stale_version");
}

#[actix_web::test]
async fn the_same_id_is_the_same_object_and_another_town_sees_none() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (officer, foreigner) = (here.officer().await, there.officer().await);
    let mut new = farmer();
    new["id"] = json!(Uuid::now_v7());
    let first = officer.post("/inspection-objects", new.clone()).await;
    let again = officer.post("/inspection-objects", new.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    new["name"] = json!("范守地");
    officer.post("/inspection-objects", new).await.problem(409, "id_exists_with_other_content");
    let path = path_of(&first.ok());
    foreigner.get(&path).await.problem(404, "not_found");
    let change = foreigner.request(reqwest::Method::PATCH, &path).header("If-Match", "*").json(&json!({"name": "x"}));
    foreigner.send(change).await.problem(404, "not_found");
    assert!(foreigner.all("/inspection-objects").await.is_empty());
}
