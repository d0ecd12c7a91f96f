//! 批量导入 in CSV: the same rows in columns, as spreadsheets write them.

use crate::support::{Answer, Client, another_town, counts, shared, town};
use anjuan::domain::act::ActClass;
use anjuan::imports::model::ImportKind;
use encoding_rs::GB18030;
use reqwest::Method;
use serde_json::{Value, json};

async fn send(client: &Client, query: &str, content_type: &str, file: impl Into<reqwest::Body>) -> Answer {
    let request = client.request(Method::POST, &format!("/imports?{query}"));
    client.send(request.header("Content-Type", content_type).body(file)).await
}

async fn import(client: &Client, query: &str, content_type: &str, file: impl Into<reqwest::Body>) -> Value {
    let sent = send(client, query, content_type, file).await;
    assert_eq!(sent.status, 202, "{}", sent.text);
    client.ended(sent.ok()["id"].as_str().expect("an id")).await
}

/// Row, line, and of each fault its column and code.
async fn told(client: &Client, import: &Value) -> Vec<(i64, i64, Vec<(Value, String)>)> {
    let rows = client.all(&format!("/imports/{}/rows", import["id"].as_str().expect("an id"))).await;
    let fault = |one: &Value| (one["column"].clone(), one["code"].as_str().expect("a code").to_owned());
    let row = |row: &Value| {
        let faults = row["faults"].as_array().expect("a list").iter().map(fault).collect();
        (row["row"].as_i64().expect("a row"), row["line"].as_i64().expect("a line"), faults)
    };
    rows.iter().map(row).collect()
}

async fn rows_as_csv(client: &Client, import: &Value, query: &str) -> String {
    let path = format!("/imports/{}/rows?format=csv{query}", import["id"].as_str().expect("an id"));
    let answer = client.get(&path).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8".to_owned()));
    answer.text
}

#[actix_web::test]
async fn the_same_rows_in_utf8_gb18030_and_ndjson_are_the_same() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let file = format!(
        "agency_code,姓名,执法证号,valid_from,有效期止,#备注\r\n{0},王伟,Y1,2022-01-01,2026/12/31,甲\r\n\r\n{0},李强,Y2,2022年1月1日,2026-12-31,\r\n",
        town.code
    );
    let marked = [b"\xEF\xBB\xBF".as_slice(), file.as_bytes()].concat();
    let first = import(&admin, "kind=officers", "text/csv", marked).await;
    assert_eq!(counts(&first), (2, 0, 0, 0));
    assert_eq!((&first["format"], &first["charset"], &first["rows"]), (&json!("csv"), &json!("utf-8"), &json!(2)));
    assert_eq!(first["columns"][1], "姓名");
    let gb = GB18030.encode(&file).0.into_owned();
    for (content_type, charset) in
        [("text/csv", "gb18030"), ("text/csv; charset=gbk", "gb18030"), ("TEXT/CSV;charset=\"GB18030\"", "gb18030")]
    {
        let again = import(&admin, "kind=officers", content_type, gb.clone()).await;
        assert_eq!((counts(&again), &again["charset"]), ((0, 2, 0, 0), &json!(charset)), "{content_type}");
    }
    let semicolons = file.replace(',', ";");
    assert_eq!(counts(&import(&admin, "kind=officers", "text/csv; charset=utf-8", semicolons).await), (0, 2, 0, 0));
    let tabs = format!("sep=\t\n{}", file.replace(',', "\t"));
    assert_eq!(counts(&import(&admin, "kind=officers", "text/csv", tabs).await), (0, 2, 0, 0));
    let row = |number: &str, name: &str| {
        json!({"agency_code": town.code, "name": name, "certificate_number": number, "valid_from": "2022-01-01",
            "valid_to": "2026-12-31"})
    };
    assert_eq!(counts(&admin.import("kind=officers", &[row("Y1", "王伟"), row("Y2", "李强")]).await), (0, 2, 0, 0));
    assert_eq!(told(&admin, &first).await, [(2, 2, vec![]), (4, 4, vec![])]);
}

