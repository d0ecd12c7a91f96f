//! Start-up time and memory, as the targets name them.

use crate::ground::{Ground, OURS, start_ours};
use crate::processes::{Running, answers, resident_kib};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 1_000;
const STARTS: usize = 5;
const SECOND: &str = "127.0.0.1:18473";

pub fn measure(ground: &Ground) -> String {
    let (before, idle) = idle_connections(ground);
    let each = idle.saturating_sub(before) as f64 / CONNECTIONS as f64;
    let loaded = under_load(ground);
    let existing = median((0..STARTS).map(|_| start_on_existing(ground)).collect());
    let private = median((0..STARTS).map(|_| start_private(ground)).collect());
    let mib = |kib: u64| kib as f64 / 1024.0;
    format!(
        "| measure | figure | target |\n|---|---|---|\n\
         | ready on an existing database | {existing:.2} s | ≤ 0.3 s |\n\
         | ready with a new private database | {private:.2} s | ≤ 3 s |\n\
         | resident, before | {:.0} MiB | |\n\
         | each of {CONNECTIONS} idle connections | {each:.1} KiB | ≤ 30 KiB |\n\
         | resident with {CONNECTIONS} connections at load (R1, highest seen) | {:.0} MiB | ≤ 150 MiB |\n",
        mib(before),
        mib(loaded),
    )
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// Connections that have asked once and stay open.
fn idle_connections(ground: &Ground) -> (u64, u64) {
    let (before, _) = resident_kib(ground.ours_pid);
    let mut open = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(OURS).expect("a connection");
        write!(stream, "GET /healthz HTTP/1.1\r\nHost: bench\r\n\r\n").expect("asked");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).expect("an answer");
        open.push(stream);
    }
    (before, resident_kib(ground.ours_pid).0)
}

fn under_load(ground: &Ground) -> u64 {
    let mut load = Command::new("wrk")
        .args(["-t1", &format!("-c{CONNECTIONS}"), "-d10s", "-s"])
        .arg(ground.folder.join("load.lua"))
        .arg(format!("http://{OURS}"))
        .env("OP", "r1")
        .env("SIDE", "ours")
        .env("POOL", ground.pool("r1"))
        .env("CASES", ground.cases().to_string())
        .env("INCLUDE", "?include=decision,recordings")
        .stdout(Stdio::null())
        .spawn()
        .expect("wrk is installed");
    let mut highest = 0;
    while load.try_wait().expect("our child").is_none() {
        highest = highest.max(resident_kib(ground.ours_pid).0);
        std::thread::sleep(Duration::from_millis(100));
    }
    highest
}

fn start_on_existing(ground: &Ground) -> f64 {
    let started = Instant::now();
    let second = start_ours(&ground.postgres, &ground.folder, SECOND);
    answers(SECOND, "/readyz", Duration::from_secs(30));
    let taken = started.elapsed().as_secs_f64();
    drop(second);
    taken
}

fn start_private(ground: &Ground) -> f64 {
    let home = ground.folder.join("fresh");
    let _ = std::fs::remove_dir_all(&home);
    let started = Instant::now();
    let child = Command::new(env!("CARGO_BIN_EXE_anjuan"))
        .arg("serve")
        .env("ANJUAN_BIND", SECOND)
        .env("ANJUAN_DATA_DIR", &home)
        .env("ANJUAN_LOG", "error")
        .env_remove("DATABASE_URL")
        .env_remove("ANJUAN_MIGRATE_URL")
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let fresh = Running(child);
    answers(SECOND, "/readyz", Duration::from_secs(60));
    let taken = started.elapsed().as_secs_f64();
    drop(fresh);
    taken
}
