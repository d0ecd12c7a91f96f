//! Payments, what was collected on the spot, deferral, the surcharge.

use crate::support::{Squad, Town, shared, town, with};
use serde_json::{Value, json};

/// Fined 50 yuan on the spot on 1 April: to be paid by 17 April, a Monday.
async fn fined(squad: &Squad) -> String {
    let case = squad.ready_on_the_spot().await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    case
}

fn payment(town: &Town<'_>, on: &str, fen: i64) -> Value {
    json!({"paid_on": on, "amount_fen": fen, "channel": "electronic", "receipt_number": format!("{}-{on}-{fen}", town.code)})
}

async fn says(squad: &Squad, case: &str, step: &str) -> Vec<String> {
    let steps = squad.leader.get(&format!("{case}/next-steps")).await.ok();
    let one = steps["items"].as_array().expect("steps").iter().find(|one| one["step"] == step).expect("a step").clone();
    one["reasons"].as_array().expect("reasons").iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_fine_is_paid_in_parts_and_never_more_than_is_owed() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let path = format!("{case}/payments");
    assert_eq!(says(&squad, &case, "pay").await, ["step_not_lawful_at_this_stage"]);
    squad.leader.post(&path, payment(&town, "2023-04-10", 1)).await.problem(409, "step_not_lawful_at_this_stage");
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    assert!(says(&squad, &case, "pay").await.is_empty());
    let before = town.figures(&case);
    let paid = squad.leader.post(&path, payment(&town, "2023-04-10", 2000)).await;
    assert_eq!(paid.status, 201);
    assert_eq!((&paid.ok()["surcharge_fen"], &paid.ok()["hand_over_due_on"]), (&json!(0), &Value::Null));
    let refused = squad.leader.post(&path, payment(&town, "2023-04-11", 3001)).await;
    assert_eq!(refused.faults(), [("/amount_fen".to_owned(), "payment_exceeds_what_is_owed".to_owned())]);
    town.clerk().await.post(&path, payment(&town, "2023-04-11", 3000)).await.ok();
    let mut expected = before;
    expected.extend(["fines_collected 2023-04-10 0 1 2000", "fines_collected 2023-04-11 0 1 3000"].map(String::from));
    expected.sort();
    assert_eq!(town.figures(&case), expected);
    assert_eq!(squad.head.all(&path).await.len(), 2);
}

#[actix_web::test]
async fn when_all_is_paid_nothing_is_owed_and_next_steps_say_so() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = fined(&squad).await;
    squad.leader.post(&format!("{case}/payments"), payment(&town, "2023-04-17", 5000)).await.ok();
    assert_eq!(says(&squad, &case, "pay").await, ["nothing_owed"]);
    squad.leader.post(&format!("{case}/payments"), payment(&town, "2023-04-18", 1)).await.problem(409, "nothing_owed");
}

#[actix_web::test]
async fn everything_that_stands_against_a_payment_is_told_at_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = fined(&squad).await;
    let path = format!("{case}/payments");
    let first = payment(&town, "2023-04-10", 10);
    squad.leader.post(&path, first.clone()).await.ok();
    let mut wrong = payment(&town, "2023-03-31", 0);
    wrong["receipt_number"] = first["receipt_number"].clone();
    wrong["collection"] = json!({"ground": "small_fine"});
    let faults = squad.leader.post(&path, wrong).await.faults();
    for (pointer, code) in [
        ("/paid_on", "dates_run_backwards"),
        ("/amount_fen", "payment_of_nothing"),
        ("/receipt_number", "receipt_number_already_used"),
        ("/collection", "on_the_spot_collection_unexplained"),
    ] {
        assert!(faults.contains(&(pointer.into(), code.into())), "{code} is not in {faults:?}");
    }
    let mut without = payment(&town, "2023-04-11", 10);
    without.as_object_mut().expect("members").remove("receipt_number");
    assert_eq!(squad.leader.post(&path, without).await.status, 400);
    let other = fined(&squad).await;
    let again = squad.leader.post(&format!("{other}/payments"), first).await;
    again.problem(409, "receipt_number_already_used");
}

