//! Reconsiderations, lawsuits, and decisions that are withdrawn or changed.

use crate::support::{Squad, shared, town};
use serde_json::{Value, json};

async fn decided(squad: &Squad) -> String {
    let case = squad.ready_on_the_spot().await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    case
}

fn request() -> Value {
    json!({"requested_on": "2023-04-20", "body": "永安市人民政府", "claims": "请求撤销处罚决定。"})
}

fn accepted() -> Value {
    json!({"accepted": true, "answered_on": "2023-04-25"})
}

fn result(result: &str) -> Value {
    json!({"result": result, "decided_on": "2023-04-30", "summary": "复议决定。"})
}

fn lawsuit() -> Value {
    json!({"filed_on": "2023-05-10", "court": "永安市人民法院", "claims": "请求撤销处罚决定。"})
}

async fn says(squad: &Squad, case: &str, step: &str) -> Vec<String> {
    let steps = squad.leader.get(&format!("{case}/next-steps")).await.ok();
    let one = steps["items"].as_array().expect("steps").iter().find(|one| one["step"] == step).expect("a step").clone();
    one["reasons"].as_array().expect("reasons").iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_reconsideration_is_requested_accepted_and_decided_and_counts() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = decided(&squad).await;
    let [requests, acceptances, results] =
        ["reconsiderations", "reconsideration-acceptances", "reconsideration-results"]
            .map(|one| format!("{case}/{one}"));
    assert_eq!(says(&squad, &case, "answer_reconsideration").await, ["reconsideration_not_pending"]);
    squad.leader.post(&acceptances, accepted()).await.problem(409, "reconsideration_not_pending");
    squad.leader.post(&results, result("upheld")).await.problem(409, "reconsideration_not_pending");
    let mut early = request();
    early["requested_on"] = json!("2023-03-31");
    let refused = squad.leader.post(&requests, early).await;
    assert_eq!(refused.faults(), [("/requested_on".to_owned(), "dates_run_backwards".to_owned())]);
    squad.leader.post(&requests, request()).await.ok();
    assert!(town.figures(&case).contains(&"reconsiderations 2023-04-20 0 1 0".to_owned()));
    assert_eq!(says(&squad, &case, "reconsider").await, ["remedy_already_pending"]);
    squad.leader.post(&requests, request()).await.problem(409, "remedy_already_pending");
    squad.leader.post(&format!("{case}/lawsuits"), lawsuit()).await.problem(409, "remedy_already_pending");
    let refused = squad.leader.post(&results, result("upheld")).await;
    assert_eq!(refused.faults(), [("/result".to_owned(), "reconsideration_not_accepted".to_owned())]);
    let unexplained = json!({"accepted": false, "answered_on": "2023-04-25"});
    let refused = squad.leader.post(&acceptances, unexplained).await;
    assert_eq!(refused.faults(), [("/reason".to_owned(), "reason_missing".to_owned())]);
    squad.leader.post(&acceptances, accepted()).await.ok();
    squad.leader.post(&acceptances, accepted()).await.problem(409, "reconsideration_already_answered");
    let refused = squad.leader.post(&results, result("changed")).await;
    assert_eq!(refused.faults(), [("/new_penalties".to_owned(), "result_contradicts_penalties".to_owned())]);
    let mut upheld = result("upheld");
    upheld["new_penalties"] = json!([{"kind": "fine", "amount_fen": 1}]);
    squad.leader.post(&results, upheld).await.problem(409, "result_contradicts_penalties");
    let told = squad.leader.post(&results, result("upheld")).await.ok();
    assert_eq!(told["publicity_due_on"], Value::Null);
    let figures = town.figures(&case);
    assert!(!figures.iter().any(|line| line.starts_with("reconsiderations_corrected")), "{figures:?}");
    // 18 and 19 April, then from 1 May: its days do not count.
    let found = squad.leader.get(&format!("{case}/surcharge?on=2023-05-01")).await.ok();
    assert_eq!((&found["overdue_days"], &found["pending_days"]), (&json!(3), &json!(11)));
}

#[actix_web::test]
async fn what_a_reconsideration_changes_is_owed_from_then_on_and_counts_as_corrected() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = decided(&squad).await;
    squad.leader.post(&format!("{case}/reconsiderations"), request()).await.ok();
    squad.leader.post(&format!("{case}/reconsideration-acceptances"), accepted()).await.ok();
    let mut changed = result("changed");
    changed["new_penalties"] = json!([{"kind": "fine", "amount_fen": 2000}]);
    let told = squad.leader.post(&format!("{case}/reconsideration-results"), changed).await.ok();
    assert_eq!(told["publicity_due_on"], "2023-05-06"); // a Saturday that is worked
    let figures = town.figures(&case);
    assert!(figures.contains(&"reconsiderations_corrected 2023-04-20 0 1 0".to_owned()), "{figures:?}");
    assert!(figures.contains(&"fines_imposed 2023-04-01 0 1 5000".to_owned()), "{figures:?}");
    let paid = |fen: i64| json!({"paid_on": "2023-05-04", "amount_fen": fen, "channel": "bank", "receipt_number": format!("{}-{fen}", town.code)});
    squad.leader.post(&format!("{case}/payments"), paid(2001)).await.problem(409, "payment_exceeds_what_is_owed");
    squad.leader.post(&format!("{case}/payments"), paid(2000)).await.ok();
}

