//! A rehearsal of every kind, in both formats, tells exactly what the import will, and leaves nothing.

use crate::support::{Person, counts, demo_rows, isolated};
use anjuan::imports::model::ImportKind;
use reqwest::Method;
use serde_json::{Value, json};

const AGENCY: &str = "350481102";

/// Some rows of a kind: good ones, one that warns where one can, the first one twice, and one of an agency that nobody
/// knows, or else one that runs backwards.
fn rows_of(kind: ImportKind) -> Vec<Value> {
    let elsewhere = |row: &Value| {
        let mut row = row.clone();
        row["agency_code"] = json!("nowhere");
        row
    };
    let mut rows = match kind {
        ImportKind::Agencies => demo_rows("agencies"),
        ImportKind::Matters => demo_rows("matters"),
        ImportKind::MatterClaims => demo_rows("claims").into_iter().take(50).collect(),
        ImportKind::FeeItems => demo_rows("fee-items").into_iter().take(20).collect(),
        ImportKind::DeclaredFigures => demo_rows("declared-figures"),
        ImportKind::Officers => vec![
            json!({"agency_code": AGENCY, "name": "王伟", "certificate_number": "0035048100011", "valid_from": "2022-01-01",
                "valid_to": "2026-12-31"}),
            json!({"agency_code": AGENCY, "external_id": "P-2", "name": "=李强", "in_post_from": "2021-07-01"}),
        ],
        ImportKind::Inspections => vec![
            json!({"agency_code": AGENCY, "external_id": "I-1", "inspected_on": "2023-05-01",
                "object": {"kind": "place", "name": "某市场"}, "matter_codes": ["350481-CF-0001", "350481-CF-0002"],
                "officer_certificates": ["0035048100011"], "complete": true, "kind": "routine", "result": "其他;另行处理"}),
            json!({"agency_code": AGENCY, "external_id": "I-2", "inspected_on": "2019-05-01", "matter_codes": [],
                "officer_certificates": ["0035048100011"], "complete": false, "kind": "special", "led_to_case": "A-9"}),
        ],
        ImportKind::Cases => vec![
            json!({"agency_code": AGENCY, "external_id": "A-1", "case_number": "永安砂罚决字〔2023〕1号", "procedure": "ordinary",
                "matter_codes": ["350481-CF-0001"], "party": {"kind": "organisation", "name": "某公司"},
                "officer_certificates": ["0035048100011"], "filed_on": "2023-03-01", "outcome": "penalty",
                "decided_at": "2023-04-01T10:00:00+08:00", "mitigated": false,
                "penalties": [{"kind": "fine", "amount_fen": 20000}, {"kind": "confiscation_of_property"}],
                "legal_review": {"reviewed_on": "2023-03-20", "corrected": true}, "closed_on": "2023-05-02",
                "paid": [{"on": "2023-04-10", "amount_fen": 20000}]}),
            json!({"agency_code": AGENCY, "external_id": "A-2", "procedure": "summary", "matter_codes": [],
                "party": {"kind": "individual", "name": "某人"}, "filed_on": "2018-03-01", "penalties": []}),
        ],
        ImportKind::CoerciveActs => {
            vec![json!({"agency_code": AGENCY, "external_id": "Q-1", "act": "court_application", "on": "2023-05-01",
                "case_external_id": "A-404"})]
        }
        #[allow(unreachable_patterns, reason = "a kind of its own story has its own test")]
        _ => Vec::new(),
    };
    let Some(first) = rows.first().cloned() else { return rows };
    let bad = match kind {
        ImportKind::Agencies => json!({"code": "3599", "name": "某", "level": "town", "parent_code": "nowhere"}),
        ImportKind::Matters => json!({"code": "X", "name": "某", "act_class": "penalty", "legal_bases": ["某"],
            "valid_from": "2023-02-01", "valid_to": "2023-01-01"}),
        _ => elsewhere(&first),
    };
    rows.extend([first, bad]);
    rows
}

async fn ended(client: &Person, query: &str, content_type: &str, file: String) -> Value {
    let request = client.request(Method::POST, &format!("/imports?{query}"));
    let sent = client.send(request.header("Content-Type", content_type).body(file)).await;
    assert_eq!(sent.status, 202, "{query} {}", sent.text);
    client.ended(sent.ok()["id"].as_str().expect("an id")).await
}

async fn as_csv(client: &Person, import: &Value) -> String {
    client.get(&format!("/imports/{}/rows?format=csv", import["id"].as_str().expect("an id"))).await.text
}

/// Outcome, codes of faults and codes of warnings of each row.
async fn told(client: &Person, import: &Value) -> Vec<(Value, Vec<Value>, Vec<Value>)> {
    let rows = client.all(&format!("/imports/{}/rows?limit=200", import["id"].as_str().expect("an id"))).await;
    let codes = |list: &Value| list.as_array().into_iter().flatten().map(|one| one["code"].clone()).collect();
    rows.iter().map(|row| (row["outcome"].clone(), codes(&row["faults"]), codes(&row["warnings"]))).collect()
}

#[actix_web::test]
async fn a_rehearsal_of_every_kind_says_what_the_import_does_and_leaves_nothing() {
    let server = isolated();
    let platform = server.platform_admin().await;
    let order = [
        ImportKind::Agencies,
        ImportKind::Matters,
        ImportKind::Officers,
        ImportKind::MatterClaims,
        ImportKind::FeeItems,
        ImportKind::Inspections,
        ImportKind::Cases,
        ImportKind::CoerciveActs,
        ImportKind::DeclaredFigures,
    ];
    for kind in order {
        let rows = rows_of(kind);
        let lines = rows.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        let rehearsal = format!("kind={kind}&dry_run=true");
        let in_json = ended(&platform, &rehearsal, "application/x-ndjson", lines.clone()).await;
        let (accepted, unchanged, rejected, _) = counts(&in_json);
        assert_eq!((accepted, unchanged, rejected), (rows.len() as i64 - 2, 1, 1), "{kind} {in_json}");
        let table = as_csv(&platform, &in_json).await;
        let in_csv = ended(&platform, &rehearsal, "text/csv", table.clone()).await;
        assert_eq!(told(&platform, &in_csv).await, told(&platform, &in_json).await, "{kind}");
        let real = ended(&platform, &format!("kind={kind}"), "text/csv", table).await;
        assert_eq!(counts(&real), counts(&in_json), "{kind}");
        assert_eq!(told(&platform, &real).await, told(&platform, &in_json).await, "{kind}");
        let again = ended(&platform, &format!("kind={kind}"), "application/x-ndjson", lines).await;
        assert_eq!(counts(&again).1, rows.len() as i64 - 1, "columns and JSON say the same: {kind}");
    }
}
