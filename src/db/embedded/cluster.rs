//! Making a cluster (初始化数据库集群): beside its place first, then by one rename, so that a crash in between leaves nothing half-made.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::Output;

use nix::sys::signal::Signal;

use super::identity::Account;
use super::locate::Programs;
use super::place::Place;
use super::{SUPERUSER, StartError};

/// Containers often have no other locales than these. Chinese order comes from ICU collations, not from the cluster's locale.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// The major version that made this cluster; only the same may run it.
pub fn major(cluster: &Path) -> Option<u32> {
    fs::read_to_string(cluster.join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Makes the cluster unless there is one. What an earlier crash left half-made is thrown away.
pub fn create_unless_there(place: &Place, programs: &Programs, account: &Account) -> Result<(), StartError> {
    if place.cluster.exists() {
        return Ok(());
    }
    tracing::info!(path = %place.cluster.display(), major = programs.major, "making the private PostgreSQL's cluster");
    let fresh = place.data_dir.join("postgresql.new");
    let unwritable = |source| StartError::writing(&place.data_dir, source);
    remove(&fresh).map_err(unwritable)?;
    DirBuilder::new().mode(0o700).create(&fresh).and_then(|()| account.adopt(&fresh)).map_err(unwritable)?;
    if let Err(error) = initdb(&fresh, place, programs, account) {
        // The error in hand says more than a failed clean-up would; the next start cleans up again.
        let _ = remove(&fresh);
        return Err(error);
    }
    fs::rename(&fresh, &place.cluster).map_err(unwritable)?;
    File::open(&place.data_dir).and_then(|directory| directory.sync_all()).map_err(unwritable)
}

fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn initdb(fresh: &Path, place: &Place, programs: &Programs, account: &Account) -> Result<(), StartError> {
    let mut said = String::new();
    for locale in LOCALES {
        let reply = run_initdb(fresh, locale, &programs.bin.join("initdb"), account);
        let reply = reply.map_err(|source| not_started(source, &programs.bin, &place.data_dir, account))?;
        if reply.status.success() {
            return Ok(());
        }
        said = format!("{}{}", String::from_utf8_lossy(&reply.stdout), String::from_utf8_lossy(&reply.stderr));
        if !said.contains("invalid locale") {
            break;
        }
    }
    Err(StartError::initdb(said, &place.data_dir))
}

/// Checksums let a damaged page be noticed instead of believed. Local connections need no password, for the socket's directory lets
/// nobody else in; the network is refused twice, here and by opening no port.
fn run_initdb(fresh: &Path, locale: &str, program: &Path, account: &Account) -> io::Result<Output> {
    let mut command = account.command(program, Signal::SIGKILL);
    command.current_dir(fresh).arg("--pgdata").arg(fresh);
    command.args(["--username", SUPERUSER, "--encoding", "UTF8", "--locale", locale]);
    command.args(["--auth-local", "trust", "--auth-host", "reject", "--data-checksums"]);
    command.output()
}

/// The programs have answered this user before, so a permission denied now means that it cannot enter the directory.
pub fn not_started(source: io::Error, program: &Path, directory: &Path, account: &Account) -> StartError {
    match source.kind() {
        io::ErrorKind::PermissionDenied => {
            StartError::Unreachable { path: directory.to_owned(), user: account.name.clone() }
        }
        _ => StartError::NotRunnable { program: program.to_owned(), source },
    }
}
