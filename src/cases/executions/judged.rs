//! What the law asks of one execution.

use super::{Execution, ImmediateGround};
use crate::cases::deadlines::{ends, substitute_wait, surcharge_wait};
use crate::cases::enforcement::{demand_served, overdue_days, remedies_are_over, unpaid, within_what_is_unpaid};
use crate::cases::file::CaseFile;
use crate::domain::act::{ActingAgency, Earlier, Power, in_order};
use crate::domain::day::legal_date;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::enforcement::ExecutionKind;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};

impl Execution {
    /// 行政强制法 第十三条: only whom a law gives the power. A surcharge any agency may add that fined (行政处罚法 第七十二条); money in a bank
    /// is transferred only by bodies that a law names (第四十七条).
    pub(super) fn within_power(&self, agency: &ActingAgency, refusals: &mut Refusals) {
        let needs_power = self.kind != ExecutionKind::LatePaymentSurcharge;
        if needs_power && agency.has_power(Power::CoerciveExecution).is_err() {
            let zh = format!("{}没有行政强制执行权：应当申请人民法院强制执行", agency.name);
            let en = format!("{} has no power to enforce: apply to the court", agency.name);
            refusals.add(Refusal::new(Rule::ExecutionPowerMissing, Text::new(zh, en)));
        }
        if agency.is_town && self.kind == ExecutionKind::TransferDeposits {
            refusals.add(Refusal::of(Rule::TransferOfDepositsBeyondTown).at("/kind"));
        }
    }

    /// 行政强制法 第三十七条, 第五十一条.
    pub(super) fn is_whole(&self, refusals: &mut Refusals) {
        let on_the_spot = self.kind.is_done_on_the_spot();
        let is_substitute = self.kind == ExecutionKind::SubstitutePerformance;
        let items = [
            (self.sealed, "/sealed", "强制执行决定书未加盖印章", "The decision bears no seal"),
            (self.starts_at.is_some() || !on_the_spot, "/starts_at", "未写明执行时间", "The time is not stated"),
            (
                self.ends_at.is_some() == self.starts_at.is_some(),
                "/ends_at",
                "起止时间不完整",
                "Start and end belong together",
            ),
            (
                self.substitute.is_some() == is_substitute,
                "/substitute",
                "代履行应当写明代履行人、标的和费用预算，其他方式不应写",
                "A substitute performance, and only that, names performer, object and estimate",
            ),
            (
                self.immediate.is_some() == self.immediate_reason.is_some(),
                "/immediate_reason",
                "立即执行应当写明情形和证据",
                "What is done at once names its ground and its reason",
            ),
        ];
        for (_, at, zh, en) in items.into_iter().filter(|(is_there, ..)| !is_there) {
            refusals.add(Refusal::new(Rule::ExecutionIncomplete, Text::new(zh, en)).at(at));
        }
        if let Some((starts_at, ends_at)) = self.starts_at.zip(self.ends_at) {
            refusals.check(in_order(self.decided_on, legal_date(starts_at), "/starts_at"));
            if ends_at < starts_at {
                let text = Text::new("结束早于开始", "It ends before it begins");
                refusals.add(Refusal::new(Rule::DatesRunBackwards, text).at("/ends_at"));
            }
        }
    }

