//! 强制执行 (execution): an agency that a law gives the power to enforces its decision itself. 行政强制法 第十三条, 第三十四条至第五十二条.

pub mod changes;
mod judged;

pub use changes::{against_closing, is_ended, standings};

use super::court_applications::results::none_pending;
use super::enforcement::may_be_enforced;
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::enforcement::{ExecutionKind, ExecutionWarning, NightHours, at_a_lawful_hour, warned_of};
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::refusal::Refusals;
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Fen, Passage, PersonName, Title};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 立即执行的情形: without waiting for the end of a demand
    pub enum ImmediateGround {
        /// 第三十七条第三款
        HidingProperty = "hiding_property" "有证据证明有转移或者隐匿财物迹象",
        /// 第五十二条
        ClearingAtOnce = "clearing_at_once" "立即清除道路、河道、航道或者公共场所的遗洒物、障碍物或者污染物",
    }
}

text_enum! {
    /// 停止供应 (行政强制法 第四十三条)
    pub enum SupplyCut {
        Water = "water" "供水",
        Power = "power" "供电",
        Heat = "heat" "供热",
        Gas = "gas" "供燃气",
    }
}

/// 违法的建筑物、构筑物、设施 (行政强制法 第四十四条)
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IllegalBuilding {
    /// 公告
    announced_on: NaiveDate,
    /// 限期自行拆除的期限
    remove_by: NaiveDate,
}

/// 代履行 (行政强制法 第五十条, 第五十一条)
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubstitutePlan {
    /// 代履行人
    performer: Title,
    /// 标的
    object: Title,
    /// 费用预算
    estimate_fen: Fen,
}

step_noun! {
    /// 强制执行决定
    ///
    /// 行政强制法 第三十七条: party, reasons and basis, manner and time, remedies, seal and date; after a demand that ran out (第三十五条). 第四十三条:
    /// not at night nor on a statutory holiday unless it is urgent, and never by cutting what residents live on. What becomes of it is
    /// told at `execution-changes`.
    Execution, ExecutionReply, ExecutionPage, Execute by DecideCases at "/cases/{case_id}/executions"
    as "executions", "executions_create", "executions_list" {
        kind: ExecutionKind,
        decided_on: NaiveDate,
        /// 强制执行决定书文号
        #[serde(default)]
        document_number: Option<Title>,
        /// The law that gives the agency the power (第十三条).
        power_basis: Title,
        /// 理由
        reasons: Passage,
        /// 依据
        #[schema(min_items = 1, max_items = 50)]
        legal_bases: Vec<Title>,
        /// 方式
        manner: Passage,
        /// 申请行政复议或者提起行政诉讼的途径和期限
        remedies: Passage,
        /// 行政机关负责人
        approved_by: PersonName,
        /// 加盖行政机关印章
        sealed: bool,
        /// 执行人员: two or more, each certified on the day of the decision.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        /// 催告: not needed of a surcharge, nor of what is cleared at once.
        #[serde(default)]
        demand_id: Option<CaseStepId>,
        #[serde(default)]
        immediate: Option<ImmediateGround>,
        /// The evidence, or what makes it urgent.
        #[serde(default)]
        immediate_reason: Option<Passage>,
        /// 时间: of what is done on the spot.
        #[serde(default)]
        starts_at: Option<DateTime<Utc>>,
        #[serde(default)]
        ends_at: Option<DateTime<Utc>>,
        /// 情况紧急: why at night or on a holiday.
        #[serde(default)]
        urgency: Option<Passage>,
        /// What is cut off; never what residents live on.
        #[serde(default)]
        #[schema(max_items = 4)]
        supplies_cut: Vec<SupplyCut>,
        /// 居民生活
        #[serde(default)]
        residential: bool,
        /// 罚款
        #[serde(default)]
        fine_fen: Fen,
        /// 没收款
        #[serde(default)]
        confiscation_fen: Fen,
        /// 加处罚款
        #[serde(default)]
        surcharge_fen: Fen,
        /// Of an illegal building, and only of it.
        #[serde(default)]
        building: Option<IllegalBuilding>,
        /// Of a substitute performance, and only of it.
        #[serde(default)]
        substitute: Option<SubstitutePlan>,
    } shows {
        /// What is lawful and has to be justified all the same.
        warnings: Vec<ExecutionWarning> = warnings,
    }
}

fn warnings(execution: &Execution, file: &CaseFile) -> Vec<ExecutionWarning> {
    let hours = execution.starts_at.zip(execution.ends_at);
    hours.map(|(start, end)| warned_of(start, end, &file.calendar)).unwrap_or_default()
}

impl StepContent for Execution {
    const STEP: Step = Step::Execute;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.decided_on, "/decided_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn judge_hours(&self, file: &CaseFile, night: NightHours, refusals: &mut Refusals) {
        if let Some(hours) = self.starts_at.zip(self.ends_at)
            && self.urgency.is_none()
        {
            refusals.check_all(at_a_lawful_hour(hours, night, &file.calendar, "/starts_at"));
        }
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        may_be_enforced(file, refusals);
        none_pending(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        self.within_power(&file.agency, refusals);
        self.is_whole(refusals);
        self.after_a_demand(file, refusals);
        self.spares_residents(refusals);
        self.amounts_may_be_taken(file, refusals);
        self.building_was_announced(file, refusals);
    }
}
