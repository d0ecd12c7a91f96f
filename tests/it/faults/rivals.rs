//! 64 want what at most one, or one after the other, can have. Whoever wins, the history is one that the law allows, the
//! losers are told 409, and no number is lost.

use super::verifier::the_journal_is_whole;
use crate::procedure::{Attempt, Desk, Trail};
use crate::support::{Answer, Server, town, with_settings};
use anjuan::domain::actor::Actor;
use anjuan::statistics::recompute;
use futures_util::future::join_all;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

const RIVALS: usize = 64;

/// Whoever waits for a rival waits as long as it takes, however busy the machine is: it is asked who wins, not how soon.
fn patient() -> Server {
    with_settings(&[("ANJUAN_QUEUE_WAIT_S", "60")])
}

const HEARD: &[&str] =
    &["investigate/inquiry", "conclude_investigation/report", "notify/fine", "hear_statement/waiver"];
const ASKED: &[&str] = &["investigate/inquiry", "notify/fine_with_hearing", "request_hearing/asked"];
const DECIDED: &[&str] = &[
    "investigate/inquiry",
    "conclude_investigation/report",
    "notify/fine",
    "hear_statement/waiver",
    "decide/fine",
    "serve_document/decision",
];
const PAID: &[&str] = &[
    "investigate/inquiry",
    "conclude_investigation/report",
    "notify/fine",
    "hear_statement/waiver",
    "decide/fine",
    "serve_document/decision",
    "pay/rest",
];
const SEIZED: &[&str] = &["impose_measure/approved"];
const URGENT: &[&str] = &["impose_measure/urgent"];
const SENT: &[&str] = &["investigate/inquiry", "transfer/justice"];

/// What was done before, what is wanted at once, and how many may have it: `None` where one may follow the other.
const RIVALRIES: &[(&[&str], &[&str], Option<usize>)] = &[
    (HEARD, &["decide/fine"], Some(1)),
    (HEARD, &["decide/fine", "decide/warning", "decide/no_penalty"], Some(1)),
    (HEARD, &["decide/fine", "suspend/case"], Some(1)),
    (HEARD, &["decide/fine", "transfer/justice"], None),
    (HEARD, &["decide/fine", "transfer/agency"], None),
    (HEARD, &["transfer/justice", "transfer/agency"], Some(1)),
    (HEARD, &["decide/fine", "request_hearing/asked"], Some(1)),
    (HEARD, &["decide/fine", "investigate/inquiry"], None),
    (ASKED, &["withdraw_hearing_request/taken_back"], Some(1)),
    (ASKED, &["withdraw_hearing_request/taken_back", "notify_hearing/public"], None),
    (PAID, &["close/performed"], Some(1)),
    (PAID, &["close/performed", "withdraw/withdrawn"], None),
    (PAID, &["close/performed", "sue/filed"], None),
    (DECIDED, &["withdraw/withdrawn", "plan_payment/granted"], None),
    (DECIDED, &["pay/rest"], Some(1)),
    (DECIDED, &["pay/rest", "pay/too_much"], Some(1)),
    (DECIDED, &["pay/part"], Some(2)),
    (DECIDED, &["withdraw/withdrawn"], Some(1)),
    (DECIDED, &["withdraw/withdrawn", "pay/rest"], None),
    (DECIDED, &["reconsider/asked", "sue/filed"], Some(1)),
    (SEIZED, &["lift_measure/approved"], Some(1)),
    (SEIZED, &["lift_measure/approved", "suspend/measure"], None),
    (URGENT, &["approve_measure/granted", "approve_measure/denied"], Some(1)),
    (SENT, &["accept_transfer/justice"], Some(1)),
    (SENT, &["return_transfer/justice"], Some(1)),
];

async fn led(desk: &Desk, steps: &[&str]) -> Trail {
    let mut trail = desk.files("ordinary", true).await;
    for text in steps {
        let attempt = Attempt::of(text);
        let answer = desk.tries(&trail, &attempt).await;
        assert_eq!(answer.status, 201, "{text}: {}\n{}", answer.text, trail.told());
        trail.moved(attempt.line, attempt.form, attempt.id);
    }
    trail
}

/// Whoever loses is told so, with the rule or because the file moved meanwhile.
fn is_refused(answer: &Answer) {
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert!(!answer.json()["detail"].as_str().unwrap_or_default().is_empty(), "{}", answer.text);
}

