//! A backup holds what was committed before it began, and what is restored from it is the same or is refused. The stories
//! run the program as people do.

use crate::support::{Client, Database, folder, isolated, on_its_own_postgres, programs, town};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

/// Names the programs of another major version of PostgreSQL, for [`a_backup_moves_to_a_newer_major_version`].
const OTHER_PROGRAMS: &str = "ANJUAN_TEST_PG_BIN_OTHER";

#[actix_web::test]
async fn a_backup_under_writes_restores_everything_committed_before_it_and_ends_every_session() {
    let server = on_its_own_postgres("backed-up");
    let town = town(&server).await;
    let (admin, clerk) = (town.admin().await, town.clerk().await);
    let before: Vec<String> = futures_util::future::join_all((0..30).map(|n| register(&admin, format!("先{n}")))).await;
    let stop = AtomicBool::new(false);
    let writes_go_on = async {
        let mut written = 0;
        while !stop.load(Ordering::Relaxed) {
            register(&admin, format!("间{written}")).await;
            written += 1;
        }
        written
    };
    let place = folder("backups").join("one");
    let backing_up = async {
        let (data_dir, place) = (folder("backed-up"), place.clone());
        let made = actix_web::rt::task::spawn_blocking(move || backup(&data_dir, &place, &[])).await.expect("runs");
        stop.store(true, Ordering::Relaxed);
        succeeded(&made)
    };
    let (during, told) = futures_util::future::join(writes_go_on, backing_up).await;
    assert!(during > 0, "writes went on while the backup was made");
    assert!(told.contains("manifest SHA-256"), "{told}");
    register(&admin, "后".to_owned()).await;

    let manifest = manifest(&place);
    let size = manifest["journal"]["size"].as_i64().expect("a size");
    let keys: Vec<String> = files_of(&manifest).into_iter().filter(|path| path.starts_with("keys/token/")).collect();
    assert_eq!(keys.len(), 1, "the key that signs tokens, and no lock");
    for (path, mode) in [("", 0o700), ("manifest.json", 0o600), ("database.dump", 0o600), (keys[0].as_str(), 0o600)] {
        let is = fs::metadata(place.join(path)).expect(path).permissions().mode() & 0o777;
        assert_eq!(is, mode, "{path}");
    }
    let then = clerk.get(&format!("/statistics/annual/2023?as_of_position={}", size - 1)).await.ok();

    let fresh = folder("restored");
    let told = succeeded(&restore(&fresh, &place, &[]));
    assert!(told.contains("the journal is whole"), "{told}");
    let restored = on_its_own_postgres("restored");
    for from_before in [&admin.client, &clerk.client] {
        from_before.at(&restored.url).get("/me").await.problem(401, "not_authenticated");
    }
    let admin = restored.log_in(&admin.username).await;
    let kept = admin.all("/officers?limit=200").await;
    let kept: HashSet<&str> = kept.iter().filter_map(|one| one["id"].as_str()).collect();
    assert!(before.iter().all(|id| kept.contains(id.as_str())), "everything from before the backup is there");
    let now = restored
        .log_in(&clerk.username)
        .await
        .get(&format!("/statistics/annual/2023?as_of_position={}", size - 1))
        .await
        .ok();
    assert_eq!(figures(&now), figures(&then), "the figures are those of the backup's position");
    assert_eq!(entries(&mut restored.database.superuser(), "deployment.restored"), 1);
    assert!(succeeded(&run(&[("ANJUAN_DATA_DIR", &fresh)], &["verify"])).contains("the journal is whole"));

    let mut superuser = restored.database.superuser();
    superuser
        .batch_execute(
            "ALTER TABLE anjuan.journal_body DISABLE TRIGGER ALL; UPDATE anjuan.journal_body SET body = '{}' \
             WHERE entry_id = (SELECT entry_id FROM anjuan.journal_position WHERE pos = 3)",
        )
        .expect("a superuser may");
    let found = run(&[("ANJUAN_DATA_DIR", &fresh)], &["verify", "journal"]);
    assert_eq!(found.status.code(), Some(1));
    let told = text(&found.stdout);
    assert!(told.contains("position 3, entry ") && told.contains("not_as_committed"), "{told}");
}

