//! Decisions and closures of cases.

use crate::support::{Squad, isolated, shared, town, with};
use anjuan::domain::permission::Role;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_closure_follows_the_decision() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let path = format!("{case}/closures");
    squad.leader.post(&path, squad.closure()).await.problem(409, "step_not_lawful_at_this_stage");
    squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    squad.performs(&case).await;
    let mut early = squad.closure();
    early["closed_on"] = json!("2023-03-31");
    squad.leader.post(&path, early).await.problem(409, "dates_run_backwards");
    assert_eq!(squad.leader.post(&path, squad.closure()).await.status, 201);
    let closed = squad.leader.get(&case).await.ok();
    assert_eq!((&closed["stage"], &closed["closed_on"]), (&json!("closed"), &json!("2023-05-02")));
    squad
        .leader
        .put(&format!("{case}/tags"), json!({"matter_codes": [squad.matter]}))
        .await
        .problem(409, "case_closed");
    squad.leader.post(&path, squad.closure()).await.problem(409, "step_not_lawful_at_this_stage");
}

#[actix_web::test]
async fn a_decision_gets_the_next_number_of_its_agency_word_and_year() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for (n, year) in [(1, 2023), (2, 2023), (1, 2024), (3, 2023)] {
        let case = squad.ready().await;
        let mut decision = squad.decision();
        // Midnight on New Year's Day in Shanghai is still the old year in UTC.
        let day = if year == 2024 { "2024-01-01T00:00:00+08:00" } else { "2023-12-31T23:59:00+08:00" };
        decision["decided_at"] = json!(day);
        let decided = squad.head.post(&format!("{case}/decisions"), decision).await.ok();
        assert_eq!(decided["document_number"], format!("永安砂罚决字〔{year}〕{n}号"));
        assert_eq!(squad.leader.get(&case).await.ok()["case_number"], decided["document_number"]);
        assert_eq!(squad.leader.all(&format!("{case}/decisions")).await, [decided]);
    }
    assert_eq!(squad.leader.all("/cases?q=2024〕1").await.len(), 1);
}

#[actix_web::test]
async fn everything_that_stands_against_a_decision_is_told_at_once() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let mut filing = squad.filing();
    filing["matter_codes"] = json!([]);
    filing["procedure"] = json!("summary");
    let case = squad.files(filing).await;
    let mut decision = squad.decision();
    decision["decided_at"] = json!("2023-03-15T10:00:00+08:00");
    decision["penalties"] = json!([{"kind": "fine", "amount_fen": 20001}, {"kind": "detention"}, {"kind": "fine"}]);
    let refused = squad.head.post(&format!("{case}/decisions"), decision).await;
    refused.problem(409, "case_untagged");
    let codes: Vec<(String, String)> = refused.faults();
    for expected in [
        ("", "case_untagged"),
        ("/decided_at", "dates_run_backwards"),
        ("/penalties/1/kind", "detention_not_within_power"),
        ("/penalties/2/kind", "penalty_kind_repeated"),
        ("/penalties/2/amount_fen", "penalty_amount_missing"),
        ("/penalties/0/amount_fen", "summary_limit_exceeded"),
        ("/penalties/1/kind", "summary_limit_exceeded"),
    ] {
        assert!(codes.contains(&(expected.0.into(), expected.1.into())), "{expected:?} is not among {codes:?}");
    }
    let unlawful = squad.files(squad.filing()).await;
    let refused = squad.head.post(&format!("{unlawful}/decisions"), squad.decision()).await;
    refused.problem(409, "step_not_lawful_at_this_stage");
    assert_eq!(refused.faults()[1], (String::new(), "investigation_missing".into()));
    squad.leader.post(&format!("{unlawful}/decisions"), squad.decision()).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn a_small_fine_may_be_decided_on_the_spot() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready_on_the_spot().await;
    let decided = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
    assert_eq!(decided.status, 201);
    assert_eq!(squad.leader.get(&case).await.ok()["stage"], "decided");
}

