//! 程序规则: time limits, rates and amounts from a day on, for everybody or below one agency.

use crate::support::{Client, county, shared, town, town_below};
use serde_json::{Value, json};
use uuid::Uuid;

fn statement(agency: &str, from: &str, length: u32) -> Value {
    json!({"agency_code": agency, "valid_from": from, "source": "某市行政处罚程序规定 第十条",
        "time_limit": {"rule": "statement", "length": length, "unit": "working_days"}})
}

async fn due_of(client: &Client, case: &str, rule: &str) -> Value {
    let told = client.all(&format!("{case}/deadlines")).await;
    told.into_iter().find(|one| one["rule"] == rule).unwrap_or_else(|| panic!("{rule} is not told"))
}

#[actix_web::test]
async fn a_rule_is_set_once_and_everybody_reads_it() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let officer = town.officer().await;
    let mut new = statement(&town.code, "2023-01-01", 3);
    new["id"] = json!(Uuid::now_v7());
    officer.post("/procedure-rules", new.clone()).await.problem(403, "not_permitted");
    let created = admin.post("/procedure-rules", new.clone()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let one = created.header("location").replace("/api/v1", "");
    assert_eq!(officer.get(&one).await.ok(), created.ok());
    assert_eq!((&created.ok()["kind"], &created.ok()["agency_code"]), (&json!("time_limit"), &json!(town.code)));
    let again = admin.post("/procedure-rules", new.clone()).await;
    assert_eq!((again.status, again.ok()), (200, created.ok()));
    new["source"] = json!("另一份文件");
    admin.post("/procedure-rules", new).await.problem(409, "id_exists_with_other_content");
    let listed = async |query: &str| {
        officer.all(&format!("/procedure-rules?agency={}{query}", town.code)).await.contains(&created.ok())
    };
    assert!(listed("").await && listed("&kind=time_limit&rule=statement&on=2023-01-01").await);
    assert!(!listed("&on=2022-12-31").await && !listed("&kind=surcharge").await && !listed("&rule=pay").await);
    let path = format!("/journal/{}", created.ok()["entry_id"].as_str().expect("an id"));
    assert_eq!(admin.get(&path).await.ok()["kind"], "procedure_rule.set");
}

#[actix_web::test]
async fn what_is_no_rule_is_refused_with_every_fault() {
    let admin = shared().platform_admin().await;
    let limit = |rule: &str, more: Value| {
        let mut limit = json!({"rule": rule, "length": 15, "unit": "days"});
        limit.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
        json!({"valid_from": "2023-01-01", "source": "某规定", "time_limit": limit})
    };
    let faults = async |body: Value| {
        let refused = admin.post("/procedure-rules", body).await;
        refused.problem(422, "value_invalid");
        refused.faults()
    };
    let fault = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    let nothing = json!({"valid_from": "2023-01-01", "source": "某规定"});
    assert_eq!(faults(nothing).await, fault("", "one_kind_needed"));
    let mut two = limit("pay", json!({}));
    two["reviewer_qualification"] = json!({"required_from": "2018-01-01"});
    assert_eq!(faults(two).await, fault("", "one_kind_needed"));
    assert_eq!(faults(limit("pay", json!({"unit": "hours"}))).await, fault("/time_limit/unit", "unit_unfit"));
    let reading = limit("pay", json!({"reading": "nth_day"}));
    assert_eq!(faults(reading).await, fault("/time_limit/reading", "reading_unfit"));
    let extension = limit("pay", json!({"extension": {"times_max": 1, "length_max": 30}}));
    assert_eq!(faults(extension).await, fault("/time_limit/extension", "extension_unfit"));
    let twice = limit("handling", json!({"not_counted": ["hearing", "hearing"]}));
    assert_eq!(faults(twice).await, fault("/time_limit/not_counted/1", "listed_twice"));
    let mut backwards = limit("pay", json!({}));
    backwards["valid_to"] = json!("2022-12-31");
    assert_eq!(faults(backwards).await, fault("/valid_to", "dates_run_backwards"));
    let mut nowhere = limit("pay", json!({}));
    nowhere["agency_code"] = json!("nowhere");
    assert_eq!(faults(nowhere).await, fault("/agency_code", "unknown_agency"));
    let dear = json!({"valid_from": "2023-01-01", "source": "某规定",
        "surcharge": {"per_mille_a_day": 30, "cap_percent": 101, "base": "whole_fine"}});
    assert_eq!(faults(dear).await[0].0, "/surcharge/cap_percent");
}

