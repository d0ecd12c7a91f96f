//! What the stories after a decision begin with.

pub use crate::support::with;

use crate::support::Squad;
use serde_json::{Value, json};

/// An ordinary case, led to a fine of 50 yuan on 1 April.
pub async fn decided(squad: &Squad) -> (String, Value) {
    let case = squad.decided().await;
    let decision = squad.leader.all(&format!("{case}/decisions")).await.pop().expect("a decision");
    (case, decision)
}

/// The same, served on 3 April: to be paid by the 18th.
pub async fn served(squad: &Squad) -> (String, Value) {
    let (case, decision) = decided(squad).await;
    serve(squad, &case, "decision", "2023-04-03").await;
    (case, decision)
}

/// A proof that the last paper of a kind was handed over on a day.
pub async fn serve(squad: &Squad, case: &str, document: &str, on: &str) -> Value {
    let proof = json!({"document": document, "addressee": "池有根", "way": "direct", "done_on": on, "place": "镇政府",
        "officer_ids": squad.officers, "received_by": {"name": "池有根", "relation": "party"}});
    squad.leader.post(&format!("{case}/proofs-of-service"), proof).await.ok()
}

/// All that `next-steps` says against a step.
pub async fn says(squad: &Squad, case: &str, step: &str) -> Vec<String> {
    let steps = squad.leader.get(&format!("{case}/next-steps")).await.ok();
    let one = steps["items"].as_array().expect("steps").iter().find(|one| one["step"] == step).expect("a step").clone();
    one["reasons"].as_array().expect("reasons").iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

/// The ledger is what the rows say.
pub fn agrees(town: &crate::support::Town<'_>) {
    let actor = anjuan::domain::actor::Actor::system(uuid::Uuid::now_v7()).on_behalf_of(town.agency_id());
    let verdict = town.server.db.read_now(&actor, anjuan::statistics::recompute::compare).expect("compared");
    assert_eq!(verdict.differences, []);
}
