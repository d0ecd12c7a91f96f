//! Where each measure of a case stands: extended, approved, ended.

use super::CoerciveMeasure;
use crate::cases::coercive_measure_approvals::MeasureApproval;
use crate::cases::coercive_measure_extensions::MeasureExtension;
use crate::cases::coercive_measure_liftings::MeasureLifting;
use crate::cases::deadlines::{Ends, Fact, Period, ends};
use crate::cases::file::CaseFile;
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use chrono::NaiveDate;

#[derive(Debug, Clone)]
pub struct Standing {
    pub id: CaseStepId,
    pub measure: CoerciveMeasure,
    /// Days that extensions added.
    pub extended: u32,
    /// What the head said of an urgent measure afterwards.
    pub approval: Option<MeasureApproval>,
    pub lifting: Option<MeasureLifting>,
}

impl Standing {
    /// 查封、扣押期限: so many days as the decision gives, and those of its extensions.
    pub fn term(&self) -> Period {
        let period = Period::of(DeadlineRule::Measure, self.imposed());
        Period { length: Some(self.measure.days), extended_by: self.extended, ..period }
    }

    /// 情况紧急: until when its approval is made up.
    pub fn approval_term(&self) -> Period {
        Period::of(DeadlineRule::MeasureApproval, self.imposed())
    }

    fn imposed(&self) -> Fact {
        Fact::at(self.measure.imposed_at).of_step(self.id.uuid())
    }

    /// What has expired by that day neither goes on nor stands still.
    pub fn still_runs(&self, file: &CaseFile, on: NaiveDate) -> Result<(), Refusal> {
        let term: Ends = ends(file, self.term())?;
        if !term.is_over_on(on) {
            return Ok(());
        }
        let zh = format!("查封、扣押期限已于 {} 届满", term.told_zh());
        let en = format!("The period of the measure ended on {}", term.told_en());
        Err(Refusal::new(Rule::MeasureExpired, Text::new(zh, en)))
    }

    pub fn is_in_force(&self) -> bool {
        self.lifting.is_none()
    }

    /// 情况紧急: imposed without an approval, and the head has not spoken yet.
    pub fn awaits_approval(&self) -> bool {
        self.is_in_force() && self.measure.approval.is_none() && self.approval.is_none()
    }

    /// The head said no.
    pub fn is_disapproved(&self) -> bool {
        self.approval.as_ref().is_some_and(|approval| !approval.granted)
    }
}

/// All measures of a case, in the order in which they were recorded.
pub fn standings(file: &CaseFile) -> Vec<Standing> {
    let standing = |id: CaseStepId, measure: CoerciveMeasure| {
        let of = |one: CaseStepId| one == id;
        let extended =
            file.all::<MeasureExtension>().filter(|(_, one)| of(one.measure_id)).map(|(_, one)| one.days).sum();
        Standing {
            id,
            extended,
            approval: file.all::<MeasureApproval>().map(|(_, one)| one).find(|one| of(one.measure_id)),
            lifting: file.all::<MeasureLifting>().map(|(_, one)| one).find(|one| of(one.measure_id)),
            measure,
        }
    };
    file.all::<CoerciveMeasure>().map(|(done, measure)| standing(CaseStepId::from_uuid(done.id), measure)).collect()
}

/// The measure that a later step names at `/measure_id`, unless it has ended.
pub fn known(file: &CaseFile, id: CaseStepId, refusals: &mut Refusals) -> Option<Standing> {
    let found = standings(file).into_iter().find(|standing| standing.id == id);
    match &found {
        None => refusals.add(Refusal::of(Rule::MeasureUnknown).at("/measure_id")),
        Some(standing) if !standing.is_in_force() => {
            refusals.add(Refusal::of(Rule::MeasureAlreadyLifted).at("/measure_id"));
        }
        Some(_) => {}
    }
    found.filter(Standing::is_in_force)
}

/// 行政强制法 第十九条: what is not approved ends before anything else.
pub fn against_deciding(file: &CaseFile, refusals: &mut Refusals) {
    if standings(file).iter().any(|standing| standing.is_in_force() && standing.is_disapproved()) {
        refusals.add(Refusal::of(Rule::MeasureMustEnd));
    }
}

/// 行政强制法 第二十七条: each measure was lifted or dealt with.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    for standing in standings(file).iter().filter(|standing| standing.is_in_force()) {
        let (kind, on) = (standing.measure.kind, legal_date(standing.measure.imposed_at));
        let zh = format!("{on} {}尚未解除或者处理", kind.label_zh());
        let en = format!("The {kind} of {on} has neither been lifted nor dealt with");
        refusals.add(Refusal::new(Rule::MeasureNotLifted, Text::new(zh, en)));
    }
}
