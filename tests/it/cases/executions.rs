//! Executions by an agency that has the power.

use super::after::{agrees, says, serve, served, with};
use super::gates::choice;
use crate::support::{Squad, Town, shared, town, with_settings};
use serde_json::{Value, json};

/// A town that a law has given the power to enforce.
async fn empowered(town: &Town<'_>) -> Squad {
    let platform = town.server.platform_admin().await;
    let path = format!("/agencies/{}", town.code);
    let powers = json!({"powers": ["penalty", "inspection", "coercive_execution"]});
    let tag = platform.get(&path).await.header("etag");
    let change = platform.request(reqwest::Method::PATCH, &path).header("If-Match", tag).json(&powers);
    platform.send(change).await.ok();
    town.squad().await
}

/// Demanded by 28 September, served on the 18th.
async fn demanded(squad: &Squad) -> (String, Value) {
    let (case, _) = served(squad).await;
    let demand = json!({"demanded_on": "2023-09-15", "obligations": "拆除占道设施。", "perform_by": "2023-09-28",
        "manner": "自行拆除。", "fine_fen": 5000, "surcharge_fen": 5000, "rights_told": true, "signed_by": "陈建国"});
    let demand = squad.leader.post(&format!("{case}/demands"), demand).await.ok();
    serve(squad, &case, "demand", "2023-09-18").await;
    (case, demand)
}

fn execution(squad: &Squad, demand: &Value) -> Value {
    json!({"kind": "restore_original_state", "decided_on": "2023-10-10", "power_basis": "《城乡规划法》第六十五条",
        "reasons": "经催告逾期不履行。", "legal_bases": ["《行政强制法》第三十七条"], "manner": "拆除占道设施。",
        "remedies": "六十日内申请行政复议。", "approved_by": "陈建国", "sealed": true, "officer_ids": squad.officers,
        "demand_id": demand["id"], "starts_at": "2023-10-12T09:00:00+08:00", "ends_at": "2023-10-12T11:00:00+08:00"})
}

fn change(execution: &Value, turn: &str, on: &str) -> Value {
    json!({"execution_id": execution["id"], "turn": turn, "changed_on": on, "reason": "依法处理。", "approved_by": "陈建国"})
}

fn has(faults: &[(String, String)], pointer: &str, code: &str) {
    assert!(faults.contains(&(pointer.into(), code.into())), "{pointer} {code} is not in {faults:?}");
}

#[actix_web::test]
async fn a_decision_is_enforced_stopped_resumed_and_completed_and_counts_on_that_day() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, demand) = demanded(&squad).await;
    let (executions, changes) = (format!("{case}/executions"), format!("{case}/execution-changes"));
    assert_eq!(says(&squad, &case, "change_execution").await, ["execution_none"]);
    let begun = squad.head.post(&executions, execution(&squad, &demand)).await.ok();
    assert_eq!((begun["certificate_ids"].as_array().map(Vec::len), &begun["warnings"]), (Some(2), &json!([])));
    serve(&squad, &case, "execution", "2023-10-11").await;
    assert!(says(&squad, &case, "close").await.contains(&"execution_running".to_owned()));
    squad.head.post(&format!("{case}/closures"), squad.closure()).await.problem(409, "execution_running");
    let refused = squad.head.post(&changes, change(&begun, "resumed", "2023-10-12")).await;
    assert_eq!(refused.faults(), [("/turn".to_owned(), "execution_change_out_of_order".to_owned())]);
    let stop = change(&begun, "stopped", "2023-10-12");
    let refused = squad.head.post(&changes, with(stop.clone(), json!({"ground": "object_destroyed"}))).await;
    assert_eq!(refused.faults(), [("/ground".to_owned(), "execution_incomplete".to_owned())]);
    squad.head.post(&changes, with(stop, json!({"ground": "third_party_claim"}))).await.ok();
    squad.head.post(&changes, change(&begun, "resumed", "2023-10-20")).await.ok();
    let bare = squad.head.post(&changes, change(&begun, "completed", "2023-10-28")).await;
    assert_eq!(bare.faults(), [("/performed".to_owned(), "execution_incomplete".to_owned())]);
    let performed = json!({"performed": {"from_at": "2023-10-28T18:30:00+08:00", "to_at": "2023-10-28T20:30:00+08:00",
        "record": "拆除完毕。"}});
    let done = squad.head.post(&changes, with(change(&begun, "completed", "2023-10-28"), performed)).await.ok();
    assert_eq!(
        (&done["execution_kind"], &done["warnings"]),
        (&json!("restore_original_state"), &json!(["off_day", "evening"]))
    );
    let id = done["id"].as_str().expect("an id");
    assert_eq!(town.figures(id), ["coercive_executions 2023-10-28 8 1 0"]);
    assert!(town.figures(begun["id"].as_str().expect("an id")).is_empty());
    assert_eq!(says(&squad, &case, "change_execution").await, ["execution_none"]);
    assert!(!says(&squad, &case, "close").await.contains(&"execution_running".to_owned()));
    agrees(&town);
}

