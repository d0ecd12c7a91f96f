//! Ways around a rule that look harmless one step at a time.

use crate::support::{Squad, Town, inquiry, shared, town, with};
use serde_json::{Value, json};

fn merger(other: &str) -> Value {
    json!({"other_case_id": other.trim_start_matches("/cases/"), "merged_on": "2023-03-25", "reason": "同一违法行为。",
        "decided_by": "陈建国", "post": "镇长", "decided_on": "2023-03-24"})
}

fn somebody(name: &str, code: &str) -> Value {
    json!({"kind": "organisation", "name": name, "code": code})
}

fn change(kind: &str, from: &str, party: &Value) -> Value {
    let place = (kind != "added").then_some(1);
    json!({"kind": kind, "from": from, "place": place, "party": party, "reason": "经核实。", "evidence": ["营业执照"],
        "decided_by": "陈建国", "decided_on": from})
}

fn act_at(squad: &Squad, at: &str) -> Value {
    with(squad.investigation(), json!({"performed_at": at, "inquiry": inquiry(at)}))
}

/// Two other officers, and a head who is the first of them.
async fn others(town: &Town<'_>) -> ([String; 2], crate::support::Person) {
    let officers = [town.certified_officer("赵敏").await, town.certified_officer("钱进").await];
    let head = town.head_who_is(&officers[0]).await;
    (officers, head)
}

#[actix_web::test]
async fn who_worked_on_a_case_decides_no_case_that_it_was_merged_into() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let (officers, investigator) = others(&town).await;
    let case = squad.investigated().await;
    let mut filing = squad.filing();
    filing["officer_ids"] = json!(officers);
    let other = squad.files(filing).await;
    squad.head.post(&format!("{case}/case-mergers"), merger(&other)).await.ok();
    squad.leader.post(&format!("{case}/investigation-acts"), act_at(&squad, "2023-03-26T09:00:00+08:00")).await.ok();
    squad
        .leader
        .post(
            &format!("{case}/investigation-conclusions"),
            with(squad.conclusion(), json!({"concluded_on": "2023-03-26"})),
        )
        .await
        .ok();
    squad.hears(&case, "written", "2023-03-27").await;
    let decisions = format!("{case}/decisions");
    investigator.post(&decisions, squad.decision()).await.problem(409, "investigator_may_not_decide");
    squad.head.post(&decisions, squad.decision()).await.ok();
}

#[actix_web::test]
async fn a_recusal_follows_a_party_into_the_case_that_is_split_off() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["other_parties"] = json!([somebody("永安市新街餐饮店", "91350100M000100Y43")]);
    let case = squad.files(filing).await;
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    let asked = json!({"requested_on": "2023-03-21", "requested_by": "party", "requester": "池有根",
        "concerned": {"name": "王伟", "capacity": "investigator", "officer_id": squad.officers[0]},
        "ground": "direct_interest", "reasons": "系亲属。", "received_by": "李强"});
    let asked = squad.leader.post(&format!("{case}/recusals"), asked).await.ok();
    let granted = json!({"recusal_id": asked["id"], "decided_on": "2023-03-22", "granted": true, "decided_by": "陈建国",
        "post": "镇长", "reasons": "经审查。", "told_on": "2023-03-22"});
    squad.head.post(&format!("{case}/recusal-decisions"), granted).await.ok();
    let (officers, investigator) = others(&town).await;
    let split = json!({"place": 2, "split_on": "2023-03-25", "officer_ids": officers, "summary": "另一当事人占道经营。",
        "reason": "各自独立。", "decided_by": "陈建国", "post": "镇长", "decided_on": "2023-03-24"});
    let given = squad.head.post(&format!("{case}/case-splits"), split).await.ok();
    let arisen = format!("/cases/{}", given["other_case_id"].as_str().expect("an id"));
    let act = act_at(&squad, "2023-03-26T09:00:00+08:00");
    squad.leader.post(&format!("{arisen}/investigation-acts"), act.clone()).await.problem(409, "officer_recused");
    let act = with(act, json!({"officer_ids": officers}));
    squad.leader.post(&format!("{arisen}/investigation-acts"), act).await.ok();
    let report = json!({"concluded_on": "2023-03-26", "officer_ids": officers});
    squad.leader.post(&format!("{arisen}/investigation-conclusions"), with(squad.conclusion(), report)).await.ok();
    let notice = with(squad.notice(), json!({"notified_on": "2023-03-27", "officer_ids": officers}));
    squad.leader.post(&format!("{arisen}/prior-notices"), notice).await.ok();
    let waiver = with(squad.waiver(), json!({"stated_on": "2023-03-27", "officer_ids": officers}));
    squad.leader.post(&format!("{arisen}/statements"), waiver).await.ok();
    investigator
        .post(&format!("{arisen}/decisions"), squad.decision())
        .await
        .problem(409, "investigator_may_not_decide");
}

