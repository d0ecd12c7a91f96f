//! 延长查封、扣押期限 (extensions). 行政强制法 第二十五条.

use super::coercive_measures::{Standing, known, standings};
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::sealing::within_term;
use crate::domain::stage::Step;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

/// 行政强制法 第十九条: what the head has not approved does not last longer, and its days do not stand still.
pub(super) fn may_go_on(standing: &Standing) -> Result<(), Refusal> {
    if standing.is_disapproved() {
        return Err(Refusal::of(Rule::MeasureMustEnd));
    }
    if standing.awaits_approval() {
        let zh = "情况紧急实施的措施尚未补办批准：应当先补办批准或者解除";
        let en = "The urgent measure has not been approved: have it approved, or lift it";
        return Err(Refusal::new(Rule::MeasureApprovalMissing, Text::new(zh, en)));
    }
    Ok(())
}

/// A measure in force, or there is nothing to extend or to lift.
pub(super) fn one_in_force(file: &CaseFile, refusals: &mut Refusals) {
    if !standings(file).iter().any(Standing::is_in_force) {
        refusals.add(Refusal::of(Rule::MeasureNoneInForce));
    }
}

step_noun! {
    /// 延长查封、扣押期限
    ///
    /// 行政强制法 第二十五条: 情况复杂, approved by the head, 30 days at most in all extensions together, told to the party in writing with
    /// the reasons. What has expired cannot be extended.
    MeasureExtension, MeasureExtensionReply, MeasureExtensionPage, ExtendMeasure by DecideCases
    at "/cases/{case_id}/coercive-measure-extensions"
    as "coercive measures", "coercive_measure_extensions_create", "coercive_measure_extensions_list" {
        measure_id: CaseStepId,
        decided_on: NaiveDate,
        #[schema(minimum = 1, maximum = 3650)]
        days: u32,
        /// 理由
        reasons: Passage,
        /// 书面告知当事人
        told_on: NaiveDate,
        /// The law or administrative regulation that allows more.
        #[serde(default)]
        special_term_basis: Option<Title>,
        /// 延长期限通知书文号
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for MeasureExtension {
    const STEP: Step = Step::ExtendMeasure;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.decided_on, "/decided_on")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        vec![(self.told_on, "/told_on")]
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        one_in_force(file, refusals);
        let in_force: Vec<_> = standings(file).into_iter().filter(Standing::is_in_force).collect();
        let verdicts: Vec<_> = in_force.iter().map(may_go_on).collect();
        if verdicts.iter().all(Result::is_err) {
            verdicts.into_iter().for_each(|verdict| refusals.check(verdict));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        refusals.check(in_order(self.decided_on, self.told_on, "/told_on"));
        let Some(standing) = known(file, self.measure_id, refusals) else { return };
        refusals.check(in_order(legal_date(standing.measure.imposed_at), self.decided_on, "/decided_on"));
        refusals.check(may_go_on(&standing).map_err(|refusal| refusal.at("/measure_id")));
        refusals.check(standing.still_runs(file, self.decided_on).map_err(|refusal| refusal.at("/decided_on")));
        let all = standing.extended.saturating_add(self.days);
        let rule = file.rules.limit(DeadlineRule::Measure, legal_date(standing.measure.imposed_at));
        let most = rule.extension.map_or(0, |terms| terms.length_max);
        refusals.check(within_term(all, most, self.special_term_basis.is_some(), "/days"));
    }
}