#[actix_web::test]
async fn on_the_spot_two_certified_officers_decide_and_nobody_else_who_only_works_cases_does() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready_on_the_spot().await;
    let path = format!("{case}/decisions");
    let by = |officers: Value| with(squad.decision(), json!({"officer_ids": officers}));
    let alone = squad.leader.post(&path, by(json!([squad.officers[0]]))).await;
    assert_eq!(alone.problem(409, "two_officers_required")["legal_basis"], "行政处罚法 第四十二条");
    assert_eq!(alone.faults(), [("/officer_ids".into(), "two_officers_required".into())]);
    let early = with(by(json!(squad.officers)), json!({"decided_at": "2019-04-01T10:00:00+08:00"}));
    let told: Vec<_> = squad.leader.post(&path, early).await.faults();
    assert!(told.contains(&("/officer_ids/0".into(), "officer_not_in_post_on_act_date".into())), "{told:?}");
    let transfer = with(squad.decision(), json!({"outcome": "transferred", "penalties": []}));
    squad.leader.post(&path, transfer).await.problem(403, "not_permitted");
    super::next_step(&squad, &case, "decide", None).await;
    assert_eq!(who_decides(&squad, &case).await, json!(["officer", "squad_leader", "decision_maker"]));
    let third = town.certified_officer("陈强").await;
    let both = json!([squad.officers[1], third]);
    let decided = squad.leader.post(&path, by(both.clone())).await.ok();
    assert_eq!(decided["officer_ids"], both);
    assert_eq!(decided["certificate_ids"].as_array().map(Vec::len), Some(2));
    assert_eq!(squad.leader.all(&path).await, [decided]);
}

#[actix_web::test]
async fn who_handles_a_case_on_the_spot_decided_it_where_nobody_is_named_and_an_ordinary_one_is_the_heads() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready_on_the_spot().await;
    let decided = squad.head.post(&format!("{case}/decisions"), squad.decision()).await.ok();
    let mut named: Vec<&str> =
        decided["officer_ids"].as_array().expect("ids").iter().filter_map(Value::as_str).collect();
    let mut handlers = squad.officers.each_ref().map(String::as_str);
    named.sort_unstable();
    handlers.sort_unstable();
    assert_eq!(named, handlers);
    let ordinary = squad.ready().await;
    assert_eq!(who_decides(&squad, &ordinary).await, json!(["decision_maker"]));
    let path = format!("{ordinary}/decisions");
    squad.leader.post(&path, squad.decision()).await.problem(403, "not_permitted");
    let named = with(squad.decision(), json!({"officer_ids": squad.officers}));
    let refused = squad.head.post(&path, named).await;
    assert_eq!(refused.problem(409, "officers_decide_on_the_spot_only")["legal_basis"], "行政处罚法 第五十七条");
    assert_eq!(squad.head.post(&path, squad.decision()).await.ok()["officer_ids"], json!([]));
}

async fn who_decides(squad: &Squad, case: &str) -> Value {
    let steps = squad.leader.get(&format!("{case}/next-steps")).await.ok();
    let all = steps["items"].as_array().expect("steps").iter();
    all.clone().find(|one| one["step"] == "decide").expect("a step")["roles"].clone()
}

#[actix_web::test]
async fn whoever_handled_a_case_may_not_decide_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let handling = town.head_who_is(&squad.officers[1]).await;
    let refused = handling.post(&format!("{case}/decisions"), squad.decision()).await;
    refused.problem(409, "investigator_may_not_decide");
}

#[actix_web::test]
async fn an_account_that_names_no_officer_may_not_decide_what_it_filed_or_investigated() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let other = squad.ready().await;
    let both = town.person(&[Role::SquadLeader, Role::DecisionMaker]).await;
    let theirs = both.post("/cases", squad.filing()).await.ok();
    let theirs = format!("/cases/{}", theirs["id"].as_str().expect("an id"));
    squad.leader.post(&format!("{theirs}/investigation-acts"), squad.investigation()).await.ok();
    let untouched = squad.ready().await;
    both.post(&format!("{other}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&other).await;
    squad.concludes(&theirs).await;
    squad.hears(&theirs, "written", "2023-03-22").await;
    for case in [&theirs, &other] {
        let path = format!("{case}/decisions");
        both.post(&path, squad.decision()).await.problem(409, "investigator_may_not_decide");
        squad.head.post(&path, squad.decision()).await.ok();
    }
    both.post(&format!("{untouched}/decisions"), squad.decision()).await.ok();
}

#[actix_web::test]
async fn whoever_took_or_recorded_any_step_of_those_who_handle_a_case_does_not_decide_it() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let case = squad.investigated().await;
    squad.concludes(&case).await;
    let both = town.person(&[Role::SquadLeader, Role::DecisionMaker]).await;
    let helper = town.certified_officer("陈强").await;
    let heard = json!({"officer_ids": [squad.officers[0], helper]});
    both.post(&format!("{case}/prior-notices"), squad.notice()).await.ok();
    squad.leader.post(&format!("{case}/statements"), with(squad.waiver(), heard)).await.ok();
    let path = format!("{case}/decisions");
    both.post(&path, squad.decision()).await.problem(409, "investigator_may_not_decide");
    let helping = town.head_who_is(&helper).await;
    helping.post(&path, squad.decision()).await.problem(409, "investigator_may_not_decide");
    squad.head.post(&path, squad.decision()).await.ok();
}

