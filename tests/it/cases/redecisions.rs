//! From which day a decision counts for the party, and new decisions in the place of those that are gone.

use super::after::{agrees, decided, says, serve, served, with};
use crate::support::{Squad, Town, shared, town};
use serde_json::{Value, json};

/// Bit 14 of a decision's traits: annulled.
const ANNULLED: i32 = 1 << 14;

async fn sued(squad: &Squad, case: &str) {
    let lawsuit = json!({"filed_on": "2023-05-10", "court": "永安市人民法院", "claims": "请求撤销处罚决定。"});
    squad.leader.post(&format!("{case}/lawsuits"), lawsuit).await.ok();
}

fn annulled() -> Value {
    json!({"result": "annulled", "effective_on": "2023-08-01", "summary": "撤销,责令重新作出。", "redecision_ordered": true})
}

/// A new decision of 20 yuan, after the party was told and heard again.
async fn decided_again(squad: &Squad, case: &str) -> Value {
    let penalties = json!([{"kind": "fine", "amount_fen": 2000}]);
    let notice = json!({"notified_on": "2023-08-10", "intended_penalties": penalties});
    squad.leader.post(&format!("{case}/prior-notices"), with(squad.notice(), notice)).await.ok();
    let waiver = with(squad.waiver(), json!({"stated_on": "2023-08-11"}));
    squad.leader.post(&format!("{case}/statements"), waiver).await.ok();
    let decision = json!({"decided_at": "2023-08-20T10:00:00+08:00", "penalties": penalties});
    squad.head.post(&format!("{case}/decisions"), with(squad.decision(), decision)).await.ok()
}

fn has(town: &Town<'_>, case: &str, line: &str) {
    let figures = town.figures(case);
    assert!(figures.contains(&line.to_owned()), "{line} is not in {figures:?}");
}

#[actix_web::test]
async fn a_fine_is_due_fifteen_days_after_the_decision_was_served_by_law() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for (proof, received_on, pay_by) in [
        (json!({"way": "posted", "sent_on": "2023-04-03", "tracking_number": "EMS1"}), "2023-04-06", "2023-04-21"),
        (
            json!({"way": "electronic", "consented_on": "2023-03-20", "address": "13900000000"}),
            "2023-04-06",
            "2023-04-21",
        ),
        (json!({"way": "announced", "medium": "公告栏", "attempts": "下落不明。"}), "2023-05-06", "2023-05-22"),
    ] {
        let (case, _) = decided(&squad).await;
        squad.leader.get(&format!("{case}/surcharge")).await.problem(409, "receipt_of_decision_unknown");
        let proof = with(json!({"document": "decision", "addressee": "池有根", "done_on": "2023-04-06"}), proof);
        squad.leader.post(&format!("{case}/proofs-of-service"), proof).await.ok();
        let found = squad.leader.get(&format!("{case}/surcharge?on=2023-06-01")).await.ok();
        assert_eq!((&found["received_on"], &found["pay_by"]), (&json!(received_on), &json!(pay_by)));
        // Of several proofs the first counts, and another paper is none of the decision.
        serve(&squad, &case, "prior_notice", "2023-04-02").await;
        serve(&squad, &case, "decision", "2023-06-30").await;
        let found = squad.leader.get(&format!("{case}/surcharge?on=2023-06-01")).await.ok();
        assert_eq!(found["received_on"], received_on);
    }
    let (case, _) = served(&squad).await;
    let late = json!({"paid_on": "2023-04-28", "amount_fen": 5000, "surcharge_fen": 1501, "channel": "bank",
        "receipt_number": format!("{}-1", town.code)});
    let refused = squad.leader.post(&format!("{case}/payments"), late).await;
    assert_eq!(refused.faults(), [("/surcharge_fen".to_owned(), "surcharge_exceeds_what_is_owed".to_owned())]);
}

