//! What is asked of the record of one piece of evidence.

use super::Evidence;
use super::details::EvidenceOrigin;
use crate::cases::file::CaseFile;
use crate::cases::investigation_acts::judged::{missing, signed};
use crate::domain::evidence::{EvidenceKind, IntegrityValue};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::problem::Fault;
use chrono::{DateTime, Utc};

/// `from` with its own member and no other; what it names is of this case.
pub fn source(evidence: &Evidence, file: &CaseFile, refusals: &mut Refusals) {
    let source = &evidence.source;
    let members = [
        (source.investigation_act_id.is_some(), EvidenceOrigin::InvestigationAct, "/source/investigation_act_id"),
        (source.recording_id.is_some(), EvidenceOrigin::Recording, "/source/recording_id"),
        (source.device.is_some(), EvidenceOrigin::Device, "/source/device"),
        (source.agency.is_some(), EvidenceOrigin::Agency, "/source/agency"),
        (source.provided_by.is_some(), EvidenceOrigin::Provided, "/source/provided_by"),
        (!evidence.files.is_empty(), EvidenceOrigin::File, "/files"),
    ];
    for (is_given, of, pointer) in members {
        let may_stand_by = of == EvidenceOrigin::File; // whatever the source, there may be files
        if (of == source.from && !is_given) || (of != source.from && is_given && !may_stand_by) {
            refusals.add(Refusal::of(Rule::EvidenceSourceUnfit).at(pointer));
        }
    }
    if let Some(act) = source.investigation_act_id {
        let is_here = file.done.iter().any(|done| done.step == Step::Investigate && done.id == act.uuid());
        if !is_here {
            refusals.add(Refusal::of(Rule::EvidenceSourceUnfit).at("/source/investigation_act_id"));
        }
    }
}

/// What the kind asks for, in order of time.
pub fn whole(evidence: &Evidence, refusals: &mut Refusals) {
    if let Some(copy) = &evidence.copy {
        let items = [(copy.is_same, "/is_same", "核对无异", "that the copy is the same as the original")];
        missing(Rule::EvidenceIncomplete, items, "/copy", refusals);
    }
    if evidence.kind == EvidenceKind::ElectronicData && evidence.extraction.is_none() {
        refusals.add(Refusal::of(Rule::ExtractionMissing).at("/extraction"));
    }
    if let Some(extraction) = &evidence.extraction {
        let items = [(!extraction.extracted_by.is_empty(), "/extracted_by", "提取人", "who extracted it")];
        missing(Rule::EvidenceIncomplete, items, "/extraction", refusals);
        before(extraction.extracted_at, evidence.collected_at, "/extraction/extracted_at", refusals);
    }
    if let Some(capture) = &evidence.source.device {
        let until = evidence.extraction.as_ref().map_or(evidence.collected_at, |one| one.extracted_at);
        before(capture.captured_at, until, "/source/device/captured_at", refusals);
    }
    let is_given = evidence.source.from == EvidenceOrigin::Provided;
    let is_a_thing = matches!(evidence.kind, EvidenceKind::Documentary | EvidenceKind::Physical);
    match &evidence.signing {
        Some(signing) => missing(Rule::EvidenceIncomplete, signed(signing), "", refusals),
        None if is_given && is_a_thing => {
            let items = [(false, "/signing", "提供人的签名", "the signature of who provided it")];
            missing(Rule::EvidenceIncomplete, items, "", refusals);
        }
        None => {}
    }
}

fn before(earlier: DateTime<Utc>, later: DateTime<Utc>, pointer: &str, refusals: &mut Refusals) {
    if earlier > later {
        let detail =
            Text::new("晚于其后的提取或者收集：应当核对时间", "It lies after what followed it: check the times");
        refusals.add(Refusal::new(Rule::DatesRunBackwards, detail).at(pointer));
    }
}

/// Integrity values that are none.
pub fn faults(evidence: &Evidence) -> Vec<Fault> {
    let files = evidence.files.iter().enumerate();
    let files = files.map(|(place, one)| (&one.integrity, format!("/files/{place}/integrity/value")));
    let extraction = evidence.extraction.iter();
    let extraction = extraction.map(|one| (&one.integrity, "/extraction/integrity/value".to_owned()));
    let wrong = files.chain(extraction).filter(|(value, _)| !value.is_well_formed());
    wrong.map(|(value, pointer)| malformed(value, pointer)).collect()
}

fn malformed(value: &IntegrityValue, pointer: String) -> Fault {
    let zh = format!("不是{}的校验值", value.algorithm.label_zh());
    let en = format!("This is no value of {}", value.algorithm);
    Fault::new(pointer, "integrity_value_malformed", Text::new(zh, en))
}
