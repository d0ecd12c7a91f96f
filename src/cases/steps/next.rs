//! 可进行的步骤: every step of the procedure for one case, lawful now or not. What is said here is what the POST answers.

use super::{gates, nouns};
use crate::cases::file::CaseFile;
use crate::domain::refusal::{Refusal, Refusals};
use crate::domain::stage::Step;

/// Whether a step may be taken now; refused with every reason.
#[derive(Debug)]
pub struct Judged {
    pub step: Step,
    pub reasons: Vec<Refusal>,
}

pub fn judge_steps(file: &CaseFile) -> Vec<Judged> {
    let judge = |step: &Step| Judged { step: *step, reasons: reasons_against(*step, file) };
    Step::ALL.iter().map(judge).collect()
}

fn reasons_against(step: Step, file: &CaseFile) -> Vec<Refusal> {
    let mut refusals = Refusals::default();
    refusals.check_all(file.case.after(step));
    match step {
        Step::Decide => gates::against_deciding(file, &mut refusals),
        Step::Close => gates::against_closing(file, None, &mut refusals),
        _ => nouns::may_be_taken(step, file, &mut refusals),
    }
    refusals.into_result().err().unwrap_or_default()
}
