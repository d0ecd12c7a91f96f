//! What `next-steps` says to each reader is what the POST answers to that reader.

use super::legal_reviews::review;
use crate::support::{Person, Squad, Town, county, shared, town, town_below, with};
use anjuan::domain::actor::DEPLOYMENT;
use anjuan::domain::permission::Role;
use serde_json::{Value, json};

/// What a reader is told of one step.
async fn told(reader: &Person, case: &str, step: &str) -> Value {
    let steps = reader.get(&format!("{case}/next-steps")).await.ok();
    steps["items"].as_array().expect("steps").iter().find(|one| one["step"] == step).expect("a step").clone()
}

fn codes(one: &Value) -> Vec<&str> {
    one["your_reasons"].as_array().expect("reasons").iter().map(|one| one["code"].as_str().expect("a code")).collect()
}

/// A step is taken with nothing in it: who may not is refused for that, whoever may for what is missing.
async fn agrees(reader: &Person, case: &str, steps: &[Value]) {
    // Who may decide hangs on the case's procedure, so a decision is read before it is known.
    for one in steps.iter().filter(|one| one["step"] != "decide") {
        let path = one["resource"].as_str().expect("where to").trim_start_matches("/api/v1").to_owned();
        let answer = reader.post(&path, json!({})).await;
        let forbidden = codes(one) == ["not_permitted"];
        assert_eq!(
            answer.status == 403,
            forbidden,
            "{} as {}: {} {}",
            one["step"],
            reader.username,
            answer.status,
            one
        );
        assert_eq!(one["you_may"] == true, one["lawful"] == true && codes(one).is_empty(), "{case}: {one}");
    }
}

#[actix_web::test]
async fn every_role_is_told_of_every_step_what_its_post_is_answered() {
    let above = county(shared()).await;
    let town = town_below(&above).await;
    let squad = town.squad().await;
    let undecided = squad.ready().await;
    let decided = squad.decided().await;
    for role in Role::ALL {
        if matches!(role, Role::PlatformAdmin | Role::SecurityAdmin | Role::Auditor) {
            let reader = town.server.person(DEPLOYMENT, &[*role]).await;
            assert_ne!(reader.get(&format!("{decided}/next-steps")).await.status, 200, "{role} reads no case");
            continue;
        }
        let agency = if *role == Role::Supervisor { &above } else { &town };
        let reader = agency.person(&[*role]).await;
        for case in [&undecided, &decided] {
            let steps = reader.get(&format!("{case}/next-steps")).await.ok();
            let steps = steps["items"].as_array().expect("steps").clone();
            assert_eq!(reader.get(case).await.ok()["next_steps"], json!(steps), "the case says the same");
            for one in &steps {
                let roles = one["roles"].as_array().expect("roles");
                assert_eq!(codes(one) == ["not_permitted"], !roles.contains(&json!(role.as_str())), "{role}: {one}");
            }
            agrees(&reader, case, &steps).await;
        }
    }
}

/// Somebody above who holds a role of the field there reads the case, and takes no step in it.
#[actix_web::test]
async fn a_case_of_another_agency_is_read_and_left_alone() {
    let above = county(shared()).await;
    let town = town_below(&above).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let reader = above.person(&[Role::Supervisor, Role::Officer, Role::DecisionMaker]).await;
    let one = told(&reader, &case, "notify").await;
    assert_eq!((&one["lawful"], &one["you_may"], codes(&one)), (&json!(true), &json!(false), vec!["not_permitted"]));
    reader.post(&format!("{case}/prior-notices"), squad.notice()).await.problem(404, "not_found");
}

/// A leader and a head who are officers, too.
async fn as_officer(town: &Town<'_>, squad: &Squad, role: Role, place: usize) -> Person {
    let officer = squad.officers[place].parse().map(anjuan::domain::ids::OfficerId::from_uuid).expect("a UUID");
    town.server.person_who_is(town.agency_id(), &[role], Some(officer)).await
}

