//! `next-steps` and the POST look at the same things: the powers of the agency, what is pending, what a reviewer has seen.

use super::hearings::{hearing_notice, reasons, request, told};
use super::legal_reviews::review;
use super::measures::{lifting, measure};
use super::transfers::{acceptance, going_back, transfer};
use crate::support::{Town, shared, town};
use anjuan::domain::permission::Role;
use serde_json::{Value, json};
use uuid::Uuid;

/// Gives the agency these powers, and no other.
async fn empowered(town: &Town<'_>, powers: &[&str]) {
    let (platform, path) = (town.server.platform_admin().await, format!("/agencies/{}", town.code));
    platform.patch(&path, json!({"powers": powers})).await.ok();
}

#[actix_web::test]
async fn what_the_agency_may_not_do_at_all_is_told_before_it_is_tried() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    assert_eq!(reasons(&squad, &case, "impose_measure").await, ["agency_lacks_coercive_power"]);
    let refused = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await;
    assert_eq!(refused.problem(409, "agency_lacks_coercive_power")["legal_basis"], "行政强制法 第十七条");
    empowered(&town, &["penalty", "inspection", "coercive_measure"]).await;
    assert_eq!(reasons(&squad, &case, "impose_measure").await, [""; 0]);
    let imposed = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await.ok();

    empowered(&town, &["inspection", "coercive_measure"]).await;
    for step in ["investigate", "notify", "conclude_investigation", "impose_measure", "decide"] {
        assert!(reasons(&squad, &case, step).await.contains(&"agency_lacks_power".to_owned()), "{step}");
    }
    let posts = [
        (&squad.leader, "investigation-acts", squad.investigation()),
        (&squad.leader, "prior-notices", squad.notice()),
        (&squad.head, "decisions", squad.decision()),
    ];
    for (who, noun, body) in posts {
        let refused = who.post(&format!("{case}/{noun}"), body).await;
        assert!(refused.faults().contains(&("".into(), "agency_lacks_power".into())), "{noun}: {}", refused.text);
    }
    // What was begun is ended and handed over by whom the power was taken from.
    assert_eq!(reasons(&squad, &case, "lift_measure").await, [""; 0]);
    squad.leader.post(&format!("{case}/coercive-measure-liftings"), lifting(&squad, &imposed)).await.ok();
    squad.head.post(&format!("{case}/transfers"), transfer(&squad)).await.ok();
}

#[actix_web::test]
async fn a_review_holds_while_nothing_is_added_that_a_reviewer_judges() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    empowered(&town, &["penalty", "inspection", "coercive_measure"]).await;
    let reviewer = town.person(&[Role::LegalReviewer]).await;
    let case = squad.ready().await;
    let imposed = squad.leader.post(&format!("{case}/coercive-measures"), measure(&squad)).await.ok();
    reviewer.post(&format!("{case}/legal-reviews"), review("agree")).await.ok();
    let suspension = json!({"of": "case", "ground": "legal_question", "reason": "送请解释。", "from": "2023-03-28"});
    let stopped = squad.head.post(&format!("{case}/suspensions"), suspension).await.ok();
    let resumption = json!({"suspension_id": stopped["id"], "resumed_on": "2023-03-29", "reason": "已答复。"});
    squad.head.post(&format!("{case}/resumptions"), resumption).await.ok();
    let mut lifted = lifting(&squad, &imposed);
    lifted["lifted_on"] = json!("2023-03-29");
    squad.leader.post(&format!("{case}/coercive-measure-liftings"), lifted).await.ok();
    let sent = squad.head.post(&format!("{case}/transfers"), transfer(&squad)).await.ok();
    squad.leader.post(&format!("{case}/transfer-returns"), going_back(&sent)).await.ok();
    assert_eq!(reasons(&squad, &case, "decide").await, [""; 0]);
    let words = json!({"stated_on": "2023-03-30", "officer_ids": squad.officers,
        "points": [{"point": "家庭困难。", "finding": "属实。", "accepted": true}]});
    squad.leader.post(&format!("{case}/statements"), words).await.ok();
    assert_eq!(reasons(&squad, &case, "decide").await, ["legal_review_outdated"]);
}

