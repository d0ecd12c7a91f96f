//! An import and the outcome of its rows.

use super::table::charset::Charset;
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::domain::ids::{AccountId, AgencyId, EntryId, ImportId};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::text_enum::text_enum;
use crate::domain::values::Passage;
use crate::problem::{Fault, Problem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

text_enum! {
    /// 导入种类: what the rows of a file are.
    pub enum ImportKind {
        /// 执法主体
        Agencies = "agencies" "执法主体",
        /// 执法人员
        Officers = "officers" "执法人员",
        /// 执法事项
        Matters = "matters" "执法事项",
        /// 事项认领
        MatterClaims = "matter-claims" "事项认领",
        /// 收费项目
        FeeItems = "fee-items" "收费项目",
        /// 行政检查
        Inspections = "inspections" "行政检查",
        /// 案件
        Cases = "cases" "案件",
        /// 强制行为
        CoerciveActs = "coercive-acts" "强制行为",
        /// 申报数据
        DeclaredFigures = "declared-figures" "申报数据",
    }
}

/// What the rows of a file are: records to be brought in, or payments that are only held against what is recorded here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    Import(ImportKind),
    /// 非税平台的缴款
    Payments,
}

impl RowKind {
    /// By which its other column names are known.
    pub const fn as_str(self) -> &'static str {
        match self {
            RowKind::Import(kind) => kind.as_str(),
            RowKind::Payments => "payments",
        }
    }
}

impl From<ImportKind> for RowKind {
    fn from(kind: ImportKind) -> Self {
        Self::Import(kind)
    }
}

impl ImportKind {
    /// Agencies and the catalogue belong to the deployment; all other records belong to an agency.
    pub fn is_of_deployment(self) -> bool {
        matches!(self, ImportKind::Agencies | ImportKind::Matters)
    }
}

text_enum! {
    /// 导入状态
    pub enum ImportState {
        /// 等待处理
        Queued = "queued" "等待处理",
        /// 处理中
        Running = "running" "处理中",
        /// 已完成: every row has its outcome, and what was accepted counts in statistics.
        Completed = "completed" "已完成",
        /// 失败: the work could not go on; `failure` says why. Rows without an outcome were not applied.
        Failed = "failed" "失败",
        /// 已取消: somebody cancelled it. Rows without an outcome were not applied; those with one stay.
        Cancelled = "cancelled" "已取消",
    }
}

text_enum! {
    /// 冲突处理: what becomes of a row whose key was imported before with other content.
    pub enum OnConflict {
        /// 拒绝
        Reject = "reject" "拒绝",
        /// 更正: the row becomes the newest revision; the old fact stays for earlier points of view.
        Supersede = "supersede" "更正",
    }
}

text_enum! {
    /// 导入结果
    pub enum RowOutcome {
        /// 已导入
        Accepted = "accepted" "已导入",
        /// 与已导入内容相同
        Unchanged = "unchanged" "内容未变",
        /// 已拒绝
        Rejected = "rejected" "已拒绝",
    }
}

/// An import, as asked for and as far as it has come.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: ImportId,
    /// Whose import it is: the caller's agency, or the deployment.
    pub agency: AgencyId,
    pub kind: ImportKind,
    pub state: ImportState,
    pub dry_run: bool,
    pub on_conflict: OnConflict,
    pub account: AccountId,
    pub source: Source,
    pub counts: Counts,
    pub failure: Option<String>,
    pub cancellation: Option<Cancellation>,
    pub version: i64,
    pub entry_id: EntryId,
    pub recorded_at: DateTime<Utc>,
    /// When the first rows were taken up, and when the last were done so far.
    pub worked: Option<(DateTime<Utc>, DateTime<Utc>)>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// 取消: who wanted an import to stop, and why.
#[derive(Debug, Clone)]
pub struct Cancellation {
    pub reason: Passage,
    pub account: AccountId,
    pub at: DateTime<Utc>,
}

text_enum! {
    /// 文件格式
    pub enum ImportFormat {
        /// One JSON object a line
        Ndjson = "ndjson" "NDJSON",
        /// Columns with a header
        Csv = "csv" "CSV",
    }
}

/// The file as it came.
#[derive(Debug, Clone)]
pub struct Source {
    pub format: ImportFormat,
    pub charset: Charset,
    /// The columns as the file names them; none unless it is CSV.
    pub header: Vec<String>,
    pub bytes: i64,
}

/// How far an import has come, and how long it will take at the pace so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub done: i32,
    /// Of all rows, 0 to 1.
    pub fraction: f64,
    pub rows_per_second: Option<f64>,
    pub seconds_left: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub rows: i32,
    pub accepted: i32,
    pub unchanged: i32,
    pub rejected: i32,
    pub warnings: i32,
}

