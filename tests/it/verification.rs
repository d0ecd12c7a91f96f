//! Whoever meets an officer may check the card.

use crate::support::{Answer, Person, another_town, shared, town};
use serde_json::{Value, json};
use uuid::Uuid;

fn number() -> String {
    format!("闽{}", Uuid::now_v7().simple())
}

#[actix_web::test]
async fn a_stranger_checks_a_card_and_sees_what_is_printed_on_it() {
    let server = shared();
    let town = town(server).await;
    let (admin, stranger, number) = (town.admin().await, server.stranger(), number());
    let officer = admin.post("/officers", json!({"name": "王伟", "in_post_from": "2022-01-01"})).await.ok();
    let path = format!("/officers/{}/certificates", officer["id"].as_str().expect("an id"));
    let card = json!({"number": number, "valid_from": "2022-01-01", "valid_to": "2099-12-31", "reason": "首次核发"});
    let card = admin.post(&path, card).await.ok();
    let public = format!("/public/officers/{number}");
    let shown = stranger.get(&public).await.ok();
    assert_eq!((&shown["name"], &shown["status"], &shown["may_act"]), (&json!("王伟"), &json!("valid"), &json!(true)));
    let members: Vec<&String> = shown.as_object().expect("members").keys().collect();
    assert_eq!(members, ["agency_name", "also_held_by", "kind", "may_act", "name", "number", "status", "valid_to"]);

    let path = format!("{path}/{}", card["id"].as_str().expect("an id"));
    admin.post(&format!("{path}/suspensions"), json!({"from": "2023-01-01", "reason": "调查期间"})).await.ok();
    let shown = stranger.get(&public).await.ok();
    assert_eq!((&shown["status"], &shown["may_act"]), (&json!("suspended"), &json!(false)));
    admin.post(&format!("{path}/endings"), json!({"kind": "lost", "on": "2023-02-01", "reason": "遗失"})).await.ok();
    assert_eq!(stranger.get(&public).await.ok()["status"], "lost");
}

#[actix_web::test]
async fn who_has_left_may_not_act_any_more() {
    let server = shared();
    let town = town(server).await;
    let (admin, number) = (town.admin().await, number());
    let new = json!({"name": "李强", "in_post_from": "2022-01-01", "in_post_to": "2022-12-31"});
    let officer = admin.post("/officers", new).await.ok();
    let path = format!("/officers/{}/certificates", officer["id"].as_str().expect("an id"));
    let card = json!({"number": number, "valid_from": "2022-01-01", "valid_to": "2099-12-31", "reason": "首次核发"});
    admin.post(&path, card).await.ok();
    let shown = server.stranger().get(&format!("/public/officers/{number}")).await.ok();
    assert_eq!((&shown["status"], &shown["may_act"]), (&json!("valid"), &Value::Bool(false)));
}

#[actix_web::test]
async fn an_unknown_number_is_not_found() {
    let stranger = shared().stranger();
    stranger.get(&format!("/public/officers/{}", number())).await.problem(404, "not_found");
    stranger.get("/public/officers/%20").await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_browser_is_shown_a_page_for_an_unknown_number_and_caches_keep_both_apart() {
    let server = shared();
    let (town, stranger, known) = (town(server).await, server.stranger(), number());
    let admin = town.admin().await;
    let officer = admin.post("/officers", json!({"name": "王伟", "in_post_from": "2022-01-01"})).await.ok();
    let path = format!("/officers/{}/certificates", officer["id"].as_str().expect("an id"));
    let card = json!({"number": known, "valid_from": "2022-01-01", "valid_to": "2099-12-31", "reason": "首次核发"});
    admin.post(&path, card).await.ok();
    let ask = async |number: &str, accept: &str| {
        let path = format!("/public/officers/{number}");
        stranger.send(stranger.request(reqwest::Method::GET, &path).header("Accept", accept)).await
    };
    let varies = |answer: &Answer| answer.header("vary").to_lowercase().split(", ").any(|name| name == "accept");
    for (number, status) in [(known.as_str(), 200), (&format!("{known}<b>0"), 404), ("%20", 404)] {
        let page = ask(number, "text/html,application/xhtml+xml,*/*;q=0.8").await;
        assert_eq!((page.status, page.header("content-type")), (status, "text/html; charset=utf-8".to_owned()));
        assert_eq!(
            (page.text.contains("查无此证"), page.text.contains("<b>")),
            (status == 404, false),
            "{}",
            page.text
        );
        assert!(page.header("content-security-policy").contains("style-src 'unsafe-inline'"));
        let told = ask(number, "*/*").await;
        assert_eq!(told.status, status);
        assert!(told.header("content-type").contains("json"), "{}", told.text);
        for answer in [&page, &told] {
            assert!(varies(answer), "{number}: {}", answer.header("vary"));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[actix_web::test]
async fn nobody_hides_a_revoked_card_by_recording_its_number_again() {
    let server = shared();
    let (here, there, number) = (town(server).await, another_town(server).await, number());
    let card = json!({"number": number, "valid_from": "2022-01-01", "valid_to": "2099-12-31", "reason": "首次核发"});
    let issue = async |admin: &Person, name: &str| {
        let officer = admin.post("/officers", json!({"name": name, "in_post_from": "2022-01-01"})).await.ok();
        let path = format!("/officers/{}/certificates", officer["id"].as_str().expect("an id"));
        let issued = admin.post(&path, card.clone()).await.ok();
        format!("{path}/{}", issued["id"].as_str().expect("an id"))
    };
    let admin = here.admin().await;
    let revoked = issue(&admin, "王伟").await;
    let end = json!({"kind": "revoked", "on": "2023-02-01", "reason": "违纪"});
    admin.post(&format!("{revoked}/endings"), end).await.ok();
    issue(&there.admin().await, "王伟").await;
    let public = format!("/public/officers/{number}");
    let told = server.stranger().get(&public).await.ok();
    assert_eq!((&told["status"], &told["may_act"]), (&json!("revoked"), &json!(false)));
    assert_eq!(
        (&told["also_held_by"][0]["status"], told["also_held_by"].as_array().map(Vec::len)),
        (&json!("valid"), Some(1))
    );
    let stranger = server.stranger();
    let browser =
        stranger.request(reqwest::Method::GET, &public).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    let page = stranger.send(browser).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8".into()));
    assert!(
        page.header("content-security-policy").contains("style-src 'unsafe-inline'"),
        "its colours would be missing"
    );
    assert!(page.text.contains("不得执法") && page.text.contains("吊销") && !page.text.contains("<script"));
    let code = admin.get(&format!("{revoked}/qr")).await;
    assert_eq!((code.status, code.header("content-type")), (200, "image/svg+xml".into()));
    assert!(code.text.contains("<svg"));
    there.admin().await.get(&format!("{revoked}/qr")).await.problem(404, "not_found");
}
