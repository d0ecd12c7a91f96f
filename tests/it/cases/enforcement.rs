//! Demands before enforcement, and applications to the court.

use super::after::{agrees, decided, says, serve, served, with};
use super::gates::choice;
use crate::support::{Squad, shared, town};
use serde_json::{Value, json};

/// On 15 September the fine of 50 yuan is unpaid, and its surcharge has grown to as much.
fn demand() -> Value {
    json!({"demanded_on": "2023-09-15", "obligations": "缴纳罚款及加处罚款。", "perform_by": "2023-09-28",
        "manner": "到银行缴款。", "fine_fen": 5000, "surcharge_fen": 5000, "rights_told": true, "signed_by": "陈建国"})
}

/// Served on 18 September: ten working days later it is 8 October, a Sunday that is worked.
async fn demanded(squad: &Squad) -> (String, Value) {
    let (case, _) = served(squad).await;
    let demand = squad.leader.post(&format!("{case}/demands"), demand()).await.ok();
    serve(squad, &case, "demand", "2023-09-18").await;
    (case, demand)
}

fn application(demand: &Value) -> Value {
    json!({"applied_on": "2023-10-09", "court": "永安市人民法院", "demand_id": demand["id"],
        "papers": ["application", "decision", "party_opinion_and_demand", "condition_of_object"], "signed_by": "陈建国",
        "sealed": true, "grounds": "逾期不复议、不起诉,又不履行。", "party_opinion": "称暂无收入。",
        "object_condition": "有固定摊位。", "fine_fen": 5000, "surcharge_fen": 5000})
}

fn has(faults: &[(String, String)], pointer: &str, code: &str) {
    assert!(faults.contains(&(pointer.into(), code.into())), "{pointer} {code} is not in {faults:?}");
}

#[actix_web::test]
async fn nobody_is_asked_to_perform_before_the_decision_was_served_and_its_term_is_over() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = decided(&squad).await;
    let path = format!("{case}/demands");
    assert_eq!(says(&squad, &case, "demand").await, ["receipt_of_decision_unknown"]);
    squad.leader.post(&path, demand()).await.problem(409, "receipt_of_decision_unknown");
    serve(&squad, &case, "decision", "2023-04-03").await;
    assert!(says(&squad, &case, "demand").await.is_empty());
    let early = with(demand(), json!({"demanded_on": "2023-04-18", "surcharge_fen": 0}));
    let refused = squad.leader.post(&path, early).await;
    refused.problem(409, "performance_term_running");
    assert_eq!(refused.json()["legal_basis"], "行政强制法 第三十四条");
    let mut suit = json!({"filed_on": "2023-05-10", "court": "永安市人民法院", "claims": "请求撤销。"});
    suit["execution_suspended"] = json!(true);
    squad.leader.post(&format!("{case}/lawsuits"), suit).await.ok();
    assert_eq!(says(&squad, &case, "demand").await, ["execution_suspended"]);
    let refused = squad.leader.post(&path, demand()).await.json();
    assert!(
        refused["legal_basis"].as_str().is_some_and(|basis| basis.starts_with("行政诉讼法 第五十六条")),
        "{refused}"
    );
    let withdrawn = json!({"result": "withdrawn", "effective_on": "2023-05-20", "summary": "撤诉。"});
    squad.leader.post(&format!("{case}/lawsuit-results"), withdrawn).await.ok();
    squad.leader.post(&path, demand()).await.ok();
}

#[actix_web::test]
async fn a_demand_states_exact_amounts_and_the_rights_of_the_party_whose_answer_is_examined() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = served(&squad).await;
    let wrong = json!({"fine_fen": 4999, "confiscation_fen": 1, "surcharge_fen": 5001, "rights_told": false,
        "perform_by": "2023-09-14"});
    let faults = squad.leader.post(&format!("{case}/demands"), with(demand(), wrong)).await.faults();
    for pointer in ["/fine_fen", "/confiscation_fen", "/surcharge_fen"] {
        has(&faults, pointer, "demand_amount_not_exact");
    }
    has(&faults, "/rights_told", "demand_incomplete");
    has(&faults, "/perform_by", "dates_run_backwards");
    let answers = format!("{case}/demand-answers");
    assert_eq!(says(&squad, &case, "answer_demand").await, ["demand_missing"]);
    // Twenty days late: three per cent a day; after a part payment on all of it, or on what is unpaid.
    let paid = json!({"paid_on": "2023-04-28", "amount_fen": 1000, "channel": "bank",
        "receipt_number": format!("{}-1", town.code)});
    squad.leader.post(&format!("{case}/payments"), paid).await.ok();
    let on = |surcharge: i64| {
        let changed = json!({"demanded_on": "2023-05-08", "perform_by": "2023-05-22", "fine_fen": 4000});
        with(with(demand(), changed), json!({"surcharge_fen": surcharge}))
    };
    squad.leader.post(&format!("{case}/demands"), on(3001)).await.problem(409, "demand_amount_not_exact");
    // The agency may add a surcharge, and need not.
    squad.leader.post(&format!("{case}/demands"), on(0)).await.ok();
    squad.leader.post(&format!("{case}/demands"), on(3000)).await.ok();
    let demand = squad.leader.post(&format!("{case}/demands"), on(2700)).await.ok();
    let answer = json!({"demand_id": demand["id"], "answered_on": "2023-05-10", "officer_ids": squad.officers,
        "points": [{"point": "无力缴纳。", "finding": "不属实。", "accepted": false}]});
    squad.leader.post(&answers, answer.clone()).await.problem(409, "demand_not_served");
    serve(&squad, &case, "demand", "2023-05-09").await;
    let silent = with(answer.clone(), json!({"points": []}));
    let refused = squad.leader.post(&answers, silent).await;
    assert_eq!(refused.faults(), [("/points".to_owned(), "demand_answer_not_examined".to_owned())]);
    let unknown = with(answer.clone(), json!({"demand_id": uuid::Uuid::now_v7()}));
    has(&squad.leader.post(&answers, unknown).await.faults(), "/demand_id", "demand_unknown");
    let kept = squad.leader.post(&answers, answer).await.ok();
    assert_eq!(squad.head.all(&answers).await, [kept]);
}

