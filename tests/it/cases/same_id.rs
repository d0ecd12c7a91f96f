//! An id is unique within its agency only: cases of two agencies may share one.

use crate::support::{Squad, county, shared, town_below};
use anjuan::domain::permission::Role;
use serde_json::{Value, json};
use uuid::Uuid;

#[actix_web::test]
async fn two_agencies_may_give_their_cases_and_acts_the_same_ids_and_each_keeps_its_own() {
    let county = county(shared()).await;
    let town = town_below(&county).await;
    let (above, below) = (county.squad().await, town.squad().await);
    // Both reads everything below and works in the county.
    let both = county.person(&[Role::Supervisor, Role::SquadLeader]).await;
    let judge = county.person(&[Role::Supervisor, Role::DecisionMaker]).await;
    let ids: [Uuid; 8] = std::array::from_fn(|_| Uuid::now_v7());
    let with = |mut body: Value, n: usize| {
        body["id"] = json!(ids[n]);
        body
    };
    let path = format!("/cases/{}", ids[0]);
    let mut smaller = below.decision();
    smaller["penalties"] = json!([{"kind": "warning"}]);
    for (leader, head, squad, decision) in
        [(&below.leader, &below.head, &below, smaller), (&both, &judge, &above, above.decision())]
    {
        let is_fine = decision["penalties"][0]["kind"] == "fine";
        for (who, path, body) in [
            (leader, "/cases".to_owned(), with(squad.filing(), 0)),
            (leader, format!("{path}/investigation-acts"), with(squad.investigation(), 1)),
            (leader, format!("{path}/investigation-conclusions"), with(squad.conclusion(), 4)),
            (leader, format!("{path}/prior-notices"), with(squad.notice(), 5)),
            (leader, format!("{path}/statements"), with(squad.waiver(), 6)),
            (head, format!("{path}/decisions"), with(decision, 2)),
            (leader, format!("{path}/proofs-of-service"), with(squad.service(), 7)),
        ] {
            assert_eq!(who.post(&path, body).await.status, 201, "{path}");
        }
        if is_fine {
            leader.post(&format!("{path}/payments"), squad.payment()).await.ok();
        }
        leader.post(&format!("{path}/closures"), with(unrecorded(squad), 3)).await.ok();
    }
    let mine = both.get(&path).await.ok();
    assert_eq!((&mine["matter_codes"], mine["officers"].as_array().map(Vec::len)), (&json!([above.matter]), Some(2)));
    for (what, n) in [("timeline", 9), ("investigation-acts", 1), ("decisions", 1), ("closures", 1)] {
        assert_eq!(both.all(&format!("{path}/{what}")).await.len(), n, "{what}");
    }
    assert_eq!(both.all(&format!("{path}/decisions")).await[0]["penalties"][0]["kind"], "fine");
    let listed = both.all("/cases").await;
    let mut matters: Vec<&Value> = listed.iter().map(|one| &one["matter_codes"]).collect();
    matters.sort_by_key(|codes| **codes == json!([above.matter]));
    assert_eq!(matters, [&json!([below.matter]), &json!([above.matter])]);
    let fined = |town: &str| town.contains("fines_imposed");
    assert_eq!(county.figures(&path).iter().filter(|line| fined(line)).count(), 1);
    assert_eq!(town.figures(&path).iter().filter(|line| fined(line)).count(), 0);
}

/// A closure of what was not recorded.
fn unrecorded(squad: &Squad) -> Value {
    let phases = ["initiation", "investigation", "review", "decision", "service", "execution"];
    let waived: Vec<Value> = phases.iter().map(|phase| json!({"phase": phase, "reason": "没有条件"})).collect();
    let mut closure = squad.closure();
    closure["phases_without_recording"] = json!(waived);
    closure
}
