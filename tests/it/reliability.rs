//! What a crash may not do: lose what was acknowledged, double what was retried, or stay down.

use crate::support::{isolated, on_its_own_postgres, town};
use anjuan::db::embedded::Health;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

const WRITERS: usize = 4;
const WRITES_EACH: usize = 40;
const KILLS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(60);

#[actix_web::test]
async fn killing_the_database_under_writes_loses_nothing_acknowledged_and_doubles_nothing() {
    let server = on_its_own_postgres("killed");
    let postgres = server.database.own.clone().expect("a private PostgreSQL");
    let town = town(&server).await;
    let admin = &town.admin().await;
    let acknowledged = &*Box::leak(Box::new(AtomicUsize::new(0)));
    let killer = std::thread::spawn(move || {
        for n in 1..=KILLS {
            let due = n * WRITERS * WRITES_EACH / (KILLS + 1);
            wait_for(|| (acknowledged.load(Ordering::Relaxed) >= due).then_some(()));
            let pid = wait_for(|| postgres.server_pid().filter(|_| postgres.health() == Health::Running));
            kill(Pid::from_raw(pid), Signal::SIGKILL).expect("our own child");
            wait_for(|| (postgres.server_pid() != Some(pid)).then_some(()));
        }
    });
    let writer = |n: usize| async move {
        for m in 0..WRITES_EACH {
            let (key, id) = (format!("{n}-{m}"), Uuid::now_v7());
            let body = json!({"id": id, "name": format!("队员{n}-{m}"), "in_post_from": "2023-01-01"});
            let deadline = Instant::now() + PATIENCE;
            let _ = loop {
                let answer = admin.post_once("/officers", body.clone(), &key).await;
                match answer.status {
                    201 => break acknowledged.fetch_add(1, Ordering::Relaxed),
                    409 | 503 if Instant::now() < deadline => tokio::time::sleep(Duration::from_millis(20)).await,
                    status => panic!("{status}: {}", answer.text),
                }
            };
        }
    };
    futures_util::future::join_all((0..WRITERS).map(writer)).await;
    killer.join().expect("killed three times");
    let kept = admin.all("/officers?limit=200").await;
    let names: HashSet<_> = kept.iter().map(|one| one["name"].clone()).collect();
    assert_eq!((kept.len(), names.len()), (WRITERS * WRITES_EACH, WRITERS * WRITES_EACH));
}

#[actix_web::test]
async fn a_stop_finishes_what_was_accepted() {
    let server = isolated();
    let town = town(&server).await;
    let admin = town.admin().await;
    let id = admin.post("/officers", json!({"name": "王伟", "in_post_from": "2023-01-01"})).await.ok()["id"].clone();
    let path = format!("/officers/{}", id.as_str().expect("an id"));
    let mut holder = server.database.superuser();
    holder.batch_execute("BEGIN; SELECT FROM anjuan.officer FOR UPDATE").expect("holds the row");
    let under_way = actix_web::rt::spawn(async move { admin.patch(&path, json!({"name": "王薇"})).await.ok() });
    let mut watcher = server.database.superuser();
    while !somebody_waits_for_a_lock(&mut watcher) {
        tokio::task::yield_now().await;
    }
    let stopping = server.begin_graceful_stop();
    holder.batch_execute("COMMIT").expect("lets go");
    assert_eq!(under_way.await.expect("answered")["name"], "王薇");
    stopping.await;
}

fn somebody_waits_for_a_lock(conn: &mut PgConnection) -> bool {
    #[derive(QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        waiting: bool,
    }
    let query = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() \
                 AND wait_event_type = 'Lock') AS waiting";
    diesel::sql_query(query).get_result::<Waiting>(conn).expect("activity").waiting
}

fn wait_for<T>(mut ready: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited in vain");
        std::thread::sleep(Duration::from_millis(5));
    }
}
