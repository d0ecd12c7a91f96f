//! `/metrics`: what a monitor learns.

use crate::support::{PASSWORD, isolated, town, with_settings};
use reqwest::Method;
use serde_json::json;
use std::collections::HashSet;

/// The value of a series, written as in the text format.
fn value(told: &str, series: &str) -> Option<f64> {
    told.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

#[actix_web::test]
async fn a_monitor_learns_of_requests_refusals_log_ins_and_the_journal() {
    let server = isolated();
    let town = town(&server).await;
    let officer = town.officer().await;
    officer.get("/officers").await.ok();
    officer.get("/officers/00000000-0000-7000-8000-000000000000").await.problem(404, "not_found");
    officer.get("/no-such-thing").await.problem(404, "not_found");
    let wrong = json!({"username": "nobody", "password": PASSWORD});
    server.stranger().post("/auth/sessions", wrong).await.problem(401, "credentials_wrong");
    let told = server.stranger().get("/metrics").await;
    assert_eq!((told.status, told.header("content-type").as_str()), (200, "text/plain; version=0.0.4; charset=utf-8"));
    for (series, least) in [
        (r#"anjuan_http_requests_total{method="GET",route="/api/v1/officers",status="200"}"#, 1.0),
        (r#"anjuan_http_requests_total{method="GET",route="/api/v1/officers/{officer_id}",status="404"}"#, 1.0),
        (r#"anjuan_http_requests_total{method="GET",route="none",status="404"}"#, 1.0),
        (r#"anjuan_refusals_total{code="not_found"}"#, 2.0),
        (r#"anjuan_log_ins_total{outcome="opened"}"#, 1.0),
        (r#"anjuan_log_ins_total{outcome="credentials_wrong"}"#, 1.0),
        ("anjuan_http_requests_in_flight", 1.0),
        ("anjuan_journal_size", 1.0),
        ("anjuan_journal_pending", 0.0),
        ("anjuan_sequencer_lag_seconds", 0.0),
        ("anjuan_sequencer_writing", 1.0),
        ("anjuan_database_connections_max", 1.0),
        ("anjuan_database_connections_in_use", 0.0),
        ("anjuan_database_waiting", 0.0),
        ("process_resident_memory_bytes", 1e6),
        ("process_start_time_seconds", 1e9),
    ] {
        let found = value(&told.text, series).unwrap_or_else(|| panic!("{series} is missing in\n{}", told.text));
        assert!(found >= least, "{series} {found}");
    }
    assert!(told.text.contains("anjuan_build_info{version="));
}

#[actix_web::test]
async fn the_text_is_well_formed_and_no_client_makes_it_grow() {
    let server = isolated();
    let stranger = server.stranger();
    for n in 0..50 {
        stranger.get(&format!("/no-such-thing-{n}")).await.problem(404, "not_found");
        let odd =
            reqwest::Client::new().request(format!("ODD{n}").parse().expect("a method"), format!("{}/x", server.url));
        assert_eq!(odd.send().await.expect("an answer").status(), 404);
    }
    let told = stranger.get("/metrics").await.text;
    assert!(!told.contains("no-such-thing") && !told.contains("ODD"), "{told}");
    let (mut helped, mut typed, mut series) = (HashSet::new(), HashSet::new(), HashSet::new());
    for line in told.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            assert!(helped.insert(rest.split(' ').next().expect("a name")), "{line} twice");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            assert!(typed.insert(rest.split(' ').next().expect("a name")), "{line} twice");
        } else {
            let (name, number) = line.rsplit_once(' ').expect("a series and its value");
            assert!(number.parse::<f64>().is_ok(), "{line}");
            assert!(series.insert(name), "{line} twice");
        }
    }
    assert_eq!(helped, typed, "each metric has its help and its type");
}

#[actix_web::test]
async fn metrics_can_be_kept_from_strangers() {
    let server = with_settings(&[("ANJUAN_METRICS_TOKEN", "a-token-of-the-monitor")]);
    let stranger = server.stranger();
    stranger.get("/metrics").await.problem(401, "metrics_token_needed");
    stranger.with_token("a-token-of-somebody").get("/metrics").await.problem(401, "metrics_token_needed");
    assert_eq!(stranger.with_token("a-token-of-the-monitor").get("/metrics").await.status, 200);
    let basic = stranger.request(Method::GET, "/metrics").header("Authorization", "Basic a-token-of-the-monitor");
    stranger.send(basic).await.problem(401, "metrics_token_needed");
}
