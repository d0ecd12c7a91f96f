//! Finding the server programs (查找 PostgreSQL 服务端程序). They are seldom on the PATH: Debian keeps one directory per major version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;

use super::StartError;
use super::cluster;
use super::identity::Account;

/// The oldest major version the program is tested with.
const MAJOR_MIN: u32 = 15;

/// Directories with one entry per major version: parent, what precedes the number, what follows it.
const NUMBERED: [(&str, &str, &str); 5] = [
    ("/usr/lib/postgresql", "", "bin"),          // Debian, Ubuntu
    ("/usr", "pgsql-", "bin"),                   // Red Hat family
    ("/usr/libexec", "postgresql", ""),          // Alpine
    ("/opt/homebrew/opt", "postgresql@", "bin"), // Homebrew on Apple silicon
    ("/usr/local/opt", "postgresql@", "bin"),    // Homebrew on Intel
];

const UNNUMBERED: [&str; 4] = ["/usr/bin", "/usr/local/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin"];

/// A directory that holds `postgres` and `initdb`, and their major version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    pub bin: PathBuf,
    pub major: u32,
}

/// The programs for this cluster: of exactly the major version that made it, or the newest for a cluster still to be made.
/// A directory named by the administrator is the only one looked into.
pub fn programs(named: Option<&Path>, account: &Account, cluster: &Path) -> Result<Programs, StartError> {
    let directories = named.map_or_else(usual_directories, |directory| vec![directory.to_owned()]);
    let mut found: Vec<Programs> = directories.iter().filter_map(|bin| look_into(bin, account)).collect();
    found.sort_by_key(|programs| std::cmp::Reverse(programs.major));
    if found.is_empty() {
        return Err(StartError::ProgramsMissing { looked: looked_in(named) });
    }
    match cluster::major(cluster) {
        None => Ok(found.swap_remove(0)),
        Some(wanted) => match found.iter().position(|programs| programs.major == wanted) {
            Some(index) => Ok(found.swap_remove(index)),
            None => Err(StartError::WrongMajor { cluster: cluster.to_owned(), wanted, found: list(&found) }),
        },
    }
}

/// A client program such as `pg_dump`, of exactly this major version: an older one refuses, a newer one writes what this server's
/// own programs may not read.
pub fn client_program(named: Option<&Path>, name: &'static str, major: u32) -> Result<PathBuf, StartError> {
    let directories = named.map_or_else(usual_directories, |directory| vec![directory.to_owned()]);
    let is_right = |bin: &PathBuf| {
        let asked = Command::new(bin.join(name)).arg("--version").env("LC_ALL", "C").stdin(Stdio::null()).output();
        asked.is_ok_and(|reply| major_of(&String::from_utf8_lossy(&reply.stdout)) == Some(major))
    };
    let found = directories.into_iter().find(is_right).map(|bin| bin.join(name));
    found.ok_or_else(|| StartError::ClientMissing { name, major, looked: looked_in(named) })
}

fn looked_in(named: Option<&Path>) -> String {
    named.map_or("/usr/lib/postgresql/*/bin, other usual places and the PATH".to_owned(), |bin| {
        bin.display().to_string()
    })
}

fn usual_directories() -> Vec<PathBuf> {
    let numbered = NUMBERED.iter().flat_map(|(parent, before, after)| numbered_directories(parent, before, after));
    numbered.chain(UNNUMBERED.iter().map(PathBuf::from)).chain(on_the_path()).collect()
}

fn numbered_directories(parent: &str, before: &str, after: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let is_numbered = |name: &str| name.strip_prefix(before).is_some_and(|major| major.parse::<u32>().is_ok());
    let numbered = entries.flatten().filter(|entry| entry.file_name().to_str().is_some_and(is_numbered));
    numbered.map(|entry| entry.path().join(after)).collect()
}

/// The shell knows the PATH; a link found there is followed, for `initdb` lies beside the real program.
fn on_the_path() -> Option<PathBuf> {
    let reply = Command::new("sh").args(["-c", "command -v postgres"]).stdin(Stdio::null()).output().ok()?;
    let postgres = fs::canonicalize(String::from_utf8(reply.stdout).ok()?.trim_end()).ok()?;
    postgres.parent().map(Path::to_owned)
}

/// Asks the programs themselves, as the user that will run them: a directory's name proves nothing.
fn look_into(bin: &Path, account: &Account) -> Option<Programs> {
    if !bin.join("initdb").is_file() || !bin.join("postgres").is_file() {
        return None;
    }
    let reply = account.command(&bin.join("postgres"), Signal::SIGKILL).arg("--version").output().ok()?;
    let major = major_of(&String::from_utf8(reply.stdout).ok()?)?;
    (major >= MAJOR_MIN).then(|| Programs { bin: bin.to_owned(), major })
}

/// `postgres (PostgreSQL) 17.2 (Debian …)`, `postgres (PostgreSQL) 18beta1` → 17, 18.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_whitespace().nth(2)?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn list(found: &[Programs]) -> String {
    let versions: Vec<String> = found.iter().map(|programs| format!("PostgreSQL {}", programs.major)).collect();
    versions.join(", ")
}
