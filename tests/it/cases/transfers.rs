//! Transfers to justice and to other agencies, and what becomes of the case.

use super::next_step;
use crate::support::{Squad, shared, town};
use anjuan::domain::actor::Actor;
use anjuan::statistics::recompute;
use serde_json::{Value, json};

pub fn transfer(squad: &Squad) -> Value {
    json!({"to": "justice", "recipient": "永安市公安局", "ground": "涉嫌妨害公务罪。",
        "legal_bases": ["《中华人民共和国行政处罚法》第二十七条"], "officer_ids": squad.officers, "report": "经核实,涉嫌犯罪。",
        "reported_on": "2023-03-21", "approved_by": "陈建国", "approved_at": "2023-03-22T09:00:00+08:00",
        "sent_at": "2023-03-22T15:00:00+08:00", "papers": ["letter", "investigation_report"]})
}

pub fn acceptance(transfer: &Value) -> Value {
    json!({"transfer_id": transfer["id"], "accepted_on": "2023-03-25", "document": "永公立字〔2023〕12号"})
}

pub fn going_back(transfer: &Value) -> Value {
    json!({"transfer_id": transfer["id"], "returned_on": "2023-03-28", "ground": "not_filed", "reason": "没有犯罪事实。",
        "papers_returned": true})
}

#[actix_web::test]
async fn a_crime_goes_to_the_police_who_take_the_case_over_and_it_is_closed() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    next_step(&squad, &case, "accept_transfer", Some("transfer_none")).await;
    let transfers = format!("{case}/transfers");
    squad.leader.post(&transfers, transfer(&squad)).await.problem(403, "not_permitted");
    let sent = squad.head.post(&transfers, transfer(&squad)).await.ok();
    next_step(&squad, &case, "transfer", Some("transfer_unanswered")).await;
    squad.head.post(&transfers, transfer(&squad)).await.problem(409, "transfer_unanswered");
    let refused = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
    refused.problem(409, "transferred_to_justice");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第二十七条");
    squad.leader.post(&format!("{case}/transfer-acceptances"), acceptance(&sent)).await.ok();
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "transferred");
    let figures = town.figures(&case);
    for expected in ["transfers_to_justice 2023-03-22 0 1 0", "transfers_accepted 2023-03-25 0 1 0"] {
        assert!(figures.iter().any(|one| one == expected), "{expected} is not in {figures:?}");
    }
    let closures = format!("{case}/closures");
    squad.head.post(&closures, squad.closure()).await.problem(409, "closure_reason_does_not_fit");
    let mut closure = squad.closure();
    closure["reason"] = json!("transferred");
    squad.head.post(&closures, closure.clone()).await.problem(409, "recording_phase_missing");
    squad.records(&case).await;
    squad.head.post(&closures, closure).await.ok();
    let actor = Actor::system(uuid::Uuid::now_v7()).on_behalf_of(town.agency_id());
    let verdict = town.server.db.read_now(&actor, recompute::compare).expect("compared");
    assert_eq!(verdict.differences, []);
}

#[actix_web::test]
async fn what_the_police_do_not_file_comes_back_and_is_decided_here() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for accepted in [false, true] {
        let case = squad.ready().await;
        let sent = squad.head.post(&format!("{case}/transfers"), transfer(&squad)).await.ok();
        if accepted {
            squad.leader.post(&format!("{case}/transfer-acceptances"), acceptance(&sent)).await.ok();
        }
        let returns = format!("{case}/transfer-returns");
        next_step(&squad, &case, "return_transfer", None).await;
        squad.leader.post(&returns, going_back(&sent)).await.ok();
        squad.leader.post(&returns, going_back(&sent)).await.problem(409, "transfer_none");
        squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
        assert!(town.figures(&case).iter().any(|one| one == "transfers_to_justice 2023-03-22 0 1 0"));
        squad.performs(&case).await;
        let mut closure = squad.closure();
        closure["reason"] = json!("transferred");
        squad.head.post(&format!("{case}/closures"), closure).await.problem(409, "closure_reason_does_not_fit");
        squad.head.post(&format!("{case}/closures"), squad.closure()).await.ok();
    }
}

#[actix_web::test]
async fn a_case_that_comes_back_uninvestigated_is_investigated_before_it_is_decided() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let mut elsewhere = transfer(&squad);
    elsewhere["to"] = json!("agency");
    elsewhere["papers"] = json!(["letter"]);
    let sent = squad.head.post(&format!("{case}/transfers"), elsewhere).await.ok();
    next_step(&squad, &case, "decide", Some("transferred_to_another_agency")).await;
    squad.leader.post(&format!("{case}/transfer-acceptances"), acceptance(&sent)).await.ok();
    squad.leader.post(&format!("{case}/transfer-returns"), going_back(&sent)).await.ok();
    assert!(!town.figures(&case).iter().any(|one| one.starts_with("transfers")), "another agency is no justice organ");
    next_step(&squad, &case, "decide", Some("investigation_missing")).await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.problem(409, "investigation_missing");
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-29").await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
}