#[actix_web::test]
async fn what_runs_keeps_the_rule_of_its_own_day_and_the_nearest_issuer_counts() {
    let server = shared();
    let (admin, county) = (server.platform_admin().await, county(server).await);
    let (here, there) = (town_below(&county).await, town_below(&county).await);
    admin.post("/procedure-rules", statement(&county.code, "2023-03-01", 3)).await.ok();
    admin.post("/procedure-rules", statement(&here.code, "2023-03-23", 7)).await.ok();
    for (town, on, due_on) in
        [(&here, "2023-03-22", "2023-03-27"), (&here, "2023-03-23", "2023-04-03"), (&there, "2023-03-23", "2023-03-28")]
    {
        let squad = town.squad().await;
        let case = squad.investigated().await;
        let mut notice = squad.notice();
        notice["notified_on"] = json!(on);
        squad.leader.post(&format!("{case}/prior-notices"), notice).await.ok();
        let told = due_of(&squad.leader, &case, "statement").await;
        assert_eq!(
            (&told["due_on"], &told["rule_source"]),
            (&json!(due_on), &json!("某市行政处罚程序规定 第十条")),
            "{on}"
        );
        assert_eq!((&told["standing"], &told["when_missed"]), (&json!("lapsed"), &json!("right_lapses")));
    }
}

#[actix_web::test]
async fn a_rule_that_reaches_back_moves_nothing_silently() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let squad = town.squad().await;
    let case = squad.investigated().await;
    squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
    let before = due_of(&squad.leader, &case, "statement").await;
    assert_eq!((&before["due_on"], &before["differs_from_told"]), (&json!("2023-03-29"), &json!(false)));
    assert_eq!(before["told"][0]["due_on"], "2023-03-29");
    admin.post("/procedure-rules", statement(&town.code, "2023-01-01", 3)).await.ok();
    let after = due_of(&squad.leader, &case, "statement").await;
    assert_eq!((&after["due_on"], &after["differs_from_told"]), (&json!("2023-03-27"), &json!(true)));
    assert_eq!(after["told"], before["told"], "what was told stays");
    // The next step tells it anew; both stay to be seen.
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    let told = due_of(&squad.leader, &case, "statement").await;
    let days: Vec<_> = told["told"].as_array().expect("told").iter().map(|one| one["due_on"].clone()).collect();
    assert_eq!((days, &told["differs_from_told"]), (vec![json!("2023-03-29"), json!("2023-03-27")], &json!(false)));
}

#[actix_web::test]
async fn the_surcharge_and_the_reviewers_go_by_the_rule_of_the_day() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let squad = town.squad().await;
    let case = squad.ready_on_the_spot().await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let surcharge = async || squad.leader.get(&format!("{case}/surcharge?on=2023-04-27")).await.ok();
    let shipped = surcharge().await;
    assert_eq!(
        (&shipped["amount_fen"], &shipped["rule_id"]),
        (&json!(1500), &Value::Null),
        "ten days of three per cent"
    );
    let rule = json!({"agency_code": town.code, "valid_from": "2023-01-01", "source": "某法 第九条",
        "surcharge": {"per_mille_a_day": 10, "cap_percent": 50, "base": "unpaid"}});
    let set = admin.post("/procedure-rules", rule).await.ok();
    let found = surcharge().await;
    assert_eq!((&found["amount_fen"], &found["rule_id"]), (&json!(500), &set["id"]));
    assert_eq!((&found["base"], &found["cap_percent"]), (&json!("unpaid"), &json!(50)));
}
