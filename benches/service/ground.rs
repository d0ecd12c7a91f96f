//! What the contestants stand on: one PostgreSQL of the benchmark's own, the two schemas with the same amount of data,
//! the server under test, and the peer.

use crate::Arguments;
use crate::processes::{Running, answers};
use anjuan::auth::keys::TokenKeys;
use anjuan::config;
use anjuan::db::embedded::{PrivatePostgres, SUPERUSER, Settings};
use anjuan::db::start;
use anjuan::domain::actor::{Actor, Session};
use anjuan::domain::ids::{AccountId, AgencyId, SessionId};
use anjuan::domain::permission::Role;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Uuid as SqlUuid};
use std::fs::File;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use uuid::Uuid;

pub const OURS: &str = "127.0.0.1:18471";
/// Whom the server logs in as: somebody without rights of his own, as operations advise.
const SERVICE: &str = "bench_service";
pub const PEER: &str = "127.0.0.1:18472";
const PATIENCE: Duration = Duration::from_secs(60);
/// Longer than any run; the service itself issues shorter ones.
const TOKEN_LIFE: Duration = Duration::from_secs(24 * 3600);
/// Enough memory that nothing is read from disk; everything that makes a commit durable stays on.
const TUNING: &str = "shared_buffers = '2GB'; effective_cache_size = '6GB'; work_mem = '32MB'; max_wal_size = '8GB'; \
    checkpoint_timeout = '15min'; wal_compression = 'lz4'; random_page_cost = 1.1; jit = off";

/// Fields are dropped in order: PostgreSQL stops last.
pub struct Ground {
    pub peer: Option<Running>,
    _ours: Running,
    pub ours_pid: u32,
    pub postgres: PrivatePostgres,
    pub folder: PathBuf,
    pub scale: f64,
}

impl Ground {
    pub fn prepare(arguments: &Arguments) -> Self {
        let folder = arguments.folder.clone();
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o711)).expect("own folder");
        let postgres = tuned_postgres(&folder);
        load(&postgres, &folder, arguments.scale);
        let peer = start_peer(&postgres, &folder);
        let ours = start_ours(&postgres, &folder, OURS);
        answers(OURS, "/readyz", PATIENCE);
        let ground = Self { postgres, scale: arguments.scale, ours_pid: ours.pid(), _ours: ours, peer, folder };
        ground.write_pools();
        ground
    }

    /// The sentence before the tables.
    pub fn conditions(&self) -> String {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let model = read("/proc/cpuinfo");
        let model = model.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown").to_owned();
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let load = read("/proc/loadavg");
        let load = load.split_whitespace().next().unwrap_or("?").to_owned();
        let peer = if self.peer.is_some() { "" } else { " No peer: node or its packages are missing." };
        format!(
            "Scale {}, {cores} cores ({model}), load average {load} before the first round, PostgreSQL over a unix socket, fsync \
             and synchronous commit on.{peer}\n",
            self.scale
        )
    }

    pub fn pool(&self, operation: &str) -> PathBuf {
        self.folder.join(if operation == "w2" { "open-cases.txt" } else { "cases.txt" })
    }

    pub fn cases(&self) -> u64 {
        (300_000.0 * self.scale).max(1.0) as u64
    }

    pub fn connection(&self, database: &str) -> PgConnection {
        PgConnection::establish(&self.postgres.url(SUPERUSER, database)).expect("superuser")
    }

    /// What the load generator knows: a token, a case of its agency, two officers, an object, a matter.
    fn write_pools(&self) {
        #[derive(QueryableByName)]
        struct Known {
            #[diesel(sql_type = SqlUuid)]
            agency: Uuid,
            #[diesel(sql_type = SqlUuid)]
            account: Uuid,
            #[diesel(sql_type = SqlUuid)]
            session: Uuid,
            #[diesel(sql_type = Integer)]
            rights: i32,
            #[diesel(sql_type = Text)]
            rest: String,
        }
        let keys = keys(&self.folder);
        let mut pg = self.connection("anjuan");
        for (file, condition) in [("cases.txt", "true"), ("open-cases.txt", "f.stage <> 'closed'")] {
            let rows: Vec<Known> =
                diesel::sql_query(format!("{} WHERE {condition} ORDER BY md5(f.id::text) LIMIT 20000", POOL))
                    .load(&mut pg)
                    .expect("known cases");
            let mut tokens = std::collections::HashMap::new();
            let mut text = String::new();
            for one in rows {
                let token = tokens.entry(one.session).or_insert_with(|| {
                    let session = Session { id: SessionId::from_uuid(one.session), rights_version: one.rights };
                    let actor = Actor {
                        account: AccountId::from_uuid(one.account),
                        agency: AgencyId::from_uuid(one.agency),
                        roles: vec![Role::Officer],
                        ..Actor::system(Uuid::nil())
                    };
                    let now = anjuan::clock::Clock::default().now();
                    keys.issue(&actor, session, Uuid::now_v7(), now).expect("a token")
                });
                text += &format!("{token} {}\n", one.rest);
            }
            std::fs::write(self.folder.join(file), text).expect("a pool");
        }
    }
}

