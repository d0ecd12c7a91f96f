//! What happened to a party and to an inspection object, cases and inspections together.

use crate::support::{Squad, another_town, shared, town};
use serde_json::{Value, json};

const CODE: &str = "91110000600037341L";
const NAME: &str = "永安市安达砂液化气供应有限公司";

async fn case_against(squad: &Squad, party: Value, day: &str) -> String {
    let mut filing = squad.filing();
    filing["party"] = party;
    filing["filed_on"] = json!(day);
    squad.files(filing).await
}

async fn inspected(squad: &Squad, object: &str, day: &str) {
    let new = json!({"state": "submitted", "kind": "routine", "inspected_on": day, "object_id": object,
        "matter_codes": [squad.matter], "officer_ids": squad.officers, "method": "现场检查", "findings": "未见异常",
        "result": "no_problem"});
    squad.leader.post("/inspections", new).await.ok();
}

fn days(items: &[Value]) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    items.iter().map(|one| (text(&one["on"]), text(&one["kind"]), text(&one["matched_by"]))).collect()
}

fn told(list: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    list.iter().map(|(on, kind, by)| ((*on).into(), (*kind).into(), (*by).into())).collect()
}

#[actix_web::test]
async fn an_object_has_one_history_of_its_inspections_and_its_partys_cases() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let object = json!({"kind": "organisation", "name": NAME, "credit_code": CODE});
    let object = squad.leader.post("/inspection-objects", object).await.ok();
    let object = object["id"].as_str().expect("an id").to_owned();
    inspected(&squad, &object, "2023-03-10").await;
    case_against(&squad, json!({"kind": "organisation", "name": "旧名", "code": CODE}), "2023-03-12").await;
    case_against(&squad, json!({"kind": "organisation", "name": NAME}), "2022-05-11").await;
    case_against(&squad, json!({"kind": "individual", "name": "池有根"}), "2023-03-14").await;
    inspected(&squad, &object, "2023-04-01").await;
    let path = format!("/inspection-objects/{object}/history");
    let expected = told(&[
        ("2023-04-01", "inspection", "object"),
        ("2023-03-12", "case", "code"),
        ("2023-03-10", "inspection", "object"),
        ("2022-05-11", "case", "name"),
    ]);
    assert_eq!(days(&squad.leader.all(&format!("{path}?limit=1")).await), expected);
    let page = squad.leader.get(&format!("{path}?limit=1&include_total=true&fields=href")).await.ok();
    assert_eq!(page["total"], 4);
    let href = page["items"][0]["href"].as_str().expect("a link");
    assert_eq!(squad.leader.get(href).await.ok()["inspected_on"], "2023-04-01");
    let counts = squad.leader.get(&format!("{path}/counts")).await.ok();
    let counts: Vec<Value> = counts["items"].as_array().expect("items").clone();
    let year =
        |one: &Value| json!([one["year"], one["matter_code"], one["cases"], one["penalties"], one["inspections"]]);
    let expected = [json!([2023, squad.matter, 1, 0, 2]), json!([2022, squad.matter, 1, 0, 0])];
    assert_eq!(counts.iter().map(year).collect::<Vec<_>>(), expected);
    let foreigner = another_town(shared()).await.officer().await;
    foreigner.get(&path).await.problem(404, "not_found");
    assert!(foreigner.all(&format!("/parties/history?code={CODE}&name={NAME}")).await.is_empty());
}

#[actix_web::test]
async fn a_party_is_known_by_its_code_else_by_its_whole_name() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let decided = squad.ready().await;
    squad.head.post(&format!("{decided}/decisions"), squad.decision()).await.ok();
    case_against(&squad, json!({"kind": "individual", "name": "池有根"}), "2023-03-10").await;
    let number = "350481199001010018";
    let history = async |query: &str| days(&squad.leader.all(&format!("/parties/history?{query}")).await);
    let (by_code, by_name) = (("2023-03-16", "case", "code"), ("2023-03-10", "case", "name"));
    assert_eq!(history(&format!("code={number}")).await, told(&[by_code]));
    assert_eq!(history(&format!("code={number}&name=池有根")).await, told(&[by_code, by_name]));
    assert_eq!(history("name=池有根").await.len(), 2);
    assert!(history("name=池有").await.is_empty(), "a part of a name is nobody's name");
    let one = squad.leader.get(&format!("/parties/history?code={number}")).await.ok()["items"][0].clone();
    assert_eq!((&one["outcome"], &one["stage"]), (&json!("penalty"), &json!("decided")));
    let counts = squad.leader.get(&format!("/parties/history/counts?code={number}")).await.ok();
    assert_eq!(counts["items"][0]["penalties"], 1);
    let clerk = town.clerk().await;
    assert!(clerk.all(&format!("/parties/history?code={number}")).await.is_empty(), "no role is told more by asking");
    squad.leader.get("/parties/history").await.problem(422, "value_invalid");
}

/// Anybody of the agency may write any number into an object; its history must not tell whose it is.
#[actix_web::test]
async fn a_guessed_identity_number_tells_nothing_to_who_may_not_see_such_numbers() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let number = "350481199001010018";
    let party = json!({"kind": "individual", "name": "池有根", "code": number});
    case_against(&squad, party, "2023-03-12").await;
    let seen = json!({"kind": "individual", "name": "池有根", "resident_id": number});
    let seen = squad.leader.post("/inspection-objects", seen).await.ok();
    let seen = seen["id"].as_str().expect("an id").to_owned();
    inspected(&squad, &seen, "2023-03-10").await;
    assert_eq!(days(&squad.leader.all(&format!("/inspection-objects/{seen}/history")).await).len(), 2);
    for guesser in [town.clerk().await, town.admin().await] {
        let guess = json!({"kind": "individual", "name": "某人", "resident_id": number});
        let guess = guesser.post("/inspection-objects", guess).await.ok();
        let path = format!("/inspection-objects/{}/history", guess["id"].as_str().expect("an id"));
        assert!(guesser.all(&path).await.is_empty(), "the number has no history to {}", guesser.username);
        assert_eq!(guesser.all(&format!("{path}/counts")).await, Vec::<Value>::new());
        let own = days(&guesser.all(&format!("/inspection-objects/{seen}/history")).await);
        assert_eq!(own, told(&[("2023-03-10", "inspection", "object")]), "its own inspections are no secret");
        // The answer to a known id with guessed content is the same, right or wrong.
        for tried in [number, "350481199001010026"] {
            let again = json!({"id": seen, "kind": "individual", "name": "池有根", "resident_id": tried});
            let answer = guesser.post("/inspection-objects", again).await;
            assert!(answer.status == 409 || answer.status == 422, "{}", answer.text);
            if tried == number {
                answer.problem(409, "id_exists_with_other_content");
            }
        }
        let mine = json!({"id": guess["id"], "kind": "individual", "name": "某人", "resident_id": number});
        assert_eq!(guesser.post("/inspection-objects", mine).await.status, 409, "of other content: no id was minted");
    }
    let clerk = town.clerk().await;
    let minted = json!({"id": uuid::Uuid::now_v7(), "kind": "individual", "name": "李某", "resident_id": number});
    assert_eq!(clerk.post("/inspection-objects", minted.clone()).await.status, 201);
    assert_eq!(clerk.post("/inspection-objects", minted.clone()).await.status, 200, "who sent it may send it again");
    town.admin().await.post("/inspection-objects", minted).await.problem(409, "id_exists_with_other_content");
}
