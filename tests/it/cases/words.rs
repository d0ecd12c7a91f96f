//! What people read: names of steps, of codes and of days instead of bare codes, in both languages.

use crate::support::{shared, town, with};
use serde_json::{Value, json};

fn is_told(item: &Value, zh: &str, en: &str) -> bool {
    [zh, en].iter().all(|member| item[*member].as_str().is_some_and(|text| !text.is_empty()))
}

#[actix_web::test]
async fn next_steps_are_named_and_cut_to_what_is_lawful() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let all = squad.leader.get(&format!("{case}/next-steps")).await.ok();
    let all = all["items"].as_array().expect("steps").clone();
    for step in &all {
        assert!(is_told(step, "name", "name_en"), "{step}");
        assert!(step["choices"].as_array().expect("choices").iter().all(|one| is_told(one, "name", "name_en")));
    }
    for lawful in [true, false] {
        let asked = squad.leader.get(&format!("{case}/next-steps?lawful={lawful}")).await.ok();
        let wanted: Vec<_> = all.iter().filter(|step| step["lawful"] == lawful).cloned().collect();
        assert!(!wanted.is_empty());
        assert_eq!(asked["items"], json!(wanted));
    }
    squad.leader.get(&format!("{case}/next-steps?lawful=perhaps")).await.problem(400, "query_malformed");
}

#[actix_web::test]
async fn the_timeline_names_the_step_that_was_taken() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let items = squad.leader.all(&format!("{case}/timeline")).await;
    let taken: Vec<_> = items.iter().filter(|item| item["kind"] == "case.step_taken").collect();
    assert!(!taken.is_empty());
    for item in &taken {
        assert!(is_told(item, "step_name", "step_name_en"), "{item}");
    }
    let notice = taken.iter().find(|item| item["step"] == "notify").expect("the notice");
    assert_eq!(notice["step_name"], "事先告知");
    let resource = notice["resource"].as_str().expect("a place");
    let place = resource.strip_prefix("/api/v1").expect("of the API");
    let listed = squad.leader.all(place).await;
    assert!(listed.iter().any(|one| one["id"] == notice["subject_id"]), "what was recorded is found there");
    let filed = items.iter().find(|item| item["kind"] == "case.filed").expect("the filing");
    assert_eq!((&filed["step"], &filed["resource"]), (&Value::Null, &Value::Null));
}

#[actix_web::test]
async fn faults_name_codes_with_their_labels_and_types() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let told = async |body: Value| squad.leader.post("/cases", body).await.json()["errors"].clone();
    let listed = told(with(squad.filing(), json!({"procedure": "quick"}))).await;
    let detail = listed[0]["detail"].as_str().expect("a detail");
    assert!(detail.contains("summary（") && detail.contains("ordinary（普通程序）"), "{detail}");
    let typed = told(with(squad.filing(), json!({"officer_ids": "both"}))).await;
    assert!(typed[0]["detail"].as_str().is_some_and(|detail| detail.contains("列表")), "{typed}");
    let empty = told(with(squad.filing(), json!({"summary": ""}))).await;
    assert_eq!((empty.as_array().map(Vec::len), &empty[0]["code"]), (Some(1), &json!("text_empty")));
}

#[actix_web::test]
async fn refusals_say_what_to_send_and_who_may() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let mute = with(squad.waiver(), json!({"waived": false}));
    let refused = squad.leader.post(&format!("{case}/statements"), mute).await;
    let detail = refused.problem(409, "statement_not_answered")["detail"].as_str().unwrap_or_default().to_owned();
    assert!(detail.contains("points") && detail.contains("waived"), "{detail}");
    let refused = squad.leader.post(&format!("{case}/decisions"), squad.decision()).await;
    let detail = refused.problem(403, "not_permitted")["detail"].as_str().unwrap_or_default().to_owned();
    assert!(detail.contains("decision_maker"), "{detail}");
}
