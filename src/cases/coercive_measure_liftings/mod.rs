//! 解除、处理 (liftings): how a measure ended, thing by thing. 行政强制法 第二十七条, 第二十八条.

use super::coercive_measure_extensions::one_in_force;
use super::coercive_measures::{SealedThing, known};
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::in_order;
use crate::domain::day::legal_date;
use crate::domain::decision::Penalty;
use crate::domain::ids::{CaseStepId, OfficerId};
use crate::domain::penalty::PenaltyKind;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{PersonName, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 解除的情形 (行政强制法 第二十八条), and how things were dealt with instead (第二十七条, 第二十一条)
    pub enum LiftingGround {
        NoViolation = "no_violation" "当事人没有违法行为",
        Unrelated = "unrelated" "与违法行为无关",
        Decided = "decided" "已经作出处理决定,不再需要",
        PeriodExpired = "period_expired" "期限已经届满",
        NotNeeded = "not_needed" "其他不再需要采取的情形",
        /// 第十九条
        NotApproved = "not_approved" "未获批准",
        /// 第二十七条
        Confiscated = "confiscated" "依法没收或者销毁",
        /// 第二十一条
        HandedOver = "handed_over" "随案移送",
    }
}

text_enum! {
    /// 财物的处理
    pub enum ThingOutcome {
        Returned = "returned" "退还",
        /// 已将鲜活物品或者其他不易保管的财物拍卖或者变卖的,退还所得款项
        PriceReturned = "price_returned" "退还变卖款项",
        Unsealed = "unsealed" "启封",
        Confiscated = "confiscated" "没收",
        Destroyed = "destroyed" "销毁",
        HandedOver = "handed_over" "移送",
    }
}

/// What became of one line of the list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleasedThing {
    name: Title,
    quantity: Title,
    outcome: ThingOutcome,
}

step_noun! {
    /// 解除或者处理查封、扣押
    ///
    /// 行政强制法 第二十八条: lifted at once when one of its cases is met, and the things are returned at once. 第二十七条: confiscated or
    /// destroyed where the decision says so. 第二十一条: handed over with the case.
    MeasureLifting, MeasureLiftingReply, MeasureLiftingPage, LiftMeasure by WorkCases
    at "/cases/{case_id}/coercive-measure-liftings"
    as "coercive measures", "coercive_measure_liftings_create", "coercive_measure_liftings_list" {
        measure_id: CaseStepId,
        lifted_on: NaiveDate,
        ground: LiftingGround,
        /// 行政机关负责人
        approved_by: PersonName,
        /// Each certified on that day.
        #[schema(min_items = 1, max_items = 10)]
        officer_ids: Vec<OfficerId>,
        #[schema(min_items = 1, max_items = 500)]
        things: Vec<ReleasedThing>,
        /// 接收人: who signed for what was returned or handed over.
        #[serde(default)]
        received_by: Option<PersonName>,
        /// 解除查封、扣押决定书文号
        #[serde(default)]
        document_number: Option<Title>,
    }
}

impl StepContent for MeasureLifting {
    const STEP: Step = Step::LiftMeasure;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.lifted_on, "/lifted_on")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        one_in_force(file, refusals);
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(standing) = known(file, self.measure_id, refusals) {
            refusals.check(in_order(legal_date(standing.measure.imposed_at), self.lifted_on, "/lifted_on"));
            self.is_of_the_list(&standing.measure.things, refusals);
        }
        let unfit = |zh: &str, en: &str| Refusal::new(Rule::LiftingGroundUnfit, Text::new(zh, en));
        let taken_away =
            |thing: &ReleasedThing| matches!(thing.outcome, ThingOutcome::Confiscated | ThingOutcome::Destroyed);
        if self.things.iter().any(taken_away) && !confiscates(file) {
            refusals.add(unfit("处理决定没有没收财物", "No decision of the case confiscates things").at("/things"));
        }
        if self.ground == LiftingGround::Decided && !file.has(Step::Decide) {
            refusals.add(unfit("案件尚未作出处理决定", "The case has not been decided").at("/ground"));
        }
        let moves = |thing: &ReleasedThing| thing.outcome == ThingOutcome::HandedOver;
        if (self.ground == LiftingGround::HandedOver || self.things.iter().any(moves)) && !file.has(Step::Transfer) {
            refusals.add(unfit("案件没有移送", "The case was not transferred").at("/ground"));
        }
        let keeps = |thing: &ReleasedThing| taken_away(thing) || thing.outcome == ThingOutcome::Unsealed;
        if self.received_by.is_none() && !self.things.iter().all(keeps) {
            refusals.add(unfit("退还或者移送的：应当有接收人签收", "Who received the things signs").at("/received_by"));
        }
    }
}

impl MeasureLifting {
    /// 行政强制法 第二十四条, 第二十八条: every line of the list, and nothing else. One line may end in several ways; what ends in one has its quantity.
    fn is_of_the_list(&self, list: &[SealedThing], refusals: &mut Refusals) {
        let differ = |zh: String, en: String| Refusal::new(Rule::LiftedThingsDiffer, Text::new(zh, en));
        for (place, thing) in self.things.iter().enumerate() {
            let alone = self.things.iter().filter(|other| other.name == thing.name).count() == 1;
            let lines: Vec<_> = list.iter().filter(|line| line.name == thing.name).collect();
            let fits = match lines.as_slice() {
                [] => false,
                [line] => !alone || line.quantity == thing.quantity,
                _ => true,
            };
            if !fits {
                let (zh, en) = (
                    format!("清单中没有{} {}", thing.name, thing.quantity),
                    format!("The list does not hold {} {}", thing.name, thing.quantity),
                );
                refusals.add(differ(zh, en).at(format!("/things/{place}")));
            }
        }
        for line in list.iter().filter(|line| !self.things.iter().any(|thing| thing.name == line.name)) {
            let (zh, en) =
                (format!("没有写明{}的处理", line.name), format!("What becomes of {} is not stated", line.name));
            refusals.add(differ(zh, en).at("/things"));
        }
    }
}

/// Whether the decision takes things away (行政处罚法 第九条).
fn confiscates(file: &CaseFile) -> bool {
    let decided = file.decided().map(|(_, done)| done);
    let penalties = decided.and_then(|done| {
        serde_json::from_value::<Vec<Penalty>>(done.content.get("penalties").cloned().unwrap_or_default()).ok()
    });
    penalties.into_iter().flatten().any(|penalty| penalty.kind == PenaltyKind::ConfiscationOfProperty)
}
