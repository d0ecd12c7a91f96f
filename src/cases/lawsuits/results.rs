//! 诉讼结果: what the lawsuit came to, and what becomes of the decision. 行政诉讼法 第六十九条至第七十七条.

use crate::cases::file::CaseFile;
use crate::cases::remedies::remedy_result;
use crate::cases::standing::{Remedy, lawsuits};
use crate::cases::steps::StepContent;
use crate::domain::decision::Penalty;
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::remedy::RemedyResult;
use crate::domain::stage::{Stage, Step};
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;

remedy_result! {
    /// 诉讼结果
    ///
    /// 行政诉讼法 第六十九条至第七十七条: the judgment that took effect. What is changed names the penalties that remain; what is annulled
    /// or void ends the decision. The figures keep the original and count the case as lost.
    LawsuitResult, LawsuitResultReply, LawsuitResultPage, ResolveLawsuit at "/cases/{case_id}/lawsuit-results"
    as "lawsuits", "lawsuit_results_create", "lawsuit_results_list" {
        /// 生效日
        effective_on,
        /// 裁判文书号
        document_number,
        /// 裁判要旨
        summary,
    } answers lawsuits, refused as LawsuitMissing, days |_| Vec::new(),
    no heavier by "行政诉讼法 第七十七条", |_, _| Ok(())
}
