//! One server process: how it is started, when it is ready, how it is stopped (启动、就绪与停止).

use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{iter, thread};

use diesel::connection::SimpleConnection;
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::cluster::not_started;
use super::identity::Account;
use super::locate::Programs;
use super::log::ServerLog;
use super::place::Place;
use super::{SUPERUSER, StartError};

/// Whatever a killed predecessor left may take this long to end.
pub const STOP_GENTLY_SECONDS_MAX: u64 = 30;
const STOP_HARD_SECONDS_MAX: u64 = 5;
const STOP_POLL_MS: u64 = 5;
/// The database that is always there.
const MAINTENANCE_DATABASE: &str = "postgres";

/// What the program depends on. Given on the command line, so that no edit of `postgresql.conf` can undo it; everything else there
/// is the administrator's to tune.
const SETTINGS: [(&str, &str); 14] = [
    ("listen_addresses", ""), // no TCP port: the unix socket is the only door
    ("unix_socket_permissions", "0700"),
    ("fsync", "on"), // an act of law that was answered with 201 must survive a power cut
    ("full_page_writes", "on"),
    ("synchronous_commit", "on"),
    ("dynamic_shared_memory_type", "mmap"), // Docker gives /dev/shm 64 MB, too little for parallel queries
    ("logging_collector", "off"),           // the program reads the log and bounds it
    ("log_destination", "stderr"),
    ("log_line_prefix", "%m [%p] "),
    ("log_statement", "none"),
    ("log_error_verbosity", "terse"), // the DETAIL of a refused row would write personal data into the log
    ("lc_messages", "C"),
    ("timezone", "UTC"),
    ("cluster_name", "anjuan"),
];

/// After a crash every file must be on disk before the log is replayed: one syncfs instead of opening each file saves seconds.
#[cfg(target_os = "linux")]
const RECOVERY: Option<(&str, &str)> = Some(("recovery_init_sync_method", "syncfs"));
#[cfg(not(target_os = "linux"))]
const RECOVERY: Option<(&str, &str)> = None;

/// A backend frees the memory of each statement. The C library (glibc) would give it back to the kernel and fetch it again for
/// the next statement: 30 page faults, a quarter of the time of a small question.
const ALLOCATOR: [(&str, &str); 3] =
    [("MALLOC_TRIM_THRESHOLD_", "4194304"), ("MALLOC_MMAP_THRESHOLD_", "4194304"), ("MALLOC_TOP_PAD_", "524288")];

/// What it takes to run the server, again and again.
#[derive(Debug)]
pub struct Server {
    pub place: Place,
    pub programs: Programs,
    pub account: Account,
    pub database: String,
    pub max_connections: u16,
}

/// A server process and its log.
#[derive(Debug)]
pub struct Running {
    child: Child,
    pub log: ServerLog,
}

impl Server {
    /// Starts the server process. It ends when the *calling thread* ends.
    pub fn spawn(&self) -> Result<Running, StartError> {
        let program = self.programs.bin.join("postgres");
        let mut command = self.command(&program);
        let mut child =
            command.spawn().map_err(|source| not_started(source, &program, &self.place.cluster, &self.account))?;
        let stderr = child.stderr.take().expect("stderr was asked for as a pipe a few lines above");
        match ServerLog::read(stderr, &self.place.log) {
            Ok(log) => Ok(Running { child, log }),
            Err(error) => {
                stop_child(&mut child);
                Err(error)
            }
        }
    }

    /// Its own process group keeps Ctrl-C on the terminal away from it: the program stops first, its database after it.
    fn command(&self, program: &std::path::Path) -> Command {
        let mut command = self.account.command(program, Signal::SIGINT);
        command.current_dir(&self.place.cluster).process_group(0).envs(ALLOCATOR);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.arg("-D").arg(&self.place.cluster);
        for (name, value) in SETTINGS.into_iter().chain(RECOVERY) {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command.arg("-c").arg(format!("max_connections={}", self.max_connections));
        let mut socket_directory = OsString::from("unix_socket_directories=");
        socket_directory.push(quoted(self.place.socket_dir.as_os_str()));
        command.arg("-c").arg(socket_directory);
        command
    }

    /// One attempt to connect as a client does.
    pub fn knock(&self) -> Result<(), String> {
        let attempt = PgConnection::establish(&self.knocking_url(MAINTENANCE_DATABASE));
        attempt.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Done at every start, so that a crash between making the cluster and making the database heals itself.
    pub fn create_database_unless_there(&self) -> Result<(), StartError> {
        let refused = |reason: String| StartError::DatabaseNotMade { name: self.database.clone(), reason };
        let url = self.knocking_url(MAINTENANCE_DATABASE);
        let mut connection = PgConnection::establish(&url).map_err(|error| refused(error.to_string()))?;
        let named = pg_database::table.filter(pg_database::datname.eq(&self.database));
        let there: bool =
            select(exists(named)).get_result(&mut connection).map_err(|error| refused(error.to_string()))?;
        if there {
            return Ok(());
        }
        let create = format!("CREATE DATABASE \"{}\"", self.database.replace('"', "\"\""));
        connection.batch_execute(&create).map_err(|error| refused(error.to_string()))
    }

    /// A server that is stopped by a debugger or starved would otherwise let the attempt hang.
    fn knocking_url(&self, database: &str) -> String {
        format!("{}&connect_timeout=2", self.place.url(SUPERUSER, database))
    }
}

diesel::table! {
    pg_database (datname) { datname -> Text, }
}

/// The setting is a list, in which a comma or a blank parts two directories unless the path is quoted.
fn quoted(path: &OsStr) -> OsString {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let inside = path.as_bytes().iter().flat_map(|&byte| iter::repeat_n(byte, if byte == b'"' { 2 } else { 1 }));
    OsString::from_vec(iter::once(b'"').chain(inside).chain(iter::once(b'"')).collect())
}

impl Running {
    pub fn pid(&self) -> i32 {
        self.child.id().cast_signed()
    }

    /// Also reaps the process when it has ended.
    pub fn has_ended(&mut self) -> bool {
        has_ended(&mut self.child)
    }

    pub fn stop(&mut self) {
        stop_child(&mut self.child);
    }
}

/// An unknown child counts as ended: somebody else has reaped it.
fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

/// First as an administrator would (roll back what is open, write a checkpoint), then ever harder. Nothing committed is lost by any.
fn stop_child(child: &mut Child) {
    let ladder = [
        (Signal::SIGINT, STOP_GENTLY_SECONDS_MAX),
        (Signal::SIGQUIT, STOP_HARD_SECONDS_MAX),
        (Signal::SIGKILL, STOP_HARD_SECONDS_MAX),
    ];
    for (signal, seconds) in ladder {
        if has_ended(child) {
            return;
        }
        // Not reaped yet, so the process id is still the server's own.
        if let Err(error) = kill(Pid::from_raw(child.id().cast_signed()), signal) {
            tracing::warn!(%error, %signal, "the private PostgreSQL could not be signalled");
        }
        let deadline = Instant::now() + Duration::from_secs(seconds);
        while !has_ended(child) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(STOP_POLL_MS));
        }
    }
}
