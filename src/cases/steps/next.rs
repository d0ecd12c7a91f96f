//! 可进行的步骤: every step of the procedure for one case, lawful now or not. What is said here is what the POST answers.

use super::{gates, nouns};
use crate::cases::closures::gates as closing;
use crate::cases::closures::model::ClosureReason;
use crate::cases::decisions::model::decider_stands_apart;
use crate::cases::file::CaseFile;
use crate::cases::{links, recusals};
use crate::domain::actor::Actor;
use crate::domain::penalty::Outcome;
use crate::domain::refusal::{Refusal, Refusals};
use crate::domain::stage::Step;
use crate::domain::text_enum::TextEnum;

/// Whether a step may be taken now; refused with every reason.
#[derive(Debug)]
pub struct Judged {
    pub step: Step,
    pub reasons: Vec<Refusal>,
    /// Where it depends on one member what may be said.
    pub choices: Vec<Choice>,
}

/// One value of the member on which a step depends.
#[derive(Debug)]
pub struct Choice {
    pub member: &'static str,
    pub value: &'static str,
    /// What people read.
    pub name: &'static str,
    pub reasons: Vec<Refusal>,
}

pub fn judge_steps(file: &CaseFile) -> Vec<Judged> {
    Step::ALL.iter().map(|step| judge_step(*step, file)).collect()
}

/// A step that depends on a choice is lawful when one of the choices is.
fn judge_step(step: Step, file: &CaseFile) -> Judged {
    let mut reasons = reasons_against(step, file);
    let choices = if reasons.is_empty() { choices(step, file) } else { Vec::new() };
    if !choices.is_empty() && choices.iter().all(|choice| !choice.reasons.is_empty()) {
        for reason in choices.iter().flat_map(|choice| &choice.reasons) {
            if !reasons.contains(reason) {
                reasons.push(reason.clone());
            }
        }
    }
    Judged { step, reasons, choices }
}

fn reasons_against(step: Step, file: &CaseFile) -> Vec<Refusal> {
    let mut refusals = Refusals::default();
    refusals.check_all(file.after(step));
    links::against_any(file, &mut refusals);
    match step {
        Step::Decide => gates::against_deciding(file, &mut refusals),
        Step::Close => closing::against_closing(file, &mut refusals),
        _ => nouns::may_be_taken(step, file, &mut refusals),
    }
    refusals.into_result().err().unwrap_or_default()
}

/// What stands against this reader, whatever the step will hold: who is recused, and who stands too near to the case. Today: a day of
/// before may be another matter.
pub fn against_reader(step: Step, file: &CaseFile, reader: &Actor) -> Vec<Refusal> {
    let mut refusals = Refusals::default();
    if step == Step::Decide {
        refusals.check(decider_stands_apart(file, reader));
    }
    nouns::judge_author(step, file, reader, &mut refusals);
    recusals::against_author(file, reader, &mut refusals);
    refusals.into_result().err().unwrap_or_default()
}

fn choices(step: Step, file: &CaseFile) -> Vec<Choice> {
    match step {
        Step::Decide => each("outcome", |outcome: Outcome, refusals| {
            gates::against_outcome(file, outcome, file.today, refusals);
        }),
        Step::Close => each("reason", |reason: ClosureReason, refusals| {
            closing::against_reason(file, reason, refusals);
        }),
        _ => Vec::new(),
    }
}

fn each<V: TextEnum + Copy>(member: &'static str, judge: impl Fn(V, &mut Refusals)) -> Vec<Choice> {
    let choice = |value: &V| {
        let mut refusals = Refusals::default();
        judge(*value, &mut refusals);
        let reasons = refusals.into_result().err().unwrap_or_default();
        Choice { member, value: value.text(), name: value.label(), reasons }
    };
    V::all().iter().map(choice).collect()
}