#[actix_web::test]
async fn a_party_that_comes_by_merger_is_told_before_it_is_punished() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let mut filing = squad.filing();
    filing["party"] = somebody("永安市新街餐饮店", "91350100M000100Y43");
    let other = squad.files(filing).await;
    squad.head.post(&format!("{case}/case-mergers"), merger(&other)).await.ok();
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.problem(409, "new_party_not_told");
}

#[actix_web::test]
async fn a_correction_makes_nobody_else_of_a_party() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["party"] = somebody("永安市新街餐饮店", "91350100M000100Y43");
    let case = squad.files(filing).await;
    let changes = format!("{case}/party-changes");
    for (party, from) in [
        (somebody("无辜商行", "91350481MA000000XY"), "2023-03-17"),
        (json!({"kind": "individual", "name": "永安市新街餐饮店"}), "2023-03-17"),
    ] {
        let refused = squad.leader.post(&changes, change("correction", from, &party)).await;
        assert!([409, 422].contains(&refused.status), "{}", refused.text);
    }
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    let renamed = somebody("永安市新街餐饮馆", "91350100M000100Y43");
    squad.leader.post(&changes, change("correction", "2023-03-24", &renamed)).await.ok();
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.problem(409, "new_party_not_told");
    squad.hears(&case, "written", "2023-03-25").await;
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let again = somebody("永安市新街饭馆", "91350100M000100Y43");
    squad.leader.post(&changes, change("correction", "2023-04-02", &again)).await.ok();
    let third = somebody("永安市别家", "91350100M000100Y43");
    let refused = squad.leader.post(&changes, change("correction", "2023-04-03", &third)).await;
    refused.problem(409, "correction_changes_identity");
}

#[actix_web::test]
async fn what_is_told_after_the_party_spoke_is_no_heavier() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    squad.concludes(&case).await;
    squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
    let points = json!([{"point": "初次占道。", "finding": "属实。", "accepted": true}]);
    let statement = with(squad.waiver(), json!({"waived": false, "points": points}));
    squad.leader.post(&format!("{case}/statements"), statement).await.ok();
    let notices = format!("{case}/prior-notices");
    let heavier = with(
        squad.notice(),
        json!({"notified_on": "2023-03-25",
        "intended_penalties": [{"kind": "fine", "amount_fen": 9000}]}),
    );
    squad.leader.post(&notices, heavier.clone()).await.problem(409, "penalty_heavier_than_told");
    let act = act_at(&squad, "2023-03-25T09:00:00+08:00");
    squad.leader.post(&format!("{case}/investigation-acts"), act).await.ok();
    let report = with(squad.conclusion(), json!({"concluded_on": "2023-03-25"}));
    squad.leader.post(&format!("{case}/investigation-conclusions"), report).await.ok();
    squad.leader.post(&notices, heavier).await.ok();
}

#[actix_web::test]
async fn a_second_report_takes_back_no_demand_for_review_and_discussion() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let reports = format!("{case}/investigation-conclusions");
    let grave = with(squad.conclusion(), json!({"grave_or_complex": true, "review_grounds": ["public_interest"]}));
    squad.leader.post(&reports, grave).await.ok();
    squad.concludes(&case).await;
    squad.hears(&case, "written", "2023-03-22").await;
    let faults = squad.head.post(&format!("{case}/decisions"), squad.decision()).await.faults();
    let codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
    assert!(codes.contains(&"legal_review_missing") && codes.contains(&"collective_discussion_missing"), "{codes:?}");
}

#[actix_web::test]
async fn a_proof_of_an_earlier_day_that_comes_later_shortens_no_time() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    squad.concludes(&case).await;
    let notice = squad.leader.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
    let served = |on: &str| {
        with(squad.service(), json!({"document": "prior_notice", "document_id": notice["id"], "done_on": on}))
    };
    let proofs = format!("{case}/proofs-of-service");
    squad.leader.post(&proofs, served("2023-03-31")).await.ok();
    let decisions = format!("{case}/decisions");
    squad.head.post(&decisions, squad.decision()).await.problem(409, "statement_still_open");
    squad.leader.post(&proofs, served("2023-03-22")).await.ok();
    squad.head.post(&decisions, squad.decision()).await.problem(409, "statement_still_open");
}

