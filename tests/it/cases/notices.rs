//! Prior notices and statements.

use crate::support::{shared, town};
use serde_json::{Value, json};

#[actix_web::test]
async fn the_party_is_told_and_heard_before_the_decision() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    squad.concludes(&case).await;
    let (notices, statements) = (format!("{case}/prior-notices"), format!("{case}/statements"));
    let early = squad.leader.post(&statements, squad.waiver()).await;
    early.problem(409, "prior_notice_missing");
    let told = squad.leader.post(&notices, squad.notice()).await;
    assert_eq!(told.status, 201);
    let told = told.ok();
    assert_eq!(told["intended_penalties"], json!([{"kind": "fine", "amount_fen": 5000}]));
    assert_eq!(told["certificate_ids"].as_array().expect("certificates").len(), 2);
    let heard = squad.leader.post(&statements, squad.waiver()).await.ok();
    assert_eq!((&heard["waived"], &heard["points"]), (&json!(true), &json!([])));
    assert_eq!(squad.head.all(&notices).await, [told]);
    assert_eq!(squad.head.all(&statements).await, [heard]);
    let timeline = squad.head.all(&format!("{case}/timeline")).await;
    assert_eq!(timeline.iter().filter(|one| one["kind"] == "case.step_taken").count(), 3);
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    squad.leader.post(&notices, squad.notice()).await.problem(409, "step_not_lawful_at_this_stage");
}

#[actix_web::test]
async fn next_steps_say_of_a_statement_what_the_request_is_answered() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for ready in [false, true] {
        let case = squad.investigated().await;
        if ready {
            squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
        }
        let whole = squad.leader.get(&case).await.ok();
        let steps = squad.leader.get(&format!("{case}/next-steps")).await.ok();
        assert_eq!(steps["items"], whole["next_steps"]);
        let steps = steps["items"].as_array().expect("steps").clone();
        let step = steps.iter().find(|one| one["step"] == "hear_statement").expect("a step");
        let codes: Vec<&Value> = step["reasons"].as_array().expect("reasons").iter().map(|one| &one["code"]).collect();
        let answered = squad.leader.post(&format!("{case}/statements"), squad.waiver()).await;
        assert_eq!((step["lawful"] == true, codes.is_empty()), (ready, ready));
        assert_eq!(answered.status, if ready { 201 } else { 409 });
        if !ready {
            answered.problem(409, codes[0].as_str().expect("a code"));
        }
    }
}

#[actix_web::test]
async fn everything_that_stands_against_a_notice_or_a_statement_is_told_at_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let mut notice = squad.notice();
    notice["notified_on"] = json!("2023-03-01");
    notice["officer_ids"] = json!([squad.officers[0]]);
    notice["intended_penalties"] = json!([{"kind": "fine"}, {"kind": "fine", "amount_fen": 1}]);
    let refused = squad.leader.post(&format!("{case}/prior-notices"), notice).await;
    let faults = refused.faults();
    for expected in [
        ("/notified_on", "dates_run_backwards"),
        ("/officer_ids", "two_officers_required"),
        ("/intended_penalties/0/amount_fen", "penalty_amount_missing"),
        ("/intended_penalties/1/kind", "penalty_kind_repeated"),
    ] {
        assert!(faults.contains(&(expected.0.into(), expected.1.into())), "{expected:?} is not in {faults:?}");
    }
    squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
    let mut statement = squad.waiver();
    statement["stated_on"] = json!("2023-03-20");
    statement["points"] = json!([{"point": "初次违法", "finding": "属实", "accepted": true}]);
    let refused = squad.leader.post(&format!("{case}/statements"), statement.clone()).await;
    let faults = refused.faults();
    assert!(faults.contains(&("/stated_on".into(), "dates_run_backwards".into())), "{faults:?}");
    assert!(faults.contains(&("/points".into(), "waiver_contradicts_points".into())), "{faults:?}");
    statement["waived"] = json!(false);
    statement["stated_on"] = json!("2023-03-26");
    assert_eq!(squad.leader.post(&format!("{case}/statements"), statement).await.status, 201);
}

#[actix_web::test]
async fn the_same_notice_again_is_the_same_and_another_under_its_id_is_refused() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let path = format!("{case}/prior-notices");
    let mut notice = squad.notice();
    notice["id"] = json!(uuid::Uuid::now_v7().to_string());
    let first = squad.leader.post(&path, notice.clone()).await;
    assert_eq!(first.status, 201);
    let again = squad.leader.post(&path, notice.clone()).await;
    assert_eq!((again.status, again.ok()), (200, first.ok()));
    notice["facts"] = json!("另一事实");
    squad.leader.post(&path, notice).await.problem(409, "id_exists_with_other_content");
}