#[actix_web::test]
async fn when_all_is_paid_nothing_is_demanded() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = served(&squad).await;
    let paid = json!({"paid_on": "2023-04-18", "amount_fen": 5000, "channel": "bank",
        "receipt_number": format!("{}-1", town.code)});
    squad.leader.post(&format!("{case}/payments"), paid).await.ok();
    assert_eq!(says(&squad, &case, "demand").await, ["nothing_owed"]);
}

#[actix_web::test]
async fn the_court_is_asked_when_the_remedies_are_over_and_the_demand_ran_out() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = served(&squad).await;
    let path = format!("{case}/court-applications");
    assert_eq!(says(&squad, &case, "apply_to_court").await, ["demand_missing"]);
    let first = squad.leader.post(&format!("{case}/demands"), demand()).await.ok();
    assert_eq!(says(&squad, &case, "apply_to_court").await, ["demand_not_served"]);
    serve(&squad, &case, "demand", "2023-09-18").await;
    squad.leader.post(&path, application(&first)).await.problem(403, "not_permitted");
    let early = with(application(&first), json!({"applied_on": "2023-10-07"}));
    let faults = squad.head.post(&path, early).await.faults();
    has(&faults, "/applied_on", "remedies_still_open"); // six months end on the 7th, a Saturday that is worked
    has(&faults, "/applied_on", "demand_term_running");
    let early = with(application(&first), json!({"applied_on": "2023-10-08"}));
    let refused = squad.head.post(&path, early).await;
    assert_eq!(refused.faults(), [("/applied_on".to_owned(), "demand_term_running".to_owned())]);
    let bare = json!({"papers": ["application", "other"], "sealed": false, "fine_fen": 5001, "surcharge_fen": 5001,
        "confiscation_fen": 1});
    let faults = squad.head.post(&path, with(application(&first), bare)).await.faults();
    assert_eq!(faults.iter().filter(|one| one.1 == "court_papers_missing").count(), 5, "{faults:?}");
    for pointer in ["/fine_fen", "/confiscation_fen", "/surcharge_fen"] {
        has(&faults, pointer, "enforced_beyond_what_is_unpaid");
    }
    let late = with(application(&first), json!({"applied_on": "2024-01-08"}));
    let refused = squad.head.post(&path, late.clone()).await;
    assert_eq!(refused.faults(), [("/late_reason".to_owned(), "court_application_late".to_owned())]);
    assert_eq!(refused.json()["legal_basis"], "行政强制法 第五十三条");
    let applied = squad.head.post(&path, application(&first)).await.ok();
    assert_eq!(applied["acceptance_due_on"], "2023-10-16");
    let id = applied["id"].as_str().expect("an id");
    assert_eq!(town.figures(id), ["court_applications 2023-10-09 11 1 0"]);
    assert_eq!(says(&squad, &case, "apply_to_court").await, ["court_application_pending"]);
    squad
        .head
        .post(&path, with(late, json!({"late_reason": "洪灾。"})))
        .await
        .problem(409, "court_application_pending");
    agrees(&town);
}

#[actix_web::test]
async fn an_approved_deferral_moves_the_time_for_the_application() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = served(&squad).await;
    let plan = json!({"applied_on": "2023-04-10", "hardship": "暂无收入。", "decided_on": "2023-04-12", "approved": true,
        "instalments": [{"due_on": "2023-12-01", "amount_fen": 5000}]});
    squad.head.post(&format!("{case}/payment-plans"), plan).await.ok();
    let demand = with(demand(), json!({"demanded_on": "2023-12-01", "perform_by": "2023-12-20", "surcharge_fen": 0}));
    squad.leader.post(&format!("{case}/demands"), demand.clone()).await.problem(409, "performance_term_running");
    let demand = with(demand, json!({"demanded_on": "2023-12-02", "surcharge_fen": 150}));
    let demand = squad.leader.post(&format!("{case}/demands"), demand).await.ok();
    serve(&squad, &case, "demand", "2023-12-04").await;
    let path = format!("{case}/court-applications");
    let late = with(application(&demand), json!({"applied_on": "2024-03-02"}));
    squad.head.post(&path, late.clone()).await.problem(409, "court_application_late");
    squad.head.post(&path, with(late, json!({"applied_on": "2024-03-01"}))).await.ok();
}

