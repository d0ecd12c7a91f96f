//! Orders to correct, and reports of decisions made on the spot.

use super::after::{decided, says, serve, with};
use crate::support::{Squad, shared, town};
use serde_json::{Value, json};

fn order(squad: &Squad) -> Value {
    json!({"ordered_on": "2023-03-20", "facts": "占道摆摊。", "legal_bases": ["《行政处罚法》第二十八条"],
        "requirement": "撤出摊位,恢复道路畅通。", "due_on": "2023-03-27", "officer_ids": squad.officers})
}

#[actix_web::test]
async fn what_is_to_be_corrected_is_looked_at_again_before_the_case_is_closed() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = decided(&squad).await;
    let (orders, rechecks) = (format!("{case}/corrections"), format!("{case}/correction-rechecks"));
    assert_eq!(says(&squad, &case, "recheck_correction").await, ["correction_none_open"]);
    let backwards = with(order(&squad), json!({"due_on": "2023-03-19", "officer_ids": [squad.officers[0]]}));
    let faults = squad.leader.post(&orders, backwards).await.faults();
    for fault in [("/due_on", "dates_run_backwards"), ("/officer_ids", "two_officers_required")] {
        assert!(faults.contains(&(fault.0.into(), fault.1.into())), "{fault:?} is not in {faults:?}");
    }
    let ordered = squad.leader.post(&orders, order(&squad)).await.ok();
    serve(&squad, &case, "correction", "2023-03-21").await;
    assert!(says(&squad, &case, "close").await.contains(&"correction_not_rechecked".to_owned()));
    let refused = squad.head.post(&format!("{case}/closures"), squad.closure()).await;
    assert!(refused.faults().iter().any(|one| one.1 == "correction_not_rechecked"), "{}", refused.text);
    let recheck = |outcome: &str, on: &str| {
        json!({"correction_id": ordered["id"], "rechecked_on": on, "outcome": outcome, "findings": "现场查看。",
            "officer_ids": squad.officers})
    };
    let early = squad.leader.post(&rechecks, recheck("not_corrected", "2023-03-27")).await;
    early.problem(409, "correction_term_running");
    assert_eq!(early.json()["legal_basis"], "行政处罚法 第二十八条");
    let again = with(recheck("partly", "2023-03-28"), json!({"new_due_on": "2023-04-07"}));
    squad.leader.post(&rechecks, again.clone()).await.ok();
    assert!(says(&squad, &case, "close").await.contains(&"correction_not_rechecked".to_owned()));
    let contradicts = with(recheck("corrected", "2023-04-08"), json!({"new_due_on": "2023-04-09"}));
    let refused = squad.leader.post(&rechecks, contradicts).await;
    assert_eq!(refused.faults(), [("/new_due_on".to_owned(), "correction_contradicts_itself".to_owned())]);
    // What is corrected before its time is told before its time.
    squad.leader.post(&rechecks, recheck("corrected", "2023-04-06")).await.ok();
    assert!(!says(&squad, &case, "close").await.contains(&"correction_not_rechecked".to_owned()));
    let over = squad.leader.post(&rechecks, recheck("corrected", "2023-04-10")).await;
    assert!(over.faults().contains(&("/correction_id".into(), "correction_already_rechecked".into())), "{}", over.text);
    let unknown = with(recheck("corrected", "2023-04-10"), json!({"correction_id": uuid::Uuid::now_v7()}));
    let unknown = squad.leader.post(&rechecks, unknown).await;
    assert!(unknown.faults().contains(&("/correction_id".into(), "correction_unknown".into())), "{}", unknown.text);
    assert_eq!(squad.head.all(&orders).await, [ordered]);
    assert_eq!(squad.head.all(&rechecks).await.len(), 2);
}

#[actix_web::test]
async fn a_decision_made_on_the_spot_is_reported_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let report = json!({"reported_on": "2023-04-03", "reported_to": "安砂镇人民政府", "received_by": "陈静",
        "register_number": "备2023-4", "officer_ids": squad.officers});
    let (ordinary, _) = decided(&squad).await;
    assert_eq!(says(&squad, &ordinary, "report_back").await, ["report_back_not_on_the_spot"]);
    let refused = squad.leader.post(&format!("{ordinary}/report-backs"), report.clone()).await;
    refused.problem(409, "report_back_not_on_the_spot");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第五十二条");
    let case = squad.ready_on_the_spot().await;
    assert_eq!(says(&squad, &case, "report_back").await, ["step_not_lawful_at_this_stage"]);
    let decision = squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let path = format!("{case}/report-backs");
    let early = with(report.clone(), json!({"reported_on": "2023-03-31"}));
    let refused = squad.leader.post(&path, early).await;
    assert_eq!(refused.faults(), [("/reported_on".to_owned(), "dates_run_backwards".to_owned())]);
    let told = squad.leader.post(&path, report.clone()).await.ok();
    assert_eq!(told["decision_id"], decision["id"]);
    squad.leader.post(&path, report).await.problem(409, "report_back_already_made");
    assert_eq!(says(&squad, &case, "report_back").await, ["report_back_already_made"]);
}