#[actix_web::test]
async fn what_was_begun_on_the_spot_goes_on_in_the_ordinary_procedure_when_it_comes_back() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for accepted in [false, true] {
        let mut filing = squad.filing();
        filing["procedure"] = json!("summary");
        let case = squad.files(filing).await;
        let sent = squad.head.post(&format!("{case}/transfers"), transfer(&squad)).await.ok();
        if accepted {
            squad.leader.post(&format!("{case}/transfer-acceptances"), acceptance(&sent)).await.ok();
        }
        squad.leader.post(&format!("{case}/transfer-returns"), going_back(&sent)).await.ok();
        let shown = squad.leader.get(&case).await.ok();
        assert_eq!(shown["procedure"], "ordinary", "accepted: {accepted}");
        assert!(reasons(&squad, &case, "decide").await.contains(&"investigation_missing".to_owned()));
        let refused = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
        assert!(refused.faults().contains(&("".into(), "investigation_missing".into())), "{}", refused.text);
        let act = squad.investigation_at("2023-03-29T09:00:00+08:00");
        squad.leader.post(&format!("{case}/investigation-acts"), act).await.ok();
        assert!(!reasons(&squad, &case, "decide").await.contains(&"investigation_missing".to_owned()));
    }
}

#[actix_web::test]
async fn a_clients_id_stands_for_one_step_whichever_noun_it_is_sent_to() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    empowered(&town, &["penalty", "inspection", "coercive_measure"]).await;
    let case = squad.investigated().await;
    let with = |id: Uuid, mut body: Value| {
        body["id"] = json!(id);
        body
    };
    let (measures, notices) = (format!("{case}/coercive-measures"), format!("{case}/prior-notices"));
    let id = Uuid::now_v7();
    let imposed = squad.leader.post(&measures, with(id, measure(&squad))).await;
    assert_eq!(imposed.status, 201);
    assert_eq!(squad.leader.post(&measures, with(id, measure(&squad))).await.status, 200, "the same again");
    squad.leader.post(&notices, with(id, squad.notice())).await.problem(409, "id_exists_with_other_content");
    squad
        .leader
        .post(&format!("{case}/investigation-acts"), with(id, squad.investigation()))
        .await
        .problem(409, "id_exists_with_other_content");
    let act = squad.leader.all(&format!("{case}/investigation-acts")).await[0]["id"].as_str().unwrap().to_owned();
    squad
        .leader
        .post(&measures, with(act.parse().unwrap(), measure(&squad)))
        .await
        .problem(409, "id_exists_with_other_content");
    assert_eq!(town.figures(&id.to_string()), ["coercive_measures 2023-03-20 2 1 0"]);
    assert_eq!(town.figures(&act), [""; 0]);
}

#[actix_web::test]
async fn whom_a_hearing_paper_names_by_an_officers_id_is_an_officer_here() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let other = crate::support::another_town(town.server).await;
    let case = told(&squad).await;
    squad.leader.post(&format!("{case}/hearing-requests"), request()).await.ok();
    let path = format!("{case}/hearing-notices");
    for stranger in [Uuid::now_v7().to_string(), other.certified_officer("陈法").await] {
        let mut notice = hearing_notice();
        notice["chair"] = json!({"name": "陈法", "officer_id": stranger});
        notice["members"] = json!([{"name": "林听", "officer_id": stranger}]);
        let refused = squad.leader.post(&path, notice).await;
        let code = "officer_of_another_agency".to_owned();
        let expected = ["/chair/officer_id", "/members/0/officer_id"].map(|at| (at.to_owned(), code.clone()));
        assert_eq!(refused.faults(), expected);
    }
    let mut notice = hearing_notice();
    notice["chair"] = json!({"name": "陈法", "officer_id": town.certified_officer("陈法").await});
    squad.leader.post(&path, notice).await.ok();
}