#[actix_web::test]
async fn a_case_without_penalty_names_none_and_a_transfer_has_no_number() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    for (outcome, number) in [("no_penalty_minor", json!("永安砂不罚决字〔2023〕1号")), ("transferred", Value::Null)]
    {
        let case = squad.ready().await;
        let mut decision = squad.decision();
        decision["outcome"] = json!(outcome);
        let path = format!("{case}/decisions");
        if outcome == "no_penalty_minor" {
            decision["document"] = json!({"exemption": {"ground": "no_fault", "education": "告知不得占道。"}});
        }
        squad.head.post(&path, decision.clone()).await.problem(409, "outcome_contradicts_penalties");
        decision["penalties"] = json!([]);
        assert_eq!(squad.head.post(&path, decision).await.ok()["document_number"], number);
    }
}

#[actix_web::test]
async fn of_thirty_two_decisions_at_once_exactly_one_stands_and_no_number_is_lost() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    for n in 1..=2 {
        let case = squad.ready().await;
        let path = format!("{case}/decisions");
        let attempts = (0..32).map(|_| squad.head.post(&path, squad.decision()));
        let answers = futures_util::future::join_all(attempts).await;
        let decided: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(decided.len(), 1);
        assert!(answers.iter().all(|answer| matches!(answer.status, 201 | 409 | 503)));
        assert_eq!(decided[0].ok()["document_number"], format!("永安砂罚决字〔2023〕{n}号"));
        assert_eq!(squad.leader.all(&path).await.len(), 1);
    }
}

#[actix_web::test]
async fn a_case_counts_from_its_filing_and_its_decision_with_its_kinds_and_amounts() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let mut untagged = squad.filing();
    untagged["matter_codes"] = json!([]);
    let case = squad.files(untagged).await;
    let figures = || town.figures(&case);
    assert_eq!(figures(), ["cases_filed 2023-03-16 0 1 0", "cases_total 2023-03-16 0 1 0"]);
    squad.leader.put(&format!("{case}/tags"), json!({"matter_codes": [squad.matter]})).await.ok();
    squad.leader.put(&format!("{case}/tags"), json!({"matter_codes": [squad.matter]})).await.ok();
    assert_eq!(figures()[1], "cases_tagged 2023-03-16 0 1 0");
    squad.leader.post(&format!("{case}/investigation-acts"), squad.investigation()).await.ok();
    squad.concludes(&case).await;
    let mut decision = squad.decision();
    decision["penalties"] = json!([{"kind": "warning"}, {"kind": "fine", "amount_fen": 5000}]);
    let told = with(squad.notice(), json!({"intended_penalties": decision["penalties"]}));
    squad.leader.post(&format!("{case}/prior-notices"), told).await.ok();
    squad.leader.post(&format!("{case}/statements"), squad.waiver()).await.ok();
    squad.head.post(&format!("{case}/decisions"), decision).await.ok();
    squad.performs(&case).await;
    squad.leader.post(&format!("{case}/closures"), squad.closure()).await.ok();
    assert_eq!(
        figures(),
        [
            "cases_closed 2023-05-02 0 1 0",
            "cases_filed 2023-03-16 0 1 0",
            "cases_tagged 2023-03-16 0 1 0",
            "cases_total 2023-03-16 0 1 0",
            "decisions_ordinary_procedure 2023-04-01 0 1 5000",
            "fines_collected 2023-04-10 0 1 5000",
            "fines_imposed 2023-04-01 0 1 5000",
            "penalty_decisions 2023-04-01 5 1 5000",
        ]
    );
}