#[actix_web::test]
async fn who_has_no_power_asks_the_court_and_a_town_transfers_no_deposits() {
    let plain = town(shared()).await;
    let squad = plain.squad().await;
    let (case, demand) = demanded(&squad).await;
    let refused = squad.head.post(&format!("{case}/executions"), execution(&squad, &demand)).await;
    refused.problem(409, "agency_lacks_execution_power");
    assert_eq!(refused.json()["legal_basis"], "行政强制法 第十三条");
    let surcharge = with(
        execution(&squad, &demand),
        json!({"kind": "late_payment_surcharge", "starts_at": null, "ends_at": null, "demand_id": null, "surcharge_fen": 5000}),
    );
    squad.head.post(&format!("{case}/executions"), surcharge).await.ok();
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, demand) = demanded(&squad).await;
    let deposits = with(execution(&squad, &demand), json!({"kind": "transfer_deposits", "fine_fen": 5000}));
    let faults = squad.head.post(&format!("{case}/executions"), deposits).await.faults();
    has(&faults, "/kind", "transfer_of_deposits_not_within_power");
}

#[actix_web::test]
async fn what_the_law_asks_of_an_execution_is_refused_by_name() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, demand) = demanded(&squad).await;
    let path = format!("{case}/executions");
    let but = |change: Value| with(execution(&squad, &demand), change);
    for (change, pointer, code, basis) in [
        (
            json!({"starts_at": "2023-10-12T21:00:00+08:00", "ends_at": "2023-10-12T22:30:00+08:00"}),
            "/starts_at",
            "execution_at_night",
            "行政强制法 第四十三条",
        ),
        (
            json!({"decided_on": "2023-09-30", "starts_at": "2023-10-01T09:00:00+08:00", "ends_at": "2023-10-01T10:00:00+08:00"}),
            "/starts_at",
            "execution_on_holiday",
            "行政强制法 第四十三条",
        ),
        (
            json!({"supplies_cut": ["water"], "residential": true}),
            "/supplies_cut",
            "residents_supplies_cut",
            "行政强制法 第四十三条",
        ),
        (json!({"decided_on": "2023-09-28"}), "/decided_on", "demand_term_running", "行政强制法 第三十七条"),
        (json!({"demand_id": null}), "/demand_id", "demand_missing", "行政强制法 第三十五条"),
        (json!({"sealed": false}), "/sealed", "execution_incomplete", "行政强制法 第三十七条"),
        (json!({"starts_at": null, "ends_at": null}), "/starts_at", "execution_incomplete", "行政强制法 第三十七条"),
        (json!({"kind": "substitute_performance"}), "/substitute", "execution_incomplete", "行政强制法 第三十七条"),
        (
            json!({"immediate": "clearing_at_once", "immediate_reason": "堵塞交通。"}),
            "/immediate",
            "execution_incomplete",
            "行政强制法 第三十七条",
        ),
        (json!({"fine_fen": 5001}), "/fine_fen", "enforced_beyond_what_is_unpaid", "行政强制法 第四十五条"),
        (
            json!({"building": {"announced_on": "2023-09-01", "remove_by": "2023-10-10"}}),
            "/building/remove_by",
            "building_removal_term_running",
            "行政强制法 第四十四条",
        ),
        (json!({"officer_ids": [squad.officers[0]]}), "/officer_ids", "two_officers_required", "行政处罚法 第四十二条"),
    ] {
        let refused = squad.head.post(&path, but(change)).await;
        assert_eq!(refused.faults(), [(pointer.to_owned(), code.to_owned())]);
        assert_eq!(refused.json()["legal_basis"], basis);
    }
    // The building's owner may still sue until the 7th.
    let building =
        json!({"decided_on": "2023-10-07", "building": {"announced_on": "2023-09-01", "remove_by": "2023-09-20"}});
    let refused = squad.head.post(&path, but(building)).await;
    has(&refused.faults(), "/decided_on", "remedies_still_open");
    let bases: Vec<Value> =
        refused.json()["errors"].as_array().expect("errors").iter().map(|one| one["legal_basis"].clone()).collect();
    assert!(
        bases.contains(&json!("行政强制法 第四十四条")) && !bases.contains(&json!("行政强制法 第五十三条")),
        "{bases:?}"
    );
    let hiding = json!({"decided_on": "2023-09-20", "starts_at": "2023-09-21T23:00:00+08:00",
        "ends_at": "2023-09-22T01:00:00+08:00", "urgency": "正在转移财物。", "immediate": "hiding_property",
        "immediate_reason": "有监控录像。"});
    squad.head.post(&path, but(hiding)).await.ok();
}

