//! `kill -9` of the server while cases go on, several steps of each at once: after every restart the history of each case is
//! one that the law allows, what was answered is in it once, what was refused is not, and no number is lost.

use super::dice::{Dice, rounds, seed};
use super::verifier::the_journal_is_whole;
use crate::procedure::{Attempt, Desk, Trail, lawful_forms};
use crate::support::{PATIENCE, Program, folder, on_its_own_postgres, town};
use anjuan::db::embedded::{SUPERUSER, url_of_running};
use diesel::{Connection as _, PgConnection};
use futures_util::future::join_all;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

const LANES: usize = 3;
/// So many want to take a step of the same case at once.
const AT_ONCE: usize = 3;
const STEPS: usize = 14;

/// What the lanes and the killer share.
struct Work {
    dice: Dice,
    answered: AtomicUsize,
    disturbed: AtomicUsize,
    taken: AtomicUsize,
    enough: AtomicBool,
}

impl Work {
    fn is_disturbed(&self) {
        self.disturbed.fetch_add(1, Ordering::Relaxed);
    }
}

/// Ends the work, also when the killer fails.
struct Enough(&'static Work);

impl Drop for Enough {
    fn drop(&mut self) {
        self.0.enough.store(true, Ordering::Relaxed);
    }
}

#[actix_web::test]
async fn however_the_server_is_killed_the_history_of_every_case_is_lawful() {
    let (name, kills) = ("kills-procedure", rounds(4));
    let (dice, folder) = (Dice::of(seed()), folder(name));
    let prepared = on_its_own_postgres(name);
    let desk = Desk::of(&town(&prepared).await, true).await;
    drop(prepared);
    let program = Program::start(&folder, &[]);
    let desk = desk.at(&program.url()).await;
    let work: &'static Work = Box::leak(Box::new(Work {
        dice,
        answered: AtomicUsize::new(0),
        disturbed: AtomicUsize::new(0),
        taken: AtomicUsize::new(0),
        enough: AtomicBool::new(false),
    }));
    let killer = std::thread::spawn(move || kills_at_random(work, program, kills));
    join_all((0..LANES).map(|_| goes_on(&desk, work))).await;
    let program = killer.join().expect("the server was killed");
    assert!(work.disturbed.load(Ordering::Relaxed) > 0, "no request met a kill");
    let url = url_of_running(&folder, SUPERUSER, "anjuan").expect("runs");
    the_journal_is_whole(&mut PgConnection::establish(&url).expect("superuser"));
    if let Err(told) = program.run(&["verify", "statistics"]) {
        panic!("{told}");
    }
    assert!(!program.log().contains("panicked at"), "{}", program.log());
    let told = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    eprintln!("{kills} kills, {} steps taken, {} requests disturbed", told(&work.taken), told(&work.disturbed));
}

fn kills_at_random(work: &'static Work, mut program: Program, kills: usize) -> Program {
    let _ended = Enough(work);
    for _ in 0..kills {
        wait_for_work(work);
        program.kill();
        program.restart();
    }
    wait_for_work(work);
    program
}

fn wait_for_work(work: &Work) {
    let (answered, deadline) = (work.answered.load(Ordering::Relaxed), Instant::now() + PATIENCE);
    let more = 20 + work.dice.below(60);
    while work.answered.load(Ordering::Relaxed) < answered + more {
        assert!(Instant::now() < deadline, "the cases do not get on");
        std::thread::sleep(Duration::from_millis(1));
    }
    let anywhere = u64::try_from(work.dice.below(20_000)).expect("small");
    std::thread::sleep(Duration::from_micros(anywhere)); // a kill falls anywhere within a request
}

/// Case after case, until there is enough.
async fn goes_on(desk: &Desk, work: &Work) {
    while !work.enough.load(Ordering::Relaxed) {
        let procedure = if work.dice.one_in(3) { "summary" } else { "ordinary" };
        let disturbed = || work.is_disturbed();
        let mut trail = desk.files_at_last(procedure, disturbed).await;
        for _ in 0..STEPS {
            rivals(desk, work, &mut trail).await;
        }
    }
}

/// Several lawful steps at once: what is answered holds, and the history that results is lawful.
async fn rivals(desk: &Desk, work: &Work, trail: &mut Trail) {
    let lawful = lawful_forms(&trail.scene.state);
    if lawful.is_empty() {
        return;
    }
    let disturbed = || work.is_disturbed();
    let attempts: Vec<Attempt> =
        (0..AT_ONCE).map(|_| Attempt { id: Uuid::now_v7(), ..lawful[work.dice.below(lawful.len())] }).collect();
    let ask = async |attempt: &Attempt| {
        let status = desk.tries_until_answered(trail, attempt, disturbed).await;
        work.answered.fetch_add(1, Ordering::Relaxed);
        status
    };
    let statuses = join_all(attempts.iter().map(ask)).await;
    let timeline = desk.timeline_at_last(&trail.path, disturbed).await;
    let asked: Vec<_> = attempts.into_iter().zip(statuses).collect();
    work.taken.fetch_add(trail.goes_along(&asked, &timeline), Ordering::Relaxed);
}
