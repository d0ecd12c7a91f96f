//! Settings: one struct per concern, each field with the environment variable that sets it. All faults are told at once.

mod auth;
mod deadlines;
mod http;
mod keys;
mod reader;
mod spelling;
mod surroundings;

use crate::domain::enforcement::NightHours;
pub use auth::AuthConfig;
pub use deadlines::DeadlineConfig;
pub use http::HttpConfig;
pub use keys::KeyConfig;
use reader::Reader;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

const DATABASE_URL_NEEDED: &str = "应为 postgres://… 形式 · a URL such as postgres://user@host/database is needed";

const NIGHT_NEEDED: &str = "应为如 22:00-06:00 的时段 · hours such as 22:00-06:00 are needed";

#[derive(Debug, Clone)]
pub struct Config {
    pub http: HttpConfig,
    pub database: DatabaseConfig,
    pub auth: AuthConfig,
    pub log: LogConfig,
    pub keys: KeyConfig,
    pub deadlines: DeadlineConfig,
    pub procedure: ProcedureConfig,
    /// `ANJUAN_DATA_DIR`: the private PostgreSQL, keys, later media.
    pub data_dir: PathBuf,
    /// What is no fault but should be seen: variables that are none of ours.
    pub remarks: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`: an existing PostgreSQL ≥ 15 instead of the private one.
    pub url: Option<String>,
    /// `ANJUAN_MIGRATE_URL`: a log-in that may take the owner's role, when `DATABASE_URL`'s may not.
    pub migrate_url: Option<String>,
    /// `ANJUAN_BACKUP_URL`: a log-in that row-level security does not bind, for `anjuan backup`.
    pub backup_url: Option<String>,
    /// `ANJUAN_PG_BIN`: where PostgreSQL's server programs are, when they are not found by themselves.
    pub programs: Option<PathBuf>,
    /// `ANJUAN_POOL_SIZE`: database threads, each with a connection of its own.
    pub pool_size: u32,
    /// `ANJUAN_QUEUE_MAX`: requests that may wait for a database thread.
    pub queue_max: u32,
    /// `ANJUAN_QUEUE_WAIT_S`: how long they wait.
    pub queue_wait: Duration,
    /// `ANJUAN_DATABASE_ANSWER_S`: how long a request that has been begun waits for a database that has fallen silent.
    pub answer_wait: Duration,
    /// `ANJUAN_DISK_RESERVE_MB`: with less free beside the private PostgreSQL, acts are refused and reading goes on; 0 = off.
    pub disk_reserve_mb: u64,
    /// `ANJUAN_LOCK_WAIT_S`: how long to wait for another copy of the program to let go of the data directory.
    pub lock_wait: Duration,
}

/// What the law leaves to whoever applies it.
#[derive(Debug, Clone)]
pub struct ProcedureConfig {
    /// `ANJUAN_EXECUTION_NIGHT`: the hours in which nothing is enforced unless it is urgent (行政强制法 第四十三条).
    pub night: NightHours,
}

#[derive(Debug, Clone)]
pub struct LogConfig {
    /// `ANJUAN_LOG`: `info` (of a server; `warn` of the demo), `debug`, or a filter such as `anjuan=debug`.
    pub filter: Option<String>,
    /// `ANJUAN_LOG_ORIGIN`: the name of the transparency log that every leaf is bound to. It cannot change later.
    pub origin: Option<String>,
}

/// Reads the environment of the process.
pub fn from_environment() -> Result<Config, Vec<String>> {
    let (config, faults) = read_environment();
    if faults.is_empty() { Ok(config) } else { Err(faults) }
}

/// The same for a server: what it will need of this machine is tried, too, and told with the rest.
pub fn for_serving() -> Result<Config, Vec<String>> {
    let (config, mut faults) = read_environment();
    faults.extend(surroundings::faults(&config, &faults));
    if faults.is_empty() { Ok(config) } else { Err(faults) }
}

fn read_environment() -> (Config, Vec<String>) {
    let asked = RefCell::new(BTreeSet::new());
    let (mut config, faults) = read(&|name| {
        asked.borrow_mut().insert(name.to_owned());
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
        std::env::var(name).ok().filter(|value| !value.is_empty())
    });
    let set = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    config.remarks = spelling::remarks(set, &asked.borrow());
    (config, faults)
}

/// Reads settings from anywhere; tests and the demo bring their own.
pub fn from_lookup(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Config, Vec<String>> {
    let (config, faults) = read(lookup);
    if faults.is_empty() { Ok(config) } else { Err(faults) }
}

fn read(lookup: &dyn Fn(&str) -> Option<String>) -> (Config, Vec<String>) {
    let mut reader = Reader { lookup, faults: Vec::new() };
    let config = Config {
        http: HttpConfig::read(&mut reader),
        database: DatabaseConfig {
            url: reader.secret("DATABASE_URL", DATABASE_URL_NEEDED, is_database_url),
            migrate_url: reader.secret("ANJUAN_MIGRATE_URL", DATABASE_URL_NEEDED, is_database_url),
            backup_url: reader.secret("ANJUAN_BACKUP_URL", DATABASE_URL_NEEDED, is_database_url),
            programs: lookup("ANJUAN_PG_BIN").map(PathBuf::from),
            pool_size: reader.number("ANJUAN_POOL_SIZE", 6, 1, 200),
            queue_max: reader.number("ANJUAN_QUEUE_MAX", 2000, 1, 100_000),
            queue_wait: reader.seconds("ANJUAN_QUEUE_WAIT_S", 2, 1, 60),
            answer_wait: reader.seconds("ANJUAN_DATABASE_ANSWER_S", 300, 1, 3600),
            disk_reserve_mb: reader.number("ANJUAN_DISK_RESERVE_MB", 64, 0, 1_048_576),
            lock_wait: reader.seconds("ANJUAN_LOCK_WAIT_S", 5, 0, 600),
        },
        auth: AuthConfig::read(&mut reader),
        procedure: ProcedureConfig {
            night: reader
                .checked("ANJUAN_EXECUTION_NIGHT", NIGHT_NEEDED, |text| NightHours::parse(text).is_some())
                .and_then(|text| NightHours::parse(&text))
                .unwrap_or_else(NightHours::usual),
        },
        log: LogConfig {
            filter: reader.checked(
                "ANJUAN_LOG",
                "应为 info、debug 或如 anjuan=debug · info, debug, or a filter such as anjuan=debug is needed",
                is_filter,
            ),
            origin: reader.checked(
                "ANJUAN_LOG_ORIGIN",
                "应为不含协议、空格和加号的名称 · a name without scheme, spaces or '+' is needed",
                is_origin,
            ),
        },
        keys: KeyConfig::read(&mut reader),
        deadlines: DeadlineConfig::read(&mut reader),
        data_dir: reader.data_dir(),
        remarks: Vec::new(),
    };
    if config.database.url.is_none() && config.database.migrate_url.is_some() {
        reader.faults.push(
            "ANJUAN_MIGRATE_URL: 需要同时设置 DATABASE_URL · it needs DATABASE_URL: the private PostgreSQL migrates itself"
                .into(),
        );
    }
    if config.database.url.is_none() && config.database.backup_url.is_some() {
        reader.faults.push(
            "ANJUAN_BACKUP_URL: 需要同时设置 DATABASE_URL · it needs DATABASE_URL: the private PostgreSQL is backed up as it is"
                .into(),
        );
    }
    if config.auth.access_token > config.auth.session {
        reader.faults.push(
            "ANJUAN_ACCESS_TOKEN_S: 不能长于 ANJUAN_SESSION_S · an access token may not outlive ANJUAN_SESSION_S"
                .into(),
        );
    }
    (config, reader.faults)
}

/// `postgres://…`, `postgresql://…`, or `name=value` pairs.
fn is_database_url(text: &str) -> bool {
    match text.split_once("://") {
        Some((scheme, rest)) => matches!(scheme, "postgres" | "postgresql") && !rest.is_empty(),
        None => text.split_whitespace().all(|pair| pair.contains('=')),
    }
}

fn is_filter(text: &str) -> bool {
    EnvFilter::try_new(text).is_ok()
}

/// A signed note's key name: not empty, no white space, no plus sign.
fn is_origin(origin: &str) -> bool {
    !origin.contains("://") && !origin.contains('+') && !origin.chars().any(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_default() {
        let config =
            from_lookup(&|name| (name == "ANJUAN_DATA_DIR").then(|| "/data".to_owned())).expect("nothing set is fine");
        assert_eq!(config.http.bind.to_string(), "127.0.0.1:8080");
        assert_eq!(config.http.public_url, "http://127.0.0.1:8080");
        assert!(config.database.url.is_none());
        assert_eq!(config.http.rate_limit_per_minute, 6000);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let set = |name: &str| match name {
            "ANJUAN_BIND" => Some("nowhere".to_owned()),
            "ANJUAN_POOL_SIZE" => Some("0".to_owned()),
            "ANJUAN_ACCESS_TOKEN_S" => Some("86400".to_owned()),
            "ANJUAN_MIGRATE_URL" => Some("postgres://x".to_owned()),
            "ANJUAN_LOG_ORIGIN" => Some("https://log.example".to_owned()),
            "ANJUAN_DATA_DIR" => Some("/data".to_owned()),
            "ANJUAN_PASSWORD_PROFILE" => Some("none".to_owned()),
            "ANJUAN_OTP_ROLES" => Some("auditor, emperor".to_owned()),
            _ => None,
        };
        assert_eq!(from_lookup(&set).expect_err("seven faults").len(), 7);
    }
}
