//! Collective discussions, and decisions that are held to what was told and concluded.

use super::hearings::{reasons, request, told};
use crate::support::{shared, town};
use serde_json::{Value, json};

fn discussion() -> Value {
    json!({"discussed_on": "2023-03-29", "place": "镇政府三楼会议室", "chair": "林镇长", "recorder": "林文",
        "members": [{"name": "林镇长", "post": "镇长", "opinion": "同意。"}, {"name": "黄副镇长", "post": "副镇长", "opinion": "同意。"}],
        "report": "案情及处理建议汇报。", "grounds": "案情复杂", "conclusion": "罚款 50 元。", "outcome": "penalty",
        "penalties": [{"kind": "fine", "amount_fen": 5000}]})
}

#[actix_web::test]
async fn the_decision_is_what_the_heads_concluded_together() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let (path, decisions) = (format!("{case}/collective-discussions"), format!("{case}/decisions"));
    let concluded = squad.head.post(&path, discussion()).await;
    assert_eq!((concluded.status, &concluded.ok()["members"][0]["agrees"]), (201, &json!(true)));
    assert_eq!(squad.leader.all(&path).await, [concluded.ok()]);
    for penalties in [json!([{"kind": "fine", "amount_fen": 4999}]), json!([{"kind": "warning"}])] {
        let mut other = squad.decision();
        other["penalties"] = penalties;
        let refused = squad.head.post(&decisions, other).await.problem(409, "decision_contradicts_discussion");
        assert_eq!(refused["legal_basis"], "行政处罚法 第五十七条");
    }
    let mut milder = squad.decision();
    milder["penalties"] = json!([{"kind": "warning"}]);
    let mut again = discussion();
    again["penalties"] = milder["penalties"].clone();
    squad.head.post(&path, again).await.ok();
    squad.head.post(&decisions, milder).await.ok();
    squad.leader.post(&path, discussion()).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn everything_that_stands_against_a_discussion_is_told_at_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = told(&squad).await;
    let path = format!("{case}/collective-discussions");
    let mut bad = discussion();
    bad["discussed_on"] = json!("2023-03-21");
    bad["members"] = json!([{"name": "林镇长", "post": "镇长"}]);
    bad["penalties"] = json!([{"kind": "fine"}]);
    let expected = [
        ("/discussed_on", "dates_run_backwards"),
        ("/members", "discussion_too_small"),
        ("/members/0/opinion", "discussion_opinion_missing"),
        ("/penalties/0/amount_fen", "penalty_amount_missing"),
    ];
    let refused = squad.head.post(&path, bad).await;
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let mut twice = discussion();
    twice["members"][1]["name"] = json!("林镇长");
    squad.head.post(&path, twice).await.problem(409, "discussion_too_small");
    squad.leader.post(&format!("{case}/hearing-requests"), request()).await.ok();
    assert_eq!(reasons(&squad, &case, "discuss").await, ["hearing_pending"]);
    squad.head.post(&path, discussion()).await.problem(409, "hearing_pending");
}

#[actix_web::test]
async fn a_penalty_is_no_heavier_than_the_last_notice_told() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
    let mut heavier = squad.decision();
    heavier["penalties"] =
        json!([{"kind": "fine", "amount_fen": 5001}, {"kind": "confiscation_of_gains", "amount_fen": 1}]);
    let refused = squad.head.post(&format!("{case}/decisions"), heavier.clone()).await;
    assert_eq!(refused.problem(409, "penalty_heavier_than_told")["legal_basis"], "行政处罚法 第四十五条");
    let expected =
        [("/penalties/0/amount_fen", "penalty_heavier_than_told"), ("/penalties/1/kind", "penalty_heavier_than_told")];
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let mut again = squad.notice();
    again["notified_on"] = json!("2023-03-27");
    again["intended_penalties"] = heavier["penalties"].clone();
    squad.hears_of(&case, again).await;
    squad.head.post(&format!("{case}/decisions"), heavier).await.ok();
}