impl Import {
    pub fn goes_on(&self) -> bool {
        matches!(self.state, ImportState::Queued | ImportState::Running)
    }

    /// The import after somebody cancelled it. What waits ends at once; what runs ends with the rows at hand.
    pub fn cancelled(self, cancellation: Cancellation) -> Result<Self, Refusal> {
        if !self.goes_on() {
            return Err(Refusal::of(Rule::ImportEnded));
        }
        let waits = self.state == ImportState::Queued;
        let (state, finished_at) =
            if waits { (ImportState::Cancelled, Some(cancellation.at)) } else { (self.state, None) };
        Ok(Self { state, finished_at, version: self.version + 1, cancellation: Some(cancellation), ..self })
    }

    pub fn progress(&self) -> Progress {
        let Counts { rows, accepted, unchanged, rejected, .. } = self.counts;
        let done = accepted + unchanged + rejected;
        let fraction = if rows == 0 { 1.0 } else { f64::from(done) / f64::from(rows) };
        let seconds = self.worked.map(|(from, to)| (to - from).as_seconds_f64()).filter(|seconds| *seconds > 0.0);
        let rows_per_second = seconds.map(|seconds| (f64::from(done) / seconds * 10.0).round() / 10.0);
        let pace = rows_per_second.filter(|pace| self.goes_on() && *pace > 0.0);
        // A file has fewer than 2³¹ rows, so the quotient fits.
        let seconds_left = pace.map(|pace| (f64::from(rows - done) / pace).ceil() as i64);
        Progress { done, fraction: (fraction * 1000.0).round() / 1000.0, rows_per_second, seconds_left }
    }

    /// Writes for `agency` what the account asked to have imported. It reads nothing beyond that agency, and entries
    /// name the import as their request.
    pub fn worker_for(&self, agency: AgencyId) -> Actor {
        let (account, request) = (self.account, self.id.uuid());
        Actor { account, session: None, agency, roles: Vec::new(), officer: None, outstanding: None, request }
    }

    /// An administrator of an agency imports its own records; the deployment those of any agency.
    pub fn may_write_for(&self, agency: AgencyId) -> bool {
        self.agency == DEPLOYMENT || self.agency == agency
    }
}

/// A fault or a warning of a row, in both languages, as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowFault {
    /// JSON pointer into the row; empty for the row as a whole.
    pub pointer: String,
    /// The column of the file, as its header names it; null when the file has no columns, or for the row as a whole.
    #[serde(default)]
    pub column: Option<String>,
    pub code: String,
    pub detail: String,
    pub detail_en: String,
    /// Law and article when the law refuses; `house` for a rule of ours.
    pub legal_basis: Option<String>,
}

impl From<&Fault> for RowFault {
    fn from(fault: &Fault) -> Self {
        Self {
            pointer: fault.pointer.clone(),
            column: None,
            code: fault.code.to_string(),
            detail: fault.detail.zh.clone(),
            detail_en: fault.detail.en.clone(),
            legal_basis: fault.legal_basis.map(str::to_owned),
        }
    }
}

/// All that is wrong with a row.
pub fn faults_of(problem: &Problem) -> Vec<RowFault> {
    if !problem.errors.is_empty() {
        return problem.errors.iter().map(RowFault::from).collect();
    }
    let code = problem.code;
    let told = problem.detail.clone().unwrap_or_else(|| Text::new(code.title_zh(), code.title_en()));
    vec![RowFault::from(&Fault::new("", code.as_str(), told))]
}

/// What became of one row.
#[derive(Debug, Clone)]
pub struct RowResult {
    pub row_number: i32,
    pub outcome: RowOutcome,
    pub faults: Vec<RowFault>,
    pub warnings: Vec<RowFault>,
    /// The entry that recorded the row, in the row's own agency.
    pub entry: Option<(AgencyId, EntryId)>,
}

impl RowResult {
    pub fn rejected(row_number: i32, faults: Vec<RowFault>) -> Self {
        Self { row_number, outcome: RowOutcome::Rejected, faults, warnings: Vec::new(), entry: None }
    }
}

/// A row on its way: its place in the file and its text.
#[derive(Debug, Clone)]
pub struct Line {
    /// Of NDJSON the line of the file; of CSV the row as a spreadsheet counts it, the header being row 1. Blank ones count
    /// but are no rows.
    pub number: i32,
    /// The line of the file on which the row begins.
    pub file_line: i32,
    /// A JSON object; of CSV the cells as a JSON list.
    pub text: String,
    /// Why the row could not even be kept as it is.
    pub faults: Vec<RowFault>,
}

/// What a key became: the newest revision of what was imported under it.
#[derive(Debug, Clone)]
pub struct Earlier {
    pub revision: i32,
    pub subject: Uuid,
    pub content_digest: Vec<u8>,
    pub entry_id: EntryId,
}
