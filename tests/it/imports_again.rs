//! 批量导入, once more: corrections leave alone what went on here, and work that broke off says what it did.

use crate::support::{Person, counts, isolated, resumed, shared, town};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use serde_json::{Value, json};

fn officer(agency: &str, number: &str, name: &str) -> Value {
    json!({
        "agency_code": agency, "name": name, "certificate_number": number,
        "valid_from": "2022-01-01", "valid_to": "2026-12-31",
    })
}

/// The path of the only officer.
async fn only_officer(admin: &Person) -> String {
    let officers = admin.all("/officers").await;
    assert_eq!(officers.len(), 1);
    format!("/officers/{}", officers[0]["id"].as_str().expect("an id"))
}

/// The one row that was refused, and why.
async fn refused(admin: &Person, kind: &str, row: Value) -> String {
    let import = admin.import(&format!("kind={kind}&on_conflict=supersede"), &[row]).await;
    assert_eq!(counts(&import), (0, 0, 1, 0));
    admin.rows_of(&import).await[0].2[0].1.clone()
}

#[actix_web::test]
async fn a_corrected_row_gives_no_revoked_certificate_back() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let row = officer(&town.code, "Y1", "王伟");
    admin.import("kind=officers", std::slice::from_ref(&row)).await;
    let certificates = format!("{}/certificates", only_officer(&admin).await);
    let id = admin.all(&certificates).await[0]["id"].as_str().expect("an id").to_owned();
    let ending = json!({"kind": "revoked", "on": "2023-05-02", "reason": "滥用职权"});
    admin.post(&format!("{certificates}/{id}/endings"), ending).await.ok();
    let before = (admin.all(&certificates).await, admin.all("/officers").await);
    let mut corrected = row;
    corrected["valid_to"] = json!("2027-12-31");
    assert_eq!(refused(&admin, "officers", corrected).await, "conflict");
    assert_eq!((admin.all(&certificates).await, admin.all("/officers").await), before);
    assert_eq!(before.0[0]["status"], "revoked");
}

#[actix_web::test]
async fn a_corrected_row_puts_nobody_back_in_post() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let row = officer(&town.code, "Y1", "王伟");
    admin.import("kind=officers", std::slice::from_ref(&row)).await;
    let path = only_officer(&admin).await;
    admin.patch(&path, json!({"in_post_to": "2023-06-30"})).await.ok();
    let mut silent = row;
    silent["valid_to"] = json!("2027-12-31");
    let import = admin.import("kind=officers&on_conflict=supersede", std::slice::from_ref(&silent)).await;
    assert_eq!(counts(&import), (1, 0, 0, 0), "the certificate was not touched here");
    let shown = admin.get(&path).await.ok();
    assert_eq!((&shown["in_post_from"], &shown["in_post_to"]), (&json!("2022-01-01"), &json!("2023-06-30")));
    let mut longer = silent;
    longer["in_post_to"] = json!("2024-12-31");
    assert_eq!(refused(&admin, "officers", longer.clone()).await, "conflict", "also after a row of an import");
    longer["in_post_to"] = json!("2023-06-30");
    let import = admin.import("kind=officers&on_conflict=supersede", &[longer]).await;
    assert_eq!(counts(&import), (1, 0, 0, 0), "it says the same");
}

#[actix_web::test]
async fn what_only_imports_said_of_a_person_is_corrected_whole() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let mut row = officer(&town.code, "Y1", "王伟");
    row["in_post_to"] = json!("2023-06-30");
    admin.import("kind=officers", std::slice::from_ref(&row)).await;
    row["in_post_to"] = Value::Null;
    let import = admin.import("kind=officers&on_conflict=supersede", &[row]).await;
    assert_eq!(counts(&import), (1, 0, 0, 0));
    assert_eq!(admin.get(&only_officer(&admin).await).await.ok()["in_post_to"], Value::Null);
}

#[actix_web::test]
async fn a_case_that_was_investigated_here_is_not_restated() {
    let town = town(shared()).await;
    let (admin, squad) = (town.admin().await, town.squad().await);
    let mut row = json!({
        "agency_code": town.code, "external_id": "A-1", "procedure": "ordinary", "matter_codes": [],
        "party": {"kind": "individual", "name": "张某"}, "filed_on": "2023-03-01", "penalties": [],
    });
    admin.import("kind=cases", std::slice::from_ref(&row)).await;
    row["filed_on"] = json!("2023-03-02");
    let import = admin.import("kind=cases&on_conflict=supersede", std::slice::from_ref(&row)).await;
    assert_eq!(counts(&import), (1, 0, 0, 0), "nothing was done here yet");
    let id = town.clerk().await.all("/cases").await[0]["id"].as_str().expect("an id").to_owned();
    squad.leader.post(&format!("/cases/{id}/investigation-acts"), squad.investigation()).await.ok();
    let figures = town.figures(&id);
    row["filed_on"] = json!("2023-03-03");
    assert_eq!(refused(&admin, "cases", row).await, "conflict");
    let shown = squad.leader.get(&format!("/cases/{id}")).await.ok();
    assert_eq!((&shown["stage"], &shown["filed_on"]), (&json!("investigating"), &json!("2023-03-02")));
    assert_eq!(town.figures(&id), figures);
}

