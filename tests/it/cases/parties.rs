//! Whom a case is against: several, their guardians and representatives, and who was party when.

use super::next_step;
use crate::support::{Squad, shared, town};
use serde_json::{Value, json};

/// Born 2009-08-01: 13 years old when the case is filed.
const CHILD: &str = "350481200908010019";
/// Born 2006-08-01: 16 years old.
const YOUTH: &str = "350481200608010014";

fn checked(seventeen: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        seventeen.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).expect("a digit") * weight).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).expect("a character");
    format!("{seventeen}{check}")
}

fn person(name: &str, code: &str) -> Value {
    json!({"kind": "individual", "name": name, "code": checked(&code[..17])})
}

fn change(kind: &str, place: Option<u32>, party: Value) -> Value {
    json!({"kind": kind, "from": "2023-03-25", "place": place, "party": party, "reason": "核实后变更。",
        "evidence": ["身份证明"], "decided_by": "陈建国", "decided_on": "2023-03-24"})
}

async fn told(squad: &Squad, case: &str) {
    squad.concludes(case).await;
    squad.hears(case, "written", "2023-03-22").await;
}

async fn investigated(squad: &Squad, filing: Value) -> String {
    let case = squad.files(filing).await;
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    case
}

#[actix_web::test]
async fn a_case_has_several_parties_and_each_finds_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["party"]["details"] = json!({"address": "安砂镇新街 1 号", "agents": [{"name": "林律师",
        "authorisation": "授权委托书", "authorised_on": "2023-03-17", "authority": "代为陈述、申辩。"}]});
    filing["other_parties"] = json!([{"kind": "organisation", "name": "永安市新街餐饮店", "code": "91350100M000100Y43",
        "details": {"representative": {"name": "池有根", "post": "经理"}}}]);
    let case = squad.files(filing.clone()).await;
    let whole = squad.leader.get(&case).await.ok();
    assert_eq!(whole["party"], json!({"kind": "individual", "name": "池有根", "code": "350481199001010018"}));
    assert_eq!((&whole["parties"][0]["name"], &whole["parties"][1]["place"]), (&json!("池有根"), &json!(2)));
    assert_eq!(whole["parties"][0]["details"]["agents"][0]["name"], "林律师");
    let masked = town.clerk().await.get(&case).await.ok();
    assert_eq!(masked["parties"][0]["code"], "3504**********0018");
    let id = whole["id"].clone();
    for query in ["code=91350100M000100Y43", "name=永安市新街餐饮店", "code=350481199001010018"] {
        let found = squad.leader.all(&format!("/parties/history?{query}")).await;
        assert!(found.len() == 1 && found[0]["id"] == id, "{query}: {found:?}");
    }
    filing["other_parties"] = json!([filing["party"].clone()]);
    filing["party"]["details"] = json!({"birth_date": "1990-01-02"});
    let refused = squad.leader.post("/cases", filing.clone()).await;
    refused.problem(422, "value_invalid");
    assert_eq!(refused.faults()[0], ("/party/details/birth_date".into(), "birth_date_wrong".into()));
    filing["party"].as_object_mut().expect("members").remove("details");
    let refused = squad.leader.post("/cases", filing).await;
    assert!(refused.faults().contains(&("/other_parties/0".into(), "party_named_twice".into())));
}

#[actix_web::test]
async fn who_was_party_when_stays_visible_and_the_number_is_kept_masked() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    next_step(&squad, &case, "change_party", None).await;
    let changes = format!("{case}/party-changes");
    let heir = person("池小明", "35048119920202002");
    let done = squad.leader.post(&changes, change("succession", Some(1), heir.clone())).await.ok();
    assert_eq!(done["previous_name"], "池有根");
    assert!(done["party"]["code"].as_str().expect("a code").contains('*'), "{done}");
    assert_eq!(squad.leader.all(&changes).await, [done]);
    let whole = squad.leader.get(&case).await.ok();
    assert_eq!((&whole["party"]["name"], &whole["party"]["code"]), (&json!("池小明"), &heir["code"]));
    let sets = squad.leader.all(&format!("{case}/parties")).await;
    assert_eq!(sets.len(), 2);
    assert_eq!(
        (&sets[0]["from"], &sets[0]["until"], &sets[0]["parties"][0]["name"]),
        (&json!("2023-03-16"), &json!("2023-03-24"), &json!("池有根"))
    );
    assert_eq!((&sets[1]["until"], &sets[1]["parties"][0]["code"]), (&Value::Null, &heir["code"]));
    for query in ["code=350481199001010018".to_owned(), format!("code={}", heir["code"].as_str().expect("a code"))] {
        assert_eq!(squad.leader.all(&format!("/parties/history?{query}")).await.len(), 1, "{query}");
    }
    let journal = town.auditor().await.all("/journal").await;
    let whole_number = heir["code"].as_str().expect("a code");
    assert!(!journal.iter().any(|entry| entry.to_string().contains(whole_number)), "the journal holds a whole number");
}

