//! 撤销、变更决定 (withdrawal): a served decision is undone or changed only by a new one. 行政处罚法 第四十八条, 第七十五条.

use super::file::CaseFile;
use super::standing::{in_force, is_decided, lawsuits, no_heavier, publicity_due_on, reconsiderations};
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::decision::{Penalty, consistent};
use crate::domain::penalty::Outcome;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::{Stage, Step};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

text_enum! {
    /// 撤销或者变更
    pub enum WithdrawalKind {
        Withdrawn = "withdrawn" "撤销",
        Changed = "changed" "变更",
    }
}

text_enum! {
    /// 由谁撤销、变更
    pub enum WithdrawalAuthority {
        /// 行政处罚法 第七十五条第二款
        Agency = "agency" "本机关自行纠正",
        Superior = "superior" "上级机关",
        ReconsiderationBody = "reconsideration_body" "复议机关",
        Court = "court" "人民法院",
    }
}

impl WithdrawalAuthority {
    /// What keeps the change from being heavier; of the agency and of those above it no law says so.
    const fn bound_by(self) -> &'static str {
        match self {
            Self::Agency | Self::Superior => "house",
            Self::ReconsiderationBody => "行政复议法 第六十三条",
            Self::Court => "行政诉讼法 第七十七条",
        }
    }
}

step_noun! {
    /// 撤销、变更决定
    ///
    /// 行政处罚法 第七十五条. What was published is taken back within three working days, and why is said in public (第四十八条).
    Withdrawal, WithdrawalReply, WithdrawalPage, Withdraw by DecideCases at "/cases/{case_id}/withdrawals"
    as "withdrawals", "withdrawals_create", "withdrawals_list" {
        kind: WithdrawalKind,
        by: WithdrawalAuthority,
        /// 作出机关
        #[serde(default)]
        authority_name: Option<Title>,
        withdrawn_on: NaiveDate,
        /// 撤销、变更决定书文号
        #[serde(default)]
        document_number: Option<Title>,
        reason: Passage,
        /// 依据
        #[schema(min_items = 1, max_items = 50)]
        legal_bases: Vec<Title>,
        /// 变更后的处罚: when it is changed, and only then.
        #[serde(default)]
        #[schema(max_items = 14)]
        new_penalties: Vec<Penalty>,
        /// 重新作出: of what is withdrawn. The case goes back to the investigation, and a new decision follows.
        #[serde(default)]
        redecision: bool,
    } shows {
        /// 撤回、更正公示的期限: three working days.
        publicity_due_on: Option<NaiveDate> = publicity,
    }
}

fn publicity(withdrawal: &Withdrawal, file: &CaseFile) -> Option<NaiveDate> {
    publicity_due_on(file, withdrawal.withdrawn_on)
}

/// What is changed names the penalties that it is changed to, and nothing else does.
pub fn restated(is_changed: bool, penalties: &[Penalty]) -> Result<(), Vec<Refusal>> {
    if is_changed == penalties.is_empty() {
        return Err(vec![Refusal::of(Rule::ResultContradictsPenalties).at("/new_penalties")]);
    }
    if penalties.is_empty() {
        return Ok(());
    }
    consistent(Outcome::Penalty, penalties).map_err(|all| {
        let here = |refusal: Refusal| {
            let pointer = refusal.pointer.replacen("/penalties", "/new_penalties", 1);
            Refusal { pointer, ..refusal }
        };
        all.into_iter().map(here).collect()
    })
}

impl StepContent for Withdrawal {
    const STEP: Step = Step::Withdraw;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.withdrawn_on, "/withdrawn_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        is_decided(file, refusals);
        in_force(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(decided_on) = file.case.decided_on {
            refusals.check(in_order(Earlier::decision(decided_on), self.withdrawn_on, "/withdrawn_on"));
        }
        refusals.check_all(restated(self.kind == WithdrawalKind::Changed, &self.new_penalties));
        if self.redecision && self.kind != WithdrawalKind::Withdrawn {
            refusals.add(Refusal::of(Rule::RedecisionUnfounded).at("/redecision"));
        }
        no_heavier(file, &self.new_penalties, self.by.bound_by(), refusals);
        let came_from = match self.by {
            WithdrawalAuthority::Agency | WithdrawalAuthority::Superior => return,
            WithdrawalAuthority::ReconsiderationBody => reconsiderations(file),
            WithdrawalAuthority::Court => lawsuits(file),
        };
        if !came_from.iter().any(|one| one.result.is_some_and(|(result, _)| result.finds_fault())) {
            refusals.add(Refusal::of(Rule::WithdrawalUnfounded).at("/by"));
        }
    }

    fn leads_to(&self, _: &CaseFile, lawful: Stage) -> Stage {
        if self.redecision { Stage::Investigating } else { lawful }
    }
}
