//! 延长办案期限 (term extensions): only where a law, a regulation or a rule says so. 行政处罚法 第六十条.

use super::deadlines::handling_due_on;
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::penalty::Procedure;
use crate::domain::procedure_rule::ExtensionTerms;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;

step_noun! {
    /// 延长办案期限
    ///
    /// 行政处罚法 第六十条: ninety days from the filing, unless a law, a regulation or a rule says otherwise. Whether the time may be extended,
    /// how often and by how much, is for the rule in force on the day of filing (`procedure-rules`); none is shipped, so nobody extends
    /// it until one is set. What is over cannot be extended.
    TermExtension, TermExtensionReply, TermExtensionPage, ExtendTerm by DecideCases at "/cases/{case_id}/term-extensions"
    as "suspensions", "term_extensions_create", "term_extensions_list" {
        decided_on: NaiveDate,
        /// 行政机关负责人
        approved_by: PersonName,
        /// In the unit of the time for handling a case: days.
        #[schema(minimum = 1, maximum = 3650)]
        length: u32,
        /// 延长的理由
        reason: Passage,
        /// 依据: the law, regulation or rule, with its article.
        basis: Title,
        /// 集体讨论 of the extension, where the rule asks for it.
        #[serde(default)]
        discussed_on: Option<NaiveDate>,
        /// 告知当事人
        #[serde(default)]
        told_on: Option<NaiveDate>,
        /// 审批表文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 附件
        #[serde(default)]
        #[schema(max_items = 50)]
        attachments: Vec<Title>,
    }
}

/// What extensions added so far.
pub fn granted(file: &CaseFile) -> u32 {
    file.all::<TermExtension>().map(|(_, one)| one.length).fold(0, u32::saturating_add)
}

/// On the spot there is no term, so none to extend.
fn allowed(file: &CaseFile) -> Option<ExtensionTerms> {
    if file.case.procedure == Procedure::Summary {
        return None;
    }
    file.rules.limit(DeadlineRule::Handling, file.case.filed_on).extension
}

impl StepContent for TermExtension {
    const STEP: Step = Step::ExtendTerm;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.decided_on, "/decided_on")
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        let discussed = self.discussed_on.map(|day| (day, "/discussed_on"));
        discussed.into_iter().chain(self.told_on.map(|day| (day, "/told_on"))).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        match allowed(file) {
            None => refusals.add(Refusal::of(Rule::TermExtensionNotAllowed)),
            Some(terms) => {
                let times = file.all::<TermExtension>().count();
                if times >= usize::try_from(terms.times_max).unwrap_or(usize::MAX) {
                    let detail = Text::new(
                        format!("按规定最多延长{}次，已延长{times}次", terms.times_max),
                        format!("The rule allows {} extensions; there were {times}", terms.times_max),
                    );
                    refusals.add(Refusal::new(Rule::TermExtensionExceeded, detail));
                }
            }
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(terms) = allowed(file) {
            let all = granted(file).saturating_add(self.length);
            if all > terms.length_max {
                let detail = Text::new(
                    format!("按规定合计最多延长{}日，此次后为{all}日", terms.length_max),
                    format!("The rule allows {} days in all; with this one there are {all}", terms.length_max),
                );
                refusals.add(Refusal::new(Rule::TermExtensionExceeded, detail).at("/length"));
            }
        }
        if let Some(due_on) = handling_due_on(file).filter(|due_on| *due_on < self.decided_on) {
            let detail = Text::new(
                format!("办案期限已于 {due_on} 届满，不能再延长"),
                format!("The time for handling the case ended on {due_on}; what is over is not extended"),
            );
            refusals.add(Refusal::new(Rule::TermAlreadyOver, detail).at("/decided_on"));
        }
        if let Some(discussed_on) = self.discussed_on {
            refusals.check(in_order(discussed_on, self.decided_on, "/decided_on"));
        }
        if let Some(told_on) = self.told_on {
            refusals.check(in_order(self.decided_on, told_on, "/told_on"));
        }
    }
}
