//! 催告 (demand): before anything is enforced the party is asked once more, in writing. 行政强制法 第三十五条, 第五十四条.

pub mod answers;

use super::enforcement::{may_be_enforced, term_is_over, unpaid};
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::values::{Fen, Passage, PersonName, Title};
use chrono::NaiveDate;

step_noun! {
    /// 催告
    ///
    /// 行政强制法 第三十五条: the term, the manner, of money the exact amounts and how they are paid, and the rights of the party. It is served
    /// at `proofs-of-service` (第三十八条). A later demand stands beside an earlier one.
    Demand, DemandReply, DemandPage, Demand by WorkCases at "/cases/{case_id}/demands"
    as "demands", "demands_create", "demands_list" {
        demanded_on: NaiveDate,
        /// 催告书文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 应当履行的义务
        obligations: Passage,
        /// 履行义务的期限: the last day.
        perform_by: NaiveDate,
        /// 履行义务的方式; of money how it is paid.
        manner: Passage,
        /// 罚款: exactly what is unpaid on that day.
        #[serde(default)]
        fine_fen: Fen,
        /// 没收款: exactly what is unpaid on that day.
        #[serde(default)]
        confiscation_fen: Fen,
        /// 加处罚款: no more than what has accrued by that day. The agency may add it (行政处罚法 第七十二条), so none is lawful too.
        #[serde(default)]
        surcharge_fen: Fen,
        /// 告知陈述权和申辩权
        rights_told: bool,
        /// 行政机关负责人
        signed_by: PersonName,
    }
}

impl StepContent for Demand {
    const STEP: Step = Step::Demand;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.demanded_on, "/demanded_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        may_be_enforced(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        refusals.check(in_order(self.demanded_on, self.perform_by, "/perform_by"));
        if term_is_over(file, file.today, "").is_ok() {
            refusals.check(term_is_over(file, self.demanded_on, "/demanded_on"));
        }
        if !self.rights_told {
            let text = Text::new("未告知陈述权和申辩权", "The party was not told that it may state its case");
            refusals.add(Refusal::new(Rule::DemandIncomplete, text).at("/rights_told"));
        }
        self.amounts_are_exact(file, refusals);
    }
}

impl Demand {
    /// 第三十五条: 涉及金钱给付的,应当有明确的金额.
    fn amounts_are_exact(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some(unpaid) = unpaid(file, self.demanded_on) else { return };
        for (stated, right, pointer, zh) in [
            (self.fine_fen, unpaid.fine, "/fine_fen", "罚款"),
            (self.confiscation_fen, unpaid.confiscation, "/confiscation_fen", "没收款"),
        ] {
            if stated != right {
                let zh = format!("至该日未缴的{zh}为 {} 分", right.get());
                let en = format!("On that day it is {} fen", right.get());
                refusals.add(Refusal::new(Rule::DemandInexact, Text::new(zh, en)).at(pointer));
            }
        }
        let most = unpaid.surcharge_most();
        if self.surcharge_fen > most {
            let zh = format!("至该日加处罚款至多为 {} 分", most.get());
            let en = format!("By that day at most {} fen of surcharge have accrued", most.get());
            refusals.add(Refusal::new(Rule::DemandInexact, Text::new(zh, en)).at("/surcharge_fen"));
        }
    }
}
