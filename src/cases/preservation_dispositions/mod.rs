//! 登记保存物品、样品的处理 (preservation dispositions): what becomes of each item that was registered and preserved, or sampled.
//! 行政处罚法 第五十六条.

mod standing;

pub use standing::{Kept, against_closing, kept};

use super::coercive_measures::standings as measures;
use super::file::CaseFile;
use super::standing::standing as decision;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::ids::{CaseStepId, InvestigationActId, OfficerId};
use crate::domain::penalty::PenaltyKind;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 处理方式
    pub enum Disposition {
        Returned = "returned" "返还",
        /// 转为查封、扣押: the measure is recorded in the case
        SealedOrSeized = "sealed_or_seized" "查封、扣押",
        /// 送交检测、检验、检疫、鉴定: what comes back is disposed of again
        SentForTesting = "sent_for_testing" "送交检测、检验、检疫、鉴定",
        Transferred = "transferred" "移送有关机关",
        /// 依法没收: by the decision of the case
        Confiscated = "confiscated" "没收",
        /// 逾期未处理,解除登记保存
        ReleasedAsLapsed = "released_as_lapsed" "逾期自动解除",
        /// 检验消耗: samples only
        UsedUp = "used_up" "检验消耗",
    }
}

/// 一件物品的处理
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisposedItem {
    /// Its place in the list of the act, from 1.
    #[schema(minimum = 1, maximum = 500)]
    number: u32,
    disposition: Disposition,
    /// 接收人、接收单位或者去向
    #[serde(default)]
    recipient: Option<Title>,
    /// The coercive measure, where it is sealed or seized.
    #[serde(default)]
    measure_id: Option<CaseStepId>,
}

step_noun! {
    /// 登记保存物品、样品处理
    ///
    /// 行政处罚法 第五十六条: within seven working days of a registered preservation it is decided what becomes of each item. Later is
    /// accepted and marked as late. A case is not closed while an item waits. Samples are disposed of in the same way, without a
    /// time limit.
    PreservationDisposition, PreservationDispositionReply, PreservationDispositionPage, DisposePreserved by WorkCases
    at "/cases/{case_id}/preservation-dispositions"
    as "preservation dispositions", "preservation_dispositions_create", "preservation_dispositions_list" {
        /// The registered preservation, or the sampling.
        act_id: InvestigationActId,
        disposed_on: NaiveDate,
        /// Two or more, each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        #[schema(min_items = 1, max_items = 500)]
        items: Vec<DisposedItem>,
        reasons: Passage,
        /// 批准: by the head of the agency.
        approved_by: PersonName,
        approved_on: NaiveDate,
        /// 物品处理通知书文号
        #[serde(default)]
        document_number: Option<Title>,
        /// 告知当事人
        #[serde(default)]
        party_told_on: Option<NaiveDate>,
        /// 逾期处理的原因
        #[serde(default)]
        late_reason: Option<Passage>,
        /// 处理期限: worked out; null of samples, and where that year's holidays are not known.
        #[serde(default)]
        due_on: Option<NaiveDate>,
        /// 逾期: worked out.
        #[serde(default)]
        late: Option<bool>,
    }
}

impl StepContent for PreservationDisposition {
    const STEP: Step = Step::DisposePreserved;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.disposed_on, "/disposed_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn days(&self) -> Vec<(NaiveDate, &'static str)> {
        let told = self.party_told_on.into_iter().map(|day| (day, "/party_told_on"));
        told.chain([(self.approved_on, "/approved_on")]).collect()
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !kept(file).iter().any(Kept::waits) {
            refusals.add(Refusal::of(Rule::PreservationNone));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let Some(kept) = kept(file).into_iter().find(|one| one.act == self.act_id) else {
            return refusals.add(Refusal::of(Rule::PreservationUnknown).at("/act_id"));
        };
        refusals.check(in_order(kept.on, self.disposed_on, "/disposed_on"));
        refusals.check(in_order(self.approved_on, self.disposed_on, "/approved_on"));
        let (due_on, late) = self.in_time(file, &kept);
        if self.due_on.is_some() && self.due_on != due_on {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/due_on"));
        }
        if self.late.is_some() && self.late != late {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/late"));
        }
        for (place, item) in self.items.iter().enumerate() {
            let repeated = self.items[..place].iter().any(|before| before.number == item.number);
            self.judge_item(file, &kept, item, repeated, &format!("/items/{place}"), refusals);
        }
    }

    fn completed(self, file: &CaseFile) -> Self {
        let kept = kept(file).into_iter().find(|one| one.act == self.act_id);
        let (due_on, late) = kept.map(|kept| self.in_time(file, &kept)).unwrap_or_default();
        Self { due_on, late, ..self }
    }
}

impl PreservationDisposition {
    pub fn of(&self, act: InvestigationActId) -> bool {
        self.act_id == act
    }

    /// The last day, and whether it has passed.
    fn in_time(&self, file: &CaseFile, kept: &Kept) -> (Option<NaiveDate>, Option<bool>) {
        let due_on = kept.due_on(file);
        (due_on, due_on.map(|due| due < self.disposed_on))
    }

    fn judge_item(
        &self,
        file: &CaseFile,
        kept: &Kept,
        item: &DisposedItem,
        repeated: bool,
        at: &str,
        refusals: &mut Refusals,
    ) {
        if kept.item(item.number).is_none() {
            return refusals.add(Refusal::of(Rule::PreservedItemUnknown).at(format!("{at}/number")));
        }
        if repeated || !kept.item_waits(item.number) {
            refusals.add(Refusal::of(Rule::PreservedItemDisposed).at(format!("{at}/number")));
        }
        let unfit = |zh: &str, en: &str| {
            Refusal::new(Rule::DispositionUnfit, Text::new(zh, en)).at(format!("{at}/disposition"))
        };
        match item.disposition {
            Disposition::SealedOrSeized => {
                let is_known = item.measure_id.is_some_and(|id| measures(file).iter().any(|one| one.id == id));
                if !is_known {
                    refusals.add(Refusal::of(Rule::DispositionMeasureMissing).at(format!("{at}/measure_id")));
                }
            }
            Disposition::Confiscated => {
                let decided = decision(file).is_some_and(|now| {
                    now.annulled_on.is_none()
                        && now.penalties.iter().any(|one| one.kind == PenaltyKind::ConfiscationOfProperty)
                });
                if !decided {
                    refusals.add(unfit("没有没收非法财物的决定", "No decision confiscates property"));
                }
            }
            Disposition::ReleasedAsLapsed if self.in_time(file, kept).1 != Some(true) => {
                refusals.add(unfit("登记保存尚未逾期", "The time limit has not passed"));
            }
            Disposition::UsedUp if kept.is_preserved => {
                refusals.add(unfit("登记保存的物品不能检验消耗", "Only a sample is used up"));
            }
            _ => {}
        }
    }
}
