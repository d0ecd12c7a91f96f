//! 归档 (archiving): the file of a closed case is put in order, numbered and handed to the archive. 行政处罚法 第四十七条.

mod catalogue;

pub use catalogue::{ArchiveSection, ArchiveVolume, ArchivedPaper, CatalogueLine};

use super::evidence::{self, EvidenceLine};
use super::file::CaseFile;
use super::steps::{StepContent, step_noun};
use crate::domain::act::{Earlier, in_order};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Code, Passage, PersonName, Title};
use chrono::NaiveDate;

text_enum! {
    /// 保管期限: which one is asked for differs by province and field.
    pub enum RetentionClass {
        Permanent = "permanent" "永久",
        ThirtyYears = "thirty_years" "定期三十年",
        TenYears = "ten_years" "定期十年",
        /// As `retention_basis` says.
        Other = "other" "其他",
    }
}

step_noun! {
    /// 归档
    ///
    /// 行政处罚法 第四十七条. The papers stand in the order of a file, 正卷 for the party to read and 副卷 for what is internal; whatever the case
    /// holds has its paper. Numbers and pages are told by the catalogue.
    Archiving, ArchivingReply, ArchivingPage, Archive by ArchiveCases at "/cases/{case_id}/archivings"
    as "archivings", "archivings_create", "archivings_list" {
        archived_on: NaiveDate,
        /// 档号: each is used once.
        archive_number: Code,
        /// 案卷题名
        title: Title,
        retention: RetentionClass,
        /// Where the class comes from; needed of another one.
        #[serde(default)]
        retention_basis: Option<Title>,
        /// 卷内文件, in their order.
        #[schema(min_items = 1, max_items = 1000)]
        papers: Vec<ArchivedPaper>,
        /// 立卷人
        compiled_by: PersonName,
        /// 检查人
        checked_by: PersonName,
        /// 档案管理人员
        received_by: PersonName,
        /// 备考表: what is missing, damaged or kept elsewhere.
        #[serde(default)]
        remarks: Option<Passage>,
    } shows {
        /// 卷内目录: numbered, with pages, volume by volume.
        catalogue: Vec<CatalogueLine> = catalogue_of,
        /// 证据目录: every evidence of the case, with what became of it.
        evidence: Vec<EvidenceLine> = evidence_of,
    }
}

fn catalogue_of(archiving: &Archiving, _: &CaseFile) -> Vec<CatalogueLine> {
    catalogue::numbered(&archiving.papers)
}

fn evidence_of(_: &Archiving, file: &CaseFile) -> Vec<EvidenceLine> {
    evidence::listed(file)
}

impl StepContent for Archiving {
    const STEP: Step = Step::Archive;

    fn happened_on(&self) -> (NaiveDate, &'static str) {
        (self.archived_on, "/archived_on")
    }

    fn may_be_taken(file: &CaseFile, refusals: &mut Refusals) {
        let closed = file.done.iter().rposition(|done| done.step == Step::Close).unwrap_or_default();
        if file.done[closed..].iter().any(|done| done.step == Step::Archive) {
            refusals.add(Refusal::of(Rule::ArchivedAlready));
        }
    }

    fn judge(&self, file: &CaseFile, refusals: &mut Refusals) {
        if let Some(closed_on) = file.case.closed_on {
            refusals.check(in_order(Earlier::closure(closed_on), self.archived_on, "/archived_on"));
        }
        if self.retention == RetentionClass::Other && self.retention_basis.is_none() {
            refusals.add(Refusal::of(Rule::ReasonMissing).at("/retention_basis"));
        }
        catalogue::in_order(&self.papers, refusals);
        catalogue::whole(&self.papers, file, refusals);
    }
}
