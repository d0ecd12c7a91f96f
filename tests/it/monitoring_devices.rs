//! Monitoring devices: what stands where since when, and on which days its records may be evidence.

use crate::support::{Client, Person, another_town, shared, town, with};
use anjuan::domain::permission::Role;
use serde_json::{Value, json};
use uuid::Uuid;

fn camera(number: &str) -> Value {
    json!({"number": number, "name": "新街占道监控", "kind": "camera", "purpose": "记录占道摆摊。"})
}

fn placement(place: &str, installed: &str) -> Value {
    json!({"place": place, "installed_on": installed, "sign": "违法抓拍标志牌", "announced_on": installed,
        "announced_in": "政府门户网站"})
}

fn review(kind: &str, on: &str) -> Value {
    json!({"kind": kind, "reviewed_on": on, "reviewer": "陈审", "result": "passed", "opinion": "符合规定。"})
}

async fn registered(admin: &Person, number: &str) -> String {
    let device = admin.post("/monitoring-devices", camera(number)).await.ok();
    format!("/monitoring-devices/{}", device["id"].as_str().expect("an id"))
}

async fn codes(client: &Client, device: &str, on: &str) -> Vec<String> {
    let told = client.get(&format!("{device}/admissibility?on={on}")).await.ok();
    let all = told["inadmissible_because"].as_array().expect("reasons");
    assert_eq!(told["admissible"], all.is_empty());
    for one in all {
        assert_eq!(one["legal_basis"], "行政处罚法 第四十一条");
        assert!(one["detail"].is_string() && one["detail_en"].is_string(), "{one}");
    }
    all.iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
}

#[actix_web::test]
async fn a_device_may_witness_from_the_day_on_which_it_is_reviewed_and_announced() {
    let town = town(shared()).await;
    let (admin, officer) = (town.admin().await, town.officer().await);
    let device = registered(&admin, "YA-1").await;
    let all = ["legal_review_missing", "technical_review_missing", "place_not_announced"];
    assert_eq!(codes(&officer, &device, "2023-03-16").await, all);
    let mut unannounced = placement("新街12号", "2023-01-05");
    unannounced["announced_on"] = Value::Null;
    let refused = admin.post(&format!("{device}/placements"), unannounced.clone()).await;
    refused.problem(409, "device_announcement_incomplete");
    assert_eq!(refused.faults(), [("/announced_on".into(), "device_announcement_incomplete".into())]);
    unannounced["announced_in"] = Value::Null;
    admin.post(&format!("{device}/placements"), unannounced).await.ok();
    let announced = with(placement("新街12号", "2023-01-05"), json!({"announced_on": "2023-02-01"}));
    admin.post(&format!("{device}/placements"), announced).await.ok();
    admin.post(&format!("{device}/reviews"), review("legal", "2023-02-10")).await.ok();
    let technical =
        with(review("technical", "2023-02-10"), json!({"valid_from": "2023-02-20", "valid_to": "2023-12-31"}));
    admin.post(&format!("{device}/reviews"), technical).await.ok();
    assert_eq!(codes(&officer, &device, "2023-01-31").await, all);
    assert_eq!(codes(&officer, &device, "2023-02-01").await, all[..2]);
    assert_eq!(codes(&officer, &device, "2023-02-19").await, ["technical_review_missing"]);
    assert!(codes(&officer, &device, "2023-02-20").await.is_empty());
    assert!(codes(&officer, &device, "2023-12-31").await.is_empty());
    assert_eq!(codes(&officer, &device, "2024-01-01").await, ["technical_review_missing"]);
    let failed = with(review("legal", "2023-06-01"), json!({"result": "failed"}));
    admin.post(&format!("{device}/reviews"), failed).await.ok();
    assert_eq!(codes(&officer, &device, "2023-06-01").await, ["legal_review_missing"]);
    admin.post(&format!("{device}/placements"), placement("县道803线", "2023-05-01")).await.ok();
    let certificate = json!({"kind": "metrology", "number": "JL-1", "issuer": "计量所", "valid_from": "2023-01-01",
        "valid_to": "2023-04-30"});
    admin.post(&format!("{device}/certificates"), certificate).await.ok();
    assert_eq!(codes(&officer, &device, "2023-05-01").await, ["standard_uncertified"]);
    let told = officer.get(&format!("{device}/admissibility?on=2023-04-30")).await.ok();
    assert_eq!((&told["admissible"], &told["place"]), (&json!(true), &json!("新街12号")));
    let shown = officer.get(&device).await;
    assert_eq!(shown.header("etag"), "\"8\"", "one version for each paper");
    let shown = shown.ok();
    let counts = ["placements", "certificates", "reviews"].map(|name| shown[name].as_array().expect("papers").len());
    assert_eq!(counts, [3, 1, 3], "nothing was overwritten");
    assert_eq!(shown["reviews"][0]["valid_from"], "2023-02-10", "it holds from the day on which it was made");
}

