//! Requests and the few threads that speak to the database: who waits, who is refused, what a lost connection costs,
//! and that nobody ever inherits another's scope.

use crate::support::{another_town, town, with_settings};
use anjuan::db::{Db, View};
use anjuan::domain::actor::Actor;
use anjuan::domain::ids::AgencyId;
use anjuan::journal::entry::Entry;
use anjuan::journal::kind::Kind;
use anjuan::problem::{Code, Problem};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use serde_json::json;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Waker};
use uuid::Uuid;

fn somebody() -> Actor {
    Actor::system(Uuid::now_v7())
}

/// Keeps the only database thread busy until the sender is dropped.
async fn occupied(db: &Db) -> (Sender<()>, impl Future<Output = ()>) {
    let (open, gate): (Sender<()>, Receiver<()>) = channel();
    let db_of_holder = db.clone();
    let gate = Arc::new(std::sync::Mutex::new(gate));
    let holder = actix_web::rt::spawn(async move {
        let actor = somebody();
        let held = db_of_holder.read(&actor, move |_| {
            let _ = gate.lock().expect("one holder").recv();
            Ok(())
        });
        held.await.expect("held to the end");
    });
    until(|| db.standing().in_use == 1).await;
    (open, async move { holder.await.expect("no panic") })
}

async fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn who_finds_the_line_full_is_told_at_once_when_to_come_again() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1"), ("ANJUAN_QUEUE_MAX", "1"), ("ANJUAN_QUEUE_WAIT_S", "60")]);
    let officer = town(&server).await.officer().await.client;
    let (open, holder) = occupied(&server.db).await;
    let waits = officer.clone();
    let waits = actix_web::rt::spawn(async move { waits.get("/me").await });
    until(|| server.db.standing().waiting == 1).await;
    let refused = officer.get("/me").await;
    refused.problem(503, "unavailable");
    assert!(refused.header("retry-after").parse::<u32>().expect("seconds") >= 1);
    let standing = server.db.standing();
    assert_eq!((standing.size, standing.in_use, standing.waiting), (1, 1, 1), "the first still waits for its turn");
    drop(open);
    waits.await.expect("no panic").ok();
    holder.await;
}

#[actix_web::test]
async fn who_has_waited_too_long_is_answered_and_never_served() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1"), ("ANJUAN_QUEUE_WAIT_S", "1")]);
    let (open, holder) = occupied(&server.db).await;
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let late = server.db.read(&somebody(), move |_| Ok(counted.fetch_add(1, Ordering::SeqCst))).await;
    assert_eq!(late.expect_err("too late").code, Code::Unavailable);
    assert_eq!(server.db.standing().waiting, 0);
    drop(open);
    holder.await;
    server.db.read(&somebody(), |_| Ok(())).await.expect("the line moves again");
    assert_eq!(runs.load(Ordering::SeqCst), 0);
}

#[actix_web::test]
async fn an_act_whose_client_has_gone_before_its_turn_is_not_done() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1"), ("ANJUAN_QUEUE_WAIT_S", "60")]);
    let (open, holder) = occupied(&server.db).await;
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    {
        let actor = somebody();
        let mut act = pin!(server.db.write(&actor, move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(tx.unchanged(()))
        }));
        assert!(act.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(server.db.standing().waiting, 1);
    }
    assert_eq!(server.db.standing().waiting, 0);
    drop(open);
    holder.await;
    server.db.read(&somebody(), |_| Ok(())).await.expect("the line moves on");
    assert_eq!(runs.load(Ordering::SeqCst), 0);
}

#[actix_web::test]
async fn a_client_that_hangs_up_while_it_waits_leaves_the_line() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1"), ("ANJUAN_QUEUE_WAIT_S", "60")]);
    let officer = town(&server).await.officer().await.client;
    let (open, holder) = occupied(&server.db).await;
    let asking = actix_web::rt::spawn(async move { officer.get("/me").await });
    until(|| server.db.standing().waiting == 1).await;
    asking.abort();
    until(|| server.db.standing().waiting == 0).await;
    drop(open);
    holder.await;
}

#[actix_web::test]
async fn a_panic_costs_its_request_and_its_connection_and_nothing_else() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1")]);
    let before = server.db.read(&somebody(), backend).await.expect("a connection");
    let panicked = server.db.read(&somebody(), |_| -> Result<(), Problem> { panic!("a bug") }).await;
    assert_eq!(panicked.expect_err("a failure").code, Code::Internal);
    let after = server.db.read(&somebody(), backend).await.expect("another connection");
    assert_ne!(before, after);
    assert_eq!(server.db.standing().size, 1);
}

#[actix_web::test]
async fn a_connection_that_died_between_two_requests_is_not_noticed() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1")]);
    let town = town(&server).await;
    let admin = town.admin().await;
    for n in 0..3 {
        let backend = server.db.read(&somebody(), backend).await.expect("a connection");
        end(&mut server.database.superuser(), backend);
        admin.get("/me").await.ok();
        let backend = server.db.read(&somebody(), self::backend).await.expect("a connection");
        end(&mut server.database.superuser(), backend);
        let officer = json!({"name": format!("队员{n}"), "in_post_from": "2023-01-01"});
        admin.post("/officers", officer).await.ok();
    }
}