#[actix_web::test]
async fn a_substitute_performance_waits_three_full_days_and_is_supervised_and_signed() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, demand) = demanded(&squad).await;
    let changes = format!("{case}/execution-changes");
    let substitute = json!({"kind": "substitute_performance", "decided_on": "2023-09-20",
        "starts_at": "2023-09-21T09:00:00+08:00", "ends_at": "2023-09-21T10:00:00+08:00", "immediate": "hiding_property",
        "immediate_reason": "情况。", "substitute": {"performer": "某保洁公司", "object": "清理污染物", "estimate_fen": 300_000}});
    let soon = with(execution(&squad, &demand), substitute);
    let refused = squad.head.post(&format!("{case}/executions"), soon.clone()).await;
    assert_eq!(refused.faults(), [("/starts_at".to_owned(), "substitute_demand_too_short".to_owned())]);
    let later = json!({"starts_at": "2023-09-22T09:00:00+08:00", "ends_at": "2023-09-22T10:00:00+08:00"});
    let begun = squad.head.post(&format!("{case}/executions"), with(soon, later)).await.ok();
    let record = |more: Value| {
        let record = json!({"from_at": "2023-09-22T09:00:00+08:00", "to_at": "2023-09-22T10:00:00+08:00", "record": "清理完毕。"});
        with(change(&begun, "completed", "2023-09-22"), json!({"performed": with(record, more)}))
    };
    let faults = squad.head.post(&changes, record(json!({}))).await.faults();
    has(&faults, "/performed/supervised_by", "execution_incomplete");
    has(&faults, "/performed/signed_by", "execution_incomplete");
    let whole = json!({"supervised_by": "王伟", "signed_by": ["某保洁公司经办人"], "cost_fen": 280_000});
    squad.head.post(&changes, record(whole)).await.ok();
    agrees(&town);
}

#[actix_web::test]
async fn an_agreement_may_waive_the_surcharge_as_long_as_it_is_kept() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, demand) = demanded(&squad).await;
    let changes = format!("{case}/execution-changes");
    let begun = squad.head.post(&format!("{case}/executions"), execution(&squad, &demand)).await.ok();
    let agreement = json!({"agreement": {"terms": "补种树木,分两期缴款。", "waived_surcharge_fen": 4000, "harms_nobody": true,
        "instalments": [{"due_on": "2023-11-30", "amount_fen": 2500}, {"due_on": "2023-12-31", "amount_fen": 2500}]}});
    let mut harmful = agreement.clone();
    harmful["agreement"]["harms_nobody"] = json!(false);
    let refused = squad.head.post(&changes, with(change(&begun, "agreed", "2023-10-20"), harmful)).await;
    assert_eq!(refused.faults(), [("/agreement/harms_nobody".to_owned(), "execution_incomplete".to_owned())]);
    let unpaid = async || squad.leader.get(&format!("{case}/surcharge?on=2023-11-01")).await.ok()["unpaid_fen"].clone();
    assert_eq!(unpaid().await, 5000);
    squad.head.post(&changes, with(change(&begun, "agreed", "2023-10-20"), agreement)).await.ok();
    assert_eq!(unpaid().await, 1000);
    squad.head.post(&changes, change(&begun, "agreement_broken", "2023-12-05")).await.ok();
    assert_eq!(unpaid().await, 5000);
    let stop = with(change(&begun, "stopped", "2023-12-10"), json!({"ground": "cannot_perform"}));
    squad.head.post(&changes, stop).await.ok();
    let ended = with(change(&begun, "ended", "2024-01-10"), json!({"ground": "died_without_estate"}));
    let ended = squad.head.post(&changes, ended).await.ok();
    assert_eq!(town.figures(ended["id"].as_str().expect("an id")), ["coercive_executions 2024-01-10 8 1 0"]);
    agrees(&town);
}

