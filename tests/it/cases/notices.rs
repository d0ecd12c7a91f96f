//! Prior notices and statements.

use crate::support::{shared, town, with};
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

#[actix_web::test]
async fn who_only_waives_the_hearing_has_said_nothing_yet() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    squad.concludes(&case).await;
    let told = with(squad.notice(), json!({"hearing_offered": true}));
    squad.leader.post(&format!("{case}/prior-notices"), told).await.ok();
    let waives = with(squad.waiver(), json!({"waived": false, "hearing_waived": true}));
    squad.leader.post(&format!("{case}/statements"), waives).await.ok();
    let soon = with(squad.decision(), json!({"decided_at": "2023-03-24T10:00:00+08:00"}));
    let refused = squad.head.post(&format!("{case}/decisions"), soon.clone()).await;
    assert_eq!(refused.faults(), [(String::new(), "statement_still_open".to_owned())]);
    let silent = with(squad.waiver(), json!({"waived": false}));
    squad.leader.post(&format!("{case}/statements"), silent).await.problem(409, "statement_not_answered");
    squad.leader.post(&format!("{case}/statements"), squad.waiver()).await.ok();
    squad.head.post(&format!("{case}/decisions"), soon).await.ok();
}

#[actix_web::test]
async fn three_officers_act_together_and_eleven_do_not() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut officers = squad.officers.to_vec();
    officers.push(town.certified_officer("陈强").await);
    let three = json!({"officer_ids": officers});
    let case = squad.files(with(squad.filing(), three.clone())).await;
    let acts = format!("{case}/investigation-acts");
    let act = squad.leader.post(&acts, with(squad.investigation(), three.clone())).await.ok();
    assert_eq!(act["officer_ids"], three["officer_ids"]);
    assert_eq!(act["certificate_ids"].as_array().map(Vec::len), Some(3));
    assert_eq!(squad.leader.all(&acts).await, [act]);
    let twice = json!({"officer_ids": [officers[0], officers[1], officers[0]]});
    squad.leader.post(&acts, with(squad.investigation(), twice)).await.problem(409, "two_officers_required");
    for (noun, body) in [
        ("investigation-conclusions", squad.conclusion()),
        ("prior-notices", squad.notice()),
        ("statements", squad.waiver()),
        ("corrections", correction()),
    ] {
        let taken = squad.leader.post(&format!("{case}/{noun}"), with(body, three.clone())).await;
        assert_eq!(taken.status, 201, "{noun}: {}", taken.text);
        assert_eq!(taken.ok()["certificate_ids"].as_array().map(Vec::len), Some(3), "{noun}");
    }
    // Whoever investigated as the third does not decide either.
    let third = town.head_who_is(&officers[2]).await;
    third.post(&format!("{case}/decisions"), squad.decision()).await.problem(409, "investigator_may_not_decide");
    for _ in 0..8 {
        officers.push(town.certified_officer("多人").await);
    }
    let refused = squad.leader.post(&acts, with(squad.investigation(), json!({"officer_ids": officers}))).await;
    assert_eq!(refused.faults(), [("/officer_ids".to_owned(), "too_many".to_owned())]);
}

fn correction() -> Value {
    json!({"ordered_on": "2023-03-24", "facts": "占道摆摊。", "legal_bases": ["《行政处罚法》第二十八条"],
        "requirement": "撤出摊位。", "due_on": "2023-04-10"})
}
