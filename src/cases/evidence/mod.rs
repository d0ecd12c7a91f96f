//! 证据 (evidence): what was collected, by whom, where it comes from, and whether it may be evidence at all. 行政处罚法 第四十条, 第四十一条, 第四十六条.

mod details;
pub mod examinations;
pub mod exclusions;
mod judged;
mod standing;

pub use details::EvidenceOrigin;
pub use standing::{EvidenceLine, EvidenceStanding, against_citations, against_penalty, cited, listed, standings};

use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::db::Tx;
use crate::domain::day::legal_date;
use crate::domain::evidence::{DeviceFault, DeviceFaultTold, EvidenceKind};
use crate::domain::ids::OfficerId;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::values::{Passage, Title};
use crate::monitoring_devices::store as devices;
use crate::problem::{Fault, Problem};
use crate::recordings::store as recordings;
use chrono::{DateTime, NaiveDate, Utc};
use details::{EvidenceCopy, EvidenceFile, EvidenceSource, Extraction};

step_noun! {
    /// 收集证据
    ///
    /// 行政处罚法 第四十六条: one piece of evidence, of one of the eight kinds, collected by two certified officers (第四十二条), with its source
    /// and the way it was collected. What an electronic monitoring device recorded may be evidence only when the device had passed its
    /// legal and technical review and its place was announced at that time (第四十一条): it is told by the register, and kept as it was
    /// told. What is not admissible is recorded all the same, but no report and no decision cites it.
    Evidence, EvidenceReply, EvidencePage, CollectEvidence by WorkCases at "/cases/{case_id}/evidence"
    as "evidence", "evidence_create", "evidence_list" {
        kind: EvidenceKind,
        /// 证据名称
        name: Title,
        /// 证据编号
        #[serde(default)]
        number: Option<Title>,
        /// 证明的事实
        proves: Passage,
        collected_at: DateTime<Utc>,
        place: Title,
        /// Exactly two, each certified on that day.
        #[schema(min_items = 1, max_items = 2)]
        officer_ids: Vec<OfficerId>,
        /// 收集的方式、过程
        method: Passage,
        source: EvidenceSource,
        /// 数量、页数, with its unit.
        #[serde(default)]
        quantity: Option<Title>,
        /// 复制件、照片: where the original is, and who confirmed that it is the same.
        #[serde(default)]
        copy: Option<EvidenceCopy>,
        /// 电子文件
        #[serde(default)]
        #[schema(max_items = 200)]
        files: Vec<EvidenceFile>,
        /// 提取记录: asked of electronic data.
        #[serde(default)]
        extraction: Option<Extraction>,
        /// 提供人、持有人的签名: asked of documents and things that somebody provided.
        #[serde(default)]
        signing: Option<super::investigation_acts::details::ActSigning>,
        /// 当事人对证据的意见
        #[serde(default)]
        party_opinion: Option<Passage>,
        /// 能否作为证据: worked out, by the register of monitoring devices as it is now, for the time of the record.
        #[serde(default)]
        admissible: Option<bool>,
        /// 不得作为证据的原因: worked out.
        #[serde(default)]
        #[schema(max_items = 4)]
        inadmissible_because: Vec<DeviceFault>,
    } shows {
        /// 不得作为证据的原因, in words.
        inadmissible_reasons: Vec<DeviceFaultTold> = reasons,
    }
}

fn reasons(evidence: &Evidence, _: &CaseFile) -> Vec<DeviceFaultTold> {
    evidence.inadmissible_because.iter().copied().map(DeviceFaultTold::from).collect()
}

impl Evidence {
    /// 电子技术监控设备的记录
    pub fn is_of_device(&self) -> bool {
        self.source.device.is_some()
    }

    /// The day on which a device recorded it.
    pub fn captured_on(&self) -> Option<NaiveDate> {
        self.source.device.as_ref().map(|capture| legal_date(capture.captured_at))
    }

    /// Who states what is worked out states the same.
    fn is_stated_rightly(&self, found: &[DeviceFault], refusals: &mut Refusals) {
        if self.admissible.is_some_and(|stated| stated != found.is_empty()) {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/admissible"));
        }
        if !self.inadmissible_because.is_empty() && self.inadmissible_because != found {
            refusals.add(Refusal::of(Rule::StatedOtherwise).at("/inadmissible_because"));
        }
    }

    /// 电子技术监控设备: what the register says of the device at the time of the record.
    fn of_device(&self, tx: &mut Tx, refusals: &mut Refusals) -> Result<Vec<DeviceFault>, Problem> {
        let Some(capture) = &self.source.device else { return Ok(Vec::new()) };
        let Some(device) = devices::find_own(tx, capture.device_id)? else {
            refusals.add(Refusal::of(Rule::DeviceUnknown).at("/source/device/device_id"));
            return Ok(Vec::new());
        };
        let found = device.standing().faults_on(legal_date(capture.captured_at));
        self.is_stated_rightly(&found, refusals);
        Ok(found)
    }
}

impl StepContent for Evidence {
    const STEP: Step = Step::CollectEvidence;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (legal_date(self.collected_at), "/collected_at")
    }

    fn officers(&self) -> Option<&[OfficerId]> {
        Some(&self.officer_ids)
    }

    fn moments(&self) -> Vec<(DateTime<Utc>, &'static str)> {
        vec![(self.collected_at, "/collected_at")]
    }

    fn may_be_taken(_: &CaseFile, _: &mut Refusals) {}

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        judged::source(self, file, refusals);
        judged::whole(self, refusals);
        if self.source.device.is_none() {
            self.is_stated_rightly(&[], refusals);
        }
    }

    fn faults(&self, _: NaiveDate) -> Vec<Fault> {
        judged::faults(self)
    }

    fn looked_up(self, tx: &mut Tx, file: &CaseFile, refusals: &mut Refusals) -> Result<Self, Problem> {
        if let Some(id) = self.source.recording_id {
            let recording = recordings::find_optional(tx, id)?;
            if recording.is_none_or(|one| one.of.case() != Some(file.case.id)) {
                refusals.add(Refusal::of(Rule::EvidenceSourceUnfit).at("/source/recording_id"));
            }
        }
        let inadmissible_because = self.of_device(tx, refusals)?;
        Ok(Self { inadmissible_because, ..self })
    }

    fn completed(self, _: &CaseFile) -> Self {
        Self { admissible: Some(self.inadmissible_because.is_empty()), ..self }
    }
}