#[actix_web::test]
async fn a_court_accepts_rules_and_enforces_and_a_refusal_may_be_objected_to_once_in_time() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, demand) = demanded(&squad).await;
    let path = format!("{case}/court-application-results");
    assert_eq!(says(&squad, &case, "answer_application").await, ["court_application_none"]);
    let applied = squad.head.post(&format!("{case}/court-applications"), application(&demand)).await.ok();
    let answer = |answer: &str, on: &str| json!({"application_id": applied["id"], "answer": answer, "answered_on": on, "reasons": "理由。"});
    let refused = squad.leader.post(&path, answer("granted", "2023-10-12")).await;
    assert_eq!(refused.faults(), [("/answer".to_owned(), "court_answer_out_of_order".to_owned())]);
    let unexplained = json!({"application_id": applied["id"], "answer": "not_accepted", "answered_on": "2023-10-08"});
    let faults = squad.leader.post(&path, unexplained).await.faults();
    has(&faults, "/reasons", "reason_missing");
    has(&faults, "/answered_on", "dates_run_backwards");
    let told = squad.leader.post(&path, answer("not_accepted", "2023-10-12")).await.ok();
    assert_eq!((&told["objection_due_on"], &told["ruling_due_on"]), (&json!("2023-10-27"), &Value::Null));
    let refused = squad.leader.post(&path, answer("objected", "2023-10-28")).await;
    assert_eq!(refused.faults(), [("/answered_on".to_owned(), "court_objection_late".to_owned())]);
    squad.leader.post(&path, answer("objected", "2023-10-27")).await.ok();
    assert_eq!(says(&squad, &case, "apply_to_court").await, ["court_application_pending"]);
    squad.leader.post(&path, answer("not_accepted", "2023-10-30")).await.ok();
    let refused = squad.leader.post(&path, answer("objected", "2023-10-31")).await;
    has(&refused.faults(), "/answer", "court_answer_out_of_order");
    assert_eq!(says(&squad, &case, "answer_application").await, ["court_application_none"]);
    let again = with(application(&demand), json!({"applied_on": "2023-11-01"}));
    let again = squad.head.post(&format!("{case}/court-applications"), again).await.ok();
    let answer = |answer: &str, on: &str| json!({"application_id": again["id"], "answer": answer, "answered_on": on, "reasons": "理由。"});
    let told = squad.leader.post(&path, answer("accepted", "2023-11-03")).await.ok();
    assert_eq!(told["ruling_due_on"], "2023-11-14");
    squad.leader.post(&path, answer("granted", "2023-11-10")).await.ok();
    assert!(says(&squad, &case, "close").await.contains(&"court_application_pending".to_owned()));
    let paid = json!({"paid_on": "2023-12-01", "amount_fen": 5000, "surcharge_fen": 5000, "channel": "court",
        "receipt_number": format!("{}-1", town.code)});
    squad.leader.post(&format!("{case}/payments"), paid).await.ok();
    squad.leader.post(&path, answer("executed", "2023-12-05")).await.ok();
    assert!(!says(&squad, &case, "close").await.contains(&"court_application_pending".to_owned()));
    let unknown = with(answer("accepted", "2023-12-06"), json!({"application_id": uuid::Uuid::now_v7()}));
    has(&squad.leader.post(&path, unknown).await.faults(), "/application_id", "court_application_unknown");
}

#[actix_web::test]
async fn a_case_ends_unpaid_only_when_the_court_has_ended_or_refused_its_enforcement() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for (answers, ends) in [
        (&["accepted", "granted", "withdrawn"][..], false),
        (&["accepted", "granted", "ended"][..], true),
        (&["accepted", "granted", "executed"][..], true),
        (&["not_accepted"][..], true),
        (&["accepted", "denied"][..], true),
    ] {
        let (case, demand) = demanded(&squad).await;
        assert_eq!(choice(&squad, &case, "close", "execution_ended").await, ["execution_not_ended"]);
        let applied = squad.head.post(&format!("{case}/court-applications"), application(&demand)).await.ok();
        for answer in answers {
            let told = json!({"application_id": applied["id"], "answer": answer, "answered_on": "2023-10-20", "reasons": "理由。"});
            squad.leader.post(&format!("{case}/court-application-results"), told).await.ok();
        }
        let expected: &[&str] = if ends { &[] } else { &["execution_not_ended"] };
        assert_eq!(choice(&squad, &case, "close", "execution_ended").await, expected, "{answers:?}");
        squad.records(&case).await;
        let closing = with(squad.closure(), json!({"reason": "execution_ended", "closed_on": "2023-12-20"}));
        let answered = squad.leader.post(&format!("{case}/closures"), closing).await;
        assert_eq!(answered.status, if ends { 201 } else { 409 }, "{answers:?}: {}", answered.text);
    }
}
