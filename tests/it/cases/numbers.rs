//! 文号: what an agency prints once it prints never again.

use crate::support::{Squad, counts, shared, town};
use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};

async fn decided_as(squad: &Squad, issuer: &str, word: &str) -> Value {
    let case = squad.ready().await;
    let mut decision = squad.decision();
    decision["issuer"] = json!(issuer);
    decision["document_word"] = json!(word);
    squad.head.post(&format!("{case}/decisions"), decision).await.ok()["document_number"].clone()
}

#[actix_web::test]
async fn however_issuer_and_word_are_split_or_written_no_number_is_printed_twice() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    assert_eq!(decided_as(&squad, "永安砂", "罚决字").await, "永安砂罚决字〔2023〕1号");
    assert_eq!(decided_as(&squad, "永安", "砂罚决字").await, "永安砂罚决字〔2023〕2号");
    assert_eq!(decided_as(&squad, "永安A", "罚决字").await, "永安A罚决字〔2023〕1号");
    assert_eq!(decided_as(&squad, "永安Ａ", "罚决字").await, "永安A罚决字〔2023〕2号");
}

#[actix_web::test]
async fn the_first_number_follows_the_highest_that_was_imported() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    let imported = |id: &str, number: &str| {
        json!({
            "agency_code": town.code, "external_id": id, "case_number": number, "procedure": "ordinary",
            "matter_codes": [squad.matter], "party": {"kind": "individual", "name": "张某"},
            "filed_on": "2023-03-01", "decided_at": "2023-03-05T10:00:00+08:00", "outcome": "penalty",
            "penalties": [{"kind": "fine", "amount_fen": 20_000}],
        })
    };
    let rows = [
        imported("A-1", "永安砂罚决字[2023]第007号"),
        imported("A-2", "永安砂罚决字〔2023〕3号"),
        imported("A-3", "永安砂罚决字〔2022〕90号"),
        imported("A-4", "永安砂不罚决字〔2023〕80号"),
        imported("A-5", "当场第70号"),
    ];
    let import = town.admin().await.import("kind=cases", &rows).await;
    assert_eq!(counts(&import).0, 5);
    assert_eq!(decided_as(&squad, "永安砂", "罚决字").await, "永安砂罚决字〔2023〕8号");
    assert_eq!(decided_as(&squad, "永安砂", "罚决字").await, "永安砂罚决字〔2023〕9号");
    assert_eq!(decided_as(&squad, "永安", "罚决字").await, "永安罚决字〔2023〕1号");
}

#[actix_web::test]
async fn a_number_that_was_issued_already_is_a_clear_conflict() {
    let town = town(shared()).await;
    let squad = town.squad().await;
    decided_as(&squad, "永安砂", "罚决字").await;
    decided_as(&squad, "永安砂", "罚决字").await;
    let back = format!("UPDATE anjuan.document_counter SET last = 1 WHERE agency_id = '{}'", town.id);
    town.server.database.superuser().batch_execute(&back).expect("the counter is set back");
    let case = squad.ready().await;
    let refused = squad.head.post(&format!("{case}/decisions"), squad.decision()).await;
    refused.problem(409, "document_number_already_issued");
}
