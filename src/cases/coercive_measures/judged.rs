//! What the law asks of one measure.

use super::{CoerciveMeasure, MeasureKind, MeasureSignature};
use crate::cases::deadlines::{Fact, Period, ends};
use crate::cases::file::CaseFile;
use crate::domain::act::ActingAgency;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};

impl CoerciveMeasure {
    /// 行政强制法 第十条, 第二十九条: a town never restricts liberty, and never freezes.
    pub(super) fn within_power(&self, agency: &ActingAgency, refusals: &mut Refusals) {
        match self.kind {
            MeasureKind::RestrictLiberty if agency.is_town => {
                refusals.add(Refusal::of(Rule::LibertyBeyondTown).at("/kind"));
            }
            MeasureKind::FreezeDeposits if agency.is_town => {
                refusals.add(Refusal::of(Rule::FreezeBeyondTown).at("/kind"));
            }
            _ => {}
        }
    }

    /// 行政强制法 第十八条第一项, 第十九条.
    pub(super) fn is_approved(&self, file: &CaseFile, refusals: &mut Refusals) {
        let term = || ends(file, Period::of(DeadlineRule::MeasureApproval, Fact::at(self.imposed_at)));
        match &self.approval {
            None if !self.urgent => refusals.add(Refusal::of(Rule::MeasureApprovalMissing).at("/approval")),
            Some(approval) if !self.urgent && approval.approved_at > self.imposed_at => {
                refusals.add(Refusal::of(Rule::MeasureApprovalMissing).at("/approval/approved_at"));
            }
            Some(approval) => match term() {
                Ok(term) if term.is_over_at(approval.approved_at) => {
                    refusals.add(Refusal::of(Rule::UrgentApprovalLate).at("/approval/approved_at"));
                }
                verdict => refusals.check(verdict.map(drop)),
            },
            None => {}
        }
    }

    /// 行政强制法 第十八条, 第二十四条.
    pub(super) fn steps_are_whole(&self, refusals: &mut Refusals) {
        let is_present = self.party_signature != MeasureSignature::Absent;
        let is_refused = self.party_signature == MeasureSignature::Refused;
        let steps = [
            (self.certificates_shown, "/certificates_shown", "未出示执法身份证件", "The certificates were not shown"),
            (self.party_summoned, "/party_summoned", "未通知当事人到场", "The party was not called to the place"),
            (self.told.reasons || !is_present, "/told/reasons", "未当场告知理由", "The reasons were not told"),
            (self.told.legal_bases || !is_present, "/told/legal_bases", "未当场告知依据", "The basis was not told"),
            (self.told.rights || !is_present, "/told/rights", "未当场告知权利", "The rights were not told"),
            (self.told.remedies || !is_present, "/told/remedies", "未当场告知救济途径", "The remedies were not told"),
            (
                self.refusal_note.is_some() || !is_refused,
                "/refusal_note",
                "当事人拒绝签名，未予注明",
                "The party did not sign, and no note says so",
            ),
            (
                self.witness.is_some() || is_present,
                "/witness",
                "当事人不到场，没有见证人",
                "The party was absent, and no witness signed",
            ),
        ];
        for (_, at, zh, en) in steps.into_iter().filter(|(is_done, ..)| !is_done) {
            refusals.add(Refusal::new(Rule::MeasureStepMissing, Text::new(zh, en)).at(at));
        }
        for (is_done, at) in
            [(self.decision_delivered, "/decision_delivered"), (self.list_delivered, "/list_delivered")]
        {
            if !is_done && is_present {
                refusals.add(Refusal::of(Rule::MeasurePapersMissing).at(at));
            }
        }
    }

    /// 行政强制法 第二十三条: no necessities, and nothing that another body has sealed.
    pub(super) fn things_may_be_sealed(&self, refusals: &mut Refusals) {
        for (place, thing) in self.things.iter().enumerate() {
            let faults = [
                (thing.is_necessity, "is_necessity", "生活必需品", "a necessity of life"),
                (
                    thing.is_sealed_by_another,
                    "is_sealed_by_another",
                    "其他国家机关已查封的财物",
                    "sealed by another body",
                ),
            ];
            for (_, member, zh, en) in faults.into_iter().filter(|(is_so, ..)| *is_so) {
                let name = &thing.name;
                let detail = Text::new(format!("{name}是{zh}"), format!("{name} is {en}"));
                refusals.add(Refusal::new(Rule::ThingNotToBeSealed, detail).at(format!("/things/{place}/{member}")));
            }
        }
    }
}
