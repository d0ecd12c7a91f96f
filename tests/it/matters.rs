//! The catalogue of matters and its effective-dated versions.

use crate::support::{shared, town};
use serde_json::{Value, json};
use uuid::Uuid;

fn code() -> String {
    format!("CF-{}", Uuid::now_v7().simple())
}

fn matter(code: &str) -> Value {
    json!({"code": code, "act_class": "penalty", "name": "对擅自搭建的处罚",
        "legal_bases": ["《中华人民共和国城乡规划法》第六十四条"]})
}

fn version(name: &str, from: &str, to: Option<&str>) -> Value {
    json!({"name": name, "legal_bases": ["《福建省城乡规划条例》第七十条"], "valid_from": from, "valid_to": to})
}

#[actix_web::test]
async fn a_matter_is_entered_once_and_everybody_reads_it() {
    let server = shared();
    let (admin, officer) = (server.platform_admin().await, town(server).await.officer().await);
    let code = code();
    let created = admin.post("/matters", matter(&code)).await;
    assert_eq!((created.status, created.header("location")), (201, format!("/api/v1/matters/{code}")));
    let body = created.ok();
    assert_eq!(body["version"]["valid_from"], "1900-01-01");
    let seen = officer.get(&format!("/matters/{code}")).await;
    assert_eq!(seen.ok(), body);
    let again =
        officer.request(reqwest::Method::GET, &format!("/matters/{code}")).header("If-None-Match", seen.header("etag"));
    assert_eq!(officer.send(again).await.status, 304);
    officer.post("/matters", matter("x")).await.problem(403, "not_permitted");
    admin.post("/matters", matter(&code)).await.problem(409, "code_already_registered");
}

#[actix_web::test]
async fn a_new_version_ends_the_open_one_the_day_before() {
    let admin = shared().platform_admin().await;
    let code = code();
    admin.post("/matters", matter(&code)).await.ok();
    let path = format!("/matters/{code}");
    let added = admin.post(&format!("{path}/versions"), version("对违法建设的处罚", "2023-07-01", None)).await;
    assert_eq!(added.status, 201);
    let name_on = async |day: &str| admin.get(&format!("{path}?on={day}")).await.ok()["version"]["name"].clone();
    assert_eq!(name_on("2023-06-30").await, "对擅自搭建的处罚");
    assert_eq!(name_on("2023-07-01").await, "对违法建设的处罚");
    assert_eq!(name_on("1899-12-31").await, Value::Null);
    let ends: Vec<Value> =
        admin.all(&format!("{path}/versions")).await.iter().map(|one| one["valid_to"].clone()).collect();
    assert_eq!(ends, [json!("2023-06-30"), Value::Null]);
}

#[actix_web::test]
async fn two_versions_are_never_in_force_on_one_day() {
    let admin = shared().platform_admin().await;
    let code = code();
    let mut new = matter(&code);
    new["valid_to"] = json!("2022-12-31");
    admin.post("/matters", new).await.ok();
    let path = format!("/matters/{code}/versions");
    let refused = admin.post(&path, version("新名", "2022-12-31", None)).await;
    refused.problem(409, "matter_versions_overlap");
    assert_eq!(admin.post(&path, version("新名", "2023-01-01", None)).await.status, 201);
    admin.post(&path, version("再新", "2023-01-01", None)).await.problem(409, "matter_versions_overlap");
    admin.post(&path, version("倒着", "2023-02-01", Some("2023-01-31"))).await.problem(409, "dates_run_backwards");
    admin.post("/matters/none/versions", version("无", "2023-01-01", None)).await.problem(404, "not_found");
}

#[actix_web::test]
async fn thirty_two_new_versions_at_once_leave_one_line_of_them() {
    let admin = shared().platform_admin().await;
    let code = code();
    admin.post("/matters", matter(&code)).await.ok();
    let path = format!("/matters/{code}/versions");
    let attempts = (0..32).map(|_| admin.post(&path, version("同日新名", "2023-07-01", None)));
    let answers = futures_util::future::join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(admin.all(&path).await.len(), 2);
}

#[actix_web::test]
async fn the_catalogue_is_searched_by_class_code_and_name() {
    let admin = shared().platform_admin().await;
    let mark = Uuid::now_v7().simple().to_string();
    for (n, class) in ["penalty", "penalty", "inspection"].iter().enumerate() {
        let mut new = matter(&format!("{mark}-{n}_"));
        new["act_class"] = json!(class);
        new["name"] = json!(format!("百分之50%的{mark}第{n}项"));
        admin.post("/matters", new).await.ok();
    }
    let found = async |query: &str| admin.all(&format!("/matters?limit=2&{query}")).await.len();
    assert_eq!(found(&format!("q={mark}")).await, 3);
    assert_eq!(found(&format!("q={mark}&act_class=inspection")).await, 1);
    assert_eq!(found(&format!("q={mark}-1")).await, 1);
    assert_eq!(found(&format!("q=%E7%9A%84{mark}")).await, 3, "any part of a name");
    assert_eq!(found(&format!("q=_{mark}")).await, 0, "an underscore means itself");
    assert_eq!(found(&format!("q={mark}&on=1899-01-01")).await, 0);
    for bad in ["act_class=x", "on=2023-02-30", "agency=x"] {
        assert_eq!(admin.get(&format!("/matters?{bad}")).await.status, 400, "{bad}");
    }
    admin.get("/matters?q=").await.problem(422, "value_invalid");
}

