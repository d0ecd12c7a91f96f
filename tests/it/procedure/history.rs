//! What became of steps that were asked for at once: each is in the history or it is not, and the history is lawful.

use super::contents::content;
use super::desk::Trail;
use super::law::{Form, Line, State, forms, line_of};
use anjuan::domain::stage::Step;
use serde_json::Value;
use uuid::Uuid;

/// A step that somebody asked for.
#[derive(Clone, Copy)]
pub struct Attempt {
    pub id: Uuid,
    pub step: Step,
    pub line: &'static Line,
    pub form: &'static Form,
}

impl Attempt {
    /// `step/form`, as `law.txt` names it.
    pub fn of(text: &str) -> Self {
        let (step, form) = text.split_once('/').expect("step/form");
        let step: Step = step.parse().unwrap_or_else(|_| panic!("no step {step}"));
        let line = line_of(step);
        let form = line.forms.iter().find(|one| one.name == form).unwrap_or_else(|| panic!("no form {text}"));
        Self { id: Uuid::now_v7(), step, line, form }
    }
}

/// Every form of a step that is lawful where a case stands.
pub fn lawful_forms(state: &State) -> Vec<Attempt> {
    let all = forms().filter_map(|(line, form)| Some(Attempt { id: Uuid::nil(), step: line.step?, line, form }));
    all.filter(|one| state.against_form(one.line, one.form).is_none()).collect()
}

impl Trail {
    /// Goes along the history as the timeline tells it, and holds every step to the law. Answered with success is in it, once;
    /// refused is not. Tells how many were taken.
    pub fn goes_along(&mut self, attempts: &[(Attempt, u16)], timeline: &[Value]) -> usize {
        let subjects: Vec<&str> = timeline.iter().filter_map(|one| one["subject_id"].as_str()).collect();
        for (attempt, status) in attempts {
            let id = attempt.id.to_string();
            let times = subjects.iter().filter(|subject| **subject == id).count();
            let expected = usize::from(matches!(status, 200 | 201));
            let what = format!("{}/{}", attempt.line.name, attempt.form.name);
            assert_eq!(times, expected, "{what} was answered {status}\n{}", self.told());
        }
        let sent = self.scene.clone();
        let mut taken = 0;
        for subject in subjects {
            let Some((attempt, _)) = attempts.iter().find(|(one, _)| one.id.to_string() == subject) else { continue };
            let body = content(&sent, attempt.step, &attempt.form.name, attempt.id);
            let named = ["measure_id", "transfer_id", "suspension_id", "payment_id", "evidence_id"]
                .iter()
                .find_map(|one| body[one].as_str());
            self.scene.state.about = named.and_then(|id| id.parse().ok());
            let Some(form) = self.as_it_was_taken(attempt) else {
                let what = format!("{}/{}", attempt.line.name, attempt.form.name);
                panic!("{what} stands in the history, but was unlawful: {body}\n{}", self.told());
            };
            self.moved(attempt.line, form, attempt.id);
            taken += 1;
        }
        taken
    }

    /// The form that was sent; or the one that it had become by then, because its thing was examined or accepted meanwhile.
    fn as_it_was_taken(&self, attempt: &Attempt) -> Option<&'static Form> {
        let state = &self.scene.state;
        let may = |form: &&Form| state.against_form(attempt.line, form).is_none() && state.concerns(form);
        let becomes_another = matches!(
            attempt.step,
            Step::LiftMeasure
                | Step::ReturnTransfer
                | Step::ExtendMeasure
                | Step::ExamineEvidence
                | Step::ExcludeEvidence
        );
        // What was found stays found, whatever was found before.
        let finding =
            |form: &Form| form.name.split_once("_of_").map_or(form.name.as_str(), |(said, _)| said).to_owned();
        let same = |form: &&Form| attempt.step != Step::ExamineEvidence || finding(form) == finding(attempt.form);
        let others = attempt.line.forms.iter().filter(|_| becomes_another).filter(same);
        Some(attempt.form).into_iter().chain(others).find(may)
    }
}

/// What chance seldom reaches; whether it is on the spot.
pub const DEEP: &[(bool, &[&str])] = &[
    (
        true,
        &[
            "notify/fine",
            "hear_statement/waiver",
            "decide/fine",
            "pay/on_the_spot",
            "hand_over/to_agency",
            "hand_over/to_bank",
        ],
    ),
    (
        false,
        &[
            "investigate/inquiry",
            "conclude_investigation/report",
            "notify/large_fine",
            "hear_statement/waiver",
            "decide/large_fine",
            "serve_document/decision",
            "pay/part",
            "reconsider/asked",
            "answer_reconsideration/accepted",
            "resolve_reconsideration/unlawful",
            "pay/rest",
            "close/performed",
            "withdraw/by_the_body",
        ],
    ),
    (
        true,
        &[
            "notify/fine",
            "hear_statement/waiver",
            "decide/fine",
            "serve_document/decision",
            "pay/rest",
            "sue/filed",
            "resolve_lawsuit/unlawful",
            "close/performed",
            "withdraw/by_the_court",
        ],
    ),
];
