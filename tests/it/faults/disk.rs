//! A full disk: acts are told that there is no room, reading goes on, nothing acknowledged is lost, and everything goes on by
//! itself when there is room again. The data directory lies on a small file system of its own, which takes root.

use super::dice::seed;
use super::load::{Enough, Load};
use super::staff::Staff;
use super::verifier::verify;
use crate::support::{PATIENCE, Program, folder, on_its_own_postgres};
use anjuan::db::embedded::{SUPERUSER, url_of_running};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use nix::fcntl::posix_fallocate;
use reqwest::Method;
use serde_json::json;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

#[actix_web::test]
async fn a_full_disk_refuses_acts_clearly_serves_reading_and_recovers_by_itself() {
    let Some(disk) = SmallDisk::mount("disk-full") else { return };
    let (load, program) = prepared("disk-full", &disk, &[]).await;
    let (admin, author) = (load.log_in("admin").await, load.log_in("author").await);
    let officer = json!({"name": "王伟", "in_post_from": "2023-01-01"});
    let kept = admin.post_once("/officers", officer.clone(), "before").await.ok();

    disk.fill();
    let refused = admin.post_once("/officers", officer.clone(), "full").await;
    refused.problem(507, "storage_full");
    assert_eq!(refused.header("retry-after"), "5");
    let import = author.request(Method::POST, "/imports?kind=officers").header("content-type", "application/x-ndjson");
    author.send(import.body("{}\n")).await.problem(507, "storage_full");
    author.post("/inspections", json!({})).await.problem(507, "storage_full");
    let id = kept["id"].as_str().expect("an id");
    assert_eq!(admin.get(&format!("/officers/{id}")).await.ok(), kept);
    assert!(!admin.all("/officers").await.is_empty());
    assert_eq!(admin.get("/readyz").await.status, 200);

    disk.clear();
    let begun = Instant::now();
    let written = admin.post_once("/officers", officer.clone(), "full").await;
    assert_eq!(written.status, 201, "{}", written.text);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(admin.post_once("/officers", officer, "before").await.ok(), kept);
    assert!(!program.log().contains("panicked at"), "{}", program.log());
}

/// Nothing is kept free here, and the log is made to need a new file: PostgreSQL itself ends.
#[actix_web::test]
async fn a_disk_filled_to_the_last_byte_under_load_loses_nothing() {
    let Some(disk) = SmallDisk::mount("disk-load") else { return };
    let (load, program) = prepared("disk-load", &disk, &[("ANJUAN_DISK_RESERVE_MB", "0")]).await;
    let load = &*Box::leak(Box::new(load));
    let data = disk.data();
    let chaos = std::thread::spawn(move || {
        let _ended = Enough(load);
        wait_for(|| load.acked_so_far() >= 10);
        let url = url_of_running(&data, SUPERUSER, "anjuan").expect("runs");
        let disturbed = load.disturbed.load(Ordering::Relaxed);
        wait_for(|| {
            disk.fill(); // to the last byte again, whatever was given back meanwhile
            // PostgreSQL needs room for the next file of its log now; refused or not, it has been asked.
            let _ = PgConnection::establish(&url).map(|mut pg| pg.batch_execute("SELECT pg_switch_wal()"));
            load.disturbed.load(Ordering::Relaxed) >= disturbed + 12
        });
        disk.clear();
        let (acked, begun) = (load.acked_so_far(), Instant::now());
        wait_for(|| load.acked_so_far() >= acked + 10);
        (disk, begun.elapsed())
    });
    load.run().await;
    let (disk, recovered) = chaos.join().expect("the disk was filled");
    let url = url_of_running(&disk.data(), SUPERUSER, "anjuan").expect("runs");
    verify(load, &mut PgConnection::establish(&url).expect("superuser")).await;
    assert!(!program.log().contains("panicked at"), "{}", program.log());
    let disturbed = load.disturbed.load(Ordering::Relaxed);
    eprintln!(
        "disk-load: {} acknowledged, {disturbed} requests disturbed, ten acts {recovered:?} after there was room",
        load.acked_so_far()
    );
    drop(program);
}

async fn prepared(name: &str, disk: &SmallDisk, settings: &[(&str, &str)]) -> (Load, Program) {
    let place = folder(name).join("small/data");
    assert_eq!(place, disk.data());
    let prepared = on_its_own_postgres(&format!("{name}/small/data"));
    let staff = Staff::of(&prepared).await;
    drop(prepared);
    let program = Program::start(&place, settings);
    (Load::new(program.url(), staff, seed(), folder(name).join("acked.jsonl")), program)
}

fn wait_for(ready: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !ready() {
        assert!(Instant::now() < deadline, "waited in vain");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A file system in memory, just large enough.
struct SmallDisk {
    mount: PathBuf,
}

impl SmallDisk {
    /// Nothing, and a line that no test runner swallows, where this may not be mounted.
    fn mount(name: &str) -> Option<Self> {
        let mount = folder(name).join("small");
        fs::create_dir_all(&mount).expect("a directory");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=320m,mode=0711", "anjuan"]).arg(&mount).output();
        if mounted.as_ref().is_ok_and(|output| output.status.success()) {
            return Some(Self { mount });
        }
        let _ =
            writeln!(std::io::stderr(), "SKIPPED {name}: a tmpfs cannot be mounted here (root is needed): {mounted:?}");
        None
    }

    fn data(&self) -> PathBuf {
        self.mount.join("data")
    }

    fn filling(&self) -> PathBuf {
        self.mount.join("filling")
    }

    /// To the last page.
    fn fill(&self) {
        let file = OpenOptions::new().create(true).append(true).open(self.filling()).expect("a file");
        let (mut size, mut step) = (file.metadata().expect("a file").len().cast_signed(), 64_i64 << 20);
        while step >= 4096 {
            match posix_fallocate(&file, size, step) {
                Ok(()) => size += step,
                Err(_) => step /= 2,
            }
        }
        assert!(size > 0, "nothing was filled");
    }

    fn clear(&self) {
        fs::remove_file(self.filling()).expect("was filled");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        unmount(&self.mount);
    }
}

/// Lazily: whatever still ends there ends there.
fn unmount(path: &Path) {
    let _ = Command::new("umount").arg("--lazy").arg(path).status();
}
