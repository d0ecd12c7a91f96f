//! Decision documents that are void, and the register of numbers.

use super::after::{agrees, decided, says, serve, with};
use crate::support::{another_town, shared, town};
use serde_json::{Value, json};

fn voiding() -> Value {
    json!({"voided_on": "2023-04-02", "ground": "misprint", "reason": "当事人姓名打印错误。"})
}

#[actix_web::test]
async fn a_second_person_voids_a_decision_before_it_is_served_and_its_number_stays() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, first) = decided(&squad).await;
    let figures = town.figures(&case);
    assert!(figures.contains(&"fines_imposed 2023-04-01 0 1 5000".to_owned()), "{figures:?}");
    let (voidings, confirmations) = (format!("{case}/voidings"), format!("{case}/voiding-confirmations"));
    squad.leader.post(&voidings, voiding()).await.problem(403, "not_permitted");
    assert_eq!(says(&squad, &case, "confirm_voiding").await, ["voiding_none_open"]);
    let asked = squad.head.post(&voidings, voiding()).await.ok();
    assert_eq!((&asked["decision_id"], &asked["document_number"]), (&first["id"], &first["document_number"]));
    squad.head.post(&voidings, voiding()).await.problem(409, "voiding_unconfirmed");
    assert!(says(&squad, &case, "close").await.contains(&"voiding_unconfirmed".to_owned()));
    let confirmation = json!({"voiding_id": asked["id"], "confirmed_on": "2023-04-02", "agreed": true});
    squad.head.post(&confirmations, confirmation.clone()).await.problem(409, "voiding_confirmed_by_oneself");
    let unknown = with(confirmation.clone(), json!({"voiding_id": uuid::Uuid::now_v7()}));
    let refused = squad.leader.post(&confirmations, unknown).await;
    assert_eq!(refused.faults(), [("/voiding_id".to_owned(), "voiding_unknown".to_owned())]);
    let early = with(confirmation.clone(), json!({"confirmed_on": "2023-04-01"}));
    squad.leader.post(&confirmations, early).await.problem(409, "dates_run_backwards");
    squad.leader.post(&confirmations, confirmation).await.ok();
    let undecided = squad.leader.get(&format!("{case}?include=decision")).await.ok();
    let shown = ["stage", "decided_on", "case_number", "decision"].map(|name| undecided[name].clone());
    assert_eq!(shown, [json!("investigating"), Value::Null, Value::Null, Value::Null]);
    let left = ["cases_filed 2023-03-16 0 1 0", "cases_tagged 2023-03-16 0 1 0", "cases_total 2023-03-16 0 1 0"];
    assert_eq!(town.figures(&case), left, "its figures are taken back");
    agrees(&town);
    let decision = with(squad.decision(), json!({"decided_at": "2023-04-03T10:00:00+08:00"}));
    let second = squad.head.post(&format!("{case}/decisions"), decision).await.ok();
    assert_eq!(
        (&second["document_number"], &second["supersedes_id"]),
        (&json!("永安砂罚决字〔2023〕2号"), &first["id"])
    );
    assert!(town.figures(&case).contains(&"fines_imposed 2023-04-03 0 1 5000".to_owned()));
    assert!(!town.figures(&case).iter().any(|line| line.contains("2023-04-01")));
    agrees(&town);
    let numbers = squad.leader.all("/document-numbers?word=罚决字&year=2023").await;
    let told: Vec<_> = numbers.iter().map(|one| (one["number"].clone(), one["state"].clone())).collect();
    assert_eq!(
        told,
        [(first["document_number"].clone(), json!("voided")), (second["document_number"].clone(), json!("used"))]
    );
    let voided = &numbers[0]["voided"];
    assert_eq!((&voided["reason"], &voided["ground"]), (&json!("当事人姓名打印错误。"), &json!("misprint")));
    assert_ne!(voided["asked_by_id"], voided["confirmed_by_id"]);
    assert_eq!(numbers[1]["decision_id"], second["id"]);
    assert_eq!(format!("/cases/{}", numbers[1]["case_id"].as_str().expect("an id")), case);
    assert_eq!(squad.head.all(&format!("{case}/decisions")).await.len(), 2);
}

#[actix_web::test]
async fn what_was_served_or_acted_on_is_not_voided_and_a_no_changes_nothing() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (case, _) = decided(&squad).await;
    let (voidings, confirmations) = (format!("{case}/voidings"), format!("{case}/voiding-confirmations"));
    let asked = squad.head.post(&voidings, voiding()).await.ok();
    let no = json!({"voiding_id": asked["id"], "confirmed_on": "2023-04-02", "agreed": false});
    let refused = squad.leader.post(&confirmations, no.clone()).await;
    assert_eq!(refused.faults(), [("/remark".to_owned(), "reason_missing".to_owned())]);
    squad.leader.post(&confirmations, with(no, json!({"remark": "可以更正。"}))).await.ok();
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "decided");
    assert!(says(&squad, &case, "void").await.is_empty(), "it may be asked for again");
    let asked = squad.head.post(&voidings, voiding()).await.ok();
    serve(&squad, &case, "decision", "2023-04-03").await;
    let yes = json!({"voiding_id": asked["id"], "confirmed_on": "2023-04-03", "agreed": true});
    let refused = squad.leader.post(&confirmations, yes).await;
    refused.problem(409, "voiding_of_served_decision");
    assert_eq!(refused.json()["legal_basis"], "行政处罚法 第七十五条");
    let (paid, _) = decided(&squad).await;
    let payment = json!({"paid_on": "2023-04-10", "amount_fen": 1000, "channel": "bank",
        "receipt_number": format!("{}-1", town.code)});
    squad.leader.post(&format!("{paid}/payments"), payment).await.ok();
    assert_eq!(says(&squad, &paid, "void").await, ["voiding_of_decision_acted_on"]);
    squad.head.post(&format!("{paid}/voidings"), voiding()).await.problem(409, "voiding_of_decision_acted_on");
}

#[actix_web::test]
async fn the_register_goes_by_word_and_year_page_by_page_and_is_the_agencys_own() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (squad, foreigner) = (here.squad().await, there.squad().await);
    for _ in 0..3 {
        decided(&squad).await;
    }
    decided(&foreigner).await;
    let case = squad.ready().await;
    let no_penalty = json!({"outcome": "no_penalty_unfounded", "penalties": [], "document": {}, "decided_at": "2024-04-01T10:00:00+08:00"});
    squad.head.post(&format!("{case}/decisions"), with(squad.decision(), no_penalty)).await.ok();
    let all = squad.leader.all("/document-numbers?limit=2").await;
    let told: Vec<&str> = all.iter().filter_map(|one| one["number"].as_str()).collect();
    let used =
        ["永安砂不罚决字〔2024〕1号", "永安砂罚决字〔2023〕1号", "永安砂罚决字〔2023〕2号", "永安砂罚决字〔2023〕3号"];
    assert_eq!(told, used);
    let of = async |query: &str| {
        squad.leader.get(&format!("/document-numbers?include_total=true&{query}")).await.ok()["total"].clone()
    };
    assert_eq!((of("word=不罚决字").await, of("year=2023").await), (json!(1), json!(3)));
    assert_eq!((of("word=砂罚决字").await, of("word=%25").await), (json!(3), json!(0)));
    squad.leader.get(&format!("/document-numbers?agency={}", there.code)).await.problem(404, "not_found");
}
