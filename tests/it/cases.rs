//! Cases from filing to closure.

mod after;
mod agreement;
mod archives;
mod corrections;
mod costs;
mod deadlines;
mod decisions;
mod discussions;
mod enforcement;
mod evasions;
mod evidence;
mod executions;
mod gates;
mod handlers;
mod hearings;
mod historic;
mod jurisdiction;
mod legal_reviews;
mod measures;
mod mergers;
mod notices;
mod numbers;
mod parties;
mod payment_reconciliations;
mod payments;
mod preservations;
mod readers;
mod recusals;
mod redecisions;
mod remedies;
mod same_id;
mod service_consents;
mod services;
mod signatures;
mod signatures_checked;
mod signing_keys;
mod suspensions;
mod terminations;
mod time_limits;
mod time_table;
mod transfers;
mod voidings;
mod whole;
mod words;

use crate::support::{another_town, shared, town, with};
use anjuan::domain::act::ActClass;
use serde_json::{Value, json};
use uuid::Uuid;

/// What `next-steps` says of one step of a case: lawful, or refused with this code among the reasons.
async fn next_step(squad: &crate::support::Squad, case: &str, step: &str, code: Option<&str>) {
    let steps = squad.leader.get(&format!("{case}/next-steps")).await.ok();
    let found =
        steps["items"].as_array().expect("steps").iter().find(|one| one["step"] == step).expect("a step").clone();
    let reasons: Vec<&str> =
        found["reasons"].as_array().expect("reasons").iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(found["lawful"] == true, code.is_none(), "{step}: {reasons:?}");
    assert!(code.is_none_or(|code| reasons.contains(&code)), "{step}: {reasons:?}");
}

/// Closes a case of which every phase was recorded.
async fn close(squad: &crate::support::Squad, case: &str, closure: Value) {
    squad.records(case).await;
    squad.head.post(&format!("{case}/closures"), closure).await.ok();
}

#[actix_web::test]
async fn a_case_is_filed_and_says_what_comes_next() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let filed = squad.leader.post("/cases", squad.filing()).await;
    assert_eq!(filed.status, 201);
    let case = filed.ok();
    assert_eq!((&case["stage"], &case["case_number"]), (&json!("filed"), &Value::Null));
    assert_eq!(case["deadlines"][0]["rule"], "handling");
    let steps = case["next_steps"].as_array().expect("steps");
    let lawful: Vec<&Value> = steps.iter().filter(|one| one["lawful"] == true).map(|one| &one["step"]).collect();
    assert!(lawful.contains(&&json!("investigate")) && !lawful.contains(&&json!("notify")), "{lawful:?}");
    let decide = steps.iter().find(|one| one["step"] == "decide").expect("a step");
    assert_eq!(decide["reasons"][1]["legal_basis"], "行政处罚法 第五十四条");
    assert!(decide["resource"].as_str().expect("a path").ends_with("/decisions"));
    let path = filed.header("location").replace("/api/v1", "");
    assert_eq!(squad.leader.get(&format!("{path}/next-steps")).await.ok()["items"], case["next_steps"]);
    assert_eq!(squad.head.all("/cases").await.len(), 1);
}

#[actix_web::test]
async fn an_identity_number_is_masked_for_whoever_need_not_see_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let path = squad.files(squad.filing()).await;
    let code = async |client: &crate::support::Client| client.get(&path).await.ok()["party"]["code"].clone();
    assert_eq!(code(&squad.leader.client).await, "350481199001010018");
    assert_eq!(code(&town.clerk().await.client).await, "3504**********0018");
    let mut wrong = squad.filing();
    wrong["party"]["code"] = json!("350481199001010011");
    let refused = squad.leader.post("/cases", wrong).await;
    refused.problem(422, "value_invalid");
    assert_eq!(refused.faults(), [("/party/code".into(), "resident_id_check".into())]);
}