#[actix_web::test]
async fn officers_collect_on_the_spot_only_on_the_grounds_of_the_law() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = fined(&squad).await;
    let path = format!("{case}/payments");
    let on_the_spot = |ground: &str| {
        let mut one = payment(&town, "2023-04-01", 5000);
        one["channel"] = json!("on_the_spot");
        one["officer_ids"] = json!(squad.officers);
        one["collection"] = json!({"ground": ground});
        one
    };
    let has = |faults: &[(String, String)], pointer: &str, code: &str| {
        assert!(faults.contains(&(pointer.into(), code.into())), "{code} is not in {faults:?}");
    };
    let mut alone = on_the_spot("remote_place");
    alone["officer_ids"] = json!([squad.officers[0]]);
    let faults = squad.leader.post(&path, alone).await.faults();
    has(&faults, "/officer_ids", "two_officers_required");
    has(&faults, "/collection/asked_by_party", "on_the_spot_collection_not_requested");
    has(&faults, "/collection/reason", "reason_missing");
    let ordinary = squad.ready().await;
    let mut decision = squad.decision();
    decision["penalties"] = json!([{"kind": "fine", "amount_fen": 10_001}]);
    squad.hears_of(&ordinary, with(squad.notice(), json!({"intended_penalties": decision["penalties"]}))).await;
    squad.head.post(&format!("{ordinary}/decisions"), decision).await.ok();
    let faults = squad.leader.post(&format!("{ordinary}/payments"), on_the_spot("small_fine")).await.faults();
    assert_eq!(faults.iter().filter(|one| one.1 == "on_the_spot_collection_not_allowed").count(), 2, "{faults:?}");
    let collected = squad.leader.post(&path, on_the_spot("small_fine")).await.ok();
    assert_eq!(collected["certificate_ids"].as_array().map(Vec::len), Some(2));
    assert_eq!(collected["hand_over_due_on"], "2023-04-04"); // the 1st is a Saturday
}

#[actix_web::test]
async fn what_was_collected_goes_to_the_agency_and_to_the_bank_in_two_working_days_each() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = fined(&squad).await;
    let path = format!("{case}/payment-handovers");
    assert_eq!(says(&squad, &case, "hand_over").await, ["payment_not_collected_on_the_spot"]);
    let mut collected = payment(&town, "2023-04-01", 5000);
    collected["channel"] = json!("on_the_spot");
    collected["officer_ids"] = json!(squad.officers);
    collected["collection"] = json!({"ground": "small_fine"});
    let id = squad.leader.post(&format!("{case}/payments"), collected).await.ok()["id"].clone();
    let handed = |to: &str, on: &str| json!({"payment_id": id, "to": to, "handed_over_on": on});
    squad.leader.post(&path, handed("bank", "2023-04-04")).await.problem(409, "payment_not_handed_over_yet");
    let late = squad.leader.post(&path, handed("agency", "2023-04-06")).await;
    assert_eq!(late.faults(), [("/late_reason".to_owned(), "late_hand_over_unexplained".to_owned())]);
    squad.leader.post(&path, handed("agency", "2023-04-04")).await.ok();
    squad.leader.post(&path, handed("agency", "2023-04-04")).await.problem(409, "payment_handed_over_already");
    let mut late = handed("bank", "2023-04-10"); // due on the 7th: the 5th is a holiday
    late["late_reason"] = json!("银行系统故障。");
    squad.leader.post(&path, late).await.ok();
    assert_eq!(says(&squad, &case, "hand_over").await, ["payment_handed_over_already"]);
    let unknown = json!({"payment_id": uuid::Uuid::now_v7(), "to": "agency", "handed_over_on": "2023-04-04"});
    let faults = squad.leader.post(&path, unknown).await.faults();
    assert!(faults.contains(&("/payment_id".into(), "payment_not_collected_on_the_spot".into())), "{faults:?}");
}