#[actix_web::test]
async fn a_court_that_orders_a_new_decision_sends_the_case_back_to_the_investigation() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, first) = served(&squad).await;
    sued(&squad, &case).await;
    let results = format!("{case}/lawsuit-results");
    let upheld = with(annulled(), json!({"result": "rejected"}));
    let refused = squad.leader.post(&results, upheld).await;
    assert_eq!(refused.faults(), [("/redecision_ordered".to_owned(), "redecision_without_annulment".to_owned())]);
    squad.leader.post(&results, annulled()).await.ok();
    let reopened = squad.leader.get(&case).await.ok();
    assert_eq!((&reopened["stage"], &reopened["decided_on"]), (&json!("investigating"), &json!("2023-04-01")));
    assert_eq!(says(&squad, &case, "pay").await, ["step_not_lawful_at_this_stage", "decision_not_in_force"]);
    has(&town, &case, &format!("fines_imposed 2023-04-01 {ANNULLED} 1 5000"));
    // The first notice told of a decision that is gone.
    let at_once = with(squad.decision(), json!({"decided_at": "2023-08-20T10:00:00+08:00"}));
    squad.head.post(&format!("{case}/decisions"), at_once).await.problem(409, "prior_notice_missing");
    let second = decided_again(&squad, &case).await;
    assert_eq!((&second["supersedes_id"], &first["supersedes_id"]), (&first["id"], &Value::Null));
    assert_ne!(second["document_number"], first["document_number"]);
    assert_eq!(squad.head.all(&format!("{case}/decisions")).await, [first, second.clone()]);
    let whole = squad.head.get(&format!("{case}?include=decision")).await.ok();
    assert_eq!((&whole["stage"], &whole["decision"]["id"]), (&json!("decided"), &second["id"]));
    assert_eq!(whole["case_number"], second["document_number"]);
    for line in [
        format!("fines_imposed 2023-04-01 {ANNULLED} 1 5000"),
        "fines_imposed 2023-08-20 0 1 2000".into(),
        "lawsuits_lost 2023-05-10 0 1 0".into(),
        "cases_filed 2023-03-16 0 1 0".into(),
    ] {
        has(&town, &case, &line);
    }
    // The new one is served, owed and tried by itself.
    squad.leader.get(&format!("{case}/surcharge")).await.problem(409, "receipt_of_decision_unknown");
    serve(&squad, &case, "decision", "2023-08-21").await;
    let found = squad.leader.get(&format!("{case}/surcharge?on=2023-09-06")).await.ok();
    assert_eq!((&found["fine_fen"], &found["pay_by"]), (&json!(2000), &json!("2023-09-05")));
    let again = json!({"filed_on": "2023-09-01", "court": "永安市人民法院", "claims": "请求撤销。"});
    squad.leader.post(&format!("{case}/lawsuits"), again).await.ok();
    has(&town, &case, "lawsuits 2023-09-01 0 1 0");
    has(&town, &case, "lawsuits_lost 2023-05-10 0 1 0");
    agrees(&town);
}

#[actix_web::test]
async fn a_closed_case_is_opened_by_an_order_and_closed_again() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = served(&squad).await;
    let payment = json!({"paid_on": "2023-04-10", "amount_fen": 5000, "channel": "bank",
        "receipt_number": format!("{}-1", town.code)});
    squad.leader.post(&format!("{case}/payments"), payment).await.ok();
    super::close(&squad, &case, squad.closure()).await;
    has(&town, &case, "cases_closed 2023-05-02 0 1 0");
    sued(&squad, &case).await;
    squad.leader.post(&format!("{case}/lawsuit-results"), annulled()).await.ok();
    let reopened = squad.leader.get(&case).await.ok();
    assert_eq!((&reopened["stage"], &reopened["closed_on"]), (&json!("investigating"), &Value::Null));
    assert!(!town.figures(&case).iter().any(|line| line.starts_with("cases_closed")));
    decided_again(&squad, &case).await;
    serve(&squad, &case, "decision", "2023-08-21").await;
    // What was paid under the first decision is paid back: it pays nothing of the new one.
    let payment = json!({"paid_on": "2023-08-25", "amount_fen": 2000, "channel": "bank",
        "receipt_number": format!("{}-2", town.code)});
    squad.leader.post(&format!("{case}/payments"), payment).await.ok();
    super::close(&squad, &case, with(squad.closure(), json!({"closed_on": "2023-09-10"}))).await;
    has(&town, &case, "cases_closed 2023-09-10 0 1 0");
    assert_eq!(squad.head.all(&format!("{case}/closures")).await.len(), 2);
    agrees(&town);
}

#[actix_web::test]
async fn a_result_about_the_decision_that_is_gone_does_not_touch_the_new_one() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, first) = served(&squad).await;
    sued(&squad, &case).await;
    let withdrawal = json!({"kind": "withdrawn", "by": "agency", "withdrawn_on": "2023-06-01", "reason": "程序有误。",
        "legal_bases": ["行政处罚法第七十五条第二款"], "redecision": true});
    let changed =
        with(withdrawal.clone(), json!({"kind": "changed", "new_penalties": [{"kind": "fine", "amount_fen": 1}]}));
    let refused = squad.head.post(&format!("{case}/withdrawals"), changed).await;
    assert_eq!(refused.faults(), [("/redecision".to_owned(), "redecision_without_annulment".to_owned())]);
    squad.head.post(&format!("{case}/withdrawals"), withdrawal).await.ok();
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "investigating");
    let second = decided_again(&squad, &case).await;
    assert_eq!(second["supersedes_id"], first["id"]);
    let late = with(annulled(), json!({"effective_on": "2023-09-20"}));
    squad.leader.post(&format!("{case}/lawsuit-results"), late).await.ok();
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "decided");
    assert!(says(&squad, &case, "pay").await.is_empty());
    has(&town, &case, "fines_imposed 2023-08-20 0 1 2000");
    has(&town, &case, "lawsuits_lost 2023-05-10 0 1 0");
    agrees(&town);
}
