//! Two cases that become one, and a party that gets a case of its own.

use super::next_step;
use crate::support::{Squad, shared, town};
use anjuan::domain::actor::Actor;
use anjuan::statistics::recompute;
use serde_json::{Value, json};

fn merger(other: &str) -> Value {
    json!({"other_case_id": other.trim_start_matches("/cases/"), "merged_on": "2023-03-25", "reason": "同一违法行为。",
        "decided_by": "陈建国", "post": "镇长", "decided_on": "2023-03-24"})
}

fn split(squad: &Squad, place: u32) -> Value {
    json!({"place": place, "split_on": "2023-03-25", "officer_ids": squad.officers, "summary": "另一当事人占道经营。",
        "reason": "违法行为各自独立。", "decided_by": "陈建国", "post": "镇长", "decided_on": "2023-03-24"})
}

/// A filing against somebody else, in another matter.
fn another(squad: &Squad, matter: &str) -> Value {
    let mut filing = squad.filing();
    filing["party"] = json!({"kind": "organisation", "name": "永安市新街餐饮店", "code": "91350100M000100Y43"});
    filing["matter_codes"] = json!([matter]);
    filing
}

async fn figures_agree(town: &crate::support::Town<'_>) {
    let actor = Actor::system(uuid::Uuid::now_v7()).on_behalf_of(town.agency_id());
    let verdict = town.server.db.read_now(&actor, recompute::compare).expect("compared");
    assert_eq!(verdict.differences, []);
}

#[actix_web::test]
async fn two_cases_become_one_that_counts_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let matter = town.claimed_matter().await;
    let case = squad.investigated().await;
    let other = squad.files(another(&squad, &matter)).await;
    next_step(&squad, &case, "merge_case", None).await;
    let mergers = format!("{case}/case-mergers");
    squad.leader.post(&mergers, merger(&other)).await.problem(403, "not_permitted");
    let merged = squad.head.post(&mergers, merger(&other)).await.ok();
    assert_eq!(merged["role"], "absorbs");
    let (whole, gone) = (squad.leader.get(&case).await.ok(), squad.leader.get(&other).await.ok());
    assert_eq!((&gone["stage"], &gone["closed_on"]), (&json!("closed"), &json!("2023-03-25")));
    assert_eq!((&gone["links"][0]["kind"], &gone["links"][0]["case_id"]), (&json!("merged_into"), &whole["id"]));
    assert_eq!((&whole["links"][0]["kind"], &whole["links"][0]["case_id"]), (&json!("merged_from"), &gone["id"]));
    assert_eq!(whole["matter_codes"].as_array().expect("matters").len(), 2);
    assert_eq!(whole["parties"][1]["name"], "永安市新街餐饮店");
    assert_eq!(squad.leader.all(&format!("{other}/case-mergers")).await[0]["role"], "absorbed");
    let last = squad.leader.all(&format!("{other}/timeline")).await.pop().expect("an entry");
    assert_eq!(last["kind"], "case.step_taken");
    assert_eq!(town.figures(&other), Vec::<String>::new());
    assert!(town.figures(&case).iter().any(|one| one.starts_with("cases_filed 2023-03-16 0 1")));
    figures_agree(&town).await;
    next_step(&squad, &other, "reconsider", Some("case_merged_into_another")).await;
    squad.head.post(&mergers, merger(&other)).await.problem(409, "step_not_lawful_at_this_stage");
    squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
}

#[actix_web::test]
async fn a_case_with_open_matters_is_not_merged_nor_with_itself() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, other) = (squad.investigated().await, squad.investigated().await);
    let mergers = format!("{case}/case-mergers");
    squad.head.post(&mergers, merger(&case)).await.problem(409, "merged_case_unknown");
    squad.head.post(&mergers, merger(&uuid::Uuid::now_v7().to_string())).await.problem(409, "merged_case_unknown");
    let foreign = crate::support::another_town(shared()).await;
    let theirs = foreign.squad().await.investigated().await;
    squad.head.post(&mergers, merger(&theirs)).await.problem(409, "merged_case_unknown");
    squad
        .leader
        .post(
            &format!("{other}/recusals"),
            json!({"requested_on": "2023-03-21", "requested_by": "party", "requester": "池有根",
                "concerned": {"name": "王伟", "capacity": "investigator", "officer_id": squad.officers[0]},
                "ground": "direct_interest", "reasons": "系亲属。", "received_by": "李强"}),
        )
        .await
        .ok();
    let mut early = merger(&other);
    early["merged_on"] = json!("2023-03-20");
    let faults = squad.head.post(&mergers, early).await.faults();
    assert!(faults.contains(&("/other_case_id".into(), "merged_case_has_open_matters".into())), "{faults:?}");
    assert!(faults.iter().filter(|(at, code)| at == "/merged_on" && code == "dates_run_backwards").count() >= 2);
    assert_eq!(squad.leader.get(&other).await.ok()["stage"], "investigating");
}

#[actix_web::test]
async fn a_party_gets_a_case_of_its_own() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["other_parties"] = json!([another(&squad, &squad.matter)["party"]]);
    let case = squad.files(filing).await;
    next_step(&squad, &case, "split_case", None).await;
    let splits = format!("{case}/case-splits");
    squad.head.post(&splits, split(&squad, 3)).await.problem(409, "party_unknown");
    let mut asked = split(&squad, 1);
    asked["id"] = json!(uuid::Uuid::now_v7().to_string());
    let given = squad.head.post(&splits, asked.clone()).await;
    assert_eq!((given.status, squad.head.post(&splits, asked).await.status), (201, 200));
    let arisen = format!("/cases/{}", given.ok()["other_case_id"].as_str().expect("an id"));
    let (whole, new) = (squad.leader.get(&case).await.ok(), squad.leader.get(&arisen).await.ok());
    assert_eq!((&whole["party"]["name"], &new["party"]["name"]), (&json!("永安市新街餐饮店"), &json!("池有根")));
    assert_eq!(
        (&new["stage"], &new["filed_on"], &new["matter_codes"]),
        (&json!("filed"), &whole["filed_on"], &whole["matter_codes"])
    );
    assert_eq!((&whole["links"][0]["kind"], &new["links"][0]["kind"]), (&json!("split_into"), &json!("split_from")));
    assert_eq!(squad.leader.all(&format!("{arisen}/timeline")).await[0]["kind"], "case.step_taken");
    next_step(&squad, &case, "split_case", Some("split_needs_several_parties")).await;
    squad.head.post(&splits, split(&squad, 1)).await.problem(409, "split_needs_several_parties");
    next_step(&squad, &arisen, "decide", Some("investigation_missing")).await;
    squad.leader.post(&format!("{arisen}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&arisen).await;
    squad.hears(&arisen, "written", "2023-03-26").await;
    squad.head.post(&format!("{arisen}/decisions"), squad.decision()).await.ok();
    assert!(town.figures(&arisen).iter().any(|one| one.starts_with("cases_filed 2023-03-16 0 1")));
    figures_agree(&town).await;
}
