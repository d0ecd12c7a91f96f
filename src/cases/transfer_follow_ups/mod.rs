//! 移送后续: what the agency does in the three days after the other body answered. 行政执法机关移送涉嫌犯罪案件的规定 第九条, 第十二条.

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use super::transfer_acceptances::TransferAcceptance;
use super::transfer_returns::{TransferReturn, TransferReturnGround};
use super::transfers::{TransferTo, standings};
use crate::domain::act::in_order;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, Title};
use chrono::{NaiveDate, TimeDelta};

text_enum! {
    /// 移送后续的事项
    pub enum TransferFollowUpKind {
        /// 第十二条
        ThingsHandedOver = "things_handed_over" "移交涉案物品",
        /// 第九条
        Objected = "objected" "对不予立案提请复议",
        /// 第九条
        SupervisionAsked = "supervision_asked" "建议检察机关立案监督",
    }
}

/// 第九条, 第十二条: within so many days of the notice.
const WITHIN_DAYS: i64 = 3;

step_noun! {
    /// 移送后续
    ///
    /// Within three days of the notice that the case was filed, the things and the papers that belong to it are handed over (移送规定
    /// 第十二条); within three days of the notice that it was not, the agency may ask the police to think again, or turn to the
    /// prosecutor (第九条). Each once, and with its reason when it is late.
    TransferFollowUp, TransferFollowUpReply, TransferFollowUpPage, FollowUpTransfer by WorkCases
    at "/cases/{case_id}/transfer-follow-ups"
    as "transfers", "transfer_follow_ups_create", "transfer_follow_ups_list" {
        transfer_id: CaseStepId,
        kind: TransferFollowUpKind,
        done_on: NaiveDate,
        /// 交接清单、复议申请书、立案监督建议书
        document: Title,
        /// Needed when it is late.
        #[serde(default)]
        late_reason: Option<Passage>,
    }
}

/// What a later step tells of a transfer, and the step.
pub fn told(file: &CaseFile, transfer: CaseStepId, kind: TransferFollowUpKind) -> Option<(NaiveDate, uuid::Uuid)> {
    let mut all = file.all::<TransferFollowUp>().filter(|(_, one)| one.transfer_id == transfer && one.kind == kind);
    all.next().map(|(done, one)| (one.done_on, done.id))
}

impl TransferFollowUp {
    /// The notice from which the three days run, unless what follows was told already.
    fn notice(&self, file: &CaseFile) -> Result<NaiveDate, Refusal> {
        use TransferFollowUpKind::{Objected, SupervisionAsked, ThingsHandedOver};
        let accepted =
            file.all::<TransferAcceptance>().map(|(_, one)| one).find(|one| one.transfer_id == self.transfer_id);
        let refused = file.all::<TransferReturn>().map(|(_, one)| one).find(|one| one.transfer_id == self.transfer_id);
        let refused = refused.filter(|one| one.ground == TransferReturnGround::NotFiled);
        let was_told = match self.kind {
            ThingsHandedOver => accepted.as_ref().is_some_and(|one| one.things_handed_over_on.is_some()),
            Objected => refused.as_ref().is_some_and(|one| one.objected_on.is_some()),
            SupervisionAsked => false,
        };
        if was_told || told(file, self.transfer_id, self.kind).is_some() {
            return Err(Refusal::of(Rule::TransferAnswered).at("/kind"));
        }
        let notice = match self.kind {
            ThingsHandedOver => accepted.map(|one| one.accepted_on),
            Objected | SupervisionAsked => refused.map(|one| one.returned_on),
        };
        notice.ok_or_else(|| Refusal::of(Rule::TransferFollowUpUnfit).at("/kind"))
    }
}

impl StepContent for TransferFollowUp {
    const STEP: Step = Step::FollowUpTransfer;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.done_on, "/done_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        if !standings(file)
            .iter()
            .any(|one| one.transfer.to == TransferTo::Justice && (one.accepted_on.is_some() || one.is_returned))
        {
            refusals.add(Refusal::of(Rule::TransferFollowUpUnfit));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        let known = standings(file).into_iter().find(|one| one.id == self.transfer_id);
        if known.is_none_or(|one| one.transfer.to != TransferTo::Justice) {
            return refusals.add(Refusal::of(Rule::TransferUnknown).at("/transfer_id"));
        }
        match self.notice(file) {
            Ok(notice) => {
                refusals.check(in_order(notice, self.done_on, "/done_on"));
                let is_late = self.done_on - notice > TimeDelta::days(WITHIN_DAYS);
                // The prosecutor is asked within three days of the answer to the objection, which has a day of its own.
                if is_late && self.kind != TransferFollowUpKind::SupervisionAsked && self.late_reason.is_none() {
                    refusals.add(Refusal::of(Rule::ReasonMissing).at("/late_reason"));
                }
            }
            Err(refusal) => refusals.add(refusal),
        }
    }
}