#[actix_web::test]
async fn a_question_whose_connection_was_ended_is_asked_again() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1")]);
    let (url, runs) = (server.database.url("anjuan_super"), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&runs);
    let actor = somebody();
    let answer = server.db.read(&actor, move |view| {
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            end(&mut PgConnection::establish(&url).expect("superuser"), backend(view)?);
        }
        backend(view)
    });
    answer.await.expect("the second time");
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

#[actix_web::test]
async fn an_act_whose_connection_was_ended_is_never_done_twice_in_silence() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1")]);
    for (at_commit, code) in [(false, Code::Unavailable), (true, Code::OutcomeUnknown)] {
        let (url, runs) = (server.database.url("anjuan_super"), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&runs);
        let actor = somebody();
        let done = server.db.write(&actor, move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            let recorded = tx.record(Entry::new(Kind::SessionEnded, Uuid::now_v7(), &json!({})), ());
            end(&mut PgConnection::establish(&url).expect("superuser"), backend(tx)?);
            if !at_commit {
                backend(tx)?;
            }
            recorded
        });
        assert_eq!(done.await.expect_err("the connection is gone").code, code);
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    }
    server.db.read(&somebody(), |_| Ok(())).await.expect("the thread has a new connection");
}

/// PostgreSQL answers COMMIT with ROLLBACK when a statement has failed before, and calls that no error.
#[actix_web::test]
async fn an_act_that_forgot_a_failed_statement_is_never_told_as_done() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1")]);
    let (actor, entry) = (somebody(), Uuid::now_v7());
    let done = server.db.write(&actor, move |tx| {
        let recorded = tx.record(Entry::new(Kind::SessionEnded, entry, &json!({})), ());
        tx.conn().batch_execute("SELECT 1 / 0").expect_err("refused, and the bug goes on");
        recorded
    });
    assert_eq!(done.await.expect_err("nothing was committed").code, Code::Internal);
    let of_subject = format!("SELECT count(*) AS n FROM anjuan.journal_entry WHERE subject_id = '{entry}'");
    assert_eq!(number(&mut server.database.superuser(), &of_subject), 0);
    server.db.read(&somebody(), |_| Ok(())).await.expect("the connection serves on");
}

/// One connection for everybody: after each way a transaction can end, the next one is in its own scope.
#[actix_web::test]
async fn no_scope_reaches_the_next_transaction() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "1")]);
    let (one, other) = (town(&server).await, another_town(&server).await);
    let (one, other) = (one.agency_id(), other.agency_id());
    let scoped = |agency: AgencyId| somebody().on_behalf_of(agency);
    for n in 0..24 {
        let (mine, theirs) = if n % 2 == 0 { (one, other) } else { (other, one) };
        match n % 6 {
            0 | 1 => drop(server.db.read(&scoped(theirs), |_| Ok(())).await),
            2 => drop(server.db.read(&scoped(theirs), |_| Err::<(), _>(Problem::not_found())).await),
            3 => drop(server.db.write(&scoped(theirs), |tx| Ok(tx.unchanged(()))).await),
            4 => drop(
                server.db.write(&scoped(theirs), |_| Err::<_, Problem>(Problem::not_found())).await as Result<(), _>,
            ),
            _ => drop(server.db.read(&scoped(theirs), |_| -> Result<(), Problem> { panic!("a bug") }).await),
        }
        let seen = server.db.read(&scoped(mine), scope).await.expect("a scope");
        assert_eq!(seen, (mine.to_string(), "{}".to_owned()), "after way {}", n % 6);
    }
    let subtree = server.db.read_now(&scoped(one), scope).expect("a scope of its own seat");
    assert_eq!(subtree.0, one.to_string());
}

/// An answered question's COMMIT may be late, but it comes: nobody sleeps on a snapshot.
#[actix_web::test]
async fn an_idle_service_has_no_transaction_open() {
    let server = with_settings(&[("ANJUAN_POOL_SIZE", "2")]);
    for _ in 0..8 {
        server.db.read(&somebody(), |_| Ok(())).await.expect("an answer");
    }
    server.db.read_now(&somebody(), |_| Ok(())).expect("an answer");
    let mut watcher = server.database.superuser();
    until(|| server.db.standing().in_use == 0 && open_transactions(&mut watcher) == 0).await;
}

fn backend(view: &mut View) -> Result<i32, Problem> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        pid: i32,
    }
    let row: Row = diesel::sql_query("SELECT pg_catalog.pg_backend_pid() AS pid").get_result(view.conn())?;
    Ok(row.pid)
}

/// Ends a backend, and sees it gone.
fn end(superuser: &mut PgConnection, backend: i32) {
    let gone = format!("DO $$ BEGIN ASSERT pg_terminate_backend({backend}, 60000), 'still there'; END $$");
    superuser.batch_execute(&gone).expect("ended");
}

fn scope(view: &mut View) -> Result<(String, String), Problem> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        agency: String,
        #[diesel(sql_type = Text)]
        readable: String,
    }
    let query =
        "SELECT current_setting('app.agency_id') AS agency, current_setting('app.readable_agencies') AS readable";
    let row: Row = diesel::sql_query(query).get_result(view.conn())?;
    Ok((row.agency, row.readable))
}

fn number(conn: &mut PgConnection, query: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    diesel::sql_query(query).get_result::<Row>(conn).expect("a number").n
}

fn open_transactions(watcher: &mut PgConnection) -> i64 {
    let query = "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() \
                 AND usename = 'anjuan_app' AND xact_start IS NOT NULL";
    number(watcher, query)
}
