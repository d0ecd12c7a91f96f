//! 卷内目录: the papers of a file in their order, and what may not be missing.

use crate::cases::file::CaseFile;
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::stage::Step;
use crate::domain::text_enum::text_enum;
use crate::domain::values::Title;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// 卷内顺序: the sections of a file, in their order
    pub enum ArchiveSection {
        Filing = "filing" "立案审批表",
        ScenesAndInquiries = "scenes_and_inquiries" "现场笔录、询问笔录",
        OfficersCards = "officers_cards" "执法证件复印件",
        PartyPapers = "party_papers" "当事人主体材料",
        AuthorisationsAndNotices = "authorisations_and_notices" "授权书、通知",
        Evidence = "evidence" "证据",
        InvestigationReport = "investigation_report" "调查终结报告",
        PriorNotice = "prior_notice" "事先告知书及送达回证",
        StatementOrHearing = "statement_or_hearing" "陈述申辩、听证材料",
        LegalReview = "legal_review" "法制审核意见",
        Discussion = "discussion" "集体讨论记录",
        DecisionApproval = "decision_approval" "决定审批表",
        Decision = "decision" "决定书及送达回证",
        Performance = "performance" "执行情况",
        Publication = "publication" "公示情况",
        ClosingReport = "closing_report" "结案报告",
        Other = "other" "其他",
    }
}

text_enum! {
    /// 正卷、副卷
    pub enum ArchiveVolume {
        /// The party may read it.
        Main = "main" "正卷",
        /// Internal: approvals and discussions.
        Sub = "sub" "副卷",
    }
}

/// 卷内文件
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchivedPaper {
    volume: ArchiveVolume,
    section: ArchiveSection,
    /// 题名
    title: Title,
    /// 文号
    #[serde(default)]
    document_number: Option<Title>,
    /// 日期
    #[serde(default)]
    made_on: Option<NaiveDate>,
    /// 页数
    #[schema(minimum = 1, maximum = 10_000)]
    pages: u32,
    #[serde(default)]
    remark: Option<Title>,
}

/// 卷内目录的一行
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogueLine {
    volume: ArchiveVolume,
    /// 顺序号, from 1 in each volume.
    number: u32,
    title: Title,
    /// 文号
    document_number: Option<Title>,
    made_on: Option<NaiveDate>,
    /// 起止页号, from 1 in each volume.
    first_page: u32,
    last_page: u32,
}

pub fn numbered(papers: &[ArchivedPaper]) -> Vec<CatalogueLine> {
    let mut lines = Vec::new();
    for volume in ArchiveVolume::ALL {
        let (mut number, mut pages) = (0, 0);
        for paper in papers.iter().filter(|paper| paper.volume == *volume) {
            number += 1;
            lines.push(CatalogueLine {
                volume: *volume,
                number,
                title: paper.title.clone(),
                document_number: paper.document_number.clone(),
                made_on: paper.made_on,
                first_page: pages + 1,
                last_page: pages + paper.pages,
            });
            pages += paper.pages;
        }
    }
    lines
}

/// In each volume the sections follow one another; what is internal is none of the party's volume.
pub fn in_order(papers: &[ArchivedPaper], refusals: &mut Refusals) {
    for (place, paper) in papers.iter().enumerate() {
        let before = papers[..place].iter().rfind(|one| one.volume == paper.volume);
        if before.is_some_and(|before| before.section > paper.section) {
            let zh = format!("“{}”（{}）应当排在前面：请按卷内顺序排列", paper.section.label_zh(), paper.section);
            let en = format!("A paper of {} stands earlier in its volume", paper.section);
            let refusal = Refusal::new(Rule::ArchiveOutOfOrder, Text::new(zh, en));
            refusals.add(refusal.at(format!("/papers/{place}/section")));
        }
        let is_internal = matches!(paper.section, ArchiveSection::Discussion | ArchiveSection::DecisionApproval);
        if is_internal && paper.volume == ArchiveVolume::Main {
            refusals.add(Refusal::of(Rule::InternalPaperShown).at(format!("/papers/{place}/volume")));
        }
    }
}

/// The section that a step leaves a paper in.
const fn section_of(step: Step) -> Option<ArchiveSection> {
    use ArchiveSection as Section;
    Some(match step {
        Step::CollectEvidence => Section::Evidence,
        Step::TellOffSite => Section::AuthorisationsAndNotices,
        Step::ConcludeInvestigation => Section::InvestigationReport,
        Step::Notify => Section::PriorNotice,
        Step::HearStatement | Step::HoldHearing => Section::StatementOrHearing,
        Step::ReviewLegally => Section::LegalReview,
        Step::Discuss => Section::Discussion,
        Step::Decide => Section::Decision,
        Step::Pay | Step::Demand | Step::ApplyToCourt | Step::Execute => Section::Performance,
        Step::Close => Section::ClosingReport,
        _ => return None,
    })
}

/// 行政处罚法 第四十七条: whatever the case holds has its paper in the file.
pub fn whole(papers: &[ArchivedPaper], file: &CaseFile, refusals: &mut Refusals) {
    let mut needed: Vec<ArchiveSection> = file.done.iter().filter_map(|done| section_of(done.step)).collect();
    needed.push(ArchiveSection::Filing);
    needed.sort_unstable();
    needed.dedup();
    let has = |section| papers.iter().any(|paper| paper.section == section);
    let named = |section: ArchiveSection| format!("“{}”（{section}）", section.label_zh());
    let mut refuse = |zh: &str, en: &str| {
        let detail = Text::new(format!("缺少{zh}"), format!("There is no paper of {en}"));
        refusals.add(Refusal::new(Rule::ArchivePaperMissing, detail).at("/papers"));
    };
    for section in needed.into_iter().filter(|section| !has(*section)) {
        refuse(&named(section), section.as_str());
    }
    let found = [ArchiveSection::ScenesAndInquiries, ArchiveSection::Evidence];
    if file.has(Step::Investigate) && !found.into_iter().any(has) {
        let [scenes, evidence] = found;
        refuse(&format!("{}或者{}", named(scenes), named(evidence)), &format!("{scenes} or {evidence}"));
    }
}
