//! 裁量基准: how the range of a matter's penalties is to be used.

use crate::support::{Squad, county, shared, town, town_below, with};
use serde_json::{Value, json};
use uuid::Uuid;

fn benchmark(issuer: Option<&str>, from: &str, to: Option<&str>) -> Value {
    json!({"issuer_code": issuer, "document": "《城市管理行政处罚裁量基准》", "valid_from": from, "valid_to": to, "steps": [
        {"severity": "slight", "circumstances": "首次违法,当场改正。"},
        {"severity": "ordinary", "circumstances": "经劝离后再次占道。", "penalty_kinds": ["warning", "fine"],
            "fine_min_fen": 5_000, "fine_max_fen": 20_000},
        {"severity": "grave", "circumstances": "有货值的。", "penalty_kinds": ["fine", "confiscation_of_property"],
            "fine_base": "货值金额", "fine_min_percent": 100, "fine_max_percent": 300},
    ]})
}

fn path(matter: &str) -> String {
    format!("/matters/{matter}/discretion-benchmarks")
}

#[actix_web::test]
async fn a_benchmark_is_entered_once_and_everybody_reads_it() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let (officer, matter) = (town.officer().await, town.claimed_matter().await);
    let mut new = benchmark(None, "2022-01-01", None);
    new["id"] = json!(Uuid::now_v7());
    let created = admin.post(&path(&matter), new.clone()).await;
    assert_eq!(created.status, 201);
    let one = created.header("location").replace("/api/v1", "");
    assert_eq!(officer.get(&one).await.ok(), created.ok());
    assert_eq!(officer.all(&path(&matter)).await, [created.ok()]);
    let again = admin.post(&path(&matter), new.clone()).await;
    assert_eq!((again.status, again.ok()), (200, created.ok()));
    new["document"] = json!("另一份文件");
    admin.post(&path(&matter), new).await.problem(409, "id_exists_with_other_content");
    officer.post(&path(&matter), benchmark(None, "2025-01-01", None)).await.problem(403, "not_permitted");
    admin.post(&path("none"), benchmark(None, "2022-01-01", None)).await.problem(404, "not_found");
}

#[actix_web::test]
async fn the_next_benchmark_ends_the_open_one_and_none_overlap() {
    let admin = shared().platform_admin().await;
    let matter = town(shared()).await.claimed_matter().await;
    admin.post(&path(&matter), benchmark(None, "2022-01-01", None)).await.ok();
    admin.post(&path(&matter), benchmark(None, "2023-07-01", Some("2023-12-31"))).await.ok();
    let days: Vec<Value> = admin.all(&path(&matter)).await.iter().map(|one| one["valid_to"].clone()).collect();
    assert_eq!(days, [json!("2023-06-30"), json!("2023-12-31")]);
    let refused = admin.post(&path(&matter), benchmark(None, "2023-12-31", None)).await;
    refused.problem(409, "discretion_benchmarks_overlap");
    admin
        .post(&path(&matter), benchmark(None, "2024-02-01", Some("2024-01-31")))
        .await
        .problem(409, "dates_run_backwards");
    let on = async |day: &str| admin.all(&format!("{}?on={day}", path(&matter))).await.len();
    assert_eq!((on("2021-12-31").await, on("2023-06-30").await, on("2024-01-01").await), (0, 1, 0));
}

