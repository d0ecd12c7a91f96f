//! 非税对账: a file of the non-tax platform held against the payments recorded here.

use super::after::served;
use crate::support::{Answer, Client, Town, another_town, shared, town};
use reqwest::Method;
use serde_json::{Value, json};

async fn held(client: &Client, query: &str, content_type: &str, file: impl Into<Vec<u8>>) -> Answer {
    let request = client.request(Method::POST, &format!("/payment-reconciliations?{query}"));
    client.send(request.header("Content-Type", content_type).body(file.into())).await
}

/// A fine of 50 yuan, paid in parts: each with the last sign of its receipt, its day and its fen.
async fn paid(town: &Town<'_>, parts: &[(&str, &str, i64)]) -> String {
    let squad = town.squad().await;
    let (case, _) = served(&squad).await;
    for (receipt, on, fen) in parts {
        let payment = json!({"paid_on": on, "amount_fen": fen, "channel": "bank",
            "receipt_number": format!("{}-{receipt}", town.code)});
        squad.leader.post(&format!("{case}/payments"), payment).await.ok();
    }
    case
}

fn row(town: &Town<'_>, receipt: &str, on: &str, fen: i64) -> Value {
    json!({"receipt_number": format!("{}-{receipt}", town.code), "paid_on": on, "amount_fen": fen})
}

#[actix_web::test]
async fn the_same_amount_on_another_day_or_for_another_decision_is_told() {
    let town = town(shared()).await;
    let case = paid(&town, &[("1", "2023-04-10", 1000), ("2", "2023-04-11", 1000), ("3", "2023-04-12", 1000)]).await;
    let clerk = town.clerk().await;
    let number = clerk.get(&case).await.ok()["case_number"].as_str().expect("a number").to_owned();
    let mut right = row(&town, "1", "2023-04-10", 1000);
    right["case_number"] = json!(number.replace('〔', "[").replace('〕', "]"));
    let mut other = row(&town, "2", "2023-04-11", 1000);
    other["case_number"] = json!("永安砂罚决字〔2023〕99999号");
    let rows = [right, other, row(&town, "3", "2023-04-20", 1000)];
    let file = rows.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let report = held(&clerk, "", "application/x-ndjson", file).await.ok();
    assert_eq!(counted(&report), [1, 0, 0, 0, 0, 0]);
    assert_eq!((&report["date_differs"], &report["case_differs"]), (&json!(1), &json!(1)));
}

fn counted(report: &Value) -> [i64; 6] {
    ["equal", "missing_here", "missing_there", "amount_differs", "receipt_used_twice", "rejected"]
        .map(|name| report[name].as_i64().expect("a count"))
}

#[actix_web::test]
async fn what_is_missing_on_either_side_or_differs_is_told_receipt_by_receipt_and_nothing_is_written() {
    let town = town(shared()).await;
    let parts =
        [("1", "2023-04-10", 1000), ("2", "2023-04-11", 1000), ("3", "2023-04-12", 1000), ("4", "2023-04-20", 500)];
    let case = paid(&town, &parts).await;
    let clerk = town.clerk().await;
    let before = (clerk.all(&format!("{case}/timeline")).await, town.figures(&case));
    let mut unread = row(&town, "7", "2023-04-10", 1);
    unread["amount_yuan"] = json!("0.01");
    let rows = [
        row(&town, "1", "2023-04-10", 1000),
        row(&town, "2", "2023-04-11", 999),
        row(&town, "5", "2023-04-11", 300),
        row(&town, "6", "2023-04-12", 100),
        row(&town, "6", "2023-04-12", 100),
        unread,
    ];
    let file = rows.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let answer = held(&clerk, "", "application/x-ndjson", file.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let report = answer.ok();
    // The 20th lies behind the last day of the file: nobody expects it there.
    assert_eq!(
        (&report["from"], &report["to"], &report["rows"]),
        (&json!("2023-04-10"), &json!("2023-04-12"), &json!(6))
    );
    assert_eq!(counted(&report), [1, 1, 1, 1, 1, 1]);
    let line = |finding: &str| {
        let lines = report["lines"].as_array().expect("lines");
        lines.iter().find(|line| line["finding"] == finding).unwrap_or_else(|| panic!("no {finding}")).clone()
    };
    let differs = line("amount_differs");
    assert_eq!((&differs["here"][0]["amount_fen"], &differs["there"][0]["amount_fen"]), (&json!(1000), &json!(999)));
    assert_eq!(format!("/cases/{}", differs["here"][0]["case_id"].as_str().expect("an id")), case);
    assert_eq!(line("missing_there")["receipt_number"], format!("{}-3", town.code));
    assert_eq!(line("missing_here")["there"][0]["row"], 3);
    assert_eq!(line("receipt_used_twice")["there"].as_array().map(Vec::len), Some(2));
    let rejected = line("rejected");
    assert_eq!((&rejected["row"], &rejected["faults"][0]["code"]), (&json!(6), &json!("amount_missing")));
    let wider = held(&clerk, "to=2023-04-30", "application/x-ndjson", file.clone()).await.ok();
    assert_eq!(counted(&wider), [1, 1, 2, 1, 1, 1]);
    let csv = held(&clerk, "format=csv", "application/x-ndjson", file).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.text.lines().count(), 1 + 5, "{}", csv.text);
    assert_eq!((clerk.all(&format!("{case}/timeline")).await, town.figures(&case)), before);
    let officer = town.officer().await;
    held(&officer, "", "application/x-ndjson", "").await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn the_platforms_own_table_is_read_in_yuan_and_in_its_letters_and_agencies_see_their_own() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    paid(&here, &[("1", "2023-04-10", 1050), ("2", "2023-04-11", 3950)]).await;
    paid(&there, &[("1", "2023-04-10", 1000)]).await;
    let (clerk, foreigner) = (here.clerk().await, there.clerk().await);
    let text = format!(
        "财政票据号码,缴款日期,金额(元),缴款人\n{0}-1,2023/4/10,10.50,池有根\n{0}-2,2023-04-11,39.5,池有根\n{1}-1,2023-04-10,10,池有根\n",
        here.code, there.code
    );
    for file in [text.clone().into_bytes(), encoding_rs::GB18030.encode(&text).0.into_owned()] {
        let report = held(&clerk, "", "text/csv", file).await.ok();
        assert_eq!(counted(&report), [2, 1, 0, 0, 0, 0], "{report}");
    }
    let report = held(&foreigner, "", "text/csv", text.clone()).await.ok();
    assert_eq!(counted(&report), [1, 2, 0, 0, 0, 0]);
    held(&clerk, &format!("agency={}", there.code), "text/csv", text.clone()).await.problem(404, "not_found");
    held(&clerk, "", "text/csv", text.replace("票据号码", "票据代号")).await.problem(422, "value_invalid");
    held(&clerk, "", "application/json", text.clone()).await.problem(415, "media_type_unsupported");
    held(&clerk, "from=yesterday", "text/csv", text).await.problem(400, "query_malformed");
}
