//! Executions, the time to punish, and what follows a decision.

use super::remedies::reconsidered;
use super::{Gate, Walk, each_way, row};
use crate::cases::after::serve;
use crate::support::{Squad, with};
use chrono::{Days, NaiveDate};
use serde_json::json;

#[actix_web::test]
async fn executions_wait_and_lapse_alike() {
    each_way(async |walk| {
        let squad = &walk.squad;
        walk.walks("substitute_demand", "2023-09-18", Gate::Waits("substitute_demand_too_short"), async |on| {
            let case = walk.served().await;
            let demand = walk.demands(&case, "2023-09-18").await;
            let what = json!({"kind": "substitute_performance", "decided_on": "2023-09-20",
                "starts_at": format!("{on}T09:00:00+08:00"), "ends_at": format!("{on}T11:00:00+08:00"), "urgency": "情况紧急。",
                "substitute": {"performer": "某保洁公司", "object": "清理污染物", "estimate_fen": 300_000}});
            (case.clone(), walk.executes(&case, &demand, what).await)
        })
        .await;
        let over = walk.last_day("lawsuit", "2023-04-03").await;
        assert!(over < NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day"));
        walk.walks("execution_stopped", "2022-10-12", Gate::Late("execution_lapsed"), async |on| {
            let case = squad.files(with(squad.filing(), json!({"filed_on": "2022-03-16"}))).await;
            early(squad, &case).await;
            let demand = walk.demands(&case, "2022-09-15").await;
            let what = json!({"kind": "restore_original_state", "decided_on": "2022-10-10",
                "starts_at": "2022-10-12T09:00:00+08:00", "ends_at": "2022-10-12T11:00:00+08:00"});
            let begun = walk.executes(&case, &demand, what).await.ok();
            let change = |turn: &str, on: &str| json!({"execution_id": begun["id"], "turn": turn, "changed_on": on,
                "reason": "依法处理。", "approved_by": "陈建国"});
            let path = format!("{case}/execution-changes");
            let stop = with(change("stopped", "2022-10-12"), json!({"ground": "cannot_perform"}));
            squad.head.post(&path, stop).await.ok();
            (case.clone(), squad.head.post(&path, change("resumed", on)).await)
        })
        .await;
    })
    .await;
}

/// Decided and served in the spring of 2022.
async fn early(squad: &Squad, case: &str) {
    let performed = json!({"performed_at": "2022-03-20T09:00:00+08:00"});
    squad.leader.post(&format!("{case}/investigation-acts"), with(squad.investigation(), performed)).await.ok();
    let act = json!({"violation": {"began_on": "2022-03-16"}});
    let concluded = with(with(squad.conclusion(), json!({"concluded_on": "2022-03-21"})), act.clone());
    squad.leader.post(&format!("{case}/investigation-conclusions"), concluded).await.ok();
    squad.hears(case, "written", "2022-03-22").await;
    let decision = with(with(squad.decision(), json!({"decided_at": "2022-04-01T10:00:00+08:00"})), act);
    let decision = with(decision, json!({"separate_act": "另一次占道摆摊。"}));
    let decided = squad.head.post(&format!("{case}/decisions"), decision).await;
    assert_eq!(decided.status, 201, "{}", decided.text);
    serve(squad, case, "decision", "2022-04-02").await;
}

/// 追究时效: an act that was found out on the last day is punished, a day later it is not.
#[actix_web::test]
async fn the_time_to_punish_is_counted_alike() {
    let walk = Walk::in_a_town(0).await;
    let squad = &walk.squad;
    for (rule, began_on, grave) in [("limitation", "2021-03-10", false), ("limitation_grave_harm", "2018-03-10", true)]
    {
        walk.walks(rule, began_on, Gate::Late("limitation_passed"), async |on| {
            let case = squad.ready().await;
            let act = json!({"violation": {"began_on": began_on, "found_on": on, "grave_harm": grave},
                "separate_act": "另一次占道摆摊。"});
            (case.clone(), squad.head.post(&format!("{case}/decisions"), with(squad.decision(), act)).await)
        })
        .await;
    }
}

/// What no gate bars is told by the same count: published, taken back, decided again.
#[actix_web::test]
async fn what_follows_a_decision_is_told_and_told_alike() {
    each_way(async |walk| {
        let squad = &walk.squad;
        for rule in ["publicity", "publicity_withdrawal", "redecision", "decision_service"] {
            walk.length(rule).await;
        }
        let case = squad.decided().await;
        let decision = squad.leader.all(&format!("{case}/decisions")).await.pop().expect("a decision");
        let published = walk.told(&case, "publicity").await;
        assert_eq!(decision["publicity_due_on"], published);
        let (length, unit, _) = row("publicity");
        let counted =
            format!("/calendar/due-date?start=2023-04-01&days={}&unit={unit}&rolls=none", length + walk.longer);
        assert_eq!(squad.leader.get(&counted).await.ok()["due_date"], published);
        let board = squad.leader.all("/deadlines?rule=publicity&limit=1").await;
        assert_eq!((board.len(), &board[0]["deadline"]["due_on"]), (1, &json!(published)));
        assert_eq!(board[0]["deadline"]["name_en"], "time to publish a penalty");
        let annulled = json!({"result": "annulled", "received_on": "2023-06-25", "redecision_ordered": true});
        reconsidered(squad, &case, annulled).await;
        let result = squad.leader.all(&format!("{case}/reconsideration-results")).await.pop().expect("a result");
        assert_eq!(result["publicity_due_on"], walk.told(&case, "publicity_withdrawal").await);
        let again = NaiveDate::from_ymd_opt(2023, 6, 25).expect("a day") + Days::new((60 + walk.longer).into());
        assert_eq!(walk.told(&case, "redecision").await, again.to_string());
        let all = squad.leader.all(&format!("{case}/deadlines")).await;
        let gone = all.iter().find(|one| one["rule"] == "publicity").expect("told");
        assert_eq!((&gone["standing"], &gone["done_on"]), (&json!("missed"), &json!("2023-06-20")));
        let board = squad.leader.all("/deadlines?rule=redecision").await;
        assert_eq!(board.len(), 1, "a new decision is awaited");
    })
    .await;
}
