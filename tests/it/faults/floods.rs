//! A flood of log-ins takes the processors it may take, and no more: whoever reads is served.

use crate::support::{town, with_settings};
use futures_util::future::{join, join_all};
use serde_json::json;
use std::time::{Duration, Instant};

const GUESSES: usize = 40;
const READS: usize = 20;

#[actix_web::test]
async fn while_passwords_are_guessed_by_the_hundred_reading_goes_on() {
    let server = with_settings(&[("ANJUAN_LOGIN_SOURCE_FAILURES_MAX", "100000")]);
    let town = town(&server).await;
    let admin = town.admin().await;
    admin.post("/officers", json!({"name": "王伟", "in_post_from": "2023-01-01"})).await.ok();
    let stranger = server.stranger();
    let guess = async |n: usize| {
        let answer =
            stranger.post("/auth/sessions", json!({"username": format!("guess-{n}"), "password": "Wrong-2023!"})).await;
        assert!(matches!(answer.status, 401 | 429 | 503), "{}", answer.text);
        answer.status
    };
    let reads = async {
        let mut times = Vec::new();
        for _ in 0..READS {
            let begun = Instant::now();
            admin.get("/officers").await.ok();
            times.push(begun.elapsed());
        }
        times.sort();
        (times[READS / 2], times[READS - 1])
    };
    let begun = Instant::now();
    let (guessed, (median, longest)) = join(join_all((0..GUESSES).map(guess)), reads).await;
    let flood = begun.elapsed();
    assert!(guessed.contains(&401), "nobody guessed");
    assert!(longest < Duration::from_secs(5), "a read took {longest:?} of a flood of {flood:?}");
    eprintln!("flood: {GUESSES} guesses in {flood:?}; reads took {median:?} at the median, {longest:?} at most");
}