const POOL: &str = "SELECT f.agency_id AS agency, a.id AS account, s.id AS session, a.rights_version AS rights, \
    concat_ws(' ', f.id, o.one, o.two, b.id, m.code) AS rest FROM anjuan.case_file f \
    JOIN anjuan.account a ON a.agency_id = f.agency_id AND a.username LIKE 'bench-%' \
    JOIN anjuan.session s ON s.account_id = a.id \
    CROSS JOIN LATERAL (SELECT min(x.id::text) AS one, max(x.id::text) AS two FROM (SELECT officer_id AS id FROM anjuan.case_officer c \
        WHERE c.agency_id = f.agency_id AND c.case_id = f.id) x) o \
    CROSS JOIN LATERAL (SELECT id FROM anjuan.inspection_object b WHERE b.agency_id = f.agency_id ORDER BY id LIMIT 1) b \
    CROSS JOIN LATERAL (SELECT m.code FROM anjuan.matter_claim c JOIN anjuan.matter m ON m.id = c.matter_id \
        WHERE c.agency_id = f.agency_id AND m.act_class = 'inspection' ORDER BY m.code LIMIT 1) m";

/// The keys of the server under test, as it finds them itself.
fn keys(folder: &Path) -> TokenKeys {
    let data_dir = folder.join("service").display().to_string();
    let config = config::from_lookup(&|name| (name == "ANJUAN_DATA_DIR").then(|| data_dir.clone())).expect("defaults");
    let (folder, now) = (config.keys.folder_in(&config.data_dir), anjuan::clock::Clock::default().now());
    TokenKeys::open(&folder, config.keys.publish, format!("http://{OURS}"), TOKEN_LIFE, now).expect("the token keys")
}

fn tuned_postgres(folder: &Path) -> PrivatePostgres {
    let settings = Settings {
        data_dir: folder.join("postgres"),
        database: "anjuan".to_owned(),
        programs: None,
        lock_wait: Duration::from_secs(5),
        max_connections: 300,
    };
    let begin = || PrivatePostgres::start(&settings).expect("PostgreSQL starts");
    let postgres = begin();
    let mut pg = PgConnection::establish(&postgres.url(SUPERUSER, "anjuan")).expect("superuser");
    for setting in TUNING.split(';') {
        pg.batch_execute(&format!("ALTER SYSTEM SET {setting}")).expect("a setting");
    }
    drop((pg, postgres));
    begin()
}

