//! The comparison of payments on the wire.

use super::model::{
    PaymentFinding, PlatformPayment, PlatformRow, RecordedPayment, Report, ReportedReceipt, compare as held_against,
};
use super::store;
use crate::auth::Authorized;
use crate::db::{Db, View};
use crate::domain::day::legal_date;
use crate::domain::permission::may::ReconcilePayments;
use crate::domain::values::Code;
use crate::http::body::must_fit;
use crate::http::csv::{self, text_cell};
use crate::http::shapes::Shapes;
use crate::http::{FileFormat, Query, Refusals, Reply, request_id};
use crate::imports::http::format_of;
use crate::imports::model::{RowFault, RowKind};
use crate::imports::reading::read_rows;
use crate::imports::receipt::FileAsked;
use crate::imports::spool::{FILE_BYTES_MAX, Spooled};
use crate::imports::worker::Importer;
use crate::problem::Problem;
use actix_web::web::{Data, Payload, block};
use actix_web::{HttpRequest, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which payments are expected in the file, and how the report is shown.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PaymentsQuery {
    /// Code of the one agency that is compared; left out, all that the account sees.
    #[serde(default)]
    agency: Option<String>,
    /// Payments of this day or later are expected in the file: of its first day when left out.
    #[serde(default)]
    from: Option<NaiveDate>,
    /// Payments of this day or earlier are expected in the file: of its last day when left out.
    #[serde(default)]
    to: Option<NaiveDate>,
    /// As the `Accept` header says when left out; CSV holds a line for each receipt that is not equal.
    #[serde(default)]
    #[param(inline)]
    format: Option<FileFormat>,
}

/// 非税对账: what the comparison found.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentReconciliationReply {
    /// Payments of these days were expected in the file; null when it holds no row that could be read.
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// Digest of the file.
    sha256: String,
    /// Rows of the file.
    rows: usize,
    /// Receipts that are the same on both sides.
    equal: usize,
    missing_here: usize,
    missing_there: usize,
    amount_differs: usize,
    /// 缴款日期不符
    date_differs: usize,
    /// 决定书文号不符
    case_differs: usize,
    receipt_used_twice: usize,
    rejected: usize,
    /// What is not equal, receipt by receipt.
    lines: Vec<PaymentReconciliationLine>,
}

/// One receipt that is not equal, or one row that could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentReconciliationLine {
    finding: PaymentFinding,
    /// 财政票据号码
    receipt_number: Option<String>,
    /// Row of the file that could not be read.
    row: Option<i32>,
    here: Vec<RecordedPayment>,
    there: Vec<PlatformRow>,
    /// Of a row that could not be read.
    faults: Vec<RowFault>,
}

impl From<ReportedReceipt> for PaymentReconciliationLine {
    fn from(one: ReportedReceipt) -> Self {
        let ReportedReceipt { finding, receipt_number, row, here, there, faults } = one;
        Self { finding, receipt_number, row, here, there, faults }
    }
}

/// 非税对账: a file of the non-tax platform (NDJSON or CSV) held against the payments recorded here, receipt by receipt. Nothing is
/// written, not even that it was compared; no Idempotency-Key is needed.
#[utoipa::path(tag = "payments", operation_id = "payment_reconciliations_compare", security(("bearer" = [])),
    params(PaymentsQuery), request_body(description = "At most 1 MiB a row, 100 000 rows",
        content((PlatformPayment = "application/x-ndjson"), (String = "text/csv"))),
    responses((status = 200, content((PaymentReconciliationReply = "application/json"), (String = "text/csv"))), Refusals))]
#[post("/payment-reconciliations")]
pub async fn compare(
    db: Data<Db>,
    importer: Data<Importer>,
    shapes: Data<Shapes>,
    caller: Authorized<ReconcilePayments>,
    Query(asked): Query<PaymentsQuery>,
    request: HttpRequest,
    body: Payload,
) -> Result<Reply, Problem> {
    let (format, charset) = format_of(&request)?;
    must_fit(&request, FILE_BYTES_MAX)?;
    let form = FileAsked { kind: RowKind::Payments, format, charset };
    let as_csv = asked.format.unwrap_or_else(|| FileFormat::accepted(&request)) == FileFormat::Csv;
    let file = Spooled::receive(&importer.spool, &request_id::of(&request).to_string(), body).await?;
    let today = legal_date(db.clock().now());
    #[expect(
        clippy::disallowed_methods,
        reason = "a file is read for as long as it is large, and no database thread waits for it"
    )]
    let file = block(move || Platform::read(form, file, &shapes, today)).await.map_err(Problem::internal)??;
    db.read(&caller.actor, move |view| {
        let (report, reply) = compared(view, &asked, &file)?;
        if as_csv { file_of(report) } else { Reply::answer(&reply.with(report)) }
    })
    .await
}

