//! Comparisons of officers on the wire.

use super::listing::{ReconciliationFilters, ReconciliationOrder};
use super::model::{Difference, Finding, Holder, Reconciliation, Register, RegisterMatch, ReportLine, compare};
use super::store;
use crate::auth::Authorized;
use crate::db::page::{LIMIT_MAX, Page, PageOf, Sort};
use crate::db::{Db, Recorded, Tx, View};
use crate::domain::ids::{AccountId, EntryId, OfficerId, OfficerReconciliationId};
use crate::domain::permission::may;
use crate::domain::refusal::Text;
use crate::http::body::must_fit;
use crate::http::csv::{self, text_cell};
use crate::http::query::SharedListQuery;
use crate::http::shapes::Shapes;
use crate::http::{FileFormat, ListQuery, Listed, Query, Refusals, Reply, page_reply, request_id};
use crate::imports::http::format_of;
use crate::imports::kinds::OfficerForm;
use crate::imports::model::{ImportKind, RowFault};
use crate::imports::reading::read_rows;
use crate::imports::receipt::FileAsked;
use crate::imports::spool::{FILE_BYTES_MAX, Spooled};
use crate::imports::window::faults_in;
use crate::imports::worker::Importer;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// Code of the one agency that is compared; left out, all that the account sees.
    #[serde(default)]
    agency: Option<String>,
    /// The day on which people and cards count, today when left out.
    #[serde(default)]
    on: Option<NaiveDate>,
}

/// Which lines of a report are shown.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LineQuery {
    /// What was found.
    #[serde(default)]
    #[param(inline)]
    finding: Option<Finding>,
    /// As the `Accept` header says when left out; CSV holds all lines that are asked for.
    #[serde(default)]
    #[param(inline)]
    format: Option<FileFormat>,
}

/// 人员比对: what the comparison of a register found.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfficerReconciliationReply {
    id: OfficerReconciliationId,
    /// The one agency that was compared; null when all that the account sees were.
    agency_code: Option<String>,
    on: NaiveDate,
    /// Digest of the file.
    sha256: String,
    /// Rows of the register.
    rows: i32,
    equal: i32,
    different: i32,
    /// In the register on the day, not here.
    missing: i32,
    /// Here on the day, not in the register.
    extra: i32,
    /// Rows that could not be read, or say a card twice.
    rejected: i32,
    /// Rows found nowhere here that do not count on the day, or are of agencies that were not compared.
    past: i32,
    account_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// One line of the report: what is not equal.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfficerReconciliationLineReply {
    /// Place in the report, counted from 1.
    line: i32,
    /// Row of the register; null for what only this service has.
    row: Option<i32>,
    finding: Finding,
    /// How the two were found to be one; `name_and_agency` is a guess.
    matched_by: Option<RegisterMatch>,
    officer_id: Option<OfficerId>,
    here: Option<Holder>,
    register: Option<Holder>,
    differences: Vec<Difference>,
    faults: Vec<RowFault>,
}

page_reply!(OfficerReconciliationPage of OfficerReconciliationReply);
page_reply!(OfficerReconciliationLinePage of OfficerReconciliationLineReply);

impl From<&Reconciliation> for OfficerReconciliationReply {
    fn from(one: &Reconciliation) -> Self {
        Self {
            id: one.id,
            agency_code: one.of_agency.clone(),
            on: one.on,
            sha256: one.sha256.clone(),
            rows: one.counts.rows,
            equal: one.counts.equal,
            different: one.counts.different,
            missing: one.counts.missing,
            extra: one.counts.extra,
            rejected: one.counts.rejected,
            past: one.counts.past,
            account_id: one.account,
            entry_id: one.entry_id,
            recorded_at: one.recorded_at,
        }
    }
}

impl From<(i32, ReportLine)> for OfficerReconciliationLineReply {
    fn from((line, told): (i32, ReportLine)) -> Self {
        let ReportLine { row, finding, matched_by, officer, here, register, differences, faults } = told;
        Self { line, row, finding, matched_by, officer_id: officer, here, register, differences, faults }
    }
}