#[actix_web::test]
async fn a_transfer_is_in_time_whole_and_by_two() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let transfers = format!("{case}/transfers");
    let mut late = transfer(&squad);
    late["approved_at"] = json!("2023-03-25T09:00:00+08:00");
    late["sent_at"] = json!("2023-03-26T10:00:00+08:00");
    late["papers"] = json!(["other"]);
    late["officer_ids"] = json!([squad.officers[0]]);
    late["received_on"] = json!("2023-03-20");
    late["things"] = json!(["烤炉"]);
    let refused = squad.head.post(&transfers, late.clone()).await;
    let faults = refused.faults();
    for (at, code) in [
        ("/late_reason", "transfer_late_unexplained"),
        ("/papers", "transfer_papers_missing"),
        ("/officer_ids", "two_officers_required"),
        ("/received_on", "dates_run_backwards"),
    ] {
        assert!(faults.contains(&(at.into(), code.into())), "{at} {code} is not in {faults:?}");
    }
    assert_eq!(faults.iter().filter(|(at, _)| at == "/papers").count(), 3);
    late["late_reason"] = json!("负责人外出。");
    late["papers"] = json!(["letter", "investigation_report", "list_of_things"]);
    late["officer_ids"] = json!(squad.officers);
    late["received_on"] = json!("2023-03-26");
    let sent = squad.head.post(&transfers, late).await.ok();
    let mut unknown = acceptance(&sent);
    unknown["transfer_id"] = json!(uuid::Uuid::now_v7().to_string());
    let acceptances = format!("{case}/transfer-acceptances");
    squad.leader.post(&acceptances, unknown).await.problem(409, "transfer_unknown");
    let mut early = acceptance(&sent);
    early["accepted_on"] = json!("2023-03-25");
    squad.leader.post(&acceptances, early).await.problem(409, "dates_run_backwards");
}

#[actix_web::test]
async fn what_follows_within_three_days_of_the_answer_is_told_when_it_happens() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let path = format!("{case}/transfer-follow-ups");
    next_step(&squad, &case, "follow_up_transfer", Some("transfer_follow_up_does_not_fit")).await;
    let sent = squad.head.post(&format!("{case}/transfers"), transfer(&squad)).await.ok();
    let follow =
        |kind: &str, on: &str| json!({"transfer_id": sent["id"], "kind": kind, "done_on": on, "document": "移交清单"});
    let early = squad.leader.post(&path, follow("things_handed_over", "2023-03-26")).await;
    assert_eq!(
        early.problem(409, "transfer_follow_up_does_not_fit")["legal_basis"],
        "行政执法机关移送涉嫌犯罪案件的规定 第九条"
    );
    squad.leader.post(&format!("{case}/transfer-acceptances"), acceptance(&sent)).await.ok();
    next_step(&squad, &case, "follow_up_transfer", None).await;
    let before = squad.leader.post(&path, follow("things_handed_over", "2023-03-24")).await;
    assert_eq!(before.faults(), [("/done_on".into(), "dates_run_backwards".into())]);
    let late = squad.leader.post(&path, follow("things_handed_over", "2023-03-29")).await;
    assert_eq!(late.faults(), [("/late_reason".into(), "reason_missing".into())]);
    let handed = squad.leader.post(&path, follow("things_handed_over", "2023-03-28")).await.ok();
    let again = squad.leader.post(&path, follow("things_handed_over", "2023-03-28")).await;
    assert_eq!(again.faults(), [("/kind".into(), "transfer_already_answered".into())]);
    let due = squad.leader.get(&case).await.ok()["deadlines"].as_array().expect("deadlines").clone();
    let things = due.iter().find(|one| one["rule"] == "transfer_things").expect("things").clone();
    assert_eq!((&things["done_on"], &things["done_by"]), (&json!("2023-03-28"), &handed["id"]));
    let refused = squad.investigated().await;
    let sent = squad.head.post(&format!("{refused}/transfers"), transfer(&squad)).await.ok();
    squad.leader.post(&format!("{refused}/transfer-returns"), going_back(&sent)).await.ok();
    let objection =
        json!({"transfer_id": sent["id"], "kind": "objected", "done_on": "2023-03-31", "document": "复议申请书"});
    let objected = squad.leader.post(&format!("{refused}/transfer-follow-ups"), objection).await.ok();
    let due = squad.leader.get(&refused).await.ok()["deadlines"].as_array().expect("deadlines").clone();
    let objection = due.iter().find(|one| one["rule"] == "transfer_objection").expect("an objection").clone();
    assert_eq!((&objection["done_on"], &objection["done_by"]), (&json!("2023-03-31"), &objected["id"]));
}