#[actix_web::test]
async fn a_header_that_cannot_be_read_whole_refuses_the_file() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let refused = send(&admin, "kind=officers", "text/csv", "agency_code,nmae,valid_from,有效期起,rank\n").await;
    let body = refused.problem(422, "value_invalid");
    let expected = [
        ("/header/1", "unknown_column"),
        ("/header/3", "duplicate_column"),
        ("/header/4", "unknown_column"),
        ("/header", "column_missing"),
    ];
    assert_eq!(refused.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    assert!(body["errors"][0]["detail"].as_str().expect("a text").contains("是否为「name」"), "{body}");
    for (file, code) in [
        (b"".to_vec(), "header_missing"),
        (b"\n\n".to_vec(), "header_missing"),
        (b"\xEF\xBB\xBF".to_vec(), "header_missing"),
        (b"\"agency_code,name\n".to_vec(), "quote_not_closed"),
    ] {
        let refused = send(&admin, "kind=officers", "text/csv", file).await;
        refused.problem(422, "value_invalid");
        assert_eq!(refused.faults()[0].1, code);
    }
    for content_type in ["text/csv; charset=big5", "application/x-ndjson; charset=gbk", "application/vnd.ms-excel", ""]
    {
        send(&admin, "kind=officers", content_type, "agency_code,name\n").await.problem(415, "media_type_unsupported");
    }
    for start in [b"\xFF\xFEa\0".to_vec(), b"PK\x03\x04".to_vec()] {
        send(&admin, "kind=officers", "text/csv", start).await.problem(415, "media_type_unsupported");
    }
    let empty = import(&admin, "kind=officers", "text/csv", "agency_code,name").await;
    assert_eq!((counts(&empty), &empty["progress"]["fraction"]), ((0, 0, 0, 0), &json!(1.0)));
}

#[actix_web::test]
async fn a_bad_row_is_told_by_its_row_its_line_and_its_columns() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let code = &town.code;
    let mut file = format!(
        "agency_code,姓名,certificate_number,valid_from,valid_to,in_post_from\n\
         {code},\"王\n伟\",Y1,2022-01-01,2026-12-31,\n\
         {code},李强,3.50481E+17,2022-01-01,1/2/2026,2099-01-01\n\
         {code},陈静\n\
         ,,,,,\n\
         {code},赵丽,=\"00123\",2022-01-01,2021-12-31,\n\
         {code},孙明,'0456,2022-01-01,2026-12-31,#N/A\n"
    )
    .into_bytes();
    file.extend_from_slice(format!("{code},\u{5434}").as_bytes());
    file.extend_from_slice(b"\xE6\x98,Y9,2022-01-01,2026-12-31,\n");
    file.extend_from_slice(
        format!("{code},\"周红,Y10,2022-01-01,2026-12-31,\n{code},吴刚,Y11,2022-01-01,2026-12-31,\n").as_bytes(),
    );
    let import = import(&admin, "kind=officers", "text/csv", file).await;
    assert_eq!(counts(&import), (1, 0, 7, 0));
    let of = |column: &str, code: &str| (json!(column), code.to_owned());
    let whole = |code: &str| (Value::Null, code.to_owned());
    let told = told(&admin, &import).await;
    assert_eq!((told[0].0, told[0].1, &told[0].2[0].0), (2, 2, &json!("姓名")));
    let expected = [
        (3, 4, vec![of("certificate_number", "spoilt_by_spreadsheet"), of("valid_to", "wrong_format")]),
        (4, 5, vec![whole("wrong_cell_count")]),
        (6, 7, vec![of("valid_to", "dates_run_backwards")]),
        (7, 8, vec![of("in_post_from", "spoilt_by_spreadsheet")]),
        (8, 9, vec![of("姓名", "not_decodable")]),
        (9, 10, vec![whole("quote_not_closed")]),
        (10, 11, vec![]),
    ];
    assert_eq!(told[1..], expected);
}

