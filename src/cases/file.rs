//! 案卷: a case with everything that was done in it, as the rules look at it.

use super::model::Case;
use super::steps::StepContent;
use crate::domain::stage::Step;
use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

/// One step that was taken.
#[derive(Debug, Clone)]
pub struct Done {
    pub id: Uuid,
    pub step: Step,
    /// The legal date by which it counts.
    pub on: NaiveDate,
    pub content: Value,
}

impl Done {
    /// What it holds, if it is of that kind. What PostgreSQL keeps was written by the same type.
    pub fn read<C: StepContent>(&self) -> Option<C> {
        (self.step == C::STEP).then(|| serde_json::from_value(self.content.clone()).ok()).flatten()
    }
}

/// 案卷
#[derive(Debug, Clone)]
pub struct CaseFile {
    pub case: Case,
    /// In the order in which the steps were recorded.
    pub done: Vec<Done>,
}

impl CaseFile {
    pub fn has(&self, step: Step) -> bool {
        self.done.iter().any(|done| done.step == step)
    }

    /// What was recorded of one kind of step, in order.
    pub fn all<C: StepContent>(&self) -> impl DoubleEndedIterator<Item = (&Done, C)> {
        self.done.iter().filter_map(|done| Some((done, done.read()?)))
    }

    pub fn last<C: StepContent>(&self) -> Option<(&Done, C)> {
        self.all::<C>().next_back()
    }
}