#[actix_web::test]
async fn a_matter_without_a_legal_basis_is_refused() {
    let admin = shared().platform_admin().await;
    let mut new = matter(&code());
    new["legal_bases"] = json!([]);
    let refused = admin.post("/matters", new).await;
    assert!(matches!(refused.status, 400 | 422));
    assert_eq!(refused.faults()[0].0, "/legal_bases");
}

#[actix_web::test]
async fn the_same_id_is_the_same_matter_and_the_same_version() {
    let admin = shared().platform_admin().await;
    let mut new = matter(&code());
    new["id"] = json!(Uuid::now_v7());
    let first = admin.post("/matters", new.clone()).await;
    let again = admin.post("/matters", new.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    let path = format!("/matters/{}/versions", new["code"].as_str().expect("a code"));
    let mut next = version("新名", "2023-01-01", None);
    next["id"] = json!(Uuid::now_v7());
    let first = admin.post(&path, next.clone()).await;
    let again = admin.post(&path, next.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    next["name"] = json!("又名");
    admin.post(&path, next).await.problem(409, "id_exists_with_other_content");
}

#[actix_web::test]
async fn the_difference_between_two_days_is_what_was_added_ended_and_reworded() {
    let admin = shared().platform_admin().await;
    let mark = code();
    let new = async |name: &str, from: Value, to: Value| {
        let mut new = matter(&format!("{mark}-{name}"));
        (new["valid_from"], new["valid_to"]) = (from, to);
        admin.post("/matters", new).await.ok();
        format!("{mark}-{name}")
    };
    let stays = new("1", Value::Null, Value::Null).await;
    let added = new("2", json!("2023-06-01"), Value::Null).await;
    let ended = new("3", Value::Null, json!("2023-05-31")).await;
    let reworded = new("4", Value::Null, Value::Null).await;
    new("5", json!("2023-06-01"), json!("2023-06-30")).await;
    admin.post(&format!("/matters/{reworded}/versions"), version("新名", "2023-07-01", None)).await.ok();
    let mut same = matter(&stays);
    for member in ["code", "act_class"] {
        same.as_object_mut().expect("members").remove(member);
    }
    same["valid_from"] = json!("2023-07-01");
    admin.post(&format!("/matters/{stays}/versions"), same).await.ok();
    let changes = async |query: &str| {
        let all = admin.all(&format!("/matter-changes?limit=2&{query}")).await;
        let ours = all.into_iter().filter(|one| one["matter_code"].as_str().expect("a code").starts_with(&mark));
        ours.collect::<Vec<_>>()
    };
    let found = changes("from=2023-05-31&to=2023-07-31").await;
    let told: Vec<_> = found.iter().map(|one| (&one["matter_code"], &one["change"])).collect();
    assert_eq!(
        told,
        [(&json!(added), &json!("added")), (&json!(ended), &json!("ended")), (&json!(reworded), &json!("reworded")),]
    );
    assert_eq!((&found[0]["before"], &found[1]["after"]), (&Value::Null, &Value::Null));
    assert_eq!((&found[2]["before"]["name"], &found[2]["after"]["name"]), (&json!("对擅自搭建的处罚"), &json!("新名")));
    assert!(changes("from=2023-05-31&to=2023-05-31").await.is_empty());
    assert!(changes("from=2023-05-31&to=2023-07-31&act_class=inspection").await.is_empty());
    assert_eq!(changes("from=2023-05-31").await.len(), 3, "until today, when left out");
    admin.get("/matter-changes").await.problem(400, "query_malformed");
    admin.get("/matter-changes?from=2023-02-01&to=2023-01-01").await.problem(422, "value_invalid");
}

#[actix_web::test]
async fn a_case_keeps_the_words_of_its_matters_as_on_the_day_of_filing() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let tags = squad.leader.get(&format!("{case}/tags")).await.ok();
    let before = admin.get(&format!("/matters/{}?on=2023-03-16", squad.matter)).await.ok()["version"].clone();
    let kept = &tags["matters"][0];
    assert_eq!((&kept["name"], &kept["legal_bases"]), (&before["name"], &before["legal_bases"]));
    // The catalogue goes on, and is even corrected for the day of filing; the case stays as it was tagged.
    let mut superuser = server.database.superuser();
    let rewrite =
        "UPDATE anjuan.matter_version SET name = '改过的名称', legal_bases = ARRAY['《别的法》第一条'] WHERE id = ";
    let version = kept["matter_version_id"].as_str().expect("a version");
    diesel::connection::SimpleConnection::batch_execute(&mut superuser, &format!("{rewrite}'{version}'"))
        .expect("corrected");
    assert_eq!(squad.leader.get(&format!("{case}/tags")).await.ok()["matters"][0], *kept);
}