#[actix_web::test]
async fn a_case_with_nested_and_repeated_members_is_the_one_that_json_tells() {
    let server = shared();
    let town = town(server).await;
    let admin = town.admin().await;
    let matter = server.matter(ActClass::Penalty).await;
    let row = json!({
        "agency_code": town.code, "external_id": "A-1", "procedure": "ordinary", "matter_codes": [matter],
        "party": {"kind": "individual", "name": "=某人,\"甲\""}, "filed_on": "2023-03-01",
        "decided_at": "2023-04-01T10:00:00+08:00", "outcome": "penalty", "mitigated": true,
        "penalties": [{"kind": "fine", "amount_fen": 20000}, {"kind": "confiscation_of_property"}],
        "legal_review": {"reviewed_on": "2023-03-20", "corrected": false},
        "paid": [{"on": "2023-04-10", "amount_fen": 15000}, {"on": "2023-05-10", "amount_fen": 5000}],
    });
    assert_eq!(counts(&admin.import("kind=cases", &[row]).await), (1, 0, 0, 1));
    let head = "agency_code,external_id,适用程序,matter_codes,party.kind,party.name,filed_on,决定时间,outcome,mitigated,\
        penalties.2.kind,penalties.2.amount_fen,处罚种类5,penalties.9.kind,legal_review.reviewed_on,legal_review.corrected,\
        paid";
    let line = format!(
        "{},A-1,普通程序,{matter}|,自然人,\"'=某人,\"\"甲\"\"\",2023/3/1,2023-04-01 10:00,penalty,是,fine,20000,没收非法财物,,\
         2023-03-20,FALSE,\"[{{\"\"on\"\":\"\"2023-04-10\"\",\"\"amount_fen\"\":15000}},{{\"\"on\"\":\"\"2023-05-10\"\",\"\"amount_fen\"\":5000}}]\"",
        town.code
    );
    let again = import(&admin, "kind=cases", "text/csv", format!("{head}\n{line}\n")).await;
    assert_eq!(counts(&again), (0, 1, 0, 0), "{:?}", told(&admin, &again).await);
    let wrong =
        line.replace("A-1", "A-2").replace("fine,20000", "fine,\"20,000\"").replace("没收非法财物,", "罚款罚款,");
    let refused = import(&admin, "kind=cases", "text/csv", format!("{head}\n{wrong}\n")).await;
    let faults = &told(&admin, &refused).await[0].2;
    let expected = [("penalties.2.amount_fen", "not_a_whole_number"), ("处罚种类5", "not_listed")];
    assert_eq!(*faults, expected.map(|(column, code)| (json!(column), code.to_owned())));
}

#[actix_web::test]
async fn rejected_rows_are_mended_in_a_spreadsheet_and_sent_again() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let head = "agency_code,姓名,certificate_number,valid_from,valid_to";
    let file =
        format!("{head}\n{0},王伟,Y1,2022-01-01,2026-12-31\n{0},李强,0000000000123,2022-01-01,2021-12-31\n", town.code);
    let first = import(&admin, "kind=officers", "text/csv", file).await;
    assert_eq!(counts(&first), (1, 0, 1, 0));
    let report = rows_as_csv(&admin, &first, "&outcome=rejected").await;
    assert!(report.starts_with("\u{feff}#row,#line,#outcome,#faults,#warnings,agency_code,姓名"), "{report}");
    assert!(report.contains("valid_to: ") && report.contains("(dates_run_backwards)"), "{report}");
    assert!(report.contains("'0000000000123"), "a spreadsheet leaves the code as it is: {report}");
    let mended = report
        .replace("2021-12-31,", "2026-12-31,")
        .replace(",2021-12-31\r\n", ",2026-12-31\r\n")
        .replace(",2021-12-31\n", ",2026-12-31\n");
    assert_eq!(counts(&import(&admin, "kind=officers", "text/csv", mended).await), (1, 0, 0, 0));
    let certificates = admin.all("/officers").await;
    assert_eq!(certificates.len(), 2);

    // Rows sent as JSON come back in columns that can be sent too.
    let rows = [json!({"agency_code": "nowhere", "external_id": "P-1", "name": "=赵丽", "in_post_from": "2023-01-01"})];
    let as_json = admin.import("kind=officers", &rows).await;
    let report = rows_as_csv(&admin, &as_json, "").await;
    assert!(report.contains("'=赵丽"), "no formula: {report}");
    let mended = report.replace("nowhere", &town.code);
    assert_eq!(counts(&import(&admin, "kind=officers", "text/csv", mended).await), (1, 0, 0, 0));
    assert!(admin.all("/officers").await.iter().any(|one| one["name"] == "=赵丽"));
}

