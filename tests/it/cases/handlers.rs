//! Who handles a case, from when on.

use super::hearings::{hearing_notice, request};
use super::next_step;
use crate::support::{Squad, shared, town, with};
use serde_json::{Value, json};

fn change(officers: &[&String]) -> Value {
    json!({"from": "2023-03-23", "officer_ids": officers, "reason": "post_changed", "explanation": "原承办人调离。",
        "decided_by": "陈建国", "post": "镇长", "decided_on": "2023-03-22", "handover": "案卷 12 页已交接。"})
}

async fn shown(squad: &Squad, case: &str) -> Vec<Value> {
    let whole = squad.leader.get(case).await.ok();
    whole["officers"].as_array().expect("officers").iter().map(|one| one["officer_id"].clone()).collect()
}

#[actix_web::test]
async fn the_case_shows_who_handles_it_now_and_earlier_acts_keep_their_officers() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let new = [town.certified_officer("赵敏").await, town.certified_officer("孙丽").await];
    next_step(&squad, &case, "change_handlers", None).await;
    let path = format!("{case}/handler-changes");
    town.officer().await.post(&path, change(&[&new[0], &new[1]])).await.problem(403, "not_permitted");
    let changed = squad.leader.post(&path, change(&[&new[0], &new[1]])).await.ok();
    assert_eq!(changed["previous_officer_ids"].as_array().expect("officers").len(), 2);
    let handling = shown(&squad, &case).await;
    assert!(new.iter().all(|one| handling.contains(&json!(one))) && handling.len() == 2, "{handling:?}");
    let found = squad.leader.all(&format!("/cases?officer_id={}", new[0])).await;
    assert_eq!((found.len(), &found[0]["officers"]), (1, &squad.leader.get(&case).await.ok()["officers"]));
    assert_eq!(squad.leader.all(&format!("/cases?officer_id={}", squad.officers[0])).await.len(), 0);
    let acts = squad.leader.all(&format!("{case}/investigation-acts")).await;
    assert_eq!(acts[0]["officer_ids"], json!(squad.officers));
    squad.leader.post(&path, change(&[&new[1], &new[0]])).await.problem(409, "handlers_unchanged");
}

#[actix_web::test]
async fn who_handled_a_case_once_does_not_decide_it_or_chair_its_hearing() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let new = [town.certified_officer("赵敏").await, town.certified_officer("孙丽").await];
    let mut early = change(&[&new[0], &new[1]]);
    early["from"] = json!("2023-03-18");
    early["decided_on"] = json!("2023-03-18");
    squad.leader.post(&format!("{case}/handler-changes"), early).await.ok();
    let mut act = squad.investigation();
    act["officer_ids"] = json!(new);
    squad.leader.post(&format!("{case}/investigation-acts"), act).await.ok();
    squad.concludes(&case).await;
    let mut notice = squad.notice();
    notice["officer_ids"] = json!(new);
    squad.leader.post(&format!("{case}/prior-notices"), notice).await.ok();
    let mut waiver = squad.waiver();
    waiver["officer_ids"] = json!(new);
    squad.leader.post(&format!("{case}/statements"), waiver).await.ok();
    let told = json!({"intended_penalties": [{"kind": "fine", "amount_fen": 5000}], "hearing_offered": true, "officer_ids": new});
    squad.leader.post(&format!("{case}/prior-notices"), with(squad.notice(), told)).await.ok();
    squad.leader.post(&format!("{case}/hearing-requests"), request()).await.ok();
    // Without an id the name decides, also that of who handled the case once.
    let chaired = with(hearing_notice(), json!({"chair": {"name": "王伟"}}));
    squad.leader.post(&format!("{case}/hearing-notices"), chaired).await.problem(409, "hearing_chair_investigated");
    let back = json!({"withdrawn_on": "2023-03-24", "form": "oral", "withdrawn_by": "池有根", "received_by": "赵敏"});
    squad.leader.post(&format!("{case}/hearing-request-withdrawals"), back).await.ok();
    let waiver = with(squad.waiver(), json!({"stated_on": "2023-03-24", "officer_ids": new, "hearing_waived": true}));
    squad.leader.post(&format!("{case}/statements"), waiver).await.ok();
    let before = town.head_who_is(&squad.officers[0]).await;
    let refused = before.post(&format!("{case}/decisions"), squad.decision()).await;
    refused.problem(409, "investigator_may_not_decide");
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
}

#[actix_web::test]
async fn everything_that_stands_against_a_change_is_told_at_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let admin = town.admin().await;
    let uncertified = admin.post("/officers", json!({"name": "新来", "in_post_from": "2022-01-01"})).await.ok();
    let uncertified = uncertified["id"].as_str().expect("an id").to_owned();
    let mut wrong = change(&[&uncertified]);
    wrong["decided_on"] = json!("2023-03-24");
    wrong["previous_officer_ids"] = json!([uncertified]);
    wrong["party_told_on"] = json!("2099-01-01");
    let refused = squad.head.post(&format!("{case}/handler-changes"), wrong).await;
    let faults = refused.faults();
    for (at, code) in [
        ("/officer_ids", "two_officers_required"),
        ("/officer_ids/0", "officer_certificate_invalid_on_act_date"),
        ("/from", "dates_run_backwards"),
        ("/previous_officer_ids", "worked_out_otherwise"),
        ("/party_told_on", "date_in_the_future"),
    ] {
        assert!(faults.contains(&(at.into(), code.into())), "{at} {code} is not in {faults:?}");
    }
    assert_eq!(shown(&squad, &case).await.len(), 2);
}
