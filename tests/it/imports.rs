//! 批量导入: historic records, row by row.

use crate::support::{another_town, counts, demo_rows, isolated, resumed, shared, town};
use anjuan::domain::act::ActClass;
use reqwest::Method;
use serde_json::{Value, json};

fn officer(agency: &str, number: &str, name: &str) -> Value {
    json!({
        "agency_code": agency, "name": name, "certificate_number": number,
        "valid_from": "2022-01-01", "valid_to": "2026-12-31",
    })
}

fn claim(agency: &str, matter: &str, valid_from: &str) -> Value {
    json!({"agency_code": agency, "matter_code": matter, "valid_from": valid_from, "basis": "承接确认书"})
}

#[actix_web::test]
async fn imported_officers_are_officers_with_certificates() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let mut left = officer(&town.code, "Y2", "李强");
    left["in_post_from"] = json!("2021-07-01");
    left["in_post_to"] = json!("2023-06-30");
    left["revoked_on"] = json!("2023-07-01");
    let none = json!({"agency_code": town.code, "external_id": "P-3", "name": "陈静", "in_post_from": "2023-02-01"});
    let import = admin.import("kind=officers", &[officer(&town.code, "Y1", "王伟"), left, none]).await;
    assert_eq!(counts(&import), (3, 0, 0, 0));
    let officers = admin.all("/officers").await;
    let posts: Vec<_> = officers.iter().map(|one| (&one["name"], &one["in_post_from"], &one["origin"])).collect();
    let expected = [("李强", "2021-07-01"), ("王伟", "2022-01-01"), ("陈静", "2023-02-01")];
    for ((name, from), found) in expected.iter().zip(posts) {
        assert_eq!(found, (&json!(name), &json!(from), &json!("import")));
    }
    let of_li = format!("/officers/{}/certificates", officers[0]["id"].as_str().expect("an id"));
    let certificates = admin.all(&of_li).await;
    assert_eq!((&certificates[0]["status"], &certificates[0]["holds_to"]), (&json!("revoked"), &json!("2023-06-30")));
}

#[actix_web::test]
async fn the_same_file_again_changes_nothing() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let mut rows = vec![officer(&town.code, "Y1", "王伟"), officer(&town.code, "Y2", "李强")];
    assert_eq!(counts(&admin.import("kind=officers", &rows).await), (2, 0, 0, 0));
    let before = admin.all("/officers").await;
    rows[0]["in_post_to"] = Value::Null; // null and left out are the same
    assert_eq!(counts(&admin.import("kind=officers", &rows).await), (0, 2, 0, 0));
    rows.push(rows[1].clone());
    assert_eq!(counts(&admin.import("kind=officers&on_conflict=supersede", &rows).await), (0, 3, 0, 0));
    assert_eq!(admin.all("/officers").await, before);
}

#[actix_web::test]
async fn a_bad_row_tells_all_its_faults_and_blocks_nothing() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let mut backwards = officer(&town.code, "Y2", "李强");
    backwards["valid_to"] = json!("2021-12-31");
    backwards["in_post_from"] = json!("2099-01-01");
    let unknown = json!({"agency_code": town.code, "name": "", "rank": "major", "certificate_number": 7});
    let nobody = json!({"agency_code": town.code, "name": "某人"});
    let elsewhere = officer("350499999", "Y4", "赵丽");
    let lines = [
        officer(&town.code, "Y1", "王伟").to_string(),
        backwards.to_string(),
        unknown.to_string(),
        "{not json".to_owned(),
        String::new(),
        nobody.to_string(),
        elsewhere.to_string(),
        officer(&town.code, "Y5", "陈静").to_string(),
    ];
    let sent = admin.send_text("kind=officers", lines.join("\n")).await.ok();
    assert_eq!((&sent["state"], &sent["rows"]), (&json!("queued"), &json!(7)));
    let import = admin.ended(sent["id"].as_str().expect("an id")).await;
    assert_eq!(counts(&import), (2, 0, 5, 0));
    let rows = admin.rows_of(&import).await;
    let faults = |line: i64| &rows.iter().find(|(number, ..)| *number == line).expect("is reported").2;
    let has = |line: i64, pointer: &str, code: &str| {
        assert!(faults(line).contains(&(pointer.into(), code.into())), "{line}: {:?}", faults(line));
    };
    has(2, "/valid_to", "dates_run_backwards");
    has(2, "/in_post_from", "date_in_the_future");
    has(3, "/rank", "unknown_member");
    has(3, "/certificate_number", "wrong_type");
    has(3, "/name", "text_empty");
    has(4, "", "not_json");
    has(6, "/external_id", "member_missing");
    has(6, "/in_post_from", "member_missing");
    has(7, "/agency_code", "unknown_agency");
    assert_eq!((faults(1).len(), faults(8).len()), (0, 0));
    let id = import["id"].as_str().expect("an id");
    assert_eq!(admin.all(&format!("/imports/{id}/rows?outcome=rejected&limit=2")).await.len(), 5);
    assert_eq!(admin.all(&format!("/imports/{id}/rows?outcome=accepted")).await.len(), 2);
    assert_eq!(admin.all(&format!("/imports/{id}/rows?warnings=true")).await.len(), 0);
}

