//! Fee items: which non-tax item the fines of a claimed penalty matter are charged under.

use crate::support::{Town, another_town, shared, town};
use anjuan::domain::act::ActClass;
use serde_json::{Value, json};
use uuid::Uuid;

fn item(matter: &str, on: &str) -> Value {
    json!({"matter_code": matter, "fee_code": "1030501990001", "name": "住建罚没收入", "configured_on": on})
}

fn items_of(town: &Town<'_>) -> String {
    format!("/agencies/{}/fee-items", town.code)
}

#[actix_web::test]
async fn a_claimed_penalty_matter_takes_a_fee_item() {
    let town = town(shared()).await;
    let (admin, officer, matter, path) =
        (town.admin().await, town.officer().await, town.claimed_matter().await, items_of(&town));
    let created = admin.post(&path, item(&matter, "2022-10-18")).await;
    assert_eq!(created.status, 201);
    let one = created.header("location").replace("/api/v1", "");
    assert_eq!(officer.get(&one).await.ok(), created.ok());
    assert_eq!(officer.all(&path).await, [created.ok()]);
    admin.post(&path, item(&matter, "2022-10-19")).await.problem(409, "fee_item_already_configured");
    officer.post(&path, item(&matter, "2022-10-18")).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn a_matter_of_another_class_takes_none() {
    let server = shared();
    let (town, matter) = (town(server).await, server.matter(ActClass::Inspection).await);
    town.claims(&matter, "2022-01-01").await;
    let refused = town.admin().await.post(&items_of(&town), item(&matter, "2022-10-18")).await;
    refused.problem(409, "fee_item_needs_penalty_matter");
}

#[actix_web::test]
async fn a_matter_takes_a_fee_item_only_while_it_is_claimed() {
    let town = town(shared()).await;
    let (admin, matter) = (town.admin().await, town.claimed_matter().await);
    let refused = admin.post(&items_of(&town), item(&matter, "2021-12-31")).await;
    refused.problem(409, "matter_not_claimed_on_act_date");
    assert_eq!(refused.faults()[0].0, "/matter_code");
    let future = admin.post(&items_of(&town), item(&matter, "2099-01-01")).await;
    future.problem(409, "date_in_the_future");
    let unknown = admin.post(&items_of(&town), item("none", "2022-10-18")).await;
    unknown.problem(422, "value_invalid");
}

#[actix_web::test]
async fn another_towns_fee_items_are_out_of_reach() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (matter, foreigner) = (here.claimed_matter().await, there.admin().await);
    foreigner.post(&items_of(&here), item(&matter, "2022-10-18")).await.problem(404, "not_found");
    foreigner.get(&items_of(&here)).await.problem(404, "not_found");
}

#[actix_web::test]
async fn the_same_id_is_the_same_fee_item() {
    let town = town(shared()).await;
    let (admin, matter, path) = (town.admin().await, town.claimed_matter().await, items_of(&town));
    let mut new = item(&matter, "2022-10-18");
    new["id"] = json!(Uuid::now_v7());
    let first = admin.post(&path, new.clone()).await;
    let again = admin.post(&path, new.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    new["name"] = json!("别的收入");
    admin.post(&path, new).await.problem(409, "id_exists_with_other_content");
}