#[test]
fn what_was_altered_is_refused_before_anything_is_touched() {
    let good = a_backup("altered");
    let manifest = |change: &dyn Fn(&mut Value)| {
        let mut manifest = manifest(&good);
        change(&mut manifest);
        manifest.to_string()
    };
    let mut flipped = fs::read(good.join("database.dump")).expect("a dump");
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let cut = flipped[..middle].to_vec();
    let cases: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        ("flipped", "database.dump", flipped, "database.dump: "),
        ("cut", "database.dump", cut, "database.dump: "),
        (
            "newer",
            "manifest.json",
            manifest(&|one| one["migrations"].as_array_mut().unwrap().push(json!("29990101000000"))).into(),
            "29990101000000",
        ),
        ("form", "manifest.json", manifest(&|one| one["format"] = json!(99)).into(), "the form 99"),
        (
            "outside",
            "manifest.json",
            manifest(&|one| one["files"]["../x"] = json!({"bytes": 0, "sha256": ""})).into(),
            "not in the backup",
        ),
        ("member", "manifest.json", manifest(&|one| one["more"] = json!(1)).into(), "no manifest"),
        ("empty", "manifest.json", Vec::new(), "no manifest"),
        ("size", "manifest.json", manifest(&|one| one["journal"]["size"] = json!(2)).into(), "size of the journal"),
        (
            "root",
            "manifest.json",
            manifest(&|one| one["journal"]["root"] = json!("AAAA")).into(),
            "root of the journal",
        ),
        ("rows", "manifest.json", manifest(&|one| one["tables"]["account"] = json!(99)).into(), "table account"),
    ];
    for (name, path, bytes, told) in cases {
        let (altered, fresh) = (copy_of(&good, &format!("altered-{name}")), folder(&format!("altered-{name}-data")));
        fs::write(altered.join(path), bytes).expect("altered");
        let refused = restore(&fresh, &altered, &[]);
        let said = text(&refused.stderr) + &text(&refused.stdout);
        assert_eq!(refused.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains(told), "{name}: {told} is not in {said}");
        assert_eq!(names_in(&fresh), Vec::<String>::new(), "{name}: nothing is left");
    }
    let missing = copy_of(&good, "altered-missing");
    fs::remove_file(missing.join("database.dump")).expect("removed");
    assert!(text(&restore(&folder("altered-missing-data"), &missing, &[]).stderr).contains("database.dump"));
}

#[test]
fn nothing_is_ever_overwritten_and_what_a_killed_run_left_is_no_obstacle() {
    let good = a_backup("kept");
    let again = backup_of_template(&good, &[]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("never overwrites"), "{}", text(&again.stderr));
    assert!(text(&backup_of_template(Path::new("/nonexistent/one"), &[]).stderr).contains("/nonexistent"));

    let killed = good.with_file_name(".killed.unfinished");
    fs::create_dir_all(&killed).expect("half a backup");
    fs::write(killed.join("database.dump"), "half").expect("half a dump");
    succeeded(&backup_of_template(&good.with_file_name("killed"), &["--without-keys"]));
    assert!(!killed.exists() && !good.with_file_name("killed").join("keys").exists());

    let data_dir = folder("occupied");
    fs::write(data_dir.join("photo.jpg"), "").expect("a file");
    let refused = text(&restore(&data_dir, &good, &[]).stderr);
    assert!(refused.contains("not empty (photo.jpg)"), "{refused}");
    fs::remove_file(data_dir.join("photo.jpg")).expect("removed");

    fs::create_dir_all(data_dir.join("restore.unfinished/postgresql")).expect("half a restore");
    fs::create_dir_all(data_dir.join("lost+found")).expect("of the file system");
    succeeded(&restore(&data_dir, &good, &[]));
    assert!(!data_dir.join("restore.unfinished").exists() && data_dir.join("keys").is_dir());
    let refused = text(&restore(&data_dir, &good, &[]).stderr);
    assert!(refused.contains("not empty"), "{refused}");
}