#[actix_web::test]
async fn a_template_of_every_kind_is_read_as_its_kind() {
    let platform = shared().platform_admin().await;
    for kind in ImportKind::ALL {
        let template = platform.get(&format!("/imports/templates/{kind}?format=csv")).await;
        assert_eq!((template.status, template.header("content-type")), (200, "text/csv; charset=utf-8".to_owned()));
        assert!(template.text.starts_with('\u{feff}'), "{kind}");
        let query = format!("kind={kind}&dry_run=true");
        let ndjson = platform.get(&format!("/imports/templates/{kind}?format=ndjson")).await;
        // Sent as it comes, the example is nobody's record.
        let marked = import(&platform, &query, "text/csv", template.text.clone()).await;
        let same = import(&platform, &query, "application/x-ndjson", ndjson.text.clone()).await;
        for sent in [&marked, &same] {
            assert_eq!(counts(sent), (0, 0, 1, 0), "{kind}");
            let rows = platform.rows_of(sent).await;
            assert_eq!(rows[0].2, [(String::new(), "example_row".to_owned())], "{kind}");
        }
        // Without its note it is a row that only lacks what this deployment does not have.
        let unmarked = template.text.replace("示例行", "某行");
        let mut row: Value = serde_json::from_str(&ndjson.text).expect("a line of JSON");
        row.as_object_mut().expect("a row").remove("#说明").expect("a note");
        let read = import(&platform, &query, "text/csv", unmarked).await;
        let same = import(&platform, &query, "application/x-ndjson", row.to_string()).await;
        let faults = async |import: &Value| -> Vec<(String, String)> {
            platform.rows_of(import).await.into_iter().flat_map(|row| row.2).collect()
        };
        let (of_csv, of_ndjson) = (faults(&read).await, faults(&same).await);
        assert_eq!((counts(&read), &of_csv), (counts(&same), &of_ndjson), "{kind}");
        let misfit = |code: &str| !code.starts_with("unknown_") || code == "unknown_member";
        assert_eq!(of_csv.into_iter().filter(|(_, code)| misfit(code)).collect::<Vec<_>>(), [], "{kind}");
    }
    platform.get("/imports/templates/nothing").await.problem(404, "not_found");
    let stranger = another_town(shared()).await.officer().await;
    stranger.get("/imports/templates/cases").await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn progress_tells_how_far_an_import_has_come() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let mut file = "agency_code,external_id,name,in_post_from\n".to_owned();
    for n in 0..500 {
        file += &format!("{},P-{n},王伟,2023-01-01\n", town.code);
    }
    let size = file.len();
    let sent = send(&admin, "kind=officers", "text/csv", file).await.ok();
    assert_eq!(
        (&sent["bytes"], &sent["progress"]["done"], &sent["progress"]["fraction"]),
        (&json!(size), &json!(0), &json!(0.0))
    );
    let id = sent["id"].as_str().expect("an id");
    let mut seen = vec![0];
    loop {
        let now = admin.get(&format!("/imports/{id}")).await.ok();
        let done = now["progress"]["done"].as_i64().expect("a count");
        assert_eq!(done, now["accepted"].as_i64().expect("a count"));
        seen.push(done);
        if now["state"] == "completed" {
            assert!(now["progress"]["rows_per_second"].as_f64().is_some_and(|pace| pace > 0.0), "{now}");
            assert_eq!((&now["progress"]["fraction"], &now["progress"]["seconds_left"]), (&json!(1.0), &Value::Null));
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    assert!(seen.is_sorted() && seen.last() == Some(&500));
    assert!(seen.iter().any(|done| (1..500).contains(done)), "windows are told as they are done: {seen:?}");
}
