//! 取消导入: an import that is cancelled tells exactly what it applied by then.

use crate::support::{Person, counts, isolated, resumed, town};
use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// The worker applies so many rows at once.
const WINDOW: i64 = 200;

fn officers(agency: &str, letter: char, count: usize) -> Vec<Value> {
    let officer = |n: usize| {
        json!({"agency_code": agency, "name": format!("甲{n}"), "certificate_number": format!("{letter}{n:04}"),
            "valid_from": "2022-01-01", "valid_to": "2026-12-31"})
    };
    (1..=count).map(officer).collect()
}

/// The worker waits at the row of this key while somebody holds the lock.
const GATE: &str = "CREATE FUNCTION anjuan.gate() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_catalog.pg_advisory_xact_lock(4711); RETURN NEW; END $$;
    CREATE TRIGGER gate BEFORE INSERT ON anjuan.imported_record FOR EACH ROW WHEN (NEW.external_key = ' Y0250')
    EXECUTE FUNCTION anjuan.gate(); SELECT pg_catalog.pg_advisory_lock(4711)";

async fn cancelled(client: &Person, import: &Value, key: &str) -> crate::support::Answer {
    let path = format!("/imports/{}/cancellations", import["id"].as_str().expect("an id"));
    client.post_once(&path, json!({"reason": "选错了文件"}), key).await
}

/// accepted, unchanged, rejected of an import that need not be completed
fn applied(import: &Value) -> (i64, i64, i64) {
    let of = |name: &str| import[name].as_i64().expect("a count");
    (of("accepted"), of("unchanged"), of("rejected"))
}