/// The rows of the file: those that could be read, and those that could not.
struct Platform {
    rows: Vec<(Code, PlatformRow)>,
    unread: Vec<(i32, Vec<RowFault>)>,
    sha256: String,
}

impl Platform {
    /// Takes as long as the file is large: no database waits for it.
    fn read(form: FileAsked<RowKind>, file: Spooled, shapes: &Shapes, today: NaiveDate) -> Result<Self, Problem> {
        let (mut rows, mut unread) = (Vec::new(), Vec::new());
        for (row, read) in read_rows::<PlatformPayment, _>(form, file.arrived(), shapes, |one| one.faults(today))? {
            match read {
                Err(faults) => unread.push((row, faults)),
                Ok(one) => rows.push(row_of(row, one)),
            }
        }
        Ok(Self { rows, unread, sha256: file.arrived().sha256.to_owned() })
    }
}

fn compared(
    view: &mut View,
    asked: &PaymentsQuery,
    platform: &Platform,
) -> Result<(Report, PaymentReconciliationReply), Problem> {
    view.narrow(asked.agency.as_deref())?;
    let days = platform.rows.iter().map(|(_, row)| row.paid_on);
    let from = asked.from.or(days.clone().min());
    let to = asked.to.or(days.max());
    let receipts: Vec<String> = platform.rows.iter().map(|(receipt, _)| receipt.to_string()).collect();
    let here = store::recorded(view, from.zip(to), &receipts)?;
    let rows = platform.rows.len() + platform.unread.len();
    let report = held_against(platform.rows.clone(), here, platform.unread.clone());
    let reply = PaymentReconciliationReply {
        from,
        to,
        sha256: platform.sha256.clone(),
        rows,
        equal: report.equal,
        missing_here: report.count(PaymentFinding::MissingHere),
        missing_there: report.count(PaymentFinding::MissingThere),
        amount_differs: report.count(PaymentFinding::AmountDiffers),
        date_differs: report.count(PaymentFinding::DateDiffers),
        case_differs: report.count(PaymentFinding::CaseDiffers),
        receipt_used_twice: report.count(PaymentFinding::ReceiptUsedTwice),
        rejected: report.count(PaymentFinding::Rejected),
        lines: Vec::new(),
    };
    Ok((report, reply))
}

impl PaymentReconciliationReply {
    fn with(self, report: Report) -> Self {
        Self { lines: report.lines.into_iter().map(PaymentReconciliationLine::from).collect(), ..self }
    }
}

fn row_of(row: i32, one: PlatformPayment) -> (Code, PlatformRow) {
    let amount_fen = one.amount().unwrap_or_default();
    let PlatformPayment { receipt_number, paid_on, payer, case_number, .. } = one;
    (receipt_number, PlatformRow { row, paid_on, amount_fen, payer, case_number })
}

const HEADER: [&str; 8] = [
    "结果",
    "财政票据号码",
    "平台行号",
    "平台金额(分)",
    "平台日期",
    "本系统金额(分)",
    "本系统日期",
    "决定书文号或者原因",
];

fn file_of(report: Report) -> Result<Reply, Problem> {
    let mut cells = vec![HEADER.map(str::to_owned).to_vec()];
    cells.extend(report.lines.iter().map(cells_of));
    Ok(Reply::file(csv::CONTENT_TYPE, "payment-reconciliation.csv", csv::file(cells)?))
}

fn cells_of(line: &ReportedReceipt) -> Vec<String> {
    let joined = |parts: Vec<String>| parts.join(" / ");
    let numbers = line.here.iter().filter_map(|one| one.case_number.clone());
    let reasons = line.faults.iter().map(|fault| format!("{}: {}", fault.pointer, fault.detail));
    vec![
        line.finding.label_zh().to_owned(),
        line.receipt_number.as_deref().map(text_cell).unwrap_or_default(),
        joined(line.there.iter().map(|one| one.row).chain(line.row).map(|row| row.to_string()).collect()),
        joined(line.there.iter().map(|one| one.amount_fen.get().to_string()).collect()),
        joined(line.there.iter().map(|one| one.paid_on.to_string()).collect()),
        joined(line.here.iter().map(|one| one.amount_fen.get().to_string()).collect()),
        joined(line.here.iter().map(|one| one.paid_on.to_string()).collect()),
        text_cell(&joined(numbers.chain(reasons).collect())),
    ]
}