#[actix_web::test]
async fn an_existing_postgresql_is_backed_up_and_restored_with_no_more_rights_than_are_needed() {
    let server = isolated();
    let town = town(&server).await;
    town.squad().await.investigated().await;
    let (place, url) = (folder("backups").join("existing"), |user: &str| server.database.url(user));
    let bound = run(&[("DATABASE_URL", Path::new(&url("anjuan_app")))], &["backup", &place.display().to_string()]);
    assert!(text(&bound.stderr).contains("ANJUAN_BACKUP_URL"), "{}", text(&bound.stderr));
    let urls = [("DATABASE_URL", url("anjuan_app")), ("ANJUAN_BACKUP_URL", url("anjuan_super"))];
    let environment = urls.each_ref().map(|(name, url)| (*name, Path::new(url.as_str())));
    let no_programs = [&environment[..], &[("ANJUAN_PG_BIN", Path::new("/nonexistent"))]].concat();
    let refused = text(&run(&no_programs, &["backup", &place.display().to_string()]).stderr);
    assert!(refused.contains("pg_dump") && refused.contains("/nonexistent"), "{refused}");
    assert!(!place.exists(), "a backup that failed leaves nothing");
    succeeded(&run(&environment, &["backup", &place.display().to_string()]));
    assert_eq!(manifest(&place)["tables"]["case_file"], 1);

    let empty = Database::empty();
    let mut superuser = empty.superuser();
    superuser
        .batch_execute(
            "CREATE ROLE restorer LOGIN CREATEROLE; \
             GRANT anjuan_owner, anjuan_app, anjuan_sequencer, anjuan_readonly TO restorer WITH ADMIN OPTION",
        )
        .expect("a log-in that may");
    superuser.batch_execute(&format!("GRANT CREATE ON DATABASE {} TO restorer", empty.name)).expect("granted");
    let (admin, app) = (empty.url("restorer"), empty.url("anjuan_app"));
    let data_dir = folder("existing-data");
    let environment = [
        ("DATABASE_URL", Path::new(&app)),
        ("ANJUAN_MIGRATE_URL", Path::new(&admin)),
        ("ANJUAN_DATA_DIR", data_dir.as_path()),
    ];
    let told = succeeded(&run(&environment, &["restore", &place.display().to_string()]));
    assert!(told.contains("the journal is whole"), "{told}");
    assert!(succeeded(&run(&environment, &["verify"])).contains("the journal is whole"));
    let refused = run(&environment, &["restore", &place.display().to_string(), "--without-keys"]);
    assert!(text(&refused.stderr).contains("holds a deployment already"), "{}", text(&refused.stderr));
    let (is, was) = (schema(&admin), schema(&url("anjuan_super")));
    assert_eq!(is, was, "every table, wall and right is as it was");
}

/// Runs where two major versions are installed: the variable names the other one's programs.
#[test]
fn a_backup_moves_to_a_newer_major_version() {
    let Some(other) = std::env::var_os(OTHER_PROGRAMS).map(PathBuf::from) else {
        eprintln!("{OTHER_PROGRAMS} is not set: only one major version is here");
        return;
    };
    let (place, data_dir) = (a_backup("moves"), folder("moved"));
    let environment = [("ANJUAN_DATA_DIR", data_dir.as_path()), ("ANJUAN_PG_BIN", other.as_path())];
    let told = succeeded(&run(&environment, &["restore", &place.display().to_string()]));
    assert!(told.contains("the journal is whole"), "{told}");
    assert!(succeeded(&run(&environment, &["verify"])).contains("the journal is whole"));
    let back = folder("backups").join("moved");
    succeeded(&run(&environment, &["backup", &back.display().to_string()]));
    let refused = text(&restore(&folder("moved-back"), &back, &[]).stderr);
    assert!(refused.contains("or newer"), "{refused}");
}

async fn register(admin: &Client, name: String) -> String {
    let officer = admin.post("/officers", json!({"name": name, "in_post_from": "2023-01-01"})).await.ok();
    officer["id"].as_str().expect("an id").to_owned()
}

