//! Proofs of service: each way with its items, and the day from which it counts.

use crate::support::{Squad, shared, town};
use serde_json::{Value, json};

fn proof(squad: &Squad, way: &str) -> Value {
    let mut proof = json!({"document": "decision", "addressee": "池有根", "way": way, "done_on": "2023-04-03"});
    let items = match way {
        "direct" => {
            json!({"place": "镇政府", "officer_ids": squad.officers, "received_by": {"name": "池有根", "relation": "party"}})
        }
        "left" => json!({"place": "住所", "officer_ids": squad.officers, "refusal": "拒绝签收。",
            "witness": {"name": "村主任", "body": "某村村民委员会"}}),
        "posted" => json!({"sent_on": "2023-04-02", "tracking_number": "EMS1234567890CN"}),
        "entrusted" => json!({"sent_on": "2023-04-02", "entrusted_to": "邻镇人民政府"}),
        "announced" => json!({"medium": "镇政府公告栏", "attempts": "下落不明,直接、邮寄均未送达。"}),
        "electronic" => json!({"consented_on": "2023-03-20", "address": "13900000000"}),
        other => panic!("{other}"),
    };
    proof.as_object_mut().expect("members").extend(items.as_object().expect("members").clone());
    proof
}

/// A decided case.
async fn decided(squad: &Squad) -> (String, Value) {
    let case = squad.ready().await;
    let decision = squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    (case, decision)
}

#[actix_web::test]
async fn each_way_of_service_has_its_day_by_law() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, decision) = decided(&squad).await;
    let path = format!("{case}/proofs-of-service");
    for (way, served_on) in [
        ("direct", "2023-04-03"),
        ("left", "2023-04-03"),
        ("posted", "2023-04-03"),
        ("entrusted", "2023-04-03"),
        ("announced", "2023-05-03"),
        ("electronic", "2023-04-03"),
    ] {
        let served = squad.leader.post(&path, proof(&squad, way)).await;
        assert_eq!(served.status, 201, "{way}: {}", served.text);
        let served = served.ok();
        assert_eq!((&served["served_on"], &served["document_id"]), (&json!(served_on), &decision["id"]), "{way}");
        let cards = served["certificate_ids"].as_array().expect("cards").len();
        assert_eq!(cards, if matches!(way, "direct" | "left") { 2 } else { 0 }, "{way}");
    }
    assert_eq!(squad.head.all(&path).await.len(), 6);
    let mut wrong = proof(&squad, "announced");
    wrong["served_on"] = json!("2023-04-03");
    let refused = squad.leader.post(&path, wrong).await;
    assert_eq!(refused.faults(), [("/served_on".into(), "service_date_differs".into())]);
}

#[actix_web::test]
async fn a_way_without_its_items_is_refused_and_names_them() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = decided(&squad).await;
    let path = format!("{case}/proofs-of-service");
    for (way, expected) in [
        ("direct", vec![("/place", "service_receipt_incomplete"), ("/received_by", "service_receipt_incomplete")]),
        (
            "left",
            vec![
                ("/place", "service_receipt_incomplete"),
                ("/refusal", "service_left_unwitnessed"),
                ("/witness", "service_left_unwitnessed"),
            ],
        ),
        (
            "posted",
            vec![("/sent_on", "service_by_others_incomplete"), ("/tracking_number", "service_by_others_incomplete")],
        ),
        (
            "entrusted",
            vec![("/sent_on", "service_by_others_incomplete"), ("/entrusted_to", "service_by_others_incomplete")],
        ),
        (
            "announced",
            vec![("/medium", "service_announcement_unfounded"), ("/attempts", "service_announcement_unfounded")],
        ),
        (
            "electronic",
            vec![("/consented_on", "service_electronic_unconfirmed"), ("/address", "service_electronic_unconfirmed")],
        ),
    ] {
        let bare = json!({"document": "decision", "addressee": "池有根", "way": way, "done_on": "2023-04-03"});
        let refused = squad.leader.post(&path, bare).await;
        let mut faults = refused.faults();
        let officers =
            faults.iter().position(|(pointer, _)| pointer == "/officer_ids").map(|place| faults.remove(place));
        assert_eq!(officers.is_some(), matches!(way, "direct" | "left"), "{way}");
        let expected: Vec<_> = expected.into_iter().map(|(at, code)| (at.to_owned(), code.to_owned())).collect();
        assert_eq!(faults, expected, "{way}");
    }
    let mut filmed = proof(&squad, "left");
    (filmed["witness"], filmed["filmed"]) = (Value::Null, json!(true));
    assert_eq!(squad.leader.post(&path, filmed).await.status, 201);
}

#[actix_web::test]
async fn what_is_served_is_a_paper_of_the_case_and_the_receiver_may_receive_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let path = format!("{case}/proofs-of-service");
    let refused = squad.leader.post(&path, proof(&squad, "direct")).await;
    assert_eq!(refused.faults(), [("/document_id".into(), "served_document_unknown".into())]);
    let mut other = proof(&squad, "posted");
    other["document"] = json!("other");
    let refused = squad.leader.post(&path, other.clone()).await;
    assert_eq!(refused.faults(), [("/document_name".into(), "service_receipt_incomplete".into())]);
    other["document_name"] = json!("责令改正通知书");
    squad.leader.post(&path, other).await.ok();
    let notice = squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
    let mut proof = proof(&squad, "direct");
    (proof["document"], proof["done_on"]) = (json!("prior_notice"), json!("2023-03-21"));
    proof["received_by"]["relation"] = json!("receiving_clerk");
    let refused = squad.leader.post(&path, proof.clone()).await;
    let expected = [("/done_on", "dates_run_backwards"), ("/received_by/relation", "service_receiver_unfit")];
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    (proof["done_on"], proof["document_id"]) = (json!("2023-03-22"), notice["id"].clone());
    proof["received_by"]["relation"] = json!("adult_family");
    squad.leader.post(&path, proof.clone()).await.ok();
    proof["document_id"] = json!(uuid::Uuid::now_v7());
    squad.leader.post(&path, proof).await.problem(409, "served_document_unknown");
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "investigating", "service moves no case");
}
