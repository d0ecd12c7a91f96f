//! Figures declared by hand, with the document they rest on.

use crate::support::{Person, another_town, shared, town};
use serde_json::{Value, json};

fn mediated(value: i64) -> Value {
    json!({"measure": "disputes_mediated", "period_from": "2023-01-01", "period_to": "2023-12-31", "value": value,
        "document": "安砂镇2023年矛盾纠纷排查化解台账"})
}

async fn in_report(reader: &Person, query: &str) -> Value {
    let report = reader.get(&format!("/statistics/annual/2023{query}")).await.ok();
    let cells = report["tables"][0]["rows"][0]["cells"].as_array().expect("cells").clone();
    cells.into_iter().find(|cell| cell["column"] == "disputes_mediated").expect("the cell")
}

#[actix_web::test]
async fn a_declared_figure_stands_in_the_report_with_its_document() {
    let town = town(shared()).await;
    let clerk = town.clerk().await;
    let created = clerk.post("/declared-figures", mediated(75)).await;
    assert_eq!(created.status, 201);
    let figure = created.ok();
    let one = created.header("location").replace("/api/v1", "");
    assert_eq!(clerk.get(&one).await.ok(), figure);
    let cell = in_report(&clerk, "").await;
    assert_eq!((&cell["value"], &cell["display"]), (&json!(75), &json!("75")));
    let records = clerk.all(cell["records"].as_str().expect("a link")).await;
    assert_eq!(records.len(), 1);
    assert_eq!((&records[0]["id"], &records[0]["label"]), (&figure["id"], &figure["document"]));
    assert_eq!((&records[0]["kind"], &records[0]["quantity"]), (&json!("declared_figure"), &json!(75)));
}

#[actix_web::test]
async fn a_correction_is_the_next_revision_and_the_old_one_stays_known() {
    let town = town(shared()).await;
    let clerk = town.clerk().await;
    clerk.post("/declared-figures", mediated(74)).await.ok();
    let before = clerk.get("/statistics/annual/2023").await.ok()["journal_position"].to_string();
    assert_eq!(clerk.post("/declared-figures", mediated(75)).await.ok()["revision"], 2);
    assert_eq!(in_report(&clerk, "").await["value"], json!(75));
    assert_eq!(in_report(&clerk, &format!("?as_of_position={before}")).await["value"], json!(74));
    let values: Vec<Value> = clerk
        .all("/declared-figures?measure=disputes_mediated&limit=1")
        .await
        .iter()
        .map(|one| one["value"].clone())
        .collect();
    assert_eq!(values, [75, 74], "the newest first");
}

#[actix_web::test]
async fn only_what_is_not_counted_may_be_declared_and_only_by_the_clerk() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let clerk = here.clerk().await;
    let mut counted = mediated(11);
    counted["measure"] = json!("officers");
    let refused = clerk.post("/declared-figures", counted).await;
    refused.problem(422, "value_invalid");
    assert_eq!(refused.faults(), [("/measure".to_owned(), "unknown_measure".to_owned())]);
    let mut backwards = mediated(11);
    backwards["period_to"] = json!("2022-12-31");
    clerk.post("/declared-figures", backwards).await.problem(409, "dates_run_backwards");
    clerk.post("/declared-figures", mediated(-1)).await.problem(422, "value_invalid");
    here.officer().await.post("/declared-figures", mediated(75)).await.problem(403, "not_permitted");
    let id = clerk.post("/declared-figures", mediated(75)).await.ok()["id"].as_str().expect("an id").to_owned();
    let foreigner = there.clerk().await;
    foreigner.get(&format!("/declared-figures/{id}")).await.problem(404, "not_found");
    assert!(foreigner.all("/declared-figures").await.is_empty());
}