#[actix_web::test]
async fn everything_that_stands_against_a_filing_is_told_at_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let unclaimed = town.server.matter(anjuan::domain::act::ActClass::Penalty).await;
    let mut filing = squad.filing();
    filing["filed_on"] = json!("2099-01-01");
    filing["officer_ids"] = json!([squad.officers[0]]);
    filing["matter_codes"] = json!([squad.matter, unclaimed]);
    let refused = squad.leader.post("/cases", filing).await;
    refused.problem(409, "date_in_the_future");
    let expected = [
        ("/filed_on", "date_in_the_future"),
        ("/officer_ids/0", "officer_certificate_invalid_on_act_date"),
        ("/officer_ids", "two_officers_required"),
        ("/matter_codes/1", "matter_not_claimed_on_act_date"),
    ];
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    town.head().await.post("/cases", squad.filing()).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn the_same_case_again_is_the_same_case() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["id"] = json!(Uuid::now_v7());
    let first = squad.leader.post("/cases", filing.clone()).await;
    let again = squad.leader.post("/cases", filing.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    filing["procedure"] = json!("summary");
    squad.leader.post("/cases", filing).await.problem(409, "id_exists_with_other_content");
}

#[actix_web::test]
async fn another_town_sees_no_case_and_can_take_no_step_in_it() {
    let (here, there) = (town(shared()).await, another_town(shared()).await);
    let (squad, foreign) = (here.squad().await, there.squad().await);
    let case = squad.files(squad.filing()).await;
    for what in ["", "/next-steps", "/timeline", "/tags", "/investigation-acts", "/decisions", "/closures"] {
        foreign.leader.get(&format!("{case}{what}")).await.problem(404, "not_found");
    }
    let act = foreign.investigation();
    foreign.leader.post(&format!("{case}/investigation-acts"), act).await.problem(404, "not_found");
    foreign.head.post(&format!("{case}/decisions"), foreign.decision()).await.problem(404, "not_found");
    foreign.head.post(&format!("{case}/closures"), foreign.closure()).await.problem(404, "not_found");
    assert!(foreign.leader.all("/cases").await.is_empty());
}

#[actix_web::test]
async fn cases_are_found_by_stage_day_and_party() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let investigated = squad.investigated().await;
    let mut other = squad.filing();
    other["party"] = json!({"kind": "organisation", "name": "永安市100%砂业有限公司"});
    other["filed_on"] = json!("2023-05-01");
    let other = squad.files(other).await;
    for (query, expected) in [
        ("stage=investigating", vec![&investigated]),
        ("from=2023-04-01", vec![&other]),
        ("to=2023-04-01", vec![&investigated]),
        ("q=0%25砂", vec![&other]),
        ("q=0_砂", vec![]),
        ("limit=1", vec![&other, &investigated]),
    ] {
        let found = squad.leader.all(&format!("/cases?{query}")).await;
        let found: Vec<String> = found.iter().map(|one| format!("/cases/{}", one["id"].as_str().unwrap())).collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

#[actix_web::test]
async fn a_case_is_tagged_until_it_is_decided() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut untagged = squad.filing();
    untagged["matter_codes"] = json!([]);
    let case = squad.files(untagged).await;
    let tags = format!("{case}/tags");
    assert_eq!(squad.leader.get(&tags).await.ok()["revision"], 0);
    let tagged = squad.leader.put(&tags, json!({"matter_codes": [squad.matter, squad.matter]})).await.ok();
    assert_eq!((&tagged["revision"], &tagged["matters"][0]["matter_code"]), (&json!(1), &json!(squad.matter)));
    assert_eq!(squad.leader.get(&case).await.ok()["matter_codes"], json!([squad.matter]));
    let other = town.claimed_matter().await;
    squad.leader.put(&tags, json!({"matter_codes": [other]})).await.ok();
    assert_eq!(squad.leader.get(&case).await.ok()["matter_codes"], json!([other]));
    let stale = squad.leader.request(reqwest::Method::PUT, &tags).header("If-Match", "\"1\"");
    let stale = stale.json(&json!({"matter_codes": [other]}));
    squad.leader.send(stale).await.problem(412, "stale_version");
}