    /// 行政强制法 第三十五条, 第三十七条: a demand that was served and ran out. 第五十二条: what is cleared at once needs none.
    pub(super) fn after_a_demand(&self, file: &CaseFile, refusals: &mut Refusals) {
        let clears = self.immediate == Some(ImmediateGround::ClearingAtOnce);
        if clears && self.kind != ExecutionKind::SubstitutePerformance {
            let text = Text::new("只有代履行可以立即清除", "Only a substitute performance clears at once");
            refusals.add(Refusal::new(Rule::ExecutionIncomplete, text).at("/immediate"));
        }
        if clears || self.kind == ExecutionKind::LatePaymentSurcharge {
            return;
        }
        let Some(id) = self.demand_id else {
            refusals.add(Refusal::of(Rule::DemandMissing).at("/demand_id"));
            return;
        };
        let Some((demand, served_on)) = demand_served(file, id, refusals) else { return };
        refusals.check(in_order(Earlier::service(served_on), self.decided_on, "/decided_on"));
        if served_on >= demand.perform_by {
            let zh = format!("催告书 {served_on} 送达，履行期限 {} 已经届满：应当重新催告", demand.perform_by);
            let en = format!("The demand was served on {served_on} and gave until {}: demand again", demand.perform_by);
            refusals.add(Refusal::new(Rule::DemandServedTooLate, Text::new(zh, en)).at("/demand_id"));
        }
        let hides = self.immediate == Some(ImmediateGround::HidingProperty);
        if self.decided_on <= demand.perform_by && !hides {
            let zh = format!("催告的履行期限至 {}，尚未届满", demand.perform_by);
            let en = format!("The demand gives the party until {}", demand.perform_by);
            let refusal = Refusal::new(Rule::DemandTermRuns, Text::new(zh, en)).resting_on("行政强制法 第三十七条");
            refusals.add(refusal.at("/decided_on"));
        }
        if self.kind == ExecutionKind::SubstitutePerformance
            && let Some(starts_at) = self.starts_at
        {
            match ends(file, substitute_wait(id.uuid(), served_on)) {
                Ok(wait) if !wait.is_open_on(legal_date(starts_at)) => {
                    refusals.add(Refusal::of(Rule::SubstituteDemandTooShort).at("/starts_at"));
                }
                verdict => refusals.check(verdict.map(drop)),
            }
        }
    }

    /// 行政强制法 第四十三条
    pub(super) fn spares_residents(&self, refusals: &mut Refusals) {
        if self.residential && !self.supplies_cut.is_empty() {
            refusals.add(Refusal::of(Rule::ResidentsSuppliesCut).at("/supplies_cut"));
        }
    }

    /// 行政强制法 第四十五条, 第四十六条.
    pub(super) fn amounts_may_be_taken(&self, file: &CaseFile, refusals: &mut Refusals) {
        let asked = (self.fine_fen, self.confiscation_fen, self.surcharge_fen);
        within_what_is_unpaid(file, self.decided_on, asked, refusals);
        let takes_money = self.kind.takes_money();
        let owes_fine = unpaid(file, self.decided_on).is_some_and(|unpaid| !unpaid.fine.is_zero());
        let wait = surcharge_wait(file, self.decided_on).filter(|_| takes_money && owes_fine);
        // Days of a remedy or a deferral are none of a surcharge.
        let least = DeadlineRule::SurchargeWait.limit().length;
        let ran_too_short = overdue_days(file, self.decided_on).is_some_and(|days| days <= least);
        match wait.map(|period| ends(file, period)) {
            Some(Ok(wait)) if ran_too_short || !wait.is_open_on(self.decided_on) => {
                refusals.add(Refusal::of(Rule::SurchargeTooShort).at("/decided_on"));
            }
            Some(verdict) => refusals.check(verdict.map(drop)),
            None => {}
        }
        if self.kind == ExecutionKind::Auction {
            refusals.check(self.after_the_remedies(file, "行政强制法 第四十六条"));
        }
    }

    fn after_the_remedies(&self, file: &CaseFile, basis: &'static str) -> Result<(), Refusal> {
        let rests = |refusal: Refusal| match refusal.rule {
            Rule::RemediesOpen => refusal.resting_on(basis),
            _ => refusal,
        };
        remedies_are_over(file, self.decided_on, "/decided_on").map_err(rests)
    }

    /// 行政强制法 第四十四条: announced, the time to remove it by oneself is over, and no remedy was used.
    pub(super) fn building_was_announced(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some(building) = &self.building else { return };
        refusals.check(in_order(building.announced_on, building.remove_by, "/building/remove_by"));
        if self.decided_on <= building.remove_by {
            refusals.add(Refusal::of(Rule::BuildingTermRuns).at("/building/remove_by"));
        }
        refusals.check(self.after_the_remedies(file, "行政强制法 第四十四条"));
    }
}
