//! Child processes: what they cost, and that they end with the benchmark.

use std::process::Child;
use std::time::{Duration, Instant};

/// A process that is ended when it goes out of scope.
pub struct Running(pub Child);

impl Running {
    pub fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let pid = nix::unistd::Pid::from_raw(i32::try_from(self.0.id()).expect("a pid"));
        let _ = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM);
        let _ = self.0.wait();
    }
}

/// CPU seconds of a process and everything below it, the dead included.
pub fn cpu_s(root: u32) -> f64 {
    const TICKS_PER_S: f64 = 100.0; // USER_HZ of every Linux that runs this
    let own = |pid: u32| -> Option<(u32, f64)> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks: f64 = fields.get(11..15)?.iter().filter_map(|one| one.parse::<f64>().ok()).sum();
        Some((fields.get(1)?.parse().ok()?, ticks / TICKS_PER_S))
    };
    let folders = std::fs::read_dir("/proc").expect("/proc");
    let pids = folders.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let all: Vec<(u32, u32, f64)> = pids.filter_map(|pid| own(pid).map(|(parent, s)| (pid, parent, s))).collect();
    let (mut wanted, mut sum) = (vec![root], 0.0);
    while let Some(next) = wanted.pop() {
        sum += all.iter().filter(|(pid, ..)| *pid == next).map(|(.., s)| s).sum::<f64>();
        wanted.extend(all.iter().filter(|(_, parent, _)| *parent == next).map(|(pid, ..)| *pid));
    }
    sum
}

/// Resident memory of one process in KiB: all of it, and what is its own.
pub fn resident_kib(pid: u32) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).unwrap_or_default()
    };
    (field("VmRSS:"), field("RssAnon:"))
}

/// Waits until an HTTP server answers 200; how long that took.
pub fn answers(address: &str, path: &str, patience: Duration) -> Duration {
    use std::io::{Read as _, Write as _};
    let started = Instant::now();
    loop {
        let asked = std::net::TcpStream::connect(address).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            write!(stream, "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
            let mut answer = [0; 12];
            stream.read_exact(&mut answer)?;
            Ok(answer)
        });
        if asked.is_ok_and(|answer| answer.ends_with(b" 200")) {
            return started.elapsed();
        }
        assert!(started.elapsed() < patience, "{address}{path} did not answer");
        std::thread::sleep(Duration::from_millis(5));
    }
}
