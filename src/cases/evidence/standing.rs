//! How each piece of evidence stands, and what may be cited.

use super::Evidence;
use super::examinations::{EvidenceExamination, ExaminationResult};
use super::exclusions::{EvidenceExclusion, ExclusionGround};
use crate::cases::file::CaseFile;
use crate::cases::off_site_notices::OffSiteNotice;
use crate::domain::evidence::EvidenceKind;
use crate::domain::ids::CaseStepId;
use crate::domain::penalty::{Outcome, Procedure};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::values::Title;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// One piece of evidence, with what became of it.
#[derive(Debug)]
pub struct EvidenceStanding {
    pub id: Uuid,
    pub on: NaiveDate,
    pub evidence: Evidence,
    /// The last examination counts.
    pub examined: Option<ExaminationResult>,
    pub excluded: bool,
}

impl EvidenceStanding {
    fn is_admissible(&self) -> bool {
        self.evidence.admissible != Some(false)
    }

    /// 行政处罚法 第四十一条, 第四十六条: what stands against finding facts by it.
    fn against_citing(&self) -> Vec<Refusal> {
        let mut all = Vec::new();
        if self.excluded {
            all.push(Refusal::of(Rule::EvidenceExcluded));
        }
        if !self.is_admissible() {
            let reasons: Vec<_> = self.evidence.inadmissible_because.iter().collect();
            let zh: Vec<_> = reasons.iter().map(|one| one.label_zh()).collect();
            let en: Vec<_> = reasons.iter().map(|one| one.label_en()).collect();
            let text = Text::new(
                format!("该项证据不得作为证据（{}）：请采用其他证据", zh.join("；")),
                format!("It may not be evidence. {}: rely on other evidence", en.join(". ")),
            );
            all.push(Refusal::new(Rule::EvidenceInadmissible, text));
        }
        match self.examined {
            Some(ExaminationResult::Verified) => {}
            Some(ExaminationResult::Doubtful) => {
                let text = Text::new(
                    "该项证据经审查存疑：应当查证属实或者不予采用",
                    "The evidence was found doubtful: verify it, or do without it",
                );
                all.push(Refusal::new(Rule::EvidenceUnjudged, text));
            }
            None => {
                let text =
                    Text::new("该项证据尚未审查：应当先查证属实", "The evidence was not examined yet: verify it first");
                all.push(Refusal::new(Rule::EvidenceUnjudged, text));
            }
        }
        all
    }
}

/// Every piece of evidence of the case, in the order of collection.
pub fn standings(file: &CaseFile) -> Vec<EvidenceStanding> {
    let collected = file.all::<Evidence>();
    let with = |(done, evidence): (&crate::cases::file::Done, Evidence)| EvidenceStanding {
        id: done.id,
        on: done.on,
        evidence,
        examined: file
            .all::<EvidenceExamination>()
            .rfind(|(_, one)| one.evidence_id.uuid() == done.id)
            .map(|(_, one)| one.result),
        excluded: file.all::<EvidenceExclusion>().any(|(_, one)| one.evidence_id.uuid() == done.id),
    };
    collected.map(with).collect()
}

/// What a report or a decision cites is of this case, admissible, verified and not excluded.
pub fn cited(file: &CaseFile, ids: &[CaseStepId], pointer: &str, refusals: &mut Refusals) {
    if ids.is_empty() {
        return;
    }
    let standings = standings(file);
    for (place, id) in ids.iter().enumerate() {
        let at = format!("{pointer}/{place}");
        match standings.iter().find(|one| one.id == id.uuid()) {
            None => refusals.add(Refusal::of(Rule::EvidenceUnknown).at(at)),
            Some(one) => {
                for refusal in one.against_citing() {
                    refusals.add(refusal.at(at.clone()));
                }
            }
        }
    }
}

/// Evidence that an ordinary penalty has to cite: the case holds some that was not excluded.
fn must_cite(file: &CaseFile, standings: &[EvidenceStanding]) -> bool {
    file.case.procedure == Procedure::Ordinary && standings.iter().any(|one| !one.excluded)
}

/// 行政处罚法 第四十六条第二款: of the evidence that the case holds some was verified, or there is no penalty, whatever it will say.
pub fn against_penalty(file: &CaseFile, refusals: &mut Refusals) {
    let standings = standings(file);
    if must_cite(file, &standings) && !standings.iter().any(|one| one.against_citing().is_empty()) {
        let text = Text::new(
            "本案的证据均未查证属实或者不得作为证据：应当先查证属实、另行收集或者排除",
            "No evidence of the case is verified and admissible: verify some, collect other evidence, or exclude what there is",
        );
        refusals.add(Refusal::new(Rule::EvidenceUnjudged, text));
    }
}

/// What a decision cites. A penalty cites some evidence where the case holds any (第五十九条), and of a device's record the party was told
/// before (第四十一条第三款).
pub fn against_citations(file: &CaseFile, outcome: Outcome, ids: &[CaseStepId], refusals: &mut Refusals) {
    const AT: &str = "/document/evidence_ids";
    cited(file, ids, AT, refusals);
    if outcome != Outcome::Penalty {
        return;
    }
    let standings = standings(file);
    if ids.is_empty() && must_cite(file, &standings) {
        refusals.add(Refusal::of(Rule::EvidenceUncited).at(AT));
    }
    let told: Vec<CaseStepId> = file.all::<OffSiteNotice>().flat_map(|(_, one)| one.evidence_ids).collect();
    for (place, id) in ids.iter().enumerate() {
        let of_device = standings.iter().any(|one| one.id == id.uuid() && one.evidence.is_of_device());
        if of_device && !told.contains(id) {
            refusals.add(Refusal::of(Rule::DeviceEvidenceUntold).at(format!("{AT}/{place}")));
        }
    }
}

/// 证据目录的一行
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceLine {
    /// 序号
    number: usize,
    evidence_id: CaseStepId,
    kind: EvidenceKind,
    name: Title,
    collected_on: NaiveDate,
    admissible: bool,
    /// 审查结论; null of what was never examined.
    examined: Option<ExaminationResult>,
    /// 排除的理由; null of what was not excluded.
    excluded_because: Option<ExclusionGround>,
}

/// 证据目录: every evidence, in the order of collection.
pub fn listed(file: &CaseFile) -> Vec<EvidenceLine> {
    let because = |id: Uuid| {
        let excluded = file.all::<EvidenceExclusion>().find(|(_, one)| one.evidence_id.uuid() == id);
        excluded.map(|(_, one)| one.ground)
    };
    let line = |(place, one): (usize, EvidenceStanding)| EvidenceLine {
        number: place + 1,
        evidence_id: CaseStepId::from_uuid(one.id),
        kind: one.evidence.kind,
        admissible: one.is_admissible(),
        name: one.evidence.name,
        collected_on: one.on,
        examined: one.examined,
        excluded_because: because(one.id),
    };
    standings(file).into_iter().enumerate().map(line).collect()
}