/// 人员比对: a provincial register, in the form of `kind=officers` (NDJSON or CSV), held against the officers recorded
/// here. Found to be one are cards of one number, else people of one `external_id`, else, as a guess, one name in one
/// agency. Nothing of the officers is changed; no Idempotency-Key is needed.
#[utoipa::path(tag = "officers", operation_id = "officer_reconciliations_create", security(("bearer" = [])),
    params(CompareQuery), request_body(description = "At most 1 MiB a row, 100 000 rows",
        content((OfficerForm = "application/x-ndjson"), (String = "text/csv"))),
    responses((status = 201, body = OfficerReconciliationReply, headers(("Location" = String))), Refusals))]
#[post("/officer-reconciliations")]
pub async fn create(
    db: Data<Db>,
    importer: Data<Importer>,
    shapes: Data<Shapes>,
    caller: Authorized<may::ReconcileOfficers>,
    Query(asked): Query<CompareQuery>,
    request: HttpRequest,
    body: Payload,
) -> Result<Reply, Problem> {
    let (format, charset) = format_of(&request)?;
    must_fit(&request, FILE_BYTES_MAX)?;
    let form = FileAsked { kind: ImportKind::Officers, format, charset };
    let file = Spooled::receive(&importer.spool, &request_id::of(&request).to_string(), body).await?;
    db.write(&caller.actor, move |tx| compared(tx, &asked, form, &file, &shapes)).await
}

fn compared(
    tx: &mut Tx,
    asked: &CompareQuery,
    form: FileAsked,
    file: &Spooled,
    shapes: &Shapes,
) -> Result<Recorded<Reply>, Problem> {
    tx.narrow(asked.agency.as_deref())?;
    let on = asked.on.unwrap_or_else(|| tx.today());
    let agencies: HashSet<String> = store::agency_codes(tx)?.into_iter().collect();
    let register = register_of(tx, form, file, shapes)?;
    let here = store::holders(tx)?;
    let (counts, lines) = compare(on, &agencies, register, here);
    let reconciliation = Reconciliation {
        id: OfficerReconciliationId::from_uuid(tx.mint()),
        agency: tx.actor.agency,
        of_agency: asked.agency.clone(),
        on,
        sha256: file.arrived().sha256.to_owned(),
        counts,
        account: tx.actor.account,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    store::insert(tx, &reconciliation, &lines)?;
    let reply = OfficerReconciliationReply::from(&reconciliation);
    let entry = Entry::new(Kind::OfficersReconciled, reconciliation.id.uuid(), &reply);
    let location = format!("/api/v1/officer-reconciliations/{}", reconciliation.id);
    tx.record(entry, Reply::created(location, 1, &reply)?)
}

fn register_of(tx: &Tx, form: FileAsked, file: &Spooled, shapes: &Shapes) -> Result<Register, Problem> {
    let mut register = Register { rows: Vec::new(), rejected: Vec::new() };
    let (mut cards, today) = (HashSet::new(), tx.today());
    for (row, read) in read_rows::<OfficerForm, _>(form, file.arrived(), shapes, |form| faults_in(form, today))? {
        match read.map(|form| form.holder()) {
            Err(faults) => register.rejected.push((row, faults)),
            Ok(holder) if holder.certificate_number.clone().is_some_and(|number| !cards.insert(number)) => {
                let detail = Text::new("同一证件号码已在前面出现", "A row above has the same certificate number");
                let fault = Fault::new("/certificate_number", "repeated_in_file", detail);
                register.rejected.push((row, vec![RowFault::from(&fault)]));
            }
            Ok(holder) => register.rows.push((row, holder)),
        }
    }
    Ok(register)
}

/// 人员比对列表
#[utoipa::path(tag = "officers", operation_id = "officer_reconciliations_list", security(("bearer" = [])),
    params(ListQuery, ReconciliationFilters),
    responses((status = 200, body = OfficerReconciliationPage, headers(("Link" = String))), Refusals))]
#[get("/officer-reconciliations")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<may::ReconcileOfficers>,
    Listed(list, wanted): Listed<ReconciliationFilters>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let asked = list.asked(view, wanted.sort.unwrap_or(Sort::falling(ReconciliationOrder::RecordedAt)))?;
        let page = store::page(view, &wanted, &asked)?;
        Reply::listed(&page.map(|one| OfficerReconciliationReply::from(&one)))
    })
    .await
}

