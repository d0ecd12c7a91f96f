//! Two servers of one database: both serve, one gives positions; paused or killed, the other takes over without a fork.

use super::dice::seed;
use super::load::{Enough, Load};
use super::staff::Staff;
use super::verifier::verify;
use crate::support::{Database, PATIENCE, Program, isolated};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use nix::sys::signal::{Signal, kill};
use std::time::{Duration, Instant};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn number(conn: &mut PgConnection, query: &str) -> i64 {
    diesel::sql_query(query).get_result::<Number>(conn).expect("a number").n
}

fn size(conn: &mut PgConnection) -> i64 {
    number(conn, "SELECT size AS n FROM anjuan.journal_head")
}

fn epoch(conn: &mut PgConnection) -> i64 {
    number(conn, "SELECT epoch AS n FROM anjuan.journal_head")
}

fn start(database: &Database) -> Program {
    Program::start(&database.folder(), &[("DATABASE_URL", &database.url("anjuan_super"))])
}

/// The first holds the writer's lock when the second comes; paused, it loses it; awake, it stays behind; and when the
/// second is killed the first takes over again. Writers ask both all the time.
#[actix_web::test]
async fn a_paused_or_killed_sequencer_is_followed_by_the_other_without_a_fork() {
    let prepared = isolated();
    let staff = Staff::of(&prepared).await;
    let database = prepared.stop_and_keep_database();
    let (first, mut second) = (start(&database), start(&database));
    let mut superuser = database.superuser();
    let load = Load::new(first.url(), staff, seed(), database.folder().join("acked.jsonl")).and_at(second.url());
    let load = &*Box::leak(Box::new(load));
    let chaos = std::thread::spawn(move || {
        let _ended = Enough(load);
        let mut watcher = database.superuser();
        wait_for(|| load.acked_so_far() >= 10);
        let (paused_in, placed) = (epoch(&mut watcher), size(&mut watcher));
        let begun = Instant::now();
        first.signal(Signal::SIGSTOP);
        wait_for(|| epoch(&mut watcher) > paused_in && size(&mut watcher) > placed);
        let after_pause = begun.elapsed();
        let acked = load.acked_so_far();
        wait_for(|| load.acked_so_far() >= acked + 5);
        first.signal(Signal::SIGCONT);
        let acked = load.acked_so_far();
        wait_for(|| load.acked_so_far() >= acked + 10);
        let (killed_in, placed) = (epoch(&mut watcher), size(&mut watcher));
        let begun = Instant::now();
        kill(second.pid(), Signal::SIGKILL).expect("our own child");
        wait_for(|| epoch(&mut watcher) > killed_in && size(&mut watcher) > placed);
        let after_kill = begun.elapsed();
        second.kill();
        second.restart();
        let acked = load.acked_so_far();
        wait_for(|| load.acked_so_far() >= acked + 5);
        (first, second, after_pause, after_kill)
    });
    load.run().await;
    let (first, second, after_pause, after_kill) = chaos.join().expect("the faults were injected");
    verify(load, &mut superuser).await;
    for program in [&first, &second] {
        assert!(!program.log().contains("panicked at"), "{}", program.log());
    }
    eprintln!(
        "two servers: {} acknowledged; positions go on {after_pause:?} after a pause of the holder, {after_kill:?} after its death",
        load.acked_so_far()
    );
}

/// Both start at once on a database that has nothing yet.
#[actix_web::test]
async fn two_servers_may_start_at_once_on_an_empty_database() {
    let database = Database::empty();
    let programs = std::thread::scope(|scope| {
        let both = [scope.spawn(|| start(&database)), scope.spawn(|| start(&database))];
        both.map(|one| one.join().expect("serves"))
    });
    let mut superuser = database.superuser();
    assert_eq!(
        number(&mut superuser, "SELECT count(*) AS n FROM anjuan.journal_entry WHERE kind = 'deployment.founded'"),
        1
    );
    drop(programs);
}

fn wait_for(mut ready: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !ready() {
        assert!(Instant::now() < deadline, "waited in vain");
        std::thread::sleep(Duration::from_millis(5));
    }
}