#[actix_web::test]
async fn of_64_rivals_the_law_has_its_winners_and_every_other_is_refused() {
    let server = patient();
    let town = town(&server).await;
    let desk = Desk::of(&town, true).await;
    for (before, wanted, winners) in RIVALRIES {
        let mut trail = led(&desk, before).await;
        let attempts: Vec<Attempt> = (0..RIVALS).map(|place| Attempt::of(wanted[place % wanted.len()])).collect();
        let answers = join_all(attempts.iter().map(|attempt| desk.tries(&trail, attempt))).await;
        answers.iter().filter(|answer| answer.status != 201).for_each(is_refused);
        let asked: Vec<_> = attempts.into_iter().zip(answers.iter().map(|answer| answer.status)).collect();
        let timeline = desk.squad.leader.all(&format!("{}/timeline", trail.path)).await;
        let taken = trail.goes_along(&asked, &timeline);
        assert!(taken > 0, "nobody won: {wanted:?}");
        assert!(winners.is_none_or(|winners| winners == taken), "{taken} won: {wanted:?}\n{}", trail.told());
    }
    let actor = Actor::system(Uuid::now_v7()).on_behalf_of(town.agency_id());
    assert_eq!(server.db.read_now(&actor, recompute::compare).expect("compared").differences, []);
    the_journal_is_whole(&mut server.database.superuser());
}

/// The year of a number is that of the decision in China, to the second, whoever decides before whom.
#[actix_web::test]
async fn at_midnight_of_the_new_year_each_years_numbers_run_on_without_a_gap() {
    let server = patient();
    let town = town(&server).await;
    let desk = Desk::of(&town, false).await;
    let moments = [("2023-12-31T15:59:59Z", 2023), ("2023-12-31T16:00:00Z", 2024)];
    let mut trails = Vec::new();
    for place in 0..RIVALS {
        trails.push((led(&desk, HEARD).await, moments[place % 2], ["永安砂", "永安砂镇"][place / 2 % 2]));
    }
    let decide = async |(trail, (at, year), issuer): &(Trail, (&str, i32), &str)| {
        let decided = Attempt::of("decide/fine");
        let answer = desk.tries_but(trail, &decided, json!({"decided_at": at, "issuer": issuer})).await.ok();
        ((*issuer).to_owned(), *year, answer["document_number"].as_str().expect("a number").to_owned())
    };
    let mut given: Vec<_> = join_all(trails.iter().map(decide)).await;
    let mut expected = Vec::new();
    for issuer in ["永安砂", "永安砂镇"] {
        for year in [2023, 2024] {
            expected
                .extend((1..=RIVALS / 4).map(|n| (issuer.to_owned(), year, format!("{issuer}罚决字〔{year}〕{n}号"))));
        }
    }
    given.sort();
    expected.sort();
    assert_eq!(given, expected);
    the_journal_is_whole(&mut server.database.superuser());
}

#[actix_web::test]
async fn of_64_numbers_at_once_none_is_missing_and_none_is_given_twice() {
    let server = patient();
    let town = town(&server).await;
    let desk = Desk::of(&town, false).await;
    let mut trails = Vec::new();
    for _ in 0..RIVALS {
        trails.push(led(&desk, HEARD).await);
    }
    let attempt = Attempt::of("decide/fine");
    // Each case twice: who comes second is refused, and leaves no number behind.
    let ask = async |trail: &Trail| {
        let rivals = [Attempt { id: Uuid::now_v7(), ..attempt }, Attempt { id: Uuid::now_v7(), ..attempt }];
        join_all(rivals.iter().map(|rival| desk.tries(trail, rival))).await
    };
    let answers: Vec<Answer> = join_all(trails.iter().map(ask)).await.into_iter().flatten().collect();
    answers.iter().filter(|answer| answer.status != 201).for_each(is_refused);
    let won = answers.iter().filter(|answer| answer.status == 201);
    let numbers: BTreeSet<String> =
        won.map(|answer| answer.ok()["document_number"].as_str().expect("a number").to_owned()).collect();
    let expected: BTreeSet<String> = (1..=RIVALS).map(|n| format!("永安砂罚决字〔2023〕{n}号")).collect();
    assert_eq!(numbers, expected);
    the_journal_is_whole(&mut server.database.superuser());
}