#[actix_web::test]
async fn everything_that_stands_against_a_change_of_party_is_told() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let changes = format!("{case}/party-changes");
    let mut wrong = change("added", Some(3), squad.filing()["party"].clone());
    wrong["decided_on"] = json!("2023-03-26");
    wrong["previous_name"] = json!("别人");
    let faults = squad.leader.post(&changes, wrong).await.faults();
    for (at, code) in [
        ("/place", "party_unknown"),
        ("/party", "party_named_twice"),
        ("/from", "dates_run_backwards"),
        ("/previous_name", "worked_out_otherwise"),
    ] {
        assert!(faults.contains(&(at.into(), code.into())), "{at} {code} is not in {faults:?}");
    }
    let same = change("correction", Some(1), squad.filing()["party"].clone());
    squad.leader.post(&changes, same).await.problem(409, "party_change_does_not_fit");
    let mut number = change("added", None, person("张三", "35048119920202002"));
    number["party"]["code"] = json!("350481199202020000");
    squad.leader.post(&changes, number).await.problem(422, "value_invalid");
    told(&squad, &case).await;
    squad.leader.post(&changes, change("added", None, person("张三", "35048119920202002"))).await.ok();
    let refused = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
    refused.problem(409, "new_party_not_told");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第四十四条");
    let mut again = squad.notice();
    again["notified_on"] = json!("2023-03-26");
    squad.leader.post(&format!("{case}/prior-notices"), again).await.ok();
    let mut waiver = squad.waiver();
    waiver["stated_on"] = json!("2023-03-27");
    squad.leader.post(&format!("{case}/statements"), waiver).await.ok();
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let mut late = change("added", None, person("李四", "35048119920202004"));
    late["from"] = json!("2023-04-02");
    squad.leader.post(&changes, late).await.problem(409, "party_added_after_decision");
}

#[actix_web::test]
async fn a_child_is_not_punished_and_somebody_of_16_is_punished_mildly() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["party"] = person("小童", CHILD);
    let case = investigated(&squad, filing.clone()).await;
    told(&squad, &case).await;
    let refused = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
    refused.problem(409, "minor_under_14_not_punished");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第三十条");
    filing["party"] = person("小强", YOUTH);
    let case = investigated(&squad, filing).await;
    told(&squad, &case).await;
    let decisions = format!("{case}/decisions");
    let faults = squad.head.post(&decisions, squad.decision()).await.faults();
    assert!(faults.contains(&("/outcome".into(), "guardian_not_noted".into())), "{faults:?}");
    assert!(faults.contains(&("/leniency".into(), "minor_without_leniency".into())), "{faults:?}");
    let mut known = person("小强", YOUTH);
    known["details"] = json!({"guardian": {"name": "强父", "relation": "父亲"}});
    squad.leader.post(&format!("{case}/party-changes"), change("details", Some(1), known)).await.ok();
    let mut decision = squad.decision();
    decision["leniency"] = json!({"kind": "reduced", "grounds": ["minor"], "reason": "已满十四周岁不满十八周岁。"});
    let decided = squad.head.post(&decisions, decision.clone()).await.ok();
    assert_eq!(decided["leniency"], decision["leniency"]);
    let figures = town.figures(&case);
    assert!(figures.iter().any(|one| one.starts_with("mitigated_decisions 2023-04-01")), "{figures:?}");
}

#[actix_web::test]
async fn who_could_not_control_the_act_is_not_punished_and_leniency_has_its_ground() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["party"]["details"] = json!({"capacity": "incompetent", "guardian": {"name": "池父", "relation": "父亲"}});
    let case = investigated(&squad, filing).await;
    told(&squad, &case).await;
    let mut decision = squad.decision();
    decision["leniency"] = json!({"kind": "lighter", "grounds": ["minor"], "reason": "年幼。"});
    let refused = squad.head.post(&format!("{case}/decisions"), decision).await;
    let faults = refused.faults();
    assert!(faults.contains(&("/outcome".into(), "incompetent_party_not_punished".into())), "{faults:?}");
    assert!(faults.contains(&("/leniency".into(), "leniency_unfounded".into())), "{faults:?}");
}
