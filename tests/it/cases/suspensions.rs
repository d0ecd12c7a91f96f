//! Suspensions, resumptions, and the conclusion of the investigation.

use super::next_step;
use crate::support::{shared, town};
use serde_json::json;

#[actix_web::test]
async fn a_suspended_case_is_neither_concluded_nor_decided_until_it_is_resumed() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let (suspensions, resumptions) = (format!("{case}/suspensions"), format!("{case}/resumptions"));
    next_step(&squad, &case, "resume", Some("suspension_none")).await;
    let mut suspension = json!({"of": "case", "ground": "party_unreachable", "reason": "当事人下落不明。",
        "from": "2023-03-25", "stops_case_term": true});
    squad.leader.post(&suspensions, suspension.clone()).await.problem(403, "not_permitted");
    squad.head.post(&suspensions, suspension.clone()).await.problem(409, "suspension_basis_missing");
    suspension["basis"] = json!("《市场监督管理行政处罚程序规定》第六十四条");
    let stopped = squad.head.post(&suspensions, suspension.clone()).await.ok();
    squad.head.post(&suspensions, suspension).await.problem(409, "case_suspended");
    for step in ["decide", "conclude_investigation"] {
        next_step(&squad, &case, step, Some("case_suspended")).await;
    }
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.problem(409, "case_suspended");
    let conclusions = format!("{case}/investigation-conclusions");
    squad.leader.post(&conclusions, squad.conclusion()).await.problem(409, "case_suspended");
    let mut resumption = json!({"suspension_id": stopped["id"], "resumed_on": "2023-03-24", "reason": "已联系上。"});
    squad.head.post(&resumptions, resumption.clone()).await.problem(409, "dates_run_backwards");
    resumption["resumed_on"] = json!("2023-03-30");
    squad.head.post(&resumptions, resumption.clone()).await.ok();
    squad.head.post(&resumptions, resumption).await.problem(409, "suspension_none");
    squad.leader.post(&conclusions, squad.conclusion()).await.ok();
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    assert_eq!(squad.head.all(&suspensions).await, [stopped]);
}

#[actix_web::test]
async fn evidence_is_verified_or_excluded_with_its_reason() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let path = format!("{case}/investigation-conclusions");
    let mut unjudged = squad.conclusion();
    unjudged["evidence"][0]["is_verified"] = json!(false);
    let refused = squad.leader.post(&path, unjudged.clone()).await;
    let faults = refused.faults();
    assert_eq!(
        faults,
        [("/evidence/0".into(), "evidence_not_verified".into()), ("/evidence".into(), "evidence_not_verified".into())]
    );
    unjudged["evidence"][0]["excluded_because"] = json!("未出示执法证件。");
    squad.leader.post(&path, unjudged.clone()).await.problem(409, "evidence_not_verified");
    let verified = squad.conclusion()["evidence"][0].clone();
    unjudged["evidence"].as_array_mut().expect("a list").push(verified);
    squad.leader.post(&path, unjudged).await.ok();
    // What cannot be proved is concluded as such, with evidence that was excluded or without any.
    let mut unfounded = squad.conclusion();
    (unfounded["proposed_outcome"], unfounded["evidence"]) = (json!("no_penalty_unfounded"), json!([]));
    squad.leader.post(&path, unfounded.clone()).await.ok();
    unfounded["evidence"] = squad.conclusion()["evidence"].clone();
    unfounded["evidence"][0]["is_verified"] = json!(false);
    unfounded["evidence"][0]["excluded_because"] = json!("未出示执法证件。");
    squad.leader.post(&path, unfounded).await.ok();
    let filed = squad.files(squad.filing()).await;
    let early = squad.leader.post(&format!("{filed}/investigation-conclusions"), squad.conclusion()).await;
    early.problem(409, "step_not_lawful_at_this_stage");
}