/// A backup of the shared server's database, with keys.
fn a_backup(name: &str) -> PathBuf {
    let place = folder("backups").join(name);
    succeeded(&backup_of_template(&place, &[]));
    place
}

fn backup_of_template(place: &Path, more: &[&str]) -> Output {
    let database = Database::clone_template();
    let data_dir = folder("keys-of-template");
    fs::create_dir_all(data_dir.join("keys")).expect("keys");
    fs::write(data_dir.join("keys/token-ed25519.seed"), [7; 32]).expect("a key");
    let url = database.url("anjuan_super");
    let place = place.display().to_string();
    // The template is not founded before its first start; verify starts it.
    let environment = [("DATABASE_URL", Path::new(&url)), ("ANJUAN_DATA_DIR", data_dir.as_path())];
    succeeded(&run(&environment, &["verify", "journal"]));
    run(&environment, &[&["backup", &place], more].concat())
}

fn backup(data_dir: &Path, place: &Path, more: &[&str]) -> Output {
    run(&[("ANJUAN_DATA_DIR", data_dir)], &[&["backup", &place.display().to_string()], more].concat())
}

fn restore(data_dir: &Path, backup: &Path, more: &[&str]) -> Output {
    run(&[("ANJUAN_DATA_DIR", data_dir)], &[&["restore", &backup.display().to_string()], more].concat())
}

fn run(environment: &[(&str, &Path)], arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_anjuan"));
    for name in ["DATABASE_URL", "ANJUAN_MIGRATE_URL", "ANJUAN_BACKUP_URL"] {
        program.env_remove(name);
    }
    let nowhere = folder("nowhere");
    if let Some(bin) = programs() {
        program.env("ANJUAN_PG_BIN", bin);
    }
    program.env("ANJUAN_DATA_DIR", nowhere).envs(environment.iter().copied()).args(arguments);
    program.output().expect("the program runs")
}

#[track_caller]
fn succeeded(output: &Output) -> String {
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn manifest(backup: &Path) -> Value {
    serde_json::from_slice(&fs::read(backup.join("manifest.json")).expect("a manifest")).expect("JSON")
}

fn names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

fn copy_of(backup: &Path, name: &str) -> PathBuf {
    let copy = folder("backups").join(name);
    for path in files_of(&manifest(backup)).into_iter().chain(["manifest.json".to_owned()]) {
        fs::create_dir_all(copy.join(&path).parent().expect("a folder")).expect("a folder");
        fs::copy(backup.join(&path), copy.join(&path)).expect("a copy");
    }
    copy
}

fn files_of(manifest: &Value) -> Vec<String> {
    manifest["files"].as_object().expect("files").keys().cloned().collect()
}

/// The figures without what tells when they were asked for.
fn figures(report: &Value) -> Value {
    report["columns"].clone()
}

fn entries(superuser: &mut PgConnection, kind: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let query = format!("SELECT count(*) AS n FROM anjuan.journal_entry WHERE kind = '{kind}'");
    diesel::sql_query(query).get_result::<Count>(superuser).expect("a count").n
}

/// The whole schema as text, rights included, without what changes from dump to dump.
fn schema(url: &str) -> String {
    let program = match programs() {
        Some(bin) => bin.join("pg_dump"),
        None => newest_pg_dump(),
    };
    let dump =
        Command::new(program).args(["--schema-only", "--schema=anjuan", "--dbname", url]).output().expect("pg_dump");
    assert!(dump.status.success(), "{}", text(&dump.stderr));
    // The guard against DROP TABLE is set up only where a superuser starts the service.
    let parts = text(&dump.stdout);
    let parts = parts.split("\n--\n-- Name: ").filter(|part| !part.contains("refuse_drop"));
    parts.map(|part| part.lines().filter(|line| !line.contains("restrict ")).collect::<Vec<_>>().join("\n")).collect()
}

fn newest_pg_dump() -> PathBuf {
    let mut newest: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin/pg_dump")).collect())
        .unwrap_or_default();
    newest.sort();
    newest.pop().filter(|program| program.exists()).unwrap_or_else(|| "pg_dump".into())
}
