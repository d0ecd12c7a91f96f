//! The division tree and the powers of its agencies.

use crate::support::{county, shared, town, town_below};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

fn code() -> String {
    format!("T{}", Uuid::now_v7().simple())
}

#[actix_web::test]
async fn a_platform_administrator_registers_a_town_and_everybody_may_look_it_up() {
    let server = shared();
    let (county, other) = (county(server).await, town(server).await);
    let (admin, stranger_to_it) = (server.platform_admin().await, other.officer().await);
    let code = code();
    let new = json!({"code": code, "name": "安砂镇人民政府", "parent_code": county.code, "level": "town"});
    let created = admin.post("/agencies", new).await;
    assert_eq!((created.status, created.header("location")), (201, format!("/api/v1/agencies/{code}")));
    let body = created.ok();
    assert_eq!((&body["parent_code"], &body["powers"]), (&json!(county.code), &json!(["penalty", "inspection"])));
    assert_eq!(stranger_to_it.get(&format!("/agencies/{code}")).await.ok(), body);
    assert_eq!(stranger_to_it.all(&format!("/agencies?parent_code={}", county.code)).await, [body]);
    stranger_to_it
        .post("/agencies", json!({"code": "x", "name": "x", "level": "town"}))
        .await
        .problem(403, "not_permitted");
}

#[actix_web::test]
async fn a_town_can_never_be_given_detention() {
    let server = shared();
    let admin = server.platform_admin().await;
    let new = json!({"code": code(), "name": "某镇", "level": "town", "powers": ["penalty", "detention"]});
    let refused = admin.post("/agencies", new).await;
    assert_eq!(refused.problem(409, "detention_not_within_power")["legal_basis"], "行政处罚法 第十八条");
    let town = town(server).await;
    let change = json!({"powers": ["detention"]});
    admin.patch(&format!("/agencies/{}", town.code), change).await.problem(409, "detention_not_within_power");
}

#[actix_web::test]
async fn what_an_agency_may_do_at_all_is_told_power_by_power() {
    let town = town(shared()).await;
    let told = town.clerk().await.get(&format!("/agencies/{}/powers", town.code)).await.ok();
    assert_eq!(told["agency"], town.code);
    let powers = told["powers"].as_array().expect("a list");
    let held: Vec<&Value> = powers.iter().filter(|one| one["has"] == true).map(|one| &one["power"]).collect();
    assert_eq!((powers.len(), held), (13, vec![&json!("penalty"), &json!("inspection")]));
}

#[actix_web::test]
async fn an_agency_is_changed_only_by_who_has_seen_it() {
    let server = shared();
    let (town, admin) = (town(server).await, server.platform_admin().await);
    let path = format!("/agencies/{}", town.code);
    let change = json!({"name": "青水畲族乡人民政府", "go_live_on": "2023-01-01", "credit_code": "91110000600037341L"});
    let changed = admin.patch(&path, change).await.ok();
    assert_eq!((&changed["name"], &changed["go_live_on"]), (&json!("青水畲族乡人民政府"), &json!("2023-01-01")));
    assert_eq!(admin.patch(&path, json!({"go_live_on": null})).await.ok()["go_live_on"], Value::Null);
    let stale = admin.request(Method::PATCH, &path).header("If-Match", "\"1\"").json(&json!({"name": "别名"}));
    admin.send(stale).await.problem(412, "stale_version");
    let wrong = json!({"credit_code": "91110000600037341X"});
    assert!(matches!(admin.patch(&path, wrong).await.status, 400 | 422));
}

#[actix_web::test]
async fn the_tree_never_loops() {
    let server = shared();
    let admin = server.platform_admin().await;
    let above = county(server).await;
    let below = town_below(&above).await;
    for parent in [&above.code, &below.code] {
        let refused = admin.patch(&format!("/agencies/{}", above.code), json!({"parent_code": parent})).await;
        refused.problem(409, "agency_tree_would_loop");
    }
    let moved = admin.patch(&format!("/agencies/{}", below.code), json!({"parent_code": null})).await.ok();
    assert_eq!(moved["parent_code"], Value::Null);
    let moved = admin.patch(&format!("/agencies/{}", above.code), json!({"parent_code": below.code})).await.ok();
    assert_eq!(moved["parent_code"], below.code);
}

#[actix_web::test]
async fn two_moves_at_once_do_not_make_a_loop_together() {
    let server = shared();
    let admin = server.platform_admin().await;
    let (one, other) = (county(server).await, county(server).await);
    let (one_path, other_path) = (format!("/agencies/{}", one.code), format!("/agencies/{}", other.code));
    let (first, second) = futures_util::future::join(
        admin.patch(&one_path, json!({"parent_code": other.code})),
        admin.patch(&other_path, json!({"parent_code": one.code})),
    )
    .await;
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[actix_web::test]
async fn a_code_is_registered_once_and_an_unknown_parent_is_named() {
    let server = shared();
    let (town, admin) = (town(server).await, server.platform_admin().await);
    let new = |code: &str| json!({"code": code, "name": "某镇", "level": "town"});
    admin.post("/agencies", new(&town.code)).await.problem(409, "code_already_registered");
    let orphan =
        admin.post("/agencies", json!({"code": code(), "name": "某镇", "level": "town", "parent_code": "~deployment"}));
    let orphan = orphan.await;
    orphan.problem(422, "value_invalid");
    assert_eq!(orphan.faults(), [("/parent_code".into(), "unknown_agency".into())]);
}

#[actix_web::test]
async fn the_same_id_is_the_same_agency() {
    let admin = shared().platform_admin().await;
    let mut new = json!({"id": Uuid::now_v7(), "code": code(), "name": "某市人民政府", "level": "city"});
    let first = admin.post("/agencies", new.clone()).await;
    let again = admin.post("/agencies", new.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    assert_eq!(first.ok()["powers"].as_array().expect("a list").len(), 12, "all but detention");
    new["name"] = json!("别的市");
    admin.post("/agencies", new).await.problem(409, "id_exists_with_other_content");
}

#[actix_web::test]
async fn the_deployment_itself_is_no_agency() {
    let admin = shared().platform_admin().await;
    admin.get("/agencies/~deployment").await.problem(404, "not_found");
    let change = admin.request(Method::PATCH, "/agencies/~deployment").header("If-Match", "*").json(&json!({}));
    admin.send(change).await.problem(404, "not_found");
    assert!(admin.all("/agencies?limit=200").await.iter().all(|one| one["code"] != "~deployment"));
}
