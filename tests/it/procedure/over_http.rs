//! The same walks over HTTP: what `next-steps` says of every step is what the law says, and what the POST then answers.

use super::desk::{Desk, Trail};
use super::law::{self, Form, Line, WRONG_STAGE, line_of};
use crate::faults::Dice;
use crate::support::{isolated, town};
use anjuan::cases::signatures::check;
use anjuan::domain::actor::Actor;
use anjuan::domain::stage::Step;
use anjuan::statistics::recompute;
use futures_util::future::join_all;
use uuid::Uuid;

/// So many cases are worked on at once.
const LANES: usize = 4;
const STEPS: usize = 24;

/// `ANJUAN_WALK_SEED`: other walks. Printed, so that a failure can be had again.
fn seed() -> u64 {
    let seed = std::env::var("ANJUAN_WALK_SEED").ok().map_or(2_023, |text| text.parse().expect("a number"));
    eprintln!("ANJUAN_WALK_SEED={seed}");
    seed
}

/// `ANJUAN_HTTP_WALKS`: longer runs.
fn walks() -> usize {
    std::env::var("ANJUAN_HTTP_WALKS").ok().map_or(48, |text| text.parse().expect("a number"))
}

#[actix_web::test]
async fn what_next_steps_says_is_what_the_post_answers() {
    let (server, seed) = (isolated(), seed());
    let towns = [town(&server).await, town(&server).await];
    let desks = [Desk::of(&towns[0], false).await, Desk::of(&towns[1], true).await];
    let lane = async |lane: usize| {
        for walk in (lane..walks()).step_by(LANES) {
            let dice = Dice::of(seed.wrapping_mul(1_000_003).wrapping_add(u64::try_from(walk).expect("small")));
            one(&desks[usize::from(!dice.one_in(3))], &dice).await;
        }
    };
    join_all((0..LANES).map(lane)).await;
    for town in &towns {
        let actor = Actor::system(Uuid::now_v7()).on_behalf_of(town.agency_id());
        assert_eq!(server.db.read_now(&actor, recompute::compare).expect("compared").differences, []);
        let signed = server.db.read_now(&actor, check::check).expect("checked");
        assert!(signed.signatures > 0 && signed.findings.is_empty(), "{:?}", signed.findings);
    }
}

async fn one(desk: &Desk, dice: &Dice) {
    let procedure = if dice.one_in(3) { "summary" } else { "ordinary" };
    let mut trail = desk.files(procedure, !dice.one_in(8)).await;
    for _ in 0..STEPS {
        let state = &trail.scene.state;
        let lawful: Vec<_> = law::forms().filter(|(line, form)| state.against_form(line, form).is_none()).collect();
        let from = if dice.one_in(4) || lawful.is_empty() { law::forms().collect() } else { lawful };
        let (line, form) = from[dice.below(from.len())];
        match line.step {
            Some(step) => takes(desk, &mut trail, step, line, form).await,
            None if state.against_form(line, form).is_none() => {
                desk.tags(&trail).await.ok();
                trail.moved(line, form, Uuid::now_v7());
            }
            None => {}
        }
    }
    if dice.one_in(4) {
        desk.signs(&trail).await;
    }
}

async fn takes(desk: &Desk, trail: &mut Trail, step: Step, line: &Line, form: &Form) {
    let told = desk.next_steps(trail).await;
    for (step, told) in told.iter().filter(|(step, _)| line_of(**step).walked) {
        let (law, may) = (trail.scene.state.against_step(line_of(*step)), trail.scene.state.may(line_of(*step)));
        assert_eq!(told.lawful, may, "next-steps on {step}: {told:?}, by the law {law:?}\n{}", trail.told());
        for (member, value, lawful) in &told.choices {
            let may = trail.scene.may_choose(line_of(*step), member, value);
            assert_eq!(*lawful, may, "next-steps on {step}: {value}\n{}", trail.told());
        }
        if law == [WRONG_STAGE] {
            assert!(told.codes.contains(&law[0]), "next-steps on {step}: {told:?}\n{}", trail.told());
        } else if !law.is_empty() {
            assert_eq!(told.codes, law, "next-steps on {step}\n{}", trail.told());
        }
    }
    let (told, id) = (&told[&step], Uuid::now_v7());
    let answer = desk.posts(trail, step, told, form, id).await;
    let what = format!("{step}/{}: {} {}\n{}", form.name, answer.status, answer.text, trail.told());
    match trail.scene.state.against_form(line, form) {
        None => {
            assert_eq!(answer.status, 201, "lawful, but {what}");
            trail.moved(line, form, id);
        }
        Some(law) => {
            assert_eq!(answer.status, 409, "unlawful ({law:?}), but {what}");
            let codes: Vec<String> = answer.faults().into_iter().map(|(_, code)| code).collect();
            for code in &law {
                assert!(codes.contains(code), "not refused for {code}: {what}");
            }
            let kept = told.codes.iter().filter(|code| codes.contains(code)).count();
            let depends = !told.choices.is_empty();
            assert!(if depends { kept > 0 || told.lawful } else { kept == told.codes.len() }, "told {told:?}: {what}");
        }
    }
}