#[actix_web::test]
async fn the_nearest_issuer_above_an_agency_applies_to_it() {
    let server = shared();
    let (admin, county) = (server.platform_admin().await, county(server).await);
    let (below, elsewhere) = (town_below(&county).await, town(server).await);
    let matter = below.claimed_matter().await;
    let applies = async |agency: &str| {
        let found = admin.all(&format!("{}?agency={agency}&on=2023-04-01", path(&matter))).await;
        assert!(found.len() < 2, "{found:?}");
        found.first().map(|one| one["issuer_code"].clone())
    };
    assert_eq!(applies(&below.code).await, None);
    admin.post(&path(&matter), benchmark(None, "2022-01-01", None)).await.ok();
    assert_eq!(applies(&below.code).await, Some(Value::Null));
    admin.post(&path(&matter), benchmark(Some(&county.code), "2022-01-01", None)).await.ok();
    assert_eq!(applies(&below.code).await, Some(json!(county.code)));
    assert_eq!(applies(&elsewhere.code).await, Some(Value::Null));
    admin.post(&path(&matter), benchmark(Some(&below.code), "2023-01-01", Some("2023-03-31"))).await.ok();
    assert_eq!(applies(&below.code).await, Some(json!(county.code)), "its own has ended");
    admin.get(&format!("{}?agency=none", path(&matter))).await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_step_that_contradicts_itself_is_refused_with_every_fault() {
    let admin = shared().platform_admin().await;
    let matter = town(shared()).await.claimed_matter().await;
    let mut new = benchmark(Some("none"), "2022-01-01", None);
    new["steps"] = json!([
        {"severity": "slight", "circumstances": "无罚款", "penalty_kinds": ["warning"], "fine_max_fen": 100},
        {"severity": "minor", "circumstances": "无幅度", "penalty_kinds": ["fine"]},
        {"severity": "ordinary", "circumstances": "颠倒", "penalty_kinds": ["fine"], "fine_min_fen": 2, "fine_max_fen": 1},
        {"severity": "serious", "circumstances": "两种", "penalty_kinds": ["fine"], "fine_min_fen": 1, "fine_max_fen": 2,
            "fine_base": "货值金额", "fine_min_percent": 1, "fine_max_percent": 2},
        {"severity": "grave", "circumstances": "颠倒", "penalty_kinds": ["fine"], "fine_base": "货值金额",
            "fine_min_percent": 300, "fine_max_percent": 100},
    ]);
    let refused = admin.post(&path(&matter), new).await;
    refused.problem(422, "value_invalid");
    let told: Vec<String> = refused.faults().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
    assert_eq!(
        told,
        [
            "/issuer_code unknown_agency",
            "/steps/0/penalty_kinds fine_not_named",
            "/steps/1/fine_max_fen fine_range_unclear",
            "/steps/2/fine_max_fen fine_range_backwards",
            "/steps/3/fine_max_fen fine_range_unclear",
            "/steps/4/fine_max_percent fine_range_backwards",
        ]
    );
    let mut empty = benchmark(None, "2022-01-01", None);
    empty["steps"] = json!([]);
    assert!(matches!(admin.post(&path(&matter), empty).await.status, 400 | 422));
}

/// A case whose party was told of a fine of 500 yuan.
async fn told_of_more(squad: &Squad) -> String {
    let case = squad.ready().await;
    let told = json!({"intended_penalties": [{"kind": "fine", "amount_fen": 50_000}]});
    squad.hears_of(&case, with(squad.notice(), told)).await;
    case
}

#[actix_web::test]
async fn a_decision_applies_the_benchmark_or_says_why_not() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let squad = town.squad().await;
    let made = admin.post(&path(&squad.matter), benchmark(None, "2022-01-01", None)).await.ok();
    let step = |place: usize| made["steps"][place]["id"].clone();
    let decisions = format!("{}/decisions", told_of_more(&squad).await);
    let decide = async |fine: i64, more: Value| {
        let mut decision = squad.decision();
        decision["penalties"] = json!([{"kind": "fine", "amount_fen": fine}]);
        for (name, value) in more.as_object().expect("members") {
            decision[name] = value.clone();
        }
        squad.head.post(&decisions, decision).await
    };
    let silent = decide(5_000, json!({})).await;
    let told = silent.problem(409, "discretion_deviation_unexplained");
    assert_eq!(
        (&told["errors"][0]["pointer"], &told["legal_basis"]),
        (&json!("/discretion"), &json!("行政处罚法 第三十四条"))
    );
    let cites = |place: usize| json!({"discretion": [{"step_id": step(place)}]});
    let outside = decide(20_001, cites(1)).await;
    outside.problem(409, "discretion_deviation_unexplained");
    assert_eq!(outside.faults()[0].0, "/penalties/0/amount_fen");
    decide(5_000, cites(0)).await.problem(409, "discretion_deviation_unexplained");
    let baseless = decide(5_000, cites(2)).await;
    baseless.problem(409, "discretion_base_missing");
    assert_eq!(baseless.faults()[0].0, "/discretion/0/base_fen");
    let foreign =
        decide(5_000, json!({"discretion": [{"step_id": Uuid::now_v7()}, {"step_id": step(1)}, {"step_id": step(1)}]}))
            .await;
    foreign.problem(409, "discretion_step_not_applicable");
    assert_eq!(foreign.faults().len(), 2, "one that is not there, one that is cited twice");
    let decided = decide(9_000, json!({"discretion": [{"step_id": step(2), "base_fen": 3_000}]})).await.ok();
    assert_eq!(decided["discretion"], json!([{"step_id": step(2), "base_fen": 3_000}]));
    assert_eq!(squad.leader.all(&decisions).await, [decided]);
}

#[actix_web::test]
async fn a_stated_reason_permits_what_the_benchmark_does_not() {
    let server = shared();
    let (admin, town) = (server.platform_admin().await, town(server).await);
    let squad = town.squad().await;
    let made = admin.post(&path(&squad.matter), benchmark(Some(&town.code), "2022-01-01", None)).await.ok();
    let decisions = format!("{}/decisions", told_of_more(&squad).await);
    let mut decision = squad.decision();
    decision["penalties"] = json!([{"kind": "fine", "amount_fen": 30_000}]);
    decision["discretion"] = json!([{"step_id": made["steps"][1]["id"]}]);
    decision["discretion_reason"] = json!("当事人多次抗拒执法,从重处罚。");
    let decided = squad.head.post(&decisions, decision).await.ok();
    assert_eq!(decided["discretion_reason"], "当事人多次抗拒执法,从重处罚。");
    // A case without a penalty needs neither.
    let decisions = format!("{}/decisions", squad.ready().await);
    let mut decision = squad.decision();
    (decision["outcome"], decision["penalties"]) = (json!("no_penalty_minor"), json!([]));
    decision["document"] = json!({"exemption": {"ground": "no_fault", "education": "告知不得占道。"}});
    assert_eq!(squad.head.post(&decisions, decision).await.status, 201);
}