async fn until_applied(client: &Person, import: &Value, rows: i64) {
    let path = format!("/imports/{}", import["id"].as_str().expect("an id"));
    for _ in 0..3_000 {
        if client.get(&path).await.ok()["accepted"].as_i64() >= Some(rows) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the first rows are not applied");
}

#[actix_web::test]
async fn what_was_applied_before_a_cancellation_stays_and_is_told_and_the_rest_is_not_applied() {
    let server = isolated();
    let here = town(&server).await;
    let admin = here.admin().await;
    let mut gate = server.database.superuser();
    gate.batch_execute(GATE).expect("a gate");
    let running = admin.send_file("kind=officers", &officers(&here.code, 'Y', 450)).await.ok();
    let waiting = admin.send_file("kind=officers", &officers(&here.code, 'Z', 3)).await.ok();
    until_applied(&admin, &running, WINDOW).await;

    let stranger = town(&server).await.admin().await;
    cancelled(&stranger, &running, "a").await.problem(404, "not_found");
    let told = cancelled(&admin, &waiting, "b").await;
    assert_eq!((told.status, &told.ok()["state"]), (202, &json!("cancelled")), "what waits ends at once");
    let key = Uuid::now_v7().to_string();
    let told = cancelled(&admin, &running, &key).await;
    let shown = told.ok();
    assert_eq!((told.status, &shown["state"], &shown["finished_at"]), (202, &json!("running"), &Value::Null));
    assert_eq!(shown["cancellation"]["reason"], "选错了文件");
    let again = cancelled(&admin, &running, &key).await;
    assert_eq!((again.header("idempotent-replayed").as_str(), &again.text), ("true", &told.text));
    assert_eq!(cancelled(&admin, &running, "c").await.status, 202, "who comes second learns the same");

    gate.batch_execute("SELECT pg_catalog.pg_advisory_unlock_all()").expect("opens");
    let ended = admin.ended(running["id"].as_str().expect("an id")).await;
    assert_eq!(ended["state"], "cancelled", "{ended}");
    let (accepted, unchanged, rejected) = applied(&ended);
    assert!((WINDOW..=2 * WINDOW).contains(&accepted), "the rows at hand may be finished, and no more: {ended}");
    assert_eq!((unchanged, rejected), (0, 0));
    let outcomes: Vec<String> = admin.rows_of(&ended).await.into_iter().map(|row| row.1).collect();
    let first = outcomes.iter().take_while(|outcome| *outcome == "accepted").count() as i64;
    assert_eq!((first, outcomes.len()), (accepted, 450), "the first rows of the file, and all of them told");
    assert!(outcomes[first as usize..].iter().all(String::is_empty), "rows that were not applied have no outcome");
    assert_eq!(admin.all("/officers?limit=200").await.len() as i64, accepted, "of the waiting one nothing");
    cancelled(&admin, &ended, "d").await.problem(409, "import_has_ended");
    assert_eq!(admin.all("/imports?state=cancelled").await.len(), 2);
    let entries = here.auditor().await.all("/journal?kind=import.cancelled").await;
    assert_eq!(entries.len(), 2, "each cancellation is one entry");

    let whole = admin.import("kind=officers", &officers(&here.code, 'Y', 450)).await;
    assert_eq!(counts(&whole), (450 - accepted, accepted, 0, 0), "the same file again brings in the rest");
    cancelled(&admin, &whole, "e").await.problem(409, "import_has_ended");
}

#[actix_web::test]
async fn rows_that_a_crash_left_untold_are_told_before_a_cancelled_import_ends() {
    let server = isolated();
    let here = town(&server).await;
    let admin = here.admin().await;
    let rows = officers(&here.code, 'Y', 5);
    let import = admin.import("kind=officers", &rows).await;
    assert_eq!(counts(&import), (5, 0, 0, 0));
    let (id, username) = (import["id"].as_str().expect("an id").to_owned(), admin.username.clone());
    let database = server.stop_and_keep_database();
    // As if the process had died after it wrote the records of the first rows and before it wrote what became of them, and
    // somebody had cancelled the import meanwhile. The last row never came to anything.
    let crash = format!(
        "UPDATE anjuan.import_row SET outcome = NULL, row_entry_id = NULL, row_agency_id = NULL WHERE import_id = '{id}';
         ALTER TABLE anjuan.imported_record DISABLE TRIGGER ALL;
         DELETE FROM anjuan.imported_record WHERE import_id = '{id}' AND row_number = 5;
         UPDATE anjuan.import_job SET state = 'running', accepted = 0, finished_at = NULL, cancelled_at = now(),
             cancelled_by = account_id, cancelled_because = '选错了文件' WHERE id = '{id}'"
    );
    database.superuser().batch_execute(&crash).expect("as after a crash");
    let server = resumed(database);
    let client = server.log_in(&username).await;
    let ended = client.ended(&id).await;
    assert_eq!((&ended["state"], applied(&ended)), (&json!("cancelled"), (4, 0, 0)), "{ended}");
    let shown = client.all(&format!("/imports/{id}/rows")).await;
    let told: Vec<bool> = shown.iter().map(|row| row["outcome"] == "accepted" && row["entry_id"].is_string()).collect();
    assert_eq!(told, [true, true, true, true, false]);
}

#[actix_web::test]
async fn a_long_rehearsal_sees_every_row_before_and_can_be_cancelled() {
    let server = isolated();
    let (here, there) = (town(&server).await, town(&server).await);
    let platform = server.platform_admin().await;
    // The first rows and the last are more than one window apart, and the agencies take turns.
    let (mine, others) = (officers(&here.code, 'Y', 300), officers(&there.code, 'Z', 150));
    let mut rows: Vec<Value> =
        mine.chunks(2).zip(&others).flat_map(|(two, one)| two.iter().chain([one]).cloned()).collect();
    let same = mine[0].clone();
    let mut other = mine[1].clone();
    other["name"] = json!("别人");
    let mut second = mine[2].clone();
    second["external_id"] = json!("P-1");
    let mut overlapping = second.clone();
    overlapping["certificate_number"] = json!("Y9999");
    rows[3] = second;
    rows.extend([same, other, overlapping, json!({"agency_code": "nowhere", "name": "某人", "external_id": "P-9"})]);
    let rehearsed = platform.import("kind=officers&dry_run=true", &rows).await;
    assert_eq!(rehearsed["state"], "completed", "{rehearsed}");
    assert_eq!(here.admin().await.all("/officers").await.len(), 0, "a rehearsal leaves nothing");
    let told = platform.rows_of(&rehearsed).await;
    let real = platform.import("kind=officers", &rows).await;
    assert_eq!((counts(&real), platform.rows_of(&real).await), (counts(&rehearsed), told), "it said what would be");
    assert_eq!(counts(&real), (450, 1, 3, 0), "{real}");

    let mut gate = server.database.superuser();
    gate.batch_execute(GATE).expect("a gate");
    let long = platform.send_file("kind=officers&dry_run=true&on_conflict=supersede", &changed(&rows)).await.ok();
    until_applied(&platform, &long, WINDOW).await;
    assert_eq!(cancelled(&platform, &long, "a").await.status, 202);
    gate.batch_execute("SELECT pg_catalog.pg_advisory_unlock_all()").expect("opens");
    let ended = platform.ended(long["id"].as_str().expect("an id")).await;
    assert_eq!(ended["state"], "cancelled", "{ended}");
    assert_eq!(here.admin().await.all("/officers?limit=200").await.len(), 300, "nothing of it stays");
}

/// The same officers in another post.
fn changed(rows: &[Value]) -> Vec<Value> {
    let changed = rows.iter().take(450).cloned().map(|mut row| {
        row["in_post_to"] = json!("2026-06-30");
        row
    });
    changed.collect()
}