#[actix_web::test]
async fn who_is_to_be_recused_is_identified() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let request = |concerned: Value| {
        json!({"requested_on": "2023-03-21", "requested_by": "party", "requester": "池有根", "concerned": concerned,
            "ground": "direct_interest", "reasons": "系亲属。", "received_by": "李强"})
    };
    let recusals = format!("{case}/recusals");
    let by_name = request(json!({"name": "王伟", "capacity": "investigator"}));
    squad.leader.post(&recusals, by_name).await.problem(409, "recused_person_not_identified");
    let misnamed = json!({"name": "王维", "capacity": "investigator", "officer_id": squad.officers[0]});
    squad.leader.post(&recusals, request(misnamed)).await.problem(409, "worked_out_otherwise");
}

#[actix_web::test]
async fn two_cases_decided_at_once_do_not_fine_one_act_twice() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let party = somebody("永安市双罚餐饮店", "91350100M000100Y43");
    let violation = json!({"began_on": "2023-03-16", "found_on": "2023-03-16"});
    let mut cases = Vec::new();
    for _ in 0..4 {
        let case = squad.files(with(squad.filing(), json!({"party": party}))).await;
        squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
        let report = with(squad.conclusion(), json!({"violation": violation}));
        squad.leader.post(&format!("{case}/investigation-conclusions"), report).await.ok();
        squad.hears(&case, "written", "2023-03-22").await;
        cases.push(case);
    }
    let decide = |(place, case): (usize, &String)| {
        let decision = with(squad.decision(), json!({"violation": violation, "issuer": format!("永安砂{place}")}));
        let (head, path) = (&squad.head, format!("{case}/decisions"));
        async move { head.post(&path, decision).await }
    };
    let answers = futures_util::future::join_all(cases.iter().enumerate().map(decide)).await;
    let mut statuses: Vec<u16> = answers.iter().map(|one| one.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
    answers.iter().filter(|one| one.status == 409).for_each(|one| drop(one.problem(409, "act_already_fined")));
}

#[actix_web::test]
async fn no_rule_shortens_what_a_statute_gives_the_party() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let rule = |from: &str, to: Option<&str>, terms: Value| {
        let head = json!({"agency_code": town.code, "valid_from": from, "valid_to": to, "source": "内部规定"});
        with(head, terms)
    };
    let limit =
        |rule: &str, length: u32, unit: &str| json!({"time_limit": {"rule": rule, "length": length, "unit": unit}});
    for (terms, code) in [
        (limit("hearing_request", 1, "working_days"), "shorter_than_the_law"),
        (limit("hearing_request", 5, "days"), "shorter_than_the_law"),
        (limit("pay", 1, "days"), "shorter_than_the_law"),
        (json!({"surcharge": {"per_mille_a_day": 1000, "cap_percent": 100, "base": "unpaid"}}), "surcharge_too_high"),
    ] {
        let faults = admin.post("/procedure-rules", rule("2023-01-01", None, terms.clone())).await.faults();
        assert!(faults.iter().any(|(_, found)| found == code), "{terms}: {faults:?}");
    }
    // Before the statute of 2021 the party had three days.
    let old = rule("2018-01-01", Some("2021-07-14"), limit("hearing_request", 3, "working_days"));
    assert_eq!(admin.post("/procedure-rules", old).await.status, 201);
    assert_eq!(admin.post("/procedure-rules", rule("2023-01-01", None, limit("pay", 20, "days"))).await.status, 201);
}

#[actix_web::test]
async fn a_suspension_stops_no_term_that_was_over_nor_begins_before_what_was_done() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    let suspension = |from: &str| {
        json!({"of": "case", "ground": "party_unreachable", "reason": "下落不明。", "from": from, "stops_case_term": true,
            "basis": "《市场监督管理行政处罚程序规定》第六十四条"})
    };
    let suspensions = format!("{case}/suspensions");
    squad.head.post(&suspensions, suspension("2023-03-17")).await.problem(409, "dates_run_backwards");
    squad.head.post(&suspensions, suspension("2023-12-01")).await.problem(409, "suspension_after_term");
    squad.head.post(&suspensions, suspension("2023-04-01")).await.ok();
}
