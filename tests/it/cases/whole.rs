//! A case with what belongs to it, in one answer.

use crate::support::{shared, town};
use serde_json::{Value, json};

#[actix_web::test]
async fn a_case_comes_with_its_decision_and_its_last_recordings_on_request() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let undecided = squad.leader.get(&format!("{case}?include=decision")).await.ok();
    assert_eq!(undecided["decision"], Value::Null);
    assert!(undecided.get("recordings").is_none(), "only what is asked for is shown");
    for minute in 10..32 {
        let recording = json!({"phase": "investigation", "kind": "text", "officer_ids": squad.officers,
            "occurred_at": format!("2023-03-20T09:{minute}:00+08:00"), "description": format!("第{minute}条")});
        squad.leader.post(&format!("{case}/recordings"), recording).await.ok();
    }
    let decided = squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let whole = squad.leader.get(&format!("{case}?include=decision,recordings")).await.ok();
    assert_eq!(whole["decision"], decided);
    let recordings = squad.leader.all(&format!("{case}/recordings")).await;
    assert_eq!(whole["recordings"], json!(recordings[2..]), "the last 20 of 22, in the order in which they happened");
    assert_eq!((whole.get("next_steps"), whole.get("parties")), (None, None), "only what is asked for is shown");
    let mut plain = squad.leader.get(&case).await.ok();
    assert_eq!((plain.get("decision"), plain.get("recordings")), (None, None));
    assert_eq!(plain, squad.leader.get(&format!("{case}?include=procedure")).await.ok());
    for part in ["decision", "recordings"] {
        plain[part] = whole[part].clone();
    }
    assert_eq!(plain, squad.leader.get(&format!("{case}?include=decision,recordings,procedure")).await.ok());
}

#[actix_web::test]
async fn a_new_recording_changes_the_tag_of_a_case_that_is_shown_with_them() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let with_recordings = format!("{case}?include=recordings");
    let tag = squad.leader.get(&with_recordings).await.header("etag");
    let again = async |tag: &str| {
        let asked = squad.leader.request(reqwest::Method::GET, &with_recordings).header("If-None-Match", tag);
        squad.leader.send(asked).await.status
    };
    assert_eq!(again(&tag).await, 304);
    let recording = json!({"phase": "initiation", "kind": "text", "officer_ids": squad.officers,
        "occurred_at": "2023-03-20T09:00:00+08:00", "description": "立案现场"});
    squad.leader.post(&format!("{case}/recordings"), recording).await.ok();
    assert_eq!(again(&tag).await, 200);
    let tags = json!({"matter_codes": [squad.matter]});
    let put = squad.leader.request(reqwest::Method::PUT, &format!("{case}/tags")).header("If-Match", &tag).json(&tags);
    assert_eq!(squad.leader.send(put).await.status, 200, "the tag still names the version of the case");
}

#[actix_web::test]
async fn an_unknown_part_is_refused_by_name() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let refused = squad.leader.get(&format!("{case}?include=decision,secrets")).await;
    refused.problem(400, "query_malformed");
    assert_eq!(refused.faults(), [("/query/include".into(), "not_valid".to_owned())]);
    squad.leader.get(&format!("{case}?include=")).await.problem(400, "query_malformed");
}