#[actix_web::test]
async fn a_corrected_row_needs_to_be_asked_for() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    admin.import("kind=officers", &[officer(&town.code, "Y1", "王伟")]).await;
    let mut corrected = officer(&town.code, "Y1", "王玮");
    corrected["valid_from"] = json!("2022-03-01");
    let refused = admin.import("kind=officers", &[corrected.clone()]).await;
    assert_eq!(counts(&refused), (0, 0, 1, 0));
    let expected = [(1, "rejected".to_owned(), vec![(String::new(), "imported_with_other_content".to_owned())])];
    assert_eq!(admin.rows_of(&refused).await, expected);
    let superseded = admin.import("kind=officers&on_conflict=supersede", &[corrected.clone()]).await;
    assert_eq!(counts(&superseded), (1, 0, 0, 0));
    let officers = admin.all("/officers").await;
    assert_eq!(officers.len(), 1);
    assert_eq!((&officers[0]["name"], &officers[0]["in_post_from"]), (&json!("王玮"), &json!("2022-03-01")));
    assert_eq!(counts(&admin.import("kind=officers", &[corrected]).await), (0, 1, 0, 0));
}

#[actix_web::test]
async fn two_certificates_of_one_person_are_two_rows_in_any_order() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let card = |number: &str, from: &str, to: &str| {
        json!({"agency_code": town.code, "external_id": "P-1", "name": "王伟", "certificate_number": number,
            "valid_from": from, "valid_to": to})
    };
    let rows = [card("N2", "2023-01-01", "2027-12-31"), card("N1", "2018-01-01", "2022-12-31")];
    assert_eq!(counts(&admin.import("kind=officers", &rows).await), (2, 0, 0, 0));
    let overlapping = card("N3", "2027-12-31", "2030-12-31");
    let mut named_otherwise = card("N4", "2028-01-01", "2030-12-31");
    named_otherwise["valid_from"] = json!("2017-01-01");
    named_otherwise["valid_to"] = json!("2017-12-31");
    named_otherwise["name"] = json!("汪伟");
    let import = admin.import("kind=officers", &[named_otherwise, overlapping]).await;
    let codes: Vec<String> = admin.rows_of(&import).await.into_iter().map(|row| row.2[0].1.clone()).collect();
    assert_eq!(codes, ["person_has_other_name", "date_in_the_future"]);
    let officers = admin.all("/officers").await;
    assert_eq!(officers.len(), 1);
    assert_eq!(officers[0]["in_post_from"], "2018-01-01");
}

#[actix_web::test]
async fn a_rehearsal_says_the_same_and_leaves_nothing() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let rows = [officer(&town.code, "Y1", "王伟"), officer(&town.code, "Y1", "王伟"), officer("nowhere", "Y2", "李强")];
    let rehearsed = admin.import("kind=officers&dry_run=true", &rows).await;
    assert_eq!(counts(&rehearsed), (1, 1, 1, 0));
    assert!(admin.all("/officers").await.is_empty());
    let id = rehearsed["id"].as_str().expect("an id");
    let reported = admin.all(&format!("/imports/{id}/rows")).await;
    assert!(reported.iter().all(|row| row["entry_id"].is_null()), "nothing was recorded");
    assert_eq!(counts(&admin.import("kind=officers", &rows).await), (1, 1, 1, 0));
}

#[actix_web::test]
async fn an_agencys_administrator_imports_for_that_agency_alone() {
    let server = shared();
    let (here, there) = (town(server).await, another_town(server).await);
    let (admin, platform) = (here.admin().await, server.platform_admin().await);
    let rows = [officer(&there.code, "Y1", "王伟"), officer(&here.code, "Y2", "李强")];
    let import = admin.import("kind=officers", &rows).await;
    assert_eq!(counts(&import), (1, 0, 1, 0));
    assert_eq!(admin.rows_of(&import).await[0].2, [("/agency_code".into(), "unknown_agency".into())]);
    assert!(there.admin().await.all("/officers").await.is_empty());
    let path = format!("/imports/{}", import["id"].as_str().expect("an id"));
    there.admin().await.get(&path).await.problem(404, "not_found");
    assert_eq!(counts(&platform.import("kind=officers", &rows).await), (1, 1, 0, 0));
    assert_eq!(there.admin().await.all("/officers").await.len(), 1);
    admin.send_file("kind=matters", &[]).await.problem(403, "not_permitted");
    here.officer().await.send_file("kind=officers", &[]).await.problem(403, "not_permitted");
}