#[actix_web::test]
async fn a_paper_that_runs_backwards_or_lies_in_the_future_is_refused() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let device = registered(&admin, "YA-1").await;
    let papers = [
        ("placements", placement("新街", "2999-01-01"), vec!["/installed_on", "/announced_on"]),
        ("reviews", review("legal", "2999-01-01"), vec!["/reviewed_on"]),
        (
            "reviews",
            with(review("legal", "2023-02-01"), json!({"valid_from": "2023-01-31", "valid_to": "2023-01-30"})),
            vec!["/valid_from", "/valid_to"],
        ),
        (
            "certificates",
            json!({"kind": "standard", "number": "1", "issuer": "某所", "valid_from": "2023-02-01", "valid_to": "2023-01-31"}),
            vec!["/valid_to"],
        ),
    ];
    for (papers, body, at) in papers {
        let refused = admin.post(&format!("{device}/{papers}"), body).await;
        assert_eq!(refused.status, 409, "{}", refused.text);
        let pointers: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, at, "{papers}");
    }
    let id = Uuid::now_v7();
    let named = with(review("legal", "2023-02-01"), json!({"id": id}));
    let path = format!("{device}/reviews");
    assert_eq!(admin.post(&path, named.clone()).await.status, 201);
    assert_eq!(admin.post(&path, named.clone()).await.status, 200, "the same again");
    admin.post(&path, with(named, json!({"opinion": "另一意见。"}))).await.problem(409, "id_exists_with_other_content");
    admin.post("/monitoring-devices", camera("YA-1")).await.problem(409, "code_already_registered");
}

#[actix_web::test]
async fn devices_are_listed_by_number_name_kind_and_place() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let first = registered(&admin, "YA-1").await;
    admin.post(&format!("{first}/placements"), placement("新街12号", "2023-01-05")).await.ok();
    let meter = json!({"number": "YB-2", "name": "噪声监测仪", "kind": "noise", "purpose": "监测夜间噪声。"});
    admin.post("/monitoring-devices", meter).await.ok();
    let found = async |query: &str| -> Vec<Value> {
        let all = admin.all(&format!("/monitoring-devices?limit=1&{query}")).await;
        all.iter().map(|one| one["number"].clone()).collect()
    };
    assert_eq!(found("").await, ["YA-1", "YB-2"]);
    assert_eq!(found("sort=-number").await, ["YB-2", "YA-1"]);
    assert_eq!(found("kind=noise").await, ["YB-2"]);
    assert_eq!(found("number=YA").await, ["YA-1"]);
    assert_eq!(found("q=噪声").await, ["YB-2"]);
    assert_eq!(found("place=新街").await, ["YA-1"]);
    assert!(found("place=县道").await.is_empty());
    let stranger = another_town(shared()).await.admin().await;
    stranger.get(&first).await.problem(404, "not_found");
    stranger.post(&format!("{first}/placements"), placement("别处", "2023-01-05")).await.problem(404, "not_found");
    assert!(stranger.all("/monitoring-devices").await.is_empty());
    assert_ne!(registered(&stranger, "YA-1").await, first, "a number is one agency's");
}

#[actix_web::test]
async fn anybody_reads_the_announced_places_of_an_agency() {
    let town = town(shared()).await;
    let (admin, public) = (town.admin().await, format!("/public/monitoring-devices/{}", town.code));
    let device = registered(&admin, "YA-1").await;
    let hidden = registered(&admin, "YA-2").await;
    let mut unannounced = placement("小巷", "2023-01-05");
    (unannounced["announced_on"], unannounced["announced_in"]) = (Value::Null, Value::Null);
    admin.post(&format!("{hidden}/placements"), unannounced).await.ok();
    let nobody = shared().stranger();
    assert_eq!(nobody.get(&public).await.ok()["items"], json!([]));
    admin.post(&format!("{device}/placements"), placement("新街12号", "2023-01-05")).await.ok();
    let told = nobody.get(&public).await.ok();
    assert_eq!(told["items"].as_array().expect("places").len(), 1, "{told}");
    let one = &told["items"][0];
    assert_eq!((&one["number"], &one["place"]), (&json!("YA-1"), &json!("新街12号")));
    assert_eq!((&one["announced_on"], &one["announced_in"]), (&json!("2023-01-05"), &json!("政府门户网站")));
    let elsewhere = with(placement("县道803线", "2023-03-01"), json!({"announced_on": null, "announced_in": null}));
    admin.post(&format!("{device}/placements"), elsewhere).await.ok();
    assert_eq!(nobody.get(&public).await.ok()["items"], json!([]), "where it stands now was not announced");
    assert_eq!(nobody.get("/public/monitoring-devices/nowhere").await.ok()["items"], json!([]));
}

#[actix_web::test]
async fn the_register_is_kept_by_who_reviews_and_administers() {
    let town = town(shared()).await;
    for role in [Role::SquadLeader, Role::LegalReviewer] {
        let keeper = town.person(&[role]).await;
        let device = registered(&keeper, &format!("YA-{role}")).await;
        assert_eq!(keeper.post(&format!("{device}/reviews"), review("legal", "2023-02-01")).await.status, 201);
    }
    town.officer().await.post("/monitoring-devices", camera("YA-9")).await.problem(403, "not_permitted");
}
