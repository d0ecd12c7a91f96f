//! Legal reviews, and what they bar.

use super::hearings::reasons;
use crate::support::{Squad, isolated, shared, town};
use anjuan::domain::actor::Actor;
use anjuan::domain::ids::OfficerId;
use anjuan::domain::permission::Role;
use anjuan::statistics::recompute;
use serde_json::{Value, json};

pub fn review(outcome: &str) -> Value {
    json!({"received_on": "2023-03-27", "reviewed_on": "2023-03-28", "reviewer": "陈法", "qualification": "legal_profession",
        "qualification_number": "A20213504811234", "grounds": ["complex"], "proposal": "罚款 50 元",
        "findings": [{"item": "facts", "sound": true}, {"item": "procedure", "sound": outcome == "agree", "remark": "见意见。"}],
        "outcome": outcome, "opinion": "见各项。"})
}

fn another_act(squad: &Squad) -> Value {
    squad.investigation_at("2023-03-27T09:00:00+08:00")
}

#[actix_web::test]
async fn only_what_the_reviewer_agrees_to_is_decided_and_the_review_is_counted() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    let case = squad.ready().await;
    let (reviews, decisions) = (format!("{case}/legal-reviews"), format!("{case}/decisions"));
    for outcome in ["correct", "supplement", "return"] {
        let said = reviewer.post(&reviews, review(outcome)).await;
        assert_eq!(said.status, 201, "{}", said.text);
        assert_eq!(reasons(&squad, &case, "decide").await, ["legal_review_not_passed"], "{outcome}");
        let refused = squad.head.post(&decisions, squad.decision()).await.problem(409, "legal_review_not_passed");
        assert_eq!(refused["legal_basis"], "行政处罚法 第五十八条");
    }
    reviewer.post(&reviews, review("transfer")).await.ok();
    assert_eq!(reasons(&squad, &case, "decide").await, [""; 0]);
    let refused = squad.head.post(&decisions, squad.decision()).await;
    assert_eq!(refused.faults(), [("/outcome".into(), "legal_review_not_passed".into())]);
    let agreed = reviewer.post(&reviews, review("agree")).await.ok();
    assert_eq!(agreed["file_digest"], squad.head.get(&case).await.ok()["file_digest"]);
    let counted =
        |counter: &str| town.figures(&case).into_iter().filter(|line| line.starts_with(counter)).collect::<Vec<_>>();
    assert_eq!(
        counted("legal_reviews"),
        ["legal_reviews 2023-03-28 0 1 0", "legal_reviews_corrected 2023-03-28 0 1 0"]
    );
    squad.head.post(&decisions, squad.decision()).await.ok();
    reviewer.post(&reviews, review("agree")).await.problem(409, "step_not_lawful_at_this_stage");
    let actor = Actor::system(uuid::Uuid::now_v7()).on_behalf_of(town.agency_id());
    assert_eq!(server.db.read_now(&actor, recompute::compare).expect("compared").differences, []);
}

#[actix_web::test]
async fn a_review_holds_for_the_file_that_was_reviewed() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    let case = squad.ready().await;
    let reviews = format!("{case}/legal-reviews");
    let digest = async || reviewer.get(&case).await.ok()["file_digest"].clone();
    let mut seen = review("agree");
    seen["file_digest"] = digest().await;
    let first = reviewer.post(&reviews, seen.clone()).await;
    assert_eq!(first.status, 201);
    assert_eq!(digest().await, seen["file_digest"], "the review itself is no part of what is reviewed");
    squad.leader.post(&format!("{case}/investigation-acts"), another_act(&squad)).await.ok();
    squad.concludes(&case).await;
    assert_ne!(digest().await, seen["file_digest"]);
    assert_eq!(reasons(&squad, &case, "decide").await, ["legal_review_outdated"]);
    let refused = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
    assert_eq!(refused.problem(409, "legal_review_outdated")["legal_basis"], "house");
    let refused = reviewer.post(&reviews, seen.clone()).await;
    assert_eq!(refused.faults(), [("/file_digest".into(), "reviewed_file_changed".into())]);
    seen["file_digest"] = json!("0".repeat(64));
    reviewer.post(&reviews, seen).await.problem(409, "reviewed_file_changed");
    reviewer.post(&reviews, review("agree")).await.ok();
    let before = digest().await;
    let other = town.claimed_matter().await;
    squad.leader.put(&format!("{case}/tags"), json!({"matter_codes": [other]})).await.ok();
    assert_ne!(digest().await, before, "other tags make another file");
    assert_eq!(reasons(&squad, &case, "decide").await, ["legal_review_outdated"]);
}

#[actix_web::test]
async fn whoever_handled_the_case_does_not_review_it_and_a_reviewer_is_qualified() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let reviews = format!("{case}/legal-reviews");
    let officer = OfficerId::from_uuid(squad.officers[1].parse().expect("a UUID"));
    let handler = town.server.person_who_is(town.agency_id(), &[Role::LegalReviewer], Some(officer)).await;
    handler.post(&reviews, review("agree")).await.problem(409, "reviewer_handled_case");
    let both = town.person(&[Role::LegalReviewer, Role::Officer]).await;
    let act = squad.investigation_at("2023-03-21T09:00:00+08:00");
    both.post(&format!("{case}/investigation-acts"), act).await.ok();
    both.post(&reviews, review("agree")).await.problem(409, "reviewer_handled_case");
    squad.leader.post(&reviews, review("agree")).await.problem(403, "not_permitted");
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    let mut bad = review("agree");
    bad["qualification_number"] = Value::Null;
    bad["findings"] = json!([{"item": "evidence", "sound": false}]);
    bad["grounds"] = json!(["heard_rights"]);
    bad["reviewer"] = json!("王伟");
    bad["received_on"] = json!("2023-03-19");
    bad["reviewed_on"] = json!("2023-03-20");
    let faults = reviewer.post(&reviews, bad.clone()).await.faults();
    for (pointer, code) in [
        ("/reviewed_on", "dates_run_backwards"),
        ("/qualification_number", "reviewer_not_qualified"),
        ("/outcome", "review_contradicts_findings"),
        ("/grounds", "review_before_hearing_ends"),
        ("/reviewer", "reviewer_handled_case"),
    ] {
        assert!(faults.contains(&(pointer.into(), code.into())), "{pointer} {code} is not in {faults:?}");
    }
    let mut earlier = review("agree");
    (earlier["qualification"], earlier["reviewing_since"]) = (json!("earlier_reviewer"), json!("2018-01-01"));
    let refused = reviewer.post(&reviews, earlier.clone()).await;
    assert_eq!(refused.faults(), [("/reviewing_since".into(), "reviewer_not_qualified".into())]);
    earlier["reviewing_since"] = json!("2017-12-31");
    assert_eq!(reviewer.post(&reviews, earlier).await.status, 201);
}

#[actix_web::test]
async fn the_same_review_again_is_answered_as_it_was_kept() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    let case = squad.investigated().await;
    let path = format!("{case}/legal-reviews");
    let mut new = review("agree");
    new["id"] = json!(uuid::Uuid::now_v7().to_string());
    let first = reviewer.post(&path, new.clone()).await;
    let again = reviewer.post(&path, new.clone()).await;
    assert_eq!((first.status, again.status, again.ok()), (201, 200, first.ok()));
    new["opinion"] = json!("另一意见");
    reviewer.post(&path, new).await.problem(409, "id_exists_with_other_content");
}
