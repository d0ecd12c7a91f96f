//! Who has an interest in a case does not act in it.

use super::next_step;
use crate::support::{Answer, Squad, Town, shared, town};
use serde_json::{Value, json};

fn request(squad: &Squad) -> Value {
    json!({"requested_on": "2023-03-21", "requested_by": "party", "requester": "池有根",
        "concerned": {"name": "王伟", "capacity": "investigator", "officer_id": squad.officers[0]},
        "ground": "direct_interest", "reasons": "该执法人员与当事人系亲属。", "received_by": "李强"})
}

fn decision(recusal: &Value, granted: bool) -> Value {
    json!({"recusal_id": recusal["id"], "decided_on": "2023-03-22", "granted": granted, "decided_by": "陈建国",
        "post": "镇长", "reasons": "经审查。", "told_on": "2023-03-22"})
}

/// A case from which the first officer is recused; the answer of the decision.
async fn recused(squad: &Squad) -> (String, Value) {
    let case = squad.investigated().await;
    let asked = squad.leader.post(&format!("{case}/recusals"), request(squad)).await.ok();
    let decided = squad.head.post(&format!("{case}/recusal-decisions"), decision(&asked, true)).await.ok();
    (case, decided)
}

fn is_barred(refused: &Answer, at: &str) {
    refused.problem(409, "officer_recused");
    let faults = refused.faults();
    assert!(faults.contains(&(at.into(), "officer_recused".into())), "{at} is not in {faults:?}");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第四十三条");
}

/// Two officers of whom none is recused.
async fn others(town: &Town<'_>, squad: &Squad) -> Value {
    json!([squad.officers[1], town.certified_officer("赵敏").await])
}

#[actix_web::test]
async fn while_a_request_waits_the_investigation_goes_on_and_nothing_is_decided() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    next_step(&squad, &case, "decide_recusal", Some("recusal_none_undecided")).await;
    let asked = squad.leader.post(&format!("{case}/recusals"), request(&squad)).await.ok();
    next_step(&squad, &case, "decide_recusal", None).await;
    next_step(&squad, &case, "decide", Some("recusal_undecided")).await;
    next_step(&squad, &case, "investigate", None).await;
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    let refused = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
    refused.problem(409, "recusal_undecided");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第四十三条");
    let decisions = format!("{case}/recusal-decisions");
    squad.leader.post(&decisions, decision(&asked, false)).await.problem(403, "not_permitted");
    let decided = squad.head.post(&decisions, decision(&asked, false)).await.ok();
    assert_eq!(squad.leader.all(&decisions).await, [decided]);
    assert_eq!(squad.leader.all(&format!("{case}/recusals")).await, std::slice::from_ref(&asked));
    squad.head.post(&decisions, decision(&asked, true)).await.problem(409, "recusal_none_undecided");
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
}

#[actix_web::test]
async fn who_is_recused_takes_no_further_step_whatever_it_is() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = recused(&squad).await;
    let mut act = squad.investigation_at("2023-03-23T09:00:00+08:00");
    is_barred(&squad.leader.post(&format!("{case}/investigation-acts"), act.clone()).await, "/officer_ids/0");
    is_barred(&squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await, "/officer_ids/0");
    let change = json!({"from": "2023-03-23", "officer_ids": [squad.officers[0], town.certified_officer("孙丽").await],
        "reason": "other", "explanation": "调整。",
        "decided_by": "陈建国", "post": "镇长", "decided_on": "2023-03-22"});
    is_barred(&squad.head.post(&format!("{case}/handler-changes"), change).await, "/officer_ids/0");
    // What was done before stays done, and may still be written down.
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    act["officer_ids"] = others(&town, &squad).await;
    squad.leader.post(&format!("{case}/investigation-acts"), act).await.ok();
}

#[actix_web::test]
async fn who_is_recused_writes_nothing_down_chairs_nothing_and_decides_nothing() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let chief = town.certified_officer("陈建国").await;
    let (his, other) = (town.head_who_is(&chief).await, town.head().await);
    let case = squad.investigated().await;
    let mut asked = request(&squad);
    asked["concerned"] = json!({"name": "陈建国", "capacity": "decision_maker", "officer_id": chief});
    let asked = squad.leader.post(&format!("{case}/recusals"), asked).await.ok();
    let decisions = format!("{case}/recusal-decisions");
    let mut deciding = decision(&asked, true);
    let refused = his.post(&decisions, deciding.clone()).await;
    refused.problem(409, "recusal_decided_by_one_concerned");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第四十三条");
    let named = other.post(&decisions, deciding.clone()).await;
    assert!(named.faults().contains(&("/decided_by".into(), "recusal_decided_by_one_concerned".into())));
    deciding["decided_by"] = json!("刘芳");
    other.post(&decisions, deciding).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    is_barred(&his.post(&format!("{case}/decisions"), squad.decision()).await, "");
    other.post(&format!("{case}/decisions"), squad.decision()).await.ok();
}

#[actix_web::test]
async fn a_request_names_officers_of_the_agency_and_is_decided_once_in_order() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let elsewhere = crate::support::another_town(shared()).await;
    let stranger = elsewhere.certified_officer("外人").await;
    let case = squad.investigated().await;
    let mut asked = request(&squad);
    asked["concerned"]["officer_id"] = json!(stranger);
    asked["requested_on"] = json!("2023-03-01");
    let refused = squad.leader.post(&format!("{case}/recusals"), asked).await;
    let faults = refused.faults();
    assert!(faults.contains(&("/concerned/officer_id".into(), "officer_of_another_agency".into())), "{faults:?}");
    assert!(faults.contains(&("/requested_on".into(), "dates_run_backwards".into())), "{faults:?}");
    let asked = squad.leader.post(&format!("{case}/recusals"), request(&squad)).await.ok();
    let mut early = decision(&asked, true);
    early["decided_on"] = json!("2023-03-20");
    early["told_on"] = json!("2023-03-19");
    let refused = squad.head.post(&format!("{case}/recusal-decisions"), early).await;
    assert_eq!(refused.faults().iter().filter(|(_, code)| code == "dates_run_backwards").count(), 2);
    let mut unknown = decision(&asked, true);
    unknown["recusal_id"] = json!(uuid::Uuid::now_v7().to_string());
    squad.head.post(&format!("{case}/recusal-decisions"), unknown).await.problem(409, "recusal_unknown");
}

#[actix_web::test]
async fn of_two_decisions_on_one_request_one_stands() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let asked = squad.leader.post(&format!("{case}/recusals"), request(&squad)).await.ok();
    let path = format!("{case}/recusal-decisions");
    let attempts = [true, false].map(|granted| squad.head.post(&path, decision(&asked, granted)));
    let answers = futures_util::future::join_all(attempts).await;
    let mut statuses: Vec<u16> = answers.iter().map(|one| one.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}
