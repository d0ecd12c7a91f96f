//! 人员比对: a provincial register held against the officers recorded here.

use crate::support::{Answer, Client, another_town, counts, shared, town};
use reqwest::Method;
use serde_json::{Value, json};

fn card(agency: &str, number: &str, name: &str, to: &str) -> Value {
    json!({"agency_code": agency, "name": name, "certificate_number": number, "valid_from": "2022-01-01", "valid_to": to})
}

async fn compare(client: &Client, query: &str, content_type: &str, file: String) -> Answer {
    let request = client.request(Method::POST, &format!("/officer-reconciliations?{query}"));
    client.send(request.header("Content-Type", content_type).body(file)).await
}

fn ndjson(rows: &[Value]) -> String {
    rows.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")
}

fn found(report: &Value) -> [i64; 6] {
    ["equal", "different", "missing", "extra", "rejected", "past"].map(|name| report[name].as_i64().expect("a count"))
}

#[actix_web::test]
async fn a_register_is_compared_card_by_card_and_nothing_is_changed() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let code = &town.code;
    let mut person = json!({"agency_code": code, "external_id": "P-9", "name": "周红", "in_post_from": "2020-01-01"});
    let here = [
        card(code, "Y1", "王伟", "2026-12-31"),
        card(code, "Y2", "李强", "2026-12-31"),
        card(code, "Y3", "陈静", "2026-12-31"),
        card(code, "Y4", "赵丽", "2026-12-31"),
        person.clone(),
    ];
    assert_eq!(counts(&admin.import("kind=officers", &here).await), (5, 0, 0, 0));
    let before = admin.all("/officers").await;
    person["name"] = json!("周虹");
    let mut revoked = card(code, "Y2", "李强", "2025-12-31");
    revoked["revoked_on"] = json!("2023-02-01");
    let mut backwards = card(code, "Y7", "吴刚", "2021-01-01");
    backwards["rank"] = json!("major");
    let register = [
        card(code, "Y1", "王伟", "2026-12-31"),
        revoked,
        card(code, "Y8", "赵丽", "2026-12-31"),
        card(code, "Y5", "孙明", "2026-12-31"),
        card(code, "Y6", "钱进", "2022-06-30"),
        person,
        backwards,
        card(code, "Y1", "王伟", "2026-12-31"),
        card("350499999", "Z1", "某人", "2026-12-31"),
    ];
    let created = compare(&admin, "on=2023-06-30", "application/x-ndjson", ndjson(&register)).await;
    assert_eq!(created.status, 201, "{}", created.text);
    let report = created.ok();
    assert_eq!((found(&report), &report["rows"]), ([1, 3, 1, 1, 2, 2], &json!(9)));
    let path = created.header("location").replace("/api/v1", "");
    assert_eq!(admin.get(&path).await.ok(), report);
    let lines = admin.all(&format!("{path}/lines?limit=2")).await;
    let told = |finding: &str| -> Vec<&Value> { lines.iter().filter(|line| line["finding"] == finding).collect() };
    let different = told("different");
    let differs = |line: &Value| -> Vec<String> {
        let all = line["differences"].as_array().expect("a list");
        all.iter().map(|one| one["member"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(
        (&different[0]["row"], differs(different[0])),
        (&json!(2), vec!["valid_to".into(), "revoked_on".into()])
    );
    assert_eq!(
        (&different[1]["matched_by"], differs(different[1])),
        (&json!("name_and_agency"), vec!["certificate_number".into()])
    );
    assert_eq!((&different[2]["matched_by"], differs(different[2])), (&json!("external_id"), vec!["name".into()]));
    let pair = &different[0]["differences"][1];
    assert_eq!((&pair["here"], &pair["register"]), (&Value::Null, &json!("2023-02-01")));
    assert_eq!(
        (&told("missing")[0]["register"]["name"], &told("extra")[0]["here"]["name"]),
        (&json!("孙明"), &json!("陈静"))
    );
    let faults: Vec<_> = told("rejected")
        .iter()
        .flat_map(|line| line["faults"].as_array().expect("a list"))
        .map(|one| one["code"].clone())
        .collect();
    assert_eq!(faults, ["unknown_member", "repeated_in_file"]);
    assert_eq!(admin.all(&format!("{path}/lines?finding=missing")).await.len(), 1);
    assert_eq!(admin.all("/officers").await, before);
    let csv = admin.get(&format!("{path}/lines?format=csv&finding=different")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.text.lines().count(), 1 + 4, "a line for each difference: {}", csv.text);
    let entry = admin.get(&format!("/journal/{}", report["entry_id"].as_str().expect("an id"))).await.ok();
    assert_eq!(entry["kind"], "officers.reconciled");
}

#[actix_web::test]
async fn a_register_may_be_csv_and_an_agency_compares_what_it_sees() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (admin, foreigner) = (here.admin().await, there.admin().await);
    admin.import("kind=officers", &[card(&here.code, "Y1", "王伟", "2026-12-31")]).await;
    foreigner.import("kind=officers", &[card(&there.code, "Z1", "李强", "2026-12-31")]).await;
    let file = format!(
        "执法主体编码,姓名,执法证号,有效期起,有效期止\n{},王伟,Y1,2022/1/1,2026/12/31\n{},李强,Z1,2022-01-01,2026-12-31\n",
        here.code, there.code
    );
    let gb = encoding_rs::GB18030.encode(&file).0.into_owned();
    let request = admin
        .request(Method::POST, "/officer-reconciliations?on=2023-06-30")
        .header("Content-Type", "text/csv")
        .body(gb);
    let report = admin.send(request).await.ok();
    assert_eq!(found(&report), [1, 0, 0, 0, 0, 1], "a row of another agency is not missing here");
    let platform = server.platform_admin().await;
    let of_there =
        compare(&platform, &format!("agency={}&on=2023-06-30", there.code), "text/csv", file.clone()).await.ok();
    assert_eq!((found(&of_there), &of_there["agency_code"]), ([1, 0, 0, 0, 0, 1], &json!(there.code)));
    let path = format!("/officer-reconciliations/{}", report["id"].as_str().expect("an id"));
    foreigner.get(&path).await.problem(404, "not_found");
    foreigner.get(&format!("{path}/lines")).await.problem(404, "not_found");
    assert_eq!(admin.all("/officer-reconciliations").await.len(), 1);
    compare(&admin, &format!("agency={}", there.code), "text/csv", file.clone()).await.problem(404, "not_found");
    compare(&admin, "", "text/csv", file.replace("姓名", "姓铭")).await.problem(422, "value_invalid");
    compare(&admin, "", "application/json", file.clone()).await.problem(415, "media_type_unsupported");
    compare(&admin, "on=yesterday", "text/csv", file.clone()).await.problem(400, "query_malformed");
    let officer = here.officer().await;
    compare(&officer, "", "text/csv", file).await.problem(403, "not_permitted");
}
