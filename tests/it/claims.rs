//! Claims of matters: taken on, held, given back.

use crate::support::{Town, another_town, county, shared, town, town_below};
use anjuan::domain::act::ActClass;
use serde_json::{Value, json};
use uuid::Uuid;

fn claim(matter: &str, from: &str, to: Option<&str>) -> Value {
    json!({"matter_code": matter, "valid_from": from, "valid_to": to, "basis": "行政执法事项承接确认书"})
}

fn claims_of(town: &Town<'_>) -> String {
    format!("/agencies/{}/matter-claims", town.code)
}

#[actix_web::test]
async fn a_town_claims_a_matter_and_its_officers_see_it() {
    let server = shared();
    let (town, matter) = (town(server).await, server.matter(ActClass::Penalty).await);
    let (admin, officer, path) = (town.admin().await, town.officer().await, claims_of(&town));
    let created = admin.post(&path, claim(&matter, "2022-09-01", None)).await;
    assert_eq!(created.status, 201);
    let one = created.header("location").replace("/api/v1", "");
    assert_eq!(officer.get(&one).await.ok(), created.ok());
    assert_eq!(officer.all(&path).await, [created.ok()]);
    officer.post(&path, claim(&matter, "2022-09-01", None)).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn nobody_claims_for_another_agency_or_sees_its_claims() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let matter = here.claimed_matter().await;
    let foreigner = there.admin().await;
    foreigner.post(&claims_of(&here), claim(&matter, "2022-09-01", None)).await.problem(404, "not_found");
    foreigner.get(&claims_of(&here)).await.problem(404, "not_found");
    foreigner.get("/agencies/~deployment/matter-claims").await.problem(404, "not_found");
    let held = here.officer().await.all(&claims_of(&here)).await;
    let id = held[0]["id"].as_str().expect("an id");
    foreigner.get(&format!("{}/{id}", claims_of(&there))).await.problem(404, "not_found");
    let giving = json!({"on": "2023-01-01", "reason": "误操作"});
    foreigner.post(&format!("{}/{id}/returns", claims_of(&there)), giving).await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_supervisor_sees_the_claims_of_every_town_below() {
    let county = county(shared()).await;
    let town = town_below(&county).await;
    town.claimed_matter().await;
    let supervisor = county.supervisor().await;
    assert_eq!(supervisor.all(&claims_of(&town)).await.len(), 1);
    assert!(supervisor.all(&claims_of(&county)).await.is_empty());
}

#[actix_web::test]
async fn claims_of_one_matter_do_not_overlap() {
    let server = shared();
    let (town, matter) = (town(server).await, server.matter(ActClass::Penalty).await);
    let (admin, path) = (town.admin().await, claims_of(&town));
    admin.post(&path, claim(&matter, "2022-01-01", Some("2022-12-31"))).await.ok();
    admin.post(&path, claim(&matter, "2022-12-31", None)).await.problem(409, "matter_claims_overlap");
    admin.post(&path, claim(&matter, "2023-01-01", None)).await.ok();
    admin.post(&path, claim(&matter, "2023-02-01", Some("2023-01-01"))).await.problem(409, "dates_run_backwards");
    let held_on = async |day: &str| admin.all(&format!("{path}?on={day}")).await.len();
    assert_eq!((held_on("2021-12-31").await, held_on("2022-12-31").await, held_on("2099-01-01").await), (0, 1, 1));
}

#[actix_web::test]
async fn a_claim_is_given_back_once_and_from_that_day_no_longer_held() {
    let server = shared();
    let (town, matter) = (town(server).await, server.matter(ActClass::Penalty).await);
    let (admin, path) = (town.admin().await, claims_of(&town));
    let id = town.claims(&matter, "2022-09-01").await;
    let giving = json!({"on": "2023-07-01", "reason": "机构改革"});
    let returned = admin.post(&format!("{path}/{id}/returns"), giving.clone()).await;
    assert_eq!(returned.status, 201);
    let body = returned.ok();
    assert_eq!((&body["holds_to"], &body["return_reason"]), (&json!("2023-06-30"), &json!("机构改革")));
    assert_eq!(returned.header("etag"), "\"2\"");
    admin.post(&format!("{path}/{id}/returns"), giving).await.problem(409, "matter_claim_already_returned");
    let held_on = async |day: &str| admin.all(&format!("{path}?on={day}")).await.len();
    assert_eq!((held_on("2023-06-30").await, held_on("2023-07-01").await), (1, 0));
    // What is free again may be claimed anew.
    assert_eq!(admin.post(&path, claim(&matter, "2023-07-01", None)).await.status, 201);
}

#[actix_web::test]
async fn a_claim_given_back_before_it_began_never_held() {
    let town = town(shared()).await;
    let matter = town.claimed_matter().await;
    let (admin, path) = (town.admin().await, claims_of(&town));
    let id = admin.all(&path).await[0]["id"].as_str().expect("an id").to_owned();
    let path = format!("{path}/{id}/returns");
    let body = admin.post(&path, json!({"on": "2022-01-01", "reason": "误认领"})).await.ok();
    assert_eq!(
        (&body["ever_held"], &body["holds_to"], &body["matter_code"]),
        (&json!(false), &Value::Null, &json!(matter))
    );
    admin.post(&path, json!({"on": "2099-01-01", "reason": "将来"})).await.problem(409, "date_in_the_future");
}

#[actix_web::test]
async fn an_unknown_matter_is_named() {
    let town = town(shared()).await;
    let refused = town.admin().await.post(&claims_of(&town), claim("none", "2022-09-01", None)).await;
    refused.problem(422, "value_invalid");
    assert_eq!(refused.faults(), [("/matter_code".into(), "unknown_matter".into())]);
}

#[actix_web::test]
async fn the_same_id_is_the_same_claim_even_after_its_return() {
    let server = shared();
    let (town, matter) = (town(server).await, server.matter(ActClass::Penalty).await);
    let (admin, path) = (town.admin().await, claims_of(&town));
    let mut new = claim(&matter, "2022-09-01", None);
    let id = Uuid::now_v7();
    new["id"] = json!(id);
    admin.post(&path, new.clone()).await.ok();
    admin.post(&format!("{path}/{id}/returns"), json!({"on": "2023-01-01", "reason": "机构改革"})).await.ok();
    let again = admin.post(&path, new.clone()).await;
    assert_eq!((again.status, &again.ok()["returned_on"]), (200, &json!("2023-01-01")));
    new["basis"] = json!("另一份文件");
    admin.post(&path, new).await.problem(409, "id_exists_with_other_content");
}
