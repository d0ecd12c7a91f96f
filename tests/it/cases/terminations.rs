//! Cases that are decided otherwise than they began, or not at all: 转为普通程序, 终止调查.

use super::after::{agrees, says};
use super::measures::{empowered, lifting, measure};
use super::transfers::{going_back, transfer};
use crate::support::{shared, town, with};
use serde_json::{Value, json};

#[actix_web::test]
async fn a_case_that_outgrows_the_spot_goes_on_as_an_ordinary_one_and_never_back() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready_on_the_spot().await;
    let large = with(squad.decision(), json!({"penalties": [{"kind": "fine", "amount_fen": 30000}]}));
    let refused = squad.leader.post(&format!("{case}/decisions"), large.clone()).await;
    assert!(refused.faults().iter().any(|(_, code)| code == "summary_limit_exceeded"), "{}", refused.text);
    let path = format!("{case}/procedure-changes");
    let change = json!({"changed_on": "2023-03-18", "ground": "beyond_limits", "reason": "拟罚款三百元。",
        "officer_ids": squad.officers, "approved_by": "陈建国", "approved_on": "2023-03-17"});
    assert!(says(&squad, &case, "change_procedure").await.is_empty());
    let alone = with(change.clone(), json!({"officer_ids": [squad.officers[0]], "approved_on": "2023-03-19"}));
    let expected = [("/changed_on", "dates_run_backwards"), ("/officer_ids", "two_officers_required")];
    let refused = squad.leader.post(&path, alone).await;
    assert_eq!(refused.faults(), expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    let changed = squad.leader.post(&path, change.clone()).await.ok();
    assert_eq!(squad.leader.all(&path).await, std::slice::from_ref(&changed));
    let shown = squad.leader.get(&case).await.ok();
    assert_eq!((&shown["procedure"], &shown["stage"]), (&json!("ordinary"), &json!("filed")));
    let term = handling(&shown).expect("an ordinary case has its time");
    assert_eq!((&term["started_on"], &term["started_by"]), (&json!("2023-03-18"), &changed["id"]));
    assert_eq!(says(&squad, &case, "change_procedure").await, ["step_not_lawful_at_this_stage"]);
    squad.leader.post(&path, change).await.problem(409, "step_not_lawful_at_this_stage");
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&case).await;
    let told = with(squad.notice(), json!({"intended_penalties": large["penalties"]}));
    squad.hears_of(&case, told).await;
    squad.leader.post(&format!("{case}/decisions"), large.clone()).await.problem(403, "not_permitted");
    squad.head.post(&format!("{case}/decisions"), large).await.ok();
    let figures = town.figures(&case);
    assert!(figures.contains(&"decisions_ordinary_procedure 2023-04-01 0 1 30000".to_owned()), "{figures:?}");
    agrees(&town);
}

fn handling(case: &Value) -> Option<Value> {
    case["deadlines"].as_array().expect("deadlines").iter().find(|one| one["rule"] == "handling").cloned()
}

#[actix_web::test]
async fn an_investigation_that_no_decision_can_end_is_terminated_and_the_case_is_closed_and_archived() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let (path, closures) = (format!("{case}/terminations"), format!("{case}/closures"));
    let died = json!({"terminated_on": "2023-04-10", "ground": "party_died", "reason": "见死亡医学证明。", "approved_by": "陈建国"});
    squad.leader.post(&path, died.clone()).await.problem(403, "not_permitted");
    let dissolved = with(died.clone(), json!({"ground": "party_dissolved"}));
    let refused = squad.head.post(&path, dissolved).await;
    assert_eq!(refused.faults(), [("/ground".to_owned(), "termination_ground_does_not_fit".to_owned())]);
    let early = with(died.clone(), json!({"terminated_on": "2023-03-19"}));
    squad.head.post(&path, early).await.problem(409, "dates_run_backwards");
    let ended = squad.head.post(&path, died).await.ok();
    assert_eq!(squad.leader.all(&path).await, [ended]);
    let shown = squad.leader.get(&case).await.ok();
    assert_eq!(shown["stage"], "terminated");
    assert_eq!(handling(&shown).expect("its time")["done_on"], "2023-04-10");
    for step in ["investigate", "decide", "notify", "terminate"] {
        assert!(says(&squad, &case, step).await.contains(&"step_not_lawful_at_this_stage".to_owned()), "{step}");
    }
    squad.records(&case).await;
    let closing = |reason: &str| with(squad.closure(), json!({"reason": reason, "summary": "终止调查。"}));
    for reason in ["performed", "no_penalty", "other"] {
        squad.leader.post(&closures, closing(reason)).await.problem(409, "closure_reason_does_not_fit");
    }
    let closed = squad.leader.post(&closures, closing("terminated")).await.ok();
    assert_eq!(closed["reason"], "terminated");
    let expected = [
        "cases_closed 2023-05-02 0 1 0",
        "cases_filed 2023-03-16 0 1 0",
        "cases_tagged 2023-03-16 0 1 0",
        "cases_total 2023-03-16 0 1 0",
    ];
    assert_eq!(town.figures(&case), expected);
    assert!(says(&squad, &case, "archive").await.is_empty());
    let other = squad.decided().await;
    squad.performs(&other).await;
    squad
        .leader
        .post(&format!("{other}/closures"), closing("terminated"))
        .await
        .problem(409, "closure_reason_does_not_fit");
    agrees(&town);
}

#[actix_web::test]
async fn what_another_body_was_asked_to_take_is_not_terminated_and_measures_are_lifted_afterwards() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let case = squad.investigated().await;
    let measure = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await.ok();
    let sent = squad.head.post(&format!("{case}/transfers"), transfer(&squad)).await.ok();
    assert_eq!(says(&squad, &case, "terminate").await, ["transfer_unanswered"]);
    squad.leader.post(&format!("{case}/transfer-returns"), going_back(&sent)).await.ok();
    let ended = json!({"terminated_on": "2023-04-10", "ground": "filed_in_error", "reason": "不属于违法。", "approved_by": "陈建国"});
    squad.head.post(&format!("{case}/terminations"), ended).await.ok();
    assert!(says(&squad, &case, "close").await.contains(&"coercive_measure_not_lifted".to_owned()));
    squad.leader.post(&format!("{case}/coercive-measure-liftings"), lifting(&squad, &measure)).await.ok();
    assert!(says(&squad, &case, "close").await.is_empty());
}