#[actix_web::test]
async fn who_stands_too_near_to_a_case_is_told_before_it_is_tried() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    // Who investigated does not decide, and who worked on the case does not review it.
    let (decides, reviews) = (
        as_officer(&town, &squad, Role::DecisionMaker, 0).await,
        as_officer(&town, &squad, Role::LegalReviewer, 1).await,
    );
    for (who, step, noun, body, code) in [
        (&decides, "decide", "decisions", squad.decision(), "investigator_may_not_decide"),
        (&reviews, "review_legally", "legal-reviews", review("agree"), "reviewer_handled_case"),
    ] {
        let one = told(who, &case, step).await;
        assert_eq!((&one["lawful"], &one["you_may"], codes(&one)), (&json!(true), &json!(false), vec![code]), "{one}");
        let refused = who.post(&format!("{case}/{noun}"), body).await;
        assert!(refused.faults().iter().any(|(_, told)| told == code), "{step}: {}", refused.text);
    }
    let one = told(&squad.head, &case, "decide").await;
    assert_eq!((&one["you_may"], codes(&one)), (&json!(true), Vec::new()));
    // The ETag of the case is the same for every reader.
    let tag = async |who: &Person| who.get(&case).await.header("etag");
    assert_eq!(tag(&decides).await, tag(&squad.head).await);
    // Who asked for a voiding does not confirm it.
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let voiding = json!({"voided_on": "2023-04-02", "ground": "misprint", "reason": "打印错误。"});
    squad.head.post(&format!("{case}/voidings"), voiding).await.ok();
    assert_eq!(codes(&told(&squad.head, &case, "confirm_voiding").await), ["voiding_confirmed_by_oneself"]);
    assert_eq!(told(&squad.leader, &case, "confirm_voiding").await["you_may"], true);
}

#[actix_web::test]
async fn who_is_recused_is_told_so_of_every_step_and_records_nothing_more() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let officer = as_officer(&town, &squad, Role::Officer, 0).await;
    let case = squad.investigated().await;
    let recusal = json!({"requested_on": "2023-03-21", "requested_by": "party", "requester": "池有根",
        "concerned": {"name": "王伟", "capacity": "investigator", "officer_id": squad.officers[0]},
        "ground": "direct_interest", "reasons": "系亲属。", "received_by": "李强"});
    let asked = squad.leader.post(&format!("{case}/recusals"), recusal).await.ok();
    assert_eq!(told(&officer, &case, "notify").await["you_may"], true);
    let decision = json!({"recusal_id": asked["id"], "decided_on": "2023-03-22", "granted": true, "decided_by": "陈建国",
        "post": "镇长", "reasons": "经审查。"});
    squad.head.post(&format!("{case}/recusal-decisions"), decision).await.ok();
    let one = told(&officer, &case, "notify").await;
    assert_eq!((&one["lawful"], &one["you_may"], codes(&one)), (&json!(true), &json!(false), vec!["officer_recused"]));
    let refused = officer.post(&format!("{case}/prior-notices"), squad.notice()).await;
    assert!(refused.faults().contains(&("".into(), "officer_recused".into())), "{}", refused.text);
    assert_eq!(told(&squad.leader, &case, "notify").await["you_may"], true);

    // 全过程记录: neither by the one who is recused nor with them, from the day of the decision on.
    let recordings = format!("{case}/recordings");
    let on = |day: &str, officers: Value| {
        let at = format!("{day}T10:00:00+08:00");
        with(squad.recording("investigation"), json!({"occurred_at": at, "officer_ids": officers}))
    };
    let other = json!([squad.officers[1]]);
    let refused = officer.post(&recordings, on("2023-03-22", other.clone())).await;
    assert_eq!(refused.problem(409, "officer_recused")["legal_basis"], "行政处罚法 第四十三条");
    let refused = squad.leader.post(&recordings, on("2023-03-22", json!(squad.officers))).await;
    assert_eq!(refused.faults(), [("/officer_ids/0".to_owned(), "officer_recused".to_owned())]);
    // Whatever the day: who is recused brings nothing in any more. Others do, and go on.
    officer.post(&recordings, on("2023-03-21", json!(squad.officers))).await.problem(409, "officer_recused");
    squad.leader.post(&recordings, on("2023-03-21", json!(squad.officers))).await.ok();
    squad.leader.post(&recordings, on("2023-03-22", other)).await.ok();
}