#[actix_web::test]
async fn a_request_that_is_no_file_is_refused() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    for query in ["", "kind=nothing", "kind=officers&on_conflict=merge", "kind=officers&dry=true"] {
        assert_eq!(admin.send_file(query, &[]).await.status, 400, "{query}");
    }
    let workbook =
        admin.request(Method::POST, "/imports?kind=officers").header("Content-Type", "application/pdf").body("x");
    admin.send(workbook).await.problem(415, "media_type_unsupported");
    let empty = admin.import("kind=officers", &[]).await;
    assert_eq!((counts(&empty), &empty["rows"]), ((0, 0, 0, 0), &json!(0)));
}

#[actix_web::test]
async fn imported_claims_and_fee_items_count_and_what_was_not_claimed_warns() {
    let server = shared();
    let town = town(server).await;
    let admin = town.admin().await;
    let (penalty, inspection) = (server.matter(ActClass::Penalty).await, server.matter(ActClass::Inspection).await);
    let mut ended = claim(&town.code, &inspection, "2022-09-01");
    ended["valid_to"] = json!("2023-06-30");
    let unknown = claim(&town.code, "no-such-matter", "2099-01-01");
    let import = admin.import("kind=matter-claims", &[claim(&town.code, &penalty, "2022-09-01"), ended, unknown]).await;
    assert_eq!(counts(&import), (2, 0, 1, 0));
    let both = [("/valid_from", "date_in_the_future"), ("/matter_code", "unknown_matter")];
    assert_eq!(admin.rows_of(&import).await[2].2, both.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let item = |matter: &str, on: &str| json!({"agency_code": town.code, "matter_code": matter, "fee_code": "1030501", "name": "罚没收入", "configured_on": on});
    let import = admin.import("kind=fee-items", &[item(&penalty, "2022-08-31"), item(&inspection, "2022-10-18")]).await;
    assert_eq!(counts(&import), (1, 0, 1, 1));
    let id = import["id"].as_str().expect("an id");
    let warned = admin.all(&format!("/imports/{id}/rows?warnings=true")).await;
    assert_eq!(warned[0]["warnings"][0]["code"], "matter_not_claimed_on_act_date");
    assert_eq!(warned[0]["warnings"][0]["legal_basis"], "行政处罚法 第二十四条");
    assert_eq!(admin.rows_of(&import).await[1].2, [("/matter_code".into(), "fee_item_needs_penalty_matter".into())]);
    let mut shorter = claim(&town.code, &penalty, "2022-09-01");
    shorter["valid_to"] = json!("2023-12-31");
    assert_eq!(counts(&admin.import("kind=matter-claims&on_conflict=supersede", &[shorter]).await), (1, 0, 0, 0));
}

#[actix_web::test]
async fn a_coercive_act_is_of_its_kind_and_an_unknown_case_warns() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let act = |id: &str, act: &str, kind: Value| json!({"agency_code": town.code, "external_id": id, "act": act, "kind": kind, "on": "2023-05-01", "case_external_id": "A-17"});
    let rows = [
        act("Q1", "court_application", Value::Null),
        act("Q2", "measure", json!("auction")),
        act("Q3", "execution", Value::Null),
    ];
    let import = admin.import("kind=coercive-acts", &rows).await;
    assert_eq!(counts(&import), (1, 0, 2, 1));
    let told: Vec<_> = admin.rows_of(&import).await.into_iter().flat_map(|row| row.2).collect();
    let expected = [("/kind", "kind_of_another_act"), ("/kind", "member_missing")];
    assert_eq!(told, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
}

#[actix_web::test]
async fn a_declared_figure_is_of_a_declared_measure_and_a_correction_is_its_next_revision() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let mut rows = demo_rows("declared-figures");
    rows.iter_mut().for_each(|row| row["agency_code"] = json!(town.code));
    let mut counted = rows[0].clone();
    counted["measure"] = json!("officers");
    counted["period_to"] = json!("2022-12-31");
    let mut negative = rows[0].clone();
    negative["value"] = json!(-1);
    let import = admin.import("kind=declared-figures", &[rows.clone(), vec![counted, negative]].concat()).await;
    assert_eq!(counts(&import), (5, 0, 2, 0));
    let told: Vec<_> = admin.rows_of(&import).await.into_iter().flat_map(|row| row.2).collect();
    let expected = [("/measure", "unknown_measure"), ("/period_to", "dates_run_backwards"), ("/value", "too_small")];
    assert_eq!(told, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    rows[0]["value"] = json!(13);
    assert_eq!(counts(&admin.import("kind=declared-figures&on_conflict=supersede", &rows).await), (1, 4, 0, 0));
    let declared = town.clerk().await.all("/declared-figures?measure=disclosures").await;
    let revisions: Vec<_> = declared.iter().map(|one| (&one["revision"], &one["value"])).collect();
    assert_eq!(revisions, [(&json!(2), &json!(13)), (&json!(1), &json!(12))]);
}

#[actix_web::test]
async fn the_division_tree_is_imported_from_the_top() {
    let server = isolated();
    let platform = server.platform_admin().await;
    let mut rows = demo_rows("agencies");
    rows.push(
        json!({"code": "350481999", "name": "某镇", "parent_code": "350481", "level": "town", "powers": ["detention"]}),
    );
    rows.push(json!({"code": "350481998", "name": "某乡", "parent_code": "3599", "level": "town"}));
    let import = platform.import("kind=agencies", &rows).await;
    assert_eq!(counts(&import), (18, 0, 2, 0));
    let told: Vec<_> = platform.rows_of(&import).await.into_iter().flat_map(|row| row.2).collect();
    let expected = [("/powers", "detention_not_within_power"), ("/parent_code", "unknown_agency")];
    assert_eq!(told, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    let mut loops = rows[0].clone();
    loops["parent_code"] = json!("350481102");
    let mut renamed = rows[1].clone();
    renamed["name"] = json!("三明市人民政府(更名)");
    let import = platform.import("kind=agencies&on_conflict=supersede", &[loops, renamed]).await;
    assert_eq!(counts(&import), (1, 0, 1, 0));
    assert_eq!(platform.get("/agencies/3504").await.ok()["name"], "三明市人民政府(更名)");
}

#[actix_web::test]
async fn the_catalogue_is_imported_version_by_version() {
    let server = isolated();
    let platform = server.platform_admin().await;
    let mut rows = demo_rows("matters");
    let import = platform.import("kind=matters", &rows).await;
    assert_eq!(counts(&import), (640, 0, 0, 0));
    rows.truncate(2);
    rows[0]["valid_from"] = json!("2024-01-01");
    rows[0]["name"] = json!("对未按规划建设的处罚");
    rows[1]["act_class"] = json!("licence");
    rows[1]["valid_from"] = json!("2024-01-01");
    let import = platform.import("kind=matters", &rows).await;
    assert_eq!(counts(&import), (1, 0, 1, 0));
    assert_eq!(platform.rows_of(&import).await[1].2, [("/act_class".into(), "matter_of_another_class".into())]);
}

#[actix_web::test]
async fn a_file_that_was_received_is_finished_after_a_restart() {
    let server = isolated();
    let here = town(&server).await;
    let (admin, code) = (here.admin().await, here.code.clone());
    let rows: Vec<Value> = (0..900).map(|n| officer(&code, &format!("R{n:04}"), "王伟")).collect();
    let sent = admin.send_file("kind=officers", &rows).await.ok();
    let username = admin.username.clone();
    let server = resumed(server.stop_and_keep_database());
    let admin = server.log_in(&username).await;
    let import = admin.ended(sent["id"].as_str().expect("an id")).await;
    assert_eq!(counts(&import), (900, 0, 0, 0));
    assert_eq!(admin.all("/officers?limit=200").await.len(), 900);
}

#[actix_web::test]
async fn rows_that_were_applied_before_a_crash_are_not_applied_twice() {
    use diesel::connection::SimpleConnection as _;
    let server = isolated();
    let here = town(&server).await;
    let admin = here.admin().await;
    let rows: Vec<Value> = (0..30).map(|n| officer(&here.code, &format!("R{n:04}"), "王伟")).collect();
    let import = admin.import("kind=officers", &rows).await;
    let (id, username) = (import["id"].as_str().expect("an id").to_owned(), admin.username.clone());
    let database = server.stop_and_keep_database();
    // As if the process had died after it wrote the records and before it wrote what became of the rows.
    let forget = format!(
        "UPDATE anjuan.import_row SET outcome = NULL, row_entry_id = NULL, row_agency_id = NULL WHERE row_number > 10;
         UPDATE anjuan.import_job SET state = 'running', accepted = 10, finished_at = NULL WHERE id = '{id}'"
    );
    database.superuser().batch_execute(&forget).expect("forgets");
    let server = resumed(database);
    let admin = server.log_in(&username).await;
    assert_eq!(counts(&admin.ended(&id).await), (30, 0, 0, 0));
    assert_eq!(admin.all("/officers?limit=200").await.len(), 30);
    let reported = admin.all(&format!("/imports/{id}/rows?limit=200")).await;
    assert!(reported.iter().all(|row| row["entry_id"].is_string()), "each row names its entry");
}
