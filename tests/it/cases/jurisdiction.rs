//! Cases that change hands: to another agency of this system, and where a claim ends while they are open.

use super::next_step;
use crate::support::{Squad, Town, shared, town};
use serde_json::{Value, json};

fn transfer(squad: &Squad, to: &Town<'_>) -> Value {
    json!({"to": "agency", "recipient": "另一镇人民政府", "recipient_agency_code": to.code, "ground": "违法行为发生地在该镇。",
        "legal_bases": ["《中华人民共和国行政处罚法》第二十五条"], "officer_ids": squad.officers, "report": "经核实,应由该镇管辖。",
        "designation": {"superior": "永安市人民政府", "document_number": "永政指〔2023〕1号", "designated_on": "2023-03-21"},
        "reported_on": "2023-03-21", "approved_by": "陈建国", "approved_at": "2023-03-22T09:00:00+08:00",
        "sent_at": "2023-03-22T15:00:00+08:00", "papers": ["letter"]})
}

fn intake(squad: &Squad) -> Value {
    json!({"procedure": "ordinary", "matter_codes": [squad.matter], "officer_ids": squad.officers, "summary": "移送的占道经营案件。",
        "filed_on": "2023-03-28"})
}

#[actix_web::test]
async fn a_case_is_handed_to_another_agency_of_the_system_and_becomes_one_of_its_own() {
    let (here, there) = (town(shared()).await, town(shared()).await);
    let (squad, others) = (here.squad().await, there.squad().await);
    let case = squad.investigated().await;
    let sent = squad.head.post(&format!("{case}/transfers"), transfer(&squad, &there)).await.ok();
    assert_eq!(squad.leader.all("/incoming-transfers").await, Vec::<Value>::new());
    let incoming = others.leader.all("/incoming-transfers").await;
    assert_eq!((incoming.len(), &incoming[0]["transfer_id"], &incoming[0]["case_id"]), (1, &sent["id"], &Value::Null));
    assert_eq!(incoming[0]["parties"][0]["code"], "350481199001010018");
    assert_eq!(there.clerk().await.all("/incoming-transfers").await[0]["parties"][0]["code"], "3504**********0018");
    let path = format!("/incoming-transfers/{}/intakes", sent["id"].as_str().expect("an id"));
    town(shared()).await.squad().await.leader.post(&path, intake(&squad)).await.problem(404, "not_found");
    let mut early = intake(&others);
    early["filed_on"] = json!("2023-03-21");
    others.leader.post(&path, early).await.problem(409, "dates_run_backwards");
    let taken = others.leader.post(&path, intake(&others)).await.ok();
    assert_eq!((&taken["source"], &taken["party"]["name"]), (&json!("handed_over"), &json!("池有根")));
    others.leader.post(&path, intake(&others)).await.problem(409, "transfer_already_answered");
    let outgoing = squad.leader.all("/outgoing-transfers").await;
    assert_eq!((&outgoing[0]["case_id"], &outgoing[0]["accepted_on"]), (&taken["id"], &json!("2023-03-28")));
    squad.leader.get(&format!("/cases/{}", taken["id"].as_str().expect("an id"))).await.problem(404, "not_found");
    let accepted = json!({"transfer_id": sent["id"], "accepted_on": "2023-03-28", "document": "受理通知书"});
    squad.leader.post(&format!("{case}/transfer-acceptances"), accepted).await.ok();
    next_step(&squad, &case, "decide", Some("step_not_lawful_at_this_stage")).await;
    let new_case = format!("/cases/{}", taken["id"].as_str().expect("an id"));
    next_step(&others, &new_case, "investigate", None).await;
}

#[actix_web::test]
async fn a_transfer_names_an_agency_that_there_is_and_no_justice_organ() {
    let (here, there) = (town(shared()).await, town(shared()).await);
    let squad = here.squad().await;
    let case = squad.investigated().await;
    let path = format!("{case}/transfers");
    for code in ["no-such-agency", here.code.as_str()] {
        let mut wrong = transfer(&squad, &there);
        wrong["recipient_agency_code"] = json!(code);
        let refused = squad.head.post(&path, wrong).await;
        assert_eq!(refused.faults(), [("/recipient_agency_code".into(), "transfer_recipient_unknown".into())]);
    }
    let mut wrong = transfer(&squad, &there);
    wrong["to"] = json!("justice");
    wrong["designation"]["designated_on"] = json!("2023-03-23");
    let faults = squad.head.post(&path, wrong).await.faults();
    assert!(
        faults.contains(&("/recipient_agency_code".into(), "transfer_recipient_does_not_fit".into())),
        "{faults:?}"
    );
    assert!(faults.contains(&("/designation/designated_on".into(), "dates_run_backwards".into())), "{faults:?}");
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "investigating");
}

#[actix_web::test]
async fn a_claim_that_ends_closes_no_open_case_and_opens_no_new_one() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.files(squad.filing()).await;
    let admin = town.admin().await;
    let claims = format!("/agencies/{}/matter-claims", town.code);
    let claim = admin.all(&claims).await.into_iter().find(|one| one["matter_code"] == squad.matter.as_str());
    let id = claim.expect("a claim")["id"].as_str().expect("an id").to_owned();
    admin.post(&format!("{claims}/{id}/returns"), json!({"on": "2023-03-18", "reason": "事权收回"})).await.ok();
    next_step(&squad, &case, "investigate", None).await;
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let mut later = squad.filing();
    later["filed_on"] = json!("2023-03-18");
    squad.leader.post("/cases", later).await.problem(409, "matter_not_claimed_on_act_date");
}
