//! `kill -9` of the server and of PostgreSQL's processes, at random, under load.

use super::dice::{Dice, rounds, seed};
use super::load::{Enough, Load};
use super::staff::Staff;
use super::verifier::verify;
use crate::support::{PATIENCE, Program, folder, is_ready, on_its_own_postgres};
use anjuan::db::embedded::{SUPERUSER, url_of_running};
use diesel::{Connection as _, PgConnection};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// What can be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Server,
    Backend,
    Checkpointer,
    Postmaster,
}

/// The supervisor gives a PostgreSQL up that dies more often within a minute.
const POSTMASTERS_PER_LIFE_MAX: usize = 4;

#[actix_web::test]
async fn killing_the_server_under_load_loses_nothing_acknowledged_and_doubles_nothing() {
    killed("kills-server", rounds(4), |_| Victim::Server).await;
}

#[actix_web::test]
async fn killing_any_process_of_the_database_loses_nothing_acknowledged_and_doubles_nothing() {
    let mix = |dice: &Dice| match dice.below(10) {
        0..4 => Victim::Backend,
        4..7 => Victim::Checkpointer,
        _ => Victim::Postmaster,
    };
    killed("kills-database", rounds(4), mix).await;
}

async fn killed(name: &str, times: usize, mut choose: impl FnMut(&Dice) -> Victim + Send + 'static) {
    let (seed, folder) = (seed(), folder(name));
    let prepared = on_its_own_postgres(name);
    let staff = Staff::of(&prepared).await;
    drop(prepared);
    let mut program = Program::start(&folder, &[]);
    let load = &*Box::leak(Box::new(Load::new(program.url(), staff, seed, folder.join("acked.jsonl"))));
    let chaos = std::thread::spawn(move || {
        let _ended = Enough(load);
        let mut away = Vec::new();
        let mut postmasters = 0;
        for _ in 0..times {
            wait_for_work(load);
            let mut victim = choose(&load.dice);
            if victim == Victim::Postmaster && postmasters == POSTMASTERS_PER_LIFE_MAX {
                victim = Victim::Server;
            }
            postmasters =
                if victim == Victim::Server { 0 } else { postmasters + usize::from(victim == Victim::Postmaster) };
            away.push((victim, strike(&mut program, victim, &load.dice)));
        }
        wait_for_work(load);
        (program, away)
    });
    load.run().await;
    let (program, away) = chaos.join().expect("the faults were injected");
    assert_eq!(away.len(), times);
    assert!(load.disturbed.load(Ordering::Relaxed) > 0, "no request met a fault");
    let url = url_of_running(&folder, SUPERUSER, "anjuan").expect("runs");
    verify(load, &mut PgConnection::establish(&url).expect("superuser")).await;
    if let Err(told) = program.run(&["verify", "statistics"]) {
        panic!("{told}");
    }
    assert!(!program.log().contains("panicked at"), "{}", program.log());
    let longest = away.iter().max_by_key(|(_, time)| *time).expect("some");
    eprintln!(
        "{name}: seed {seed}, {times} kills, {} acknowledged, {} requests disturbed, {} abandoned; away at most {:?} ({:?}), median {:?}",
        load.acked_so_far(),
        load.disturbed.load(Ordering::Relaxed),
        load.abandoned.lock().expect("no panic").len(),
        longest.1,
        longest.0,
        median(away.iter().map(|(_, time)| *time).collect()),
    );
}

/// A kill falls somewhere among the requests, and between two kills something is done.
fn wait_for_work(load: &Load) {
    let (acked, asked) = (load.acked_so_far(), load.asked.load(Ordering::Relaxed));
    let more = 5 + load.dice.below(40);
    let deadline = Instant::now() + PATIENCE;
    while load.acked_so_far() < acked + 5 || load.asked.load(Ordering::Relaxed) < asked + more {
        assert!(Instant::now() < deadline, "the writers do not get on");
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_micros(u64::try_from(load.dice.below(20_000)).expect("small"))); // anywhere within a request
}

/// Kills, and tells how long it took until the service answered 200 again.
fn strike(program: &mut Program, victim: Victim, dice: &Dice) -> Duration {
    if victim == Victim::Server {
        program.kill();
        return program.restart();
    }
    let begun = Instant::now();
    let struck = one_of(&program.folder, victim, dice);
    let _ = kill(struck, Signal::SIGKILL); // a backend may have ended by itself meanwhile
    while fs::exists(format!("/proc/{struck}")).unwrap_or(false) && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
    while !is_ready(program.address) {
        assert!(begun.elapsed() < PATIENCE, "the service does not come back\n{}", program.log());
        std::thread::sleep(Duration::from_millis(5));
    }
    begun.elapsed()
}

/// A process of the private PostgreSQL in this folder.
fn one_of(folder: &Path, victim: Victim, dice: &Dice) -> Pid {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(postmaster) = postmaster_of(folder) {
            if victim == Victim::Postmaster {
                return Pid::from_raw(postmaster);
            }
            let title = if victim == Victim::Checkpointer { "checkpointer" } else { "anjuan_" };
            let found = children_named(postmaster, title);
            if !found.is_empty() {
                return Pid::from_raw(found[dice.below(found.len())]);
            }
        }
        assert!(Instant::now() < deadline, "there is no {victim:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn postmaster_of(folder: &Path) -> Option<i32> {
    let pid_file = fs::read_to_string(folder.join("postgresql/postmaster.pid")).ok()?;
    pid_file.lines().next()?.trim().parse().ok()
}

fn children_named(parent: i32, title: &str) -> Vec<i32> {
    let processes = fs::read_dir("/proc").expect("a process list").flatten();
    let pids = processes.filter_map(|process| process.file_name().to_str()?.parse::<i32>().ok());
    let is_wanted = |pid: &i32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let is_child = stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1)) == Some(&parent.to_string());
        is_child && fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.contains(title))
    };
    pids.filter(is_wanted).collect()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