#[actix_web::test]
async fn a_failed_import_tells_which_rows_were_applied() {
    let server = isolated();
    let (here, there) = (town(&server).await, town(&server).await);
    let platform = server.platform_admin().await;
    // The second agency's rows can be written and never committed.
    let never = format!(
        "CREATE FUNCTION anjuan.never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'never'; END $$;
         CREATE CONSTRAINT TRIGGER never AFTER INSERT ON anjuan.imported_record DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW WHEN (NEW.agency_id = '{}') EXECUTE FUNCTION anjuan.never()",
        there.id
    );
    server.database.superuser().batch_execute(&never).expect("a trigger");
    let unknown = officer("nowhere", "Y3", "陈静");
    let rows = [officer(&here.code, "Y1", "王伟"), officer(&there.code, "Y2", "李强"), unknown];
    let import = platform.import("kind=officers", &rows).await;
    assert_eq!(import["state"], "failed", "{import}");
    assert_eq!((&import["accepted"], &import["rejected"]), (&json!(1), &json!(1)));
    let outcomes: Vec<String> = platform.rows_of(&import).await.into_iter().map(|row| row.1).collect();
    assert_eq!(outcomes, ["accepted", "", "rejected"]);
    let officers = (here.admin().await.all("/officers").await.len(), there.admin().await.all("/officers").await.len());
    assert_eq!(officers, (1, 0));
}

#[actix_web::test]
async fn work_that_broke_off_keeps_the_order_of_the_file() {
    let server = isolated();
    let here = town(&server).await;
    let admin = here.admin().await;
    let (first, last) = (officer(&here.code, "Y1", "王伟"), officer(&here.code, "Y1", "王玮"));
    admin.import("kind=officers", std::slice::from_ref(&first)).await;
    let import = admin.import("kind=officers&on_conflict=supersede", &[first, last.clone(), last]).await;
    assert_eq!(counts(&import), (1, 2, 0, 0));
    let (id, username) = (import["id"].as_str().expect("an id").to_owned(), admin.username.clone());
    let database = server.stop_and_keep_database();
    // As if the process had died after it wrote the records and before it wrote what became of the rows.
    let forget = format!(
        "UPDATE anjuan.import_row SET outcome = NULL, row_entry_id = NULL, row_agency_id = NULL
         WHERE import_id = '{id}';
         UPDATE anjuan.import_job SET state = 'running', accepted = 0, unchanged = 0, finished_at = NULL
         WHERE id = '{id}'"
    );
    database.superuser().batch_execute(&forget).expect("forgets");
    let server = resumed(database);
    let client = server.log_in(&username).await;
    assert_eq!(counts(&client.ended(&id).await), (1, 2, 0, 0), "as at the first time");
    let officers = client.all("/officers").await;
    assert_eq!((officers.len(), &officers[0]["name"]), (1, &json!("王玮")));
}

#[actix_web::test]
async fn the_entry_of_a_correction_names_the_entry_it_corrects() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let mut row = officer(&town.code, "Y1", "王伟");
    let mut entries = Vec::new();
    for name in ["王伟", "王玮", "王薇"] {
        row["name"] = json!(name);
        let import = admin.import("kind=officers&on_conflict=supersede", std::slice::from_ref(&row)).await;
        let id = import["id"].as_str().expect("an id");
        let rows = admin.all(&format!("/imports/{id}/rows")).await;
        entries.push(rows[0]["entry_id"].as_str().expect("an entry").to_owned());
    }
    let mut conn = town.server.database.superuser();
    let mut refs = |entry: &str| -> Option<String> {
        #[derive(QueryableByName)]
        struct Refs {
            #[diesel(sql_type = Nullable<Text>)]
            refs: Option<String>,
        }
        let query = format!(
            "SELECT convert_from(leaf, 'UTF8')::jsonb -> 'refs' ->> 0 AS refs
             FROM anjuan.journal_entry WHERE agency_id = '{}' AND entry_id = '{entry}'",
            town.id
        );
        diesel::sql_query(query).get_result::<Refs>(&mut conn).expect("an entry").refs
    };
    let found = (refs(&entries[0]), refs(&entries[1]), refs(&entries[2]));
    assert_eq!(found, (None, Some(entries[0].clone()), Some(entries[1].clone())));
}