/// Makes and fills both databases, unless they are there in this scale.
fn load(postgres: &PrivatePostgres, folder: &Path, scale: f64) {
    let (admin, app) = (postgres.url(SUPERUSER, "anjuan"), postgres.url(SERVICE, "anjuan"));
    start::allow_log_in(&admin).expect("roles");
    let mut superuser = PgConnection::establish(&admin).expect("superuser");
    let log_in = format!("DO $$ BEGIN CREATE ROLE {SERVICE} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    superuser.batch_execute(&log_in).expect("a log-in");
    // What is captured is read from the log with its parameters, which a deployment's log never tells.
    for setting in ["log_parameter_max_length = -1", "log_error_verbosity = 'default'"] {
        superuser.batch_execute(&format!("ALTER ROLE {SERVICE} SET {setting}")).expect("a setting");
    }
    start::prepare(&admin, &app).expect("the schema");
    let mark = folder.join("loaded");
    let wanted = format!("{scale}");
    match std::fs::read_to_string(&mark) {
        Ok(loaded) if loaded == wanted => return,
        Ok(loaded) => panic!("{} holds scale {loaded}: remove it, or name another --folder", folder.display()),
        Err(_) => {}
    }
    for (database, statements) in [("anjuan", include_str!("data.sql")), ("peer", include_str!("peer.sql"))] {
        let started = std::time::Instant::now();
        let mut pg = PgConnection::establish(&postgres.url(SUPERUSER, "postgres")).expect("superuser");
        if database == "peer" {
            pg.batch_execute("CREATE DATABASE peer").expect("the peer's database");
        }
        let mut pg = PgConnection::establish(&postgres.url(SUPERUSER, database)).expect("superuser");
        pg.batch_execute(&format!("SET bench.scale = '{scale}'; SET statement_timeout = 0")).expect("the scale");
        pg.batch_execute(statements).unwrap_or_else(|error| panic!("{database}: {error}"));
        pg.batch_execute("RESET ALL").expect("as before");
        pg.batch_execute("VACUUM (FREEZE, ANALYZE)").expect("vacuum");
        pg.batch_execute("CHECKPOINT").expect("checkpoint");
        println!("{database} loaded in {:.0} s", started.elapsed().as_secs_f64());
    }
    std::fs::write(mark, wanted).expect("a mark");
}

/// The release server, as a deployment runs it: on an existing PostgreSQL, logging to a file.
pub fn start_ours(postgres: &PrivatePostgres, folder: &Path, bind: &str) -> Running {
    let log = File::create(folder.join("anjuan.log")).expect("a log");
    let child = Command::new(env!("CARGO_BIN_EXE_anjuan"))
        .arg("serve")
        .env("ANJUAN_BIND", bind)
        .env("ANJUAN_PUBLIC_URL", format!("http://{OURS}"))
        .env("ANJUAN_DATA_DIR", folder.join("service"))
        .env("DATABASE_URL", postgres.url(SERVICE, "anjuan"))
        .env("ANJUAN_MIGRATE_URL", postgres.url(SUPERUSER, "anjuan"))
        .env("ANJUAN_RATE_LIMIT_PER_MINUTE", "0")
        .env("ANJUAN_LOG", std::env::var("ANJUAN_LOG").unwrap_or_else(|_| "warn".to_owned()))
        .stderr(Stdio::from(log))
        .spawn()
        .expect("the server starts");
    Running(child)
}

fn start_peer(postgres: &PrivatePostgres, folder: &Path) -> Option<Running> {
    let home = folder.join("peer");
    std::fs::create_dir_all(&home).expect("a folder");
    std::fs::write(home.join("package.json"), include_str!("peers/package.json")).expect("the peer");
    std::fs::write(home.join("server.mjs"), include_str!("peers/server.mjs")).expect("the peer");
    if !home.join("node_modules/fastify").exists() {
        let installed = Command::new("npm").args(["install", "--no-audit", "--no-fund"]).current_dir(&home).status();
        if !installed.is_ok_and(|status| status.success()) {
            println!("the peer's packages cannot be installed: it is left out");
            return None;
        }
    }
    let socket = socket_of(&postgres.url(SUPERUSER, "peer"));
    let child = Command::new("node")
        .arg("server.mjs")
        .current_dir(&home)
        .env("PGHOST", socket)
        .env("PGUSER", SUPERUSER)
        .env("PGDATABASE", "peer")
        .env("PORT", PEER.rsplit(':').next().expect("a port"))
        .env("NODE_ENV", "production")
        .spawn()
        .ok()?;
    let running = Running(child);
    answers(PEER, "/healthz", PATIENCE);
    Some(running)
}

/// The socket's folder in a URL of the private PostgreSQL.
pub fn socket_of(url: &str) -> String {
    let host = url.split_once("host=").map_or("", |(_, host)| host);
    host.split('&').next().unwrap_or_default().replace("%2F", "/")
}