#[actix_web::test]
async fn the_surcharge_is_three_per_cent_a_day_and_shows_how_it_was_found() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = fined(&squad).await;
    let on = async |query: &str| squad.leader.get(&format!("{case}/surcharge?{query}")).await.ok();
    let found = on("on=2023-04-27").await;
    let shown = |found: &Value, names: &[&str]| names.iter().map(|name| found[*name].clone()).collect::<Vec<_>>();
    assert_eq!(
        shown(&found, &["received_on", "pay_by_unrolled", "pay_by", "overdue_days", "amount_fen", "capped"]),
        [json!("2023-04-01"), json!("2023-04-16"), json!("2023-04-17"), json!(10), json!(1500), json!(false)]
    );
    assert!(found["legal_bases"].as_array().expect("bases").contains(&json!("行政处罚法 第七十二条")));
    assert_eq!(on("on=2023-04-17").await["amount_fen"], 0);
    assert_eq!(on("on=2024-04-17").await["amount_fen"], 5000);
    let mut late = payment(&town, "2023-04-27", 5000);
    late["surcharge_fen"] = json!(1501);
    let refused = squad.leader.post(&format!("{case}/payments"), late.clone()).await;
    assert_eq!(refused.faults(), [("/surcharge_fen".to_owned(), "surcharge_exceeds_what_is_owed".to_owned())]);
    late["surcharge_fen"] = json!(1000);
    squad.leader.post(&format!("{case}/payments"), late).await.ok();
    let later = on("on=2024-04-17").await;
    assert_eq!(
        shown(&later, &["amount_fen", "unpaid_fen", "paid_up_on"]),
        [json!(1500), json!(500), json!("2023-04-27")]
    );
    let mut rest = payment(&town, "2023-05-04", 0);
    rest["surcharge_fen"] = json!(500);
    squad.leader.post(&format!("{case}/payments"), rest).await.ok();
    assert_eq!(says(&squad, &case, "pay").await, ["nothing_owed"]);
    squad.leader.get(&format!("{case}/surcharge?on=9999-01-01")).await.problem(422, "value_invalid");
    let unserved = squad.ready().await;
    squad.leader.get(&format!("{unserved}/surcharge")).await.problem(409, "nothing_owed");
    squad.head.post(&format!("{unserved}/decisions"), squad.decision()).await.ok();
    squad.leader.get(&format!("{unserved}/surcharge")).await.problem(409, "receipt_of_decision_unknown");
    let asked = squad.leader.get(&format!("{unserved}/surcharge?received_on=2023-04-01&on=2023-04-27")).await.ok();
    assert_eq!(asked["amount_fen"], 1500);
}

#[actix_web::test]
async fn in_hardship_a_fine_is_paid_later_or_in_parts_and_no_surcharge_accrues_meanwhile() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = fined(&squad).await;
    let path = format!("{case}/payment-plans");
    let plan = |instalments: Value| {
        json!({"applied_on": "2023-04-15", "hardship": "暂无收入。", "decided_on": "2023-04-20", "approved": true,
            "instalments": instalments})
    };
    let refused = squad.head.post(&path, plan(json!([{"due_on": "2023-05-31", "amount_fen": 4999}]))).await;
    assert_eq!(refused.faults(), [("/instalments".to_owned(), "instalments_do_not_add_up".to_owned())]);
    let backwards = json!([{"due_on": "2023-05-31", "amount_fen": 2500}, {"due_on": "2023-05-30", "amount_fen": 2500}]);
    let refused = squad.head.post(&path, plan(backwards)).await;
    assert_eq!(refused.faults(), [("/instalments/1/due_on".to_owned(), "dates_run_backwards".to_owned())]);
    let mut contradicts = plan(json!([]));
    squad.head.post(&path, contradicts.clone()).await.problem(409, "plan_contradicts_itself");
    contradicts["approved"] = json!(false);
    let refused = squad.head.post(&path, contradicts).await;
    assert_eq!(refused.faults(), [("/refusal_reason".to_owned(), "reason_missing".to_owned())]);
    squad.leader.post(&path, plan(json!([]))).await.problem(403, "not_permitted");
    let parts = json!([{"due_on": "2023-05-10", "amount_fen": 2500}, {"due_on": "2023-05-31", "amount_fen": 2500}]);
    squad.head.post(&path, plan(parts)).await.ok();
    // 18 and 19 April and 1 and 2 June count.
    let found = squad.leader.get(&format!("{case}/surcharge?on=2023-06-02")).await.ok();
    assert_eq!(
        (&found["overdue_days"], &found["deferred_days"], &found["amount_fen"]),
        (&json!(4), &json!(42), &json!(600))
    );
    squad.leader.post(&format!("{case}/payments"), payment(&town, "2023-05-10", 5000)).await.ok();
    assert_eq!(says(&squad, &case, "plan_payment").await, ["nothing_owed"]);
}