#[actix_web::test]
async fn a_case_is_about_penalty_matters_in_the_words_of_the_day_of_the_violation() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let inspection = town.server.matter(ActClass::Inspection).await;
    town.claims(&inspection, "2022-01-01").await;
    let case = squad.files(squad.filing()).await;
    let tags = format!("{case}/tags");
    let wrong = json!({"matter_codes": [squad.matter, inspection]});
    let filed = squad.leader.post("/cases", with(squad.filing(), wrong.clone())).await;
    assert_eq!(filed.problem(409, "matter_not_of_penalty")["legal_basis"], "行政处罚法 第四条");
    let at = [("/matter_codes/1".to_owned(), "matter_not_of_penalty".to_owned())];
    assert_eq!(filed.faults(), at);
    assert_eq!(squad.leader.put(&tags, wrong).await.faults(), at);
    let admin = town.server.platform_admin().await;
    let newer = json!({"name": "改后的事项", "legal_bases": ["《某条例》第一条"], "valid_from": "2023-03-10"});
    admin.post(&format!("/matters/{}/versions", squad.matter), newer).await.ok();
    let put = async |more: Value| squad.leader.put(&tags, with(json!({"matter_codes": [squad.matter]}), more)).await;
    assert_eq!(put(json!({})).await.ok()["matters"][0]["name"], "改后的事项", "nothing says yet when it was done");
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    let done = with(squad.conclusion(), json!({"violation": {"began_on": "2023-02-20", "ended_on": "2023-03-01"}}));
    squad.leader.post(&format!("{case}/investigation-conclusions"), done).await.ok();
    assert_ne!(put(json!({})).await.ok()["matters"][0]["name"], "改后的事项", "行政处罚法 第三十七条");
    assert_eq!(
        put(json!({"law_of": "2023-03-10"})).await.ok()["matters"][0]["name"],
        "改后的事项",
        "the newer is milder"
    );
    let before = put(json!({"law_of": "2023-02-28"})).await;
    assert_eq!(before.faults(), [("/law_of".to_owned(), "dates_run_backwards".to_owned())]);
}

#[actix_web::test]
async fn a_filing_tells_who_approved_it_and_when() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let filing = |more: Value| with(squad.filing(), more);
    let half = squad.leader.post("/cases", filing(json!({"approved_by": "陈建国"}))).await;
    assert_eq!(half.faults(), [("/approved_on".to_owned(), "filing_approval_incomplete".to_owned())]);
    let late = filing(json!({"approved_by": "陈建国", "approved_on": "2023-03-17"}));
    assert_eq!(
        squad.leader.post("/cases", late).await.faults(),
        [("/filed_on".to_owned(), "dates_run_backwards".to_owned())]
    );
    let case = squad.files(filing(json!({"approved_by": "陈建国", "approved_on": "2023-03-15"}))).await;
    let shown = squad.leader.get(&case).await.ok();
    assert_eq!((&shown["approved_by"], &shown["approved_on"]), (&json!("陈建国"), &json!("2023-03-15")));
}

#[actix_web::test]
async fn an_investigation_needs_two_certified_officers_after_the_filing() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let path = format!("{case}/investigation-acts");
    let mut early = squad.investigation_at("2023-03-15T23:59:00+08:00");
    early["officer_ids"] = json!([squad.officers[0], squad.officers[0]]);
    let refused = squad.leader.post(&path, early).await;
    refused.problem(409, "dates_run_backwards");
    let expected = [("/performed_at", "dates_run_backwards"), ("/officer_ids", "two_officers_required")];
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let mut act = squad.investigation();
    act["id"] = json!(Uuid::now_v7());
    let done = squad.leader.post(&path, act.clone()).await;
    assert_eq!(done.status, 201);
    assert_eq!(squad.leader.post(&path, act).await.status, 200);
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "investigating");
    assert_eq!(squad.leader.all(&path).await, [done.ok()]);
}

#[actix_web::test]
async fn the_timeline_tells_a_case_from_filing_to_closure() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    squad.performs(&case).await;
    squad.leader.post(&format!("{case}/closures"), squad.closure()).await.ok();
    let told = squad.leader.all(&format!("{case}/timeline?limit=2")).await;
    let kinds: Vec<&Value> = told.iter().map(|one| &one["kind"]).collect();
    let mut expected = vec!["case.filed", "case.investigated"];
    expected.extend(["case.step_taken"; 3]);
    expected.push("case.decided");
    expected.extend(["case.step_taken"; 2]);
    expected.extend(["recording.added"; 6]);
    expected.push("case.closed");
    assert_eq!(kinds, expected);
    let places: Vec<u64> = told.iter().filter_map(|one| one["case_seq"].as_u64()).collect();
    assert_eq!(places, (0..15).collect::<Vec<_>>());
    assert_eq!(told[5]["account_name"], squad.head.username.as_str());
}
