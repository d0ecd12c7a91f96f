//! People who are no lawyers: they know what they want of a case and what happened in the world, and ask `next-steps` for
//! everything else. Whatever it says may be done is done, until the case is closed.

use super::desk::{Desk, Trail};
use super::law::line_of;
use crate::support::{Town, isolated, town};
use anjuan::domain::actor::Actor;
use anjuan::domain::stage::Step;
use anjuan::statistics::recompute;
use uuid::Uuid;

/// What happens in a case, in no order: `step/form`.
type Wishes<'w> = &'w [&'w str];

fn wish(text: &str) -> (Step, &str) {
    let (step, form) = text.split_once('/').expect("step/form");
    (step.parse().unwrap_or_else(|_| panic!("no step {step}")), form)
}

/// Takes what is wished as soon as `next-steps` calls it lawful; deciding, and closing, when nothing else is left to do now.
async fn follows(desk: &Desk, procedure: &str, wishes: Wishes<'_>) -> Trail {
    let mut trail = desk.files(procedure, true).await;
    let mut open: Vec<(Step, &str)> = wishes.iter().map(|text| wish(text)).collect();
    while !open.is_empty() {
        let told = desk.next_steps(&trail).await;
        let is_written = trail.scene.state.word("decision") != "none";
        let may = |(step, form): &&(Step, &str)| {
            let has_paper = *step != Step::ServeDocument || *form != "decision" || is_written;
            told[step].lawful && has_paper // nobody serves a paper that they do not hold
        };
        let order = |(step, _): &&(Step, &str)| (*step == Step::Close, *step == Step::Decide);
        let next = open.iter().filter(may).min_by_key(order).copied();
        let Some((step, form)) = next else {
            let why: Vec<_> =
                open.iter().map(|(step, form)| format!("{step}/{form}: {:?}", told[step].codes)).collect();
            panic!("nothing goes on: {why:?}\n{}", trail.told());
        };
        let line = line_of(step);
        let form = line.forms.iter().find(|one| one.name == form).unwrap_or_else(|| panic!("no form {step}/{form}"));
        let id = Uuid::now_v7();
        let answer = desk.posts(&trail, step, &told[&step], form, id).await;
        assert_eq!(answer.status, 201, "{step}/{}: {}\n{}", form.name, answer.text, trail.told());
        trail.moved(line, form, id);
        let place = open.iter().position(|(one, named)| (*one, *named) == (step, form.name.as_str())).expect("wished");
        open.remove(place);
    }
    let stage = desk.squad.leader.get(&trail.path).await.ok()["stage"].clone();
    assert_eq!(stage, "closed", "{}", trail.told());
    trail
}

/// What every unfavourable decision goes through, and what is done about it.
const TOLD: Wishes<'_> =
    &["investigate/inquiry", "conclude_investigation/report", "notify/fine", "hear_statement/waiver"];
const DONE: Wishes<'_> = &["serve_document/decision", "pay/rest", "close/performed"];

fn with<'w>(more: Wishes<'w>, basis: &[Wishes<'w>]) -> Vec<&'w str> {
    more.iter().copied().chain(basis.iter().flat_map(|one| one.iter().copied())).collect()
}

/// Every kind of case: its procedure and what happens in it.
fn kinds() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let on_the_spot: Wishes<'static> = &[
        "notify/fine",
        "hear_statement/answered",
        "decide/fine",
        "serve_document/decision",
        "pay/on_the_spot",
        "hand_over/to_agency",
        "hand_over/to_bank",
        "close/performed",
    ];
    let heard: Wishes<'static> = &[
        "investigate/site_inspection",
        "conclude_investigation/report",
        "notify/fine_with_hearing",
        "hear_statement/answered",
        "request_hearing/asked",
        "notify_hearing/public",
        "hold_hearing/held",
        "review_legally/agree_heard",
        "discuss/fine",
        "decide/fine",
    ];
    let unpunished: Wishes<'static> = &[
        "investigate/inquiry",
        "conclude_investigation/report",
        "decide/no_penalty",
        "serve_document/decision",
        "close/no_penalty",
    ];
    let transferred: Wishes<'static> =
        &["investigate/inquiry", "transfer/justice", "accept_transfer/justice", "close/transferred"];
    let came_back: Wishes<'static> = &["transfer/justice", "return_transfer/justice", "decide/fine"];
    vec![
        ("a fine on the spot", "summary", on_the_spot.to_vec()),
        ("an ordinary fine", "ordinary", with(&["decide/fine"], &[TOLD, DONE])),
        ("a hearing, a review, a discussion", "ordinary", with(heard, &[DONE])),
        (
            "evidence is collected, examined, and cited by the report and the decision",
            "ordinary",
            with(
                &[
                    "collect_evidence/electronic",
                    "examine_evidence/verified",
                    "investigate/inquiry",
                    "conclude_investigation/report_citing",
                    "notify/fine",
                    "hear_statement/waiver",
                    "decide/fine",
                ],
                &[DONE],
            ),
        ),
        ("no penalty", "ordinary", unpunished.to_vec()),
        ("to the police", "ordinary", transferred.to_vec()),
        ("back from the police", "summary", with(came_back, &[TOLD, DONE])),
        (
            "a thing is seized, kept longer, and returned",
            "ordinary",
            with(
                &["impose_measure/approved", "extend_measure/approved", "lift_measure/approved", "decide/fine"],
                &[TOLD, DONE],
            ),
        ),
        (
            "an urgent measure that is not approved",
            "ordinary",
            with(
                &["impose_measure/urgent", "approve_measure/denied", "lift_measure/disapproved", "decide/fine"],
                &[TOLD, DONE],
            ),
        ),
        (
            "annulled on reconsideration",
            "ordinary",
            with(
                &[
                    "decide/fine",
                    "serve_document/decision",
                    "reconsider/asked",
                    "answer_reconsideration/accepted",
                    "resolve_reconsideration/annulled",
                    "close/annulled",
                ],
                &[TOLD],
            ),
        ),
        (
            "a lawsuit that is rejected",
            "ordinary",
            with(&["decide/fine", "sue/filed", "resolve_lawsuit/rejected"], &[TOLD, DONE]),
        ),
        ("paid later", "ordinary", with(&["decide/fine", "plan_payment/granted"], &[TOLD, DONE])),
        ("suspended", "ordinary", with(&["suspend/case", "resume/case", "decide/fine"], &[TOLD, DONE])),
        (
            "withdrawn by the agency",
            "ordinary",
            with(&["decide/fine", "serve_document/decision", "withdraw/withdrawn", "close/annulled"], &[TOLD]),
        ),
    ]
}

async fn figures_hold(town: &Town<'_>) {
    let actor = Actor::system(Uuid::now_v7()).on_behalf_of(town.agency_id());
    assert_eq!(town.server.db.read_now(&actor, recompute::compare).expect("compared").differences, []);
}

#[actix_web::test]
async fn whoever_follows_next_steps_alone_completes_every_kind_of_case() {
    let server = isolated();
    let town = town(&server).await;
    let desk = Desk::of(&town, true).await;
    for (kind, procedure, wishes) in kinds() {
        eprintln!("{kind}: {procedure}");
        follows(&desk, procedure, &wishes).await;
    }
    figures_hold(&town).await;
}