#[actix_web::test]
async fn what_was_stopped_for_three_years_is_not_resumed() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, demand) = demanded(&squad).await;
    let changes = format!("{case}/execution-changes");
    let begun = squad.head.post(&format!("{case}/executions"), execution(&squad, &demand)).await.ok();
    let stop = with(change(&begun, "stopped", "2023-10-12"), json!({"ground": "cannot_perform"}));
    squad.head.post(&changes, stop).await.ok();
    let refused = squad.head.post(&changes, change(&begun, "resumed", "2026-10-13")).await;
    assert_eq!(refused.faults(), [("/changed_on".to_owned(), "execution_lapsed".to_owned())]);
    squad.head.post(&changes, change(&begun, "resumed", "2026-10-12")).await.ok();
}

#[actix_web::test]
async fn the_hours_of_the_night_are_a_setting() {
    let server = with_settings(&[("ANJUAN_EXECUTION_NIGHT", "20:00-08:00")]);
    let town = town(&server).await;
    let squad = empowered(&town).await;
    let (case, demand) = demanded(&squad).await;
    let path = format!("{case}/executions");
    let evening = json!({"starts_at": "2023-10-12T19:00:00+08:00", "ends_at": "2023-10-12T20:30:00+08:00"});
    squad.head.post(&path, with(execution(&squad, &demand), evening)).await.problem(409, "execution_at_night");
    squad.head.post(&path, execution(&squad, &demand)).await.ok();
}

#[actix_web::test]
async fn a_case_ends_unpaid_when_the_agency_has_ended_its_execution() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, demand) = demanded(&squad).await;
    let begun = squad.head.post(&format!("{case}/executions"), execution(&squad, &demand)).await.ok();
    serve(&squad, &case, "execution", "2023-10-11").await;
    let ended = with(change(&begun, "ended", "2023-10-12"), json!({"ground": "dissolved_without_property"}));
    squad.head.post(&format!("{case}/execution-changes"), ended).await.ok();
    assert_eq!(choice(&squad, &case, "close", "execution_ended").await, [""; 0]);
    squad.records(&case).await;
    let closing = with(squad.closure(), json!({"reason": "execution_ended", "closed_on": "2023-12-20"}));
    squad.leader.post(&format!("{case}/closures"), closing).await.ok();
}

#[actix_web::test]
async fn a_demand_that_was_served_when_its_term_was_over_is_none() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, _) = served(&squad).await;
    let demand = json!({"demanded_on": "2023-09-15", "obligations": "拆除占道设施。", "perform_by": "2023-09-28",
        "manner": "自行拆除。", "fine_fen": 5000, "rights_told": true, "signed_by": "陈建国"});
    let demand = squad.leader.post(&format!("{case}/demands"), demand).await.ok();
    serve(&squad, &case, "demand", "2023-09-28").await;
    let refused = squad.head.post(&format!("{case}/executions"), execution(&squad, &demand)).await;
    assert_eq!(refused.problem(409, "demand_served_after_its_term")["legal_basis"], "行政强制法 第三十五条");
    has(&refused.faults(), "/demand_id", "demand_served_after_its_term");
}

#[actix_web::test]
async fn money_is_taken_after_thirty_days_of_surcharge_and_those_of_a_lawsuit_are_none() {
    let town = town(shared()).await;
    let squad = empowered(&town).await;
    let (case, _) = served(&squad).await;
    let suit = json!({"filed_on": "2023-04-20", "court": "永安市人民法院", "claims": "请求撤销。"});
    squad.leader.post(&format!("{case}/lawsuits"), suit).await.ok();
    let rejected = json!({"result": "rejected", "effective_on": "2023-09-10", "summary": "驳回。"});
    squad.leader.post(&format!("{case}/lawsuit-results"), rejected).await.ok();
    let demand = json!({"demanded_on": "2023-09-15", "obligations": "缴纳罚款。", "perform_by": "2023-09-28",
        "manner": "到银行缴款。", "fine_fen": 5000, "rights_told": true, "signed_by": "陈建国"});
    let demand = squad.leader.post(&format!("{case}/demands"), demand).await.ok();
    serve(&squad, &case, "demand", "2023-09-18").await;
    // One day of April, and twenty-nine from 11 September to 9 October: thirty. One more is asked for.
    let auction =
        json!({"kind": "auction", "starts_at": null, "ends_at": null, "fine_fen": 5000, "decided_on": "2023-10-09"});
    let early = squad.head.post(&format!("{case}/executions"), with(execution(&squad, &demand), auction.clone())).await;
    has(&early.faults(), "/decided_on", "surcharge_ran_too_short");
    let later = with(with(execution(&squad, &demand), auction), json!({"decided_on": "2023-10-10"}));
    let told = squad.head.post(&format!("{case}/executions"), later).await;
    assert!(!told.text.contains("surcharge_ran_too_short"), "{}", told.text);
}