#[actix_web::test]
async fn what_is_made_heavier_is_refused_by_the_law_of_whoever_changes_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let heavier = json!([{"kind": "licence_suspension"}]);
    let case = decided(&squad).await;
    squad.leader.post(&format!("{case}/reconsiderations"), request()).await.ok();
    squad.leader.post(&format!("{case}/reconsideration-acceptances"), accepted()).await.ok();
    let mut changed = result("changed");
    changed["new_penalties"] = heavier.clone();
    let refused = squad.leader.post(&format!("{case}/reconsideration-results"), changed).await;
    assert_eq!(refused.problem(409, "penalty_made_heavier")["legal_basis"], "行政复议法 第六十三条");
    let case = decided(&squad).await;
    squad.leader.post(&format!("{case}/lawsuits"), lawsuit()).await.ok();
    let changed =
        json!({"result": "changed", "effective_on": "2023-08-01", "summary": "变更。", "new_penalties": heavier});
    let refused = squad.leader.post(&format!("{case}/lawsuit-results"), changed).await;
    assert_eq!(refused.problem(409, "penalty_made_heavier")["legal_basis"], "行政诉讼法 第七十七条");
    let own = json!({"kind": "changed", "by": "agency", "withdrawn_on": "2023-05-08", "reason": "认定有误。",
        "legal_bases": ["行政处罚法第七十五条第二款"], "new_penalties": heavier});
    let refused = squad.head.post(&format!("{case}/withdrawals"), own).await;
    assert_eq!(refused.problem(409, "penalty_made_heavier")["legal_basis"], "house");
}

#[actix_web::test]
async fn a_lost_lawsuit_ends_the_decision_even_of_a_closed_case() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = decided(&squad).await;
    squad
        .leader
        .post(
            &format!("{case}/lawsuit-results"),
            json!({"result": "annulled", "effective_on": "2023-08-01",
        "summary": "撤销。"}),
        )
        .await
        .problem(409, "lawsuit_not_pending");
    squad.performs(&case).await;
    squad.leader.post(&format!("{case}/closures"), squad.closure()).await.ok();
    squad.leader.post(&format!("{case}/lawsuits"), lawsuit()).await.ok();
    assert_eq!(says(&squad, &case, "resolve_lawsuit").await, Vec::<String>::new());
    let lost = json!({"result": "annulled", "effective_on": "2023-08-01", "summary": "撤销处罚决定。"});
    let told = squad.leader.post(&format!("{case}/lawsuit-results"), lost).await.ok();
    assert_eq!(told["publicity_due_on"], "2023-08-04");
    let figures = town.figures(&case);
    assert!(figures.contains(&"lawsuits 2023-05-10 0 1 0".to_owned()), "{figures:?}");
    assert!(figures.contains(&"lawsuits_lost 2023-05-10 0 1 0".to_owned()), "{figures:?}");
    let annulled = format!("fines_imposed 2023-04-01 {} 1 5000", 1 << 14);
    assert!(figures.contains(&annulled), "{figures:?}");
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "closed");
    assert_eq!(says(&squad, &case, "withdraw").await, ["decision_not_in_force"]);
    squad.leader.get(&format!("{case}/surcharge")).await.problem(409, "decision_not_in_force");
}

#[actix_web::test]
async fn a_decision_is_changed_or_withdrawn_by_a_new_one_and_withdrawn_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = decided(&squad).await;
    let path = format!("{case}/withdrawals");
    let withdrawal = |kind: &str, by: &str| {
        json!({"kind": kind, "by": by, "withdrawn_on": "2023-05-08", "reason": "当事人认定有误。",
            "legal_bases": ["行政处罚法第七十五条第二款"]})
    };
    let mut wrong = withdrawal("changed", "court");
    wrong["withdrawn_on"] = json!("2023-03-31");
    let faults = squad.head.post(&path, wrong).await.faults();
    for (pointer, code) in [
        ("/withdrawn_on", "dates_run_backwards"),
        ("/new_penalties", "result_contradicts_penalties"),
        ("/by", "withdrawal_without_result"),
    ] {
        assert!(faults.contains(&(pointer.into(), code.into())), "{code} is not in {faults:?}");
    }
    let mut changed = withdrawal("changed", "agency");
    changed["new_penalties"] = json!([{"kind": "fine"}]);
    let refused = squad.head.post(&path, changed.clone()).await;
    assert_eq!(refused.faults(), [("/new_penalties/0/amount_fen".to_owned(), "penalty_amount_missing".to_owned())]);
    changed["new_penalties"] = json!([{"kind": "warning"}]);
    squad.head.post(&path, changed).await.ok();
    assert_eq!(says(&squad, &case, "pay").await, ["nothing_owed"]);
    squad.leader.post(&path, withdrawal("withdrawn", "agency")).await.problem(403, "not_permitted");
    let told = squad.head.post(&path, withdrawal("withdrawn", "agency")).await.ok();
    assert_eq!(told["publicity_due_on"], "2023-05-11");
    assert!(town.figures(&case).contains(&format!("fines_imposed 2023-04-01 {} 1 5000", 1 << 14)));
    assert_eq!(says(&squad, &case, "withdraw").await, ["decision_not_in_force"]);
    squad.head.post(&path, withdrawal("withdrawn", "agency")).await.problem(409, "decision_not_in_force");
}
