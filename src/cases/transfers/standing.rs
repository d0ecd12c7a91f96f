//! Where each transfer of a case stands, and what that bars.

use super::{Transfer, TransferTo};
use crate::cases::file::CaseFile;
use crate::cases::transfer_acceptances::TransferAcceptance;
use crate::cases::transfer_returns::TransferReturn;
use crate::domain::ids::CaseStepId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use chrono::NaiveDate;

#[derive(Debug, Clone)]
pub struct Standing {
    pub id: CaseStepId,
    pub transfer: Transfer,
    pub sent_on: NaiveDate,
    /// 受理、立案
    pub accepted_on: Option<NaiveDate>,
    /// 不予立案、退回
    pub is_returned: bool,
}

impl Standing {
    /// The case is with the other body, or may be.
    pub fn stands(&self) -> bool {
        !self.is_returned
    }
}

pub fn standings(file: &CaseFile) -> Vec<Standing> {
    let standing = |id: CaseStepId, sent_on: NaiveDate, transfer: Transfer| Standing {
        id,
        transfer,
        sent_on,
        accepted_on: file
            .all::<TransferAcceptance>()
            .find(|(_, one)| one.transfer_id == id)
            .map(|(_, one)| one.accepted_on),
        is_returned: file.all::<TransferReturn>().any(|(_, one)| one.transfer_id == id),
    };
    let all = file.all::<Transfer>();
    all.map(|(done, transfer)| standing(CaseStepId::from_uuid(done.id), done.on, transfer)).collect()
}

/// Transfers that wait for an answer.
pub fn open(file: &CaseFile) -> Vec<Standing> {
    let unanswered = |one: &Standing| one.stands() && one.accepted_on.is_none();
    standings(file).into_iter().filter(unanswered).collect()
}

/// 移送规定 第十一条, 行政处罚法 第二十五条: no penalty while the case is with another body.
pub fn against_penalty(file: &CaseFile, refusals: &mut Refusals) {
    for one in standings(file).iter().filter(|one| one.stands()) {
        let refusal = match one.transfer.to {
            TransferTo::Justice => Refusal::of(Rule::TransferredToJustice),
            TransferTo::Agency => elsewhere(one),
        };
        refusals.add(refusal.at("/outcome"));
    }
}

/// What bars every decision, whatever it says: another agency is competent.
pub fn against_deciding(file: &CaseFile, refusals: &mut Refusals) {
    let stands = |one: &&Standing| one.stands() && one.transfer.to == TransferTo::Agency;
    if let Some(one) = standings(file).iter().find(stands) {
        refusals.add(elsewhere(one));
    }
}

/// 管辖: of whoever the law names, or of whom a superior designated (行政处罚法 第二十五条).
fn elsewhere(one: &Standing) -> Refusal {
    let refusal = Refusal::of(Rule::TransferredElsewhere);
    if one.transfer.designation.is_some() { refusal.resting_on("行政处罚法 第二十五条") } else { refusal }
}

/// A transfer is answered before the case is closed.
pub fn against_closing(file: &CaseFile, refusals: &mut Refusals) {
    if !open(file).is_empty() {
        refusals.add(Refusal::of(Rule::TransferUnanswered));
    }
}
