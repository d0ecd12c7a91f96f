//! Two want what only one can have: one gets it, the other is told why not, and the record stays one that the law allows.

use crate::support::{isolated, shared, town};
use futures_util::future::{join, join_all};
use serde_json::json;

#[actix_web::test]
async fn of_decisions_at_once_one_stands_and_one_number_is_used() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let path = format!("{case}/decisions");
    let answers = join_all((0..8).map(|_| squad.head.post(&path, squad.decision()))).await;
    let decided: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(decided.len(), 1);
    assert_eq!(decided[0].ok()["document_number"], "永安砂罚决字〔2023〕1号");
    for lost in answers.iter().filter(|answer| answer.status != 201) {
        lost.problem(409, "step_not_lawful_at_this_stage");
    }
    assert_eq!(squad.head.all(&format!("{case}/decisions")).await, [decided[0].ok()]);
}

#[actix_web::test]
async fn cases_decided_at_once_get_numbers_without_a_gap() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut cases = Vec::new();
    for _ in 0..12 {
        cases.push(squad.ready().await);
    }
    let decide = async |case: &String| {
        let path = format!("{case}/decisions");
        let decided = squad.head.post(&path, squad.decision()).await.ok();
        decided["document_number"].as_str().expect("a number").to_owned()
    };
    let mut numbers = join_all(cases.iter().map(decide)).await;
    numbers.sort_by_key(|number| (number.chars().count(), number.clone()));
    let expected: Vec<_> = (1..=12).map(|n| format!("永安砂罚决字〔2023〕{n}号")).collect();
    assert_eq!(numbers, expected);
}

#[actix_web::test]
async fn tags_change_before_the_decision_or_not_at_all() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let other = town.claimed_matter().await;
    for _ in 0..8 {
        let case = squad.ready().await;
        let (decisions, tags) = (format!("{case}/decisions"), format!("{case}/tags"));
        let (decided, tagged) = join(
            squad.head.post(&decisions, squad.decision()),
            squad.leader.put(&tags, json!({"matter_codes": [other]})),
        )
        .await;
        assert_eq!(decided.status, 201, "{}", decided.text);
        let timeline = squad.leader.all(&format!("{case}/timeline")).await;
        let kinds = timeline.iter().map(|entry| entry["kind"].as_str().expect("a kind"));
        let kinds: Vec<_> = kinds.filter(|kind| ["case.tagged", "case.decided"].contains(kind)).collect();
        match tagged.status {
            200 => assert_eq!(kinds, ["case.tagged", "case.decided"], "tagged after the decision"),
            409 | 412 => assert_eq!(kinds, ["case.decided"]),
            status => panic!("{status}: {}", tagged.text),
        }
    }
}
