//! What a killed predecessor left behind (前次异常退出的遗留): processes still ending, and a pid file that names a stranger.
//!
//! The pid file alone cannot be trusted: after a power cut, or in a new container, its number may belong to any process of today, and
//! PostgreSQL would refuse to start for ever. Every server process works in its cluster's directory, so the kernel is asked instead.
//! Where there is no `/proc`, PostgreSQL's own check stands.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

use super::StartError;
use super::launch::STOP_GENTLY_SECONDS_MAX;

const POLL_MS: u64 = 10;
/// In a container the program itself may be the first process, and inherits what its dead server leaves.
const FIRST_PROCESS: u32 = 1;

/// Waits until no server process works on the cluster any more, then removes the pid file that nobody needs now.
///
/// We hold the directory's lock, so such processes are ending already: the kernel told them when their program was killed.
pub fn wait_until_gone(cluster: &Path) -> Result<(), StartError> {
    if !Path::new("/proc/self").exists() {
        return Ok(());
    }
    let deadline = Instant::now() + Duration::from_secs(STOP_GENTLY_SECONDS_MAX);
    while let Some(pid) = server_on(cluster) {
        if Instant::now() > deadline {
            return Err(StartError::ServerLeftBehind { cluster: cluster.to_owned(), pid });
        }
        thread::sleep(Duration::from_millis(POLL_MS));
    }
    reap_inherited();
    // Absent is the ordinary case; one that cannot be removed is judged by PostgreSQL itself.
    let _ = fs::remove_file(cluster.join("postmaster.pid"));
    Ok(())
}

fn server_on(cluster: &Path) -> Option<i32> {
    let works_there = |pid: &i32| fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|directory| directory == cluster);
    processes_named_postgres().into_iter().find(works_there)
}

fn processes_named_postgres() -> Vec<i32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter_map(|process| process.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name == "postgres\n")).collect()
}

/// Without this, each backend of a killed server would stay a zombie for as long as the container runs.
fn reap_inherited() {
    if std::process::id() == FIRST_PROCESS {
        for pid in processes_named_postgres() {
            // One that is alive, or is not our child, is passed over.
            let _ = waitpid(Pid::from_raw(pid), Some(WaitPidFlag::WNOHANG));
        }
    }
}
