//! One private PostgreSQL for the whole binary, and databases cloned from a migrated template.

use anjuan::db::embedded::{PrivatePostgres, SUPERUSER, Settings};
use anjuan::db::{DbRole, connect, start};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

const TEMPLATE: &str = "template_anjuan";

struct Cluster {
    postgres: PrivatePostgres,
    folder: PathBuf,
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("anjuan-tests-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary directory");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o711)).expect("own directory");
        let settings = Settings {
            data_dir: folder.clone(),
            database: TEMPLATE.to_owned(),
            programs: programs(),
            lock_wait: Duration::ZERO,
            max_connections: 400,
        };
        let postgres = PrivatePostgres::start(&settings).expect("the private PostgreSQL starts");
        start::allow_log_in(&postgres.url(SUPERUSER, TEMPLATE)).expect("roles");
        let notes = start::prepare(&postgres.url(SUPERUSER, TEMPLATE), &postgres.url("anjuan_app", TEMPLATE));
        assert_eq!(notes.expect("the template is prepared"), Vec::<String>::new());
        clean_up_at_exit();
        Cluster { postgres, folder }
    })
}

/// Programs of another version than the newest that is installed, when `ANJUAN_TEST_PG_BIN` names them: the whole suite then runs on it.
pub fn programs() -> Option<PathBuf> {
    std::env::var_os("ANJUAN_TEST_PG_BIN").map(PathBuf::from)
}

#[allow(unsafe_code)]
fn clean_up_at_exit() {
    // SAFETY: registers a plain function that takes no arguments and does not unwind.
    unsafe { atexit(clean_up) };
}

#[allow(unsafe_code)]
unsafe extern "C" {
    fn atexit(function: extern "C" fn()) -> i32;
}

/// The test harness leaves by `exit`, which runs no destructors of statics.
extern "C" fn clean_up() {
    cluster().postgres.stop();
    let _ = std::fs::remove_dir_all(&cluster().folder);
}

/// A database of its own, cloned from the template; or that of a private PostgreSQL of a test's own.
pub struct Database {
    pub name: String,
    pub own: Option<Arc<PrivatePostgres>>,
}

impl Database {
    pub fn clone_template() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::establish(&cluster().postgres.url(SUPERUSER, "postgres")).expect("superuser");
        let copy = format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy");
        // PostgreSQL copies a template only while nobody is connected to it: clones are made one at a time.
        static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        admin.batch_execute(&copy).expect("a clone of the template");
        Self { name, own: None }
    }

    /// A database that nobody has prepared.
    pub fn empty() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("empty_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::establish(&cluster().postgres.url(SUPERUSER, "postgres")).expect("superuser");
        admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).expect("an empty database");
        Self { name, own: None }
    }

    pub fn url(&self, user: &str) -> String {
        self.own.as_deref().unwrap_or(&cluster().postgres).url(user, &self.name)
    }

    pub fn superuser(&self) -> PgConnection {
        PgConnection::establish(&self.url(SUPERUSER)).expect("superuser")
    }

    pub fn app(&self) -> PgConnection {
        connect(&self.url("anjuan_app"), DbRole::App).expect("the service's role")
    }

    /// A directory that only this binary uses, removed when it ends.
    pub fn folder(&self) -> PathBuf {
        folder(&self.name)
    }
}

/// A directory of the tests, removed when the binary ends. The server's user may pass through it.
pub fn folder(name: &str) -> PathBuf {
    let folder = cluster().folder.join(name);
    std::fs::create_dir_all(&folder).expect("a directory");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o711)).expect("own directory");
    folder
}

/// Runs statements as the service's role inside an agency's scope, as a bug or an intruder would.
pub fn psql_as(conn: &mut PgConnection, agency: &str, statements: &str) -> QueryResult<()> {
    conn.batch_execute(&format!("BEGIN; SELECT anjuan.enter_scope('{agency}', 'own')"))?;
    let outcome = conn.batch_execute(statements);
    let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
    conn.batch_execute(end).and(outcome)
}