/// 人员比对
#[utoipa::path(tag = "officers", operation_id = "officer_reconciliations_get", security(("bearer" = [])),
    params(("reconciliation_id" = inline(OfficerReconciliationId), Path)),
    responses((status = 200, body = OfficerReconciliationReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/officer-reconciliations/{reconciliation_id}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<may::ReconcileOfficers>,
    id: Path<OfficerReconciliationId>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| Reply::one(1, &OfficerReconciliationReply::from(&store::find(view, *id)?))).await
}

/// 比对明细: what is missing, extra or different, field by field; as CSV a line for each difference.
#[utoipa::path(tag = "officers", operation_id = "officer_reconciliation_lines_list", security(("bearer" = [])),
    params(("reconciliation_id" = inline(OfficerReconciliationId), Path), SharedListQuery, LineQuery),
    responses((status = 200, headers(("Link" = String)),
        content((OfficerReconciliationLinePage = "application/json"), (String = "text/csv"))), Refusals))]
#[get("/officer-reconciliations/{reconciliation_id}/lines")]
pub async fn show_lines(
    db: Data<Db>,
    caller: Authorized<may::ReconcileOfficers>,
    id: Path<OfficerReconciliationId>,
    Listed(paged, asked): Listed<LineQuery, SharedListQuery>,
    request: HttpRequest,
) -> Result<Reply, Problem> {
    let as_csv = asked.format.unwrap_or_else(|| FileFormat::accepted(&request)) == FileFormat::Csv;
    db.read(&caller.actor, move |view| {
        let of = store::find(view, *id)?;
        if as_csv {
            return file_of(view, &of, asked.finding);
        }
        let (items, next_place) = store::lines(view, &of, asked.finding, &paged.page()?)?;
        let total = paged.counts().then(|| store::count_lines(view, &of, asked.finding)).transpose()?;
        Reply::listed(&Page { items, next_place, total }.map(OfficerReconciliationLineReply::from))
    })
    .await
}

const HEADER: [&str; 9] =
    ["结果", "登记册行号", "匹配方式", "执法主体编码", "姓名", "执法证号", "项目", "本系统", "登记册"];

fn file_of(view: &mut View, of: &Reconciliation, finding: Option<Finding>) -> Result<Reply, Problem> {
    let mut cells = vec![HEADER.map(str::to_owned).to_vec()];
    let mut page = PageOf { after: None, limit: LIMIT_MAX };
    loop {
        let (lines, next) = store::lines(view, of, finding, &page)?;
        lines.iter().for_each(|(_, line)| cells.extend(cells_of(line)));
        let Some(next) = next else { break };
        page = PageOf::parse(Some(&next), Some(LIMIT_MAX))?;
    }
    Ok(Reply::file(csv::CONTENT_TYPE, &format!("officer-reconciliation-{}.csv", of.id), csv::file(cells)?))
}

fn cells_of(line: &ReportLine) -> Vec<Vec<String>> {
    let who = line.register.as_ref().or(line.here.as_ref());
    let text = |text: Option<&String>| text.map(|text| text_cell(text)).unwrap_or_default();
    let row = line.row.map(|row| row.to_string()).unwrap_or_default();
    let begun = [
        line.finding.label_zh().to_owned(),
        row,
        line.matched_by.map(|by| by.label_zh().to_owned()).unwrap_or_default(),
        text(who.map(|who| &who.agency_code)),
        text(who.map(|who| &who.name)),
        text(who.and_then(|who| who.certificate_number.as_ref())),
    ];
    let with = |more: [String; 3]| begun.iter().cloned().chain(more).collect::<Vec<_>>();
    let differing = line.differences.iter();
    let mut lines: Vec<_> =
        differing.map(|one| with([one.member.clone(), text(one.here.as_ref()), text(one.register.as_ref())])).collect();
    let faulty = line.faults.iter();
    lines.extend(faulty.map(|fault| {
        let place = fault.column.clone().unwrap_or_else(|| fault.pointer.clone());
        with([text_cell(&place), String::new(), text_cell(&fault.detail)])
    }));
    if lines.is_empty() {
        lines.push(with([String::new(), String::new(), String::new()]));
    }
    lines
}
