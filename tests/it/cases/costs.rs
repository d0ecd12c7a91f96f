//! What a step costs: how many statements are asked of the database for it. Opening and ending the transaction count as one each.

use crate::support::{Squad, Tap, tapped, town};
use serde_json::Value;

/// Takes a step, and tells what was asked of the database for it.
async fn asked(squad: &Squad, tap: &Tap, case: &str, noun: &str, body: Value) -> Vec<String> {
    let who = if noun == "decisions" { &squad.head } else { &squad.leader };
    who.get(case).await.ok(); // who works is known to be there
    tap.heard();
    who.post(&format!("{case}/{noun}"), body).await.ok();
    tap.heard()
}

/// No more than that; else every statement is told.
fn is_cheap(noun: &str, asked: &[String], most: usize) {
    assert!(asked.len() <= most, "{noun}: {} statements instead of {most}\n{}", asked.len(), asked.join("\n"));
}

#[actix_web::test]
async fn a_step_takes_few_statements_and_a_number_is_allotted_last() {
    let (server, tap) = tapped();
    let town = town(&server).await;
    let squad = town.squad().await;
    squad.decided().await; // what was decided against the same party before is looked at, too
    let case = squad.files(squad.filing()).await;
    let act = asked(&squad, &tap, &case, "investigation-acts", squad.investigation()).await;
    squad.concludes(&case).await;
    let notice = asked(&squad, &tap, &case, "prior-notices", squad.notice()).await;
    squad.leader.post(&format!("{case}/statements"), squad.waiver()).await.ok();
    let decision = asked(&squad, &tap, &case, "decisions", squad.decision()).await;
    squad.leader.post(&format!("{case}/proofs-of-service"), squad.service()).await.ok();
    let payment = asked(&squad, &tap, &case, "payments", squad.payment()).await;
    is_cheap("investigation act", &act, 16);
    is_cheap("prior notice", &notice, 16);
    is_cheap("payment", &payment, 16);
    is_cheap("decision", &decision, 25);
    let locks = decision.iter().position(|one| one.starts_with("INSERT INTO \"anjuan\".\"document_counter\""));
    let since = decision.get(locks.expect("a number is allotted")..).unwrap_or_default();
    is_cheap("decision, since others wait for its number", since, 10);
    assert!(
        since.iter().all(|one| !one.contains("case_deadline") && !one.contains("statistical_posting")),
        "{since:#?}"
    );
}
