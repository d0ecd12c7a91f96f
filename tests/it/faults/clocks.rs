//! The clock jumps: the legal day and year are Shanghai's, positions never go back in time, and log-ins of the future end.

use crate::support::{isolated, town};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use serde_json::json;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

#[actix_web::test]
async fn the_year_turns_in_shanghai_not_in_greenwich() {
    let server = isolated();
    let town = town(&server).await;
    let squad = town.squad().await;
    let case = squad.ready().await;
    let mut filing = squad.filing();
    filing["filed_on"] = json!("2024-01-01");
    server.clock.turn_to(instant("2023-12-31T15:50:00Z"));
    let leader = server.log_in(&squad.leader.username).await;
    leader.post("/cases", filing.clone()).await.problem(409, "date_in_the_future");
    server.clock.turn_to(instant("2023-12-31T16:10:00Z"));
    let (leader, head) = (server.log_in(&squad.leader.username).await, server.log_in(&squad.head.username).await);
    leader.post("/cases", filing).await.ok();
    let mut decision = squad.decision();
    decision["decided_at"] = json!("2023-12-31T16:05:00Z");
    let decided = head.post(&format!("{case}/decisions"), decision).await.ok();
    assert_eq!(decided["document_number"], "永安砂罚决字〔2024〕1号");
}

#[derive(QueryableByName)]
struct Placed {
    #[diesel(sql_type = BigInt)]
    pos: i64,
    #[diesel(sql_type = Timestamptz)]
    placed_at: DateTime<Utc>,
}

#[actix_web::test]
async fn a_clock_set_back_keeps_the_order_of_the_journal_and_ends_log_ins_of_the_future() {
    let server = isolated();
    let town = town(&server).await;
    let admin = town.admin().await;
    let officer = |name: &str| json!({"name": name, "in_post_from": "2023-01-01"});
    for jump in [Duration::zero(), Duration::hours(1), Duration::days(1), Duration::days(-2), Duration::minutes(-5)] {
        server.clock.turn_to(server.clock.now() + jump);
        let stale = admin.get("/officers").await.status;
        assert_eq!(stale, if jump.is_zero() { 200 } else { 401 }, "a log-in of another time after {jump}");
        let again = server.log_in(&admin.username).await;
        let begun = server.clock.now();
        let written = again.post("/officers", officer(&format!("队员{}", jump.num_minutes()))).await.ok();
        let recorded = instant(written["recorded_at"].as_str().expect("an instant"));
        assert!((recorded - begun).num_seconds().abs() < 30, "recorded by the server's clock");
    }
    let again = server.log_in(&admin.username).await;
    assert_eq!(again.all("/officers").await.len(), 5);
    let mut superuser = server.database.superuser();
    super::verifier::the_journal_is_whole(&mut superuser);
    let placed: Vec<Placed> = diesel::sql_query("SELECT pos, placed_at FROM anjuan.journal_position ORDER BY pos")
        .load(&mut superuser)
        .expect("positions");
    assert!(
        placed.is_sorted_by_key(|one| (one.pos, one.placed_at))
            && placed.windows(2).all(|two| two[0].placed_at <= two[1].placed_at)
    );
}
