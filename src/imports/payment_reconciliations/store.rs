//! The payments that are recorded.

use super::model::RecordedPayment;
use crate::cases::payments::Payment;
use crate::db::View;
use crate::domain::ids::{CaseId, CaseStepId};
use crate::domain::stage::Step;
use crate::domain::values::Fen;
use crate::problem::Problem;
use crate::schema::{agency, case_file, case_step};
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use serde_json::Value;

/// Receipts that are looked up at once.
const AT_ONCE: usize = 5_000;

/// Which payments are looked for.
enum Wanted<'w> {
    Paid { from: NaiveDate, to: NaiveDate },
    Receipts(&'w [String]),
}

type Row = (String, CaseId, Option<String>, CaseStepId, NaiveDate, Value);

/// What the agencies that are looked at recorded in a period, and whatever the receipts name besides.
pub fn recorded(
    view: &mut View,
    period: Option<(NaiveDate, NaiveDate)>,
    receipts: &[String],
) -> Result<Vec<RecordedPayment>, Problem> {
    let mut found = Vec::new();
    if let Some((from, to)) = period {
        found.extend(load(view, Wanted::Paid { from, to })?);
    }
    for some in receipts.chunks(AT_ONCE) {
        found.extend(load(view, Wanted::Receipts(some))?);
    }
    found.sort_by_key(|one| (one.agency_code.clone(), one.payment_id));
    found.dedup_by_key(|one| (one.agency_code.clone(), one.payment_id));
    Ok(found)
}

fn load(view: &mut View, wanted: Wanted) -> Result<Vec<RecordedPayment>, Problem> {
    let of_case = case_file::agency_id.eq(case_step::agency_id).and(case_file::id.eq(case_step::case_id));
    let mut rows = case_step::table
        .inner_join(case_file::table.on(of_case))
        .inner_join(agency::table.on(agency::id.eq(case_step::agency_id)))
        .filter(case_step::agency_id.eq_any(view.agencies.clone()).and(case_step::step.eq(Step::Pay)))
        .into_boxed::<Pg>();
    rows = match wanted {
        Wanted::Paid { from, to } => rows.filter(case_step::happened_on.between(from, to)),
        Wanted::Receipts(some) => {
            rows.filter(case_step::content.retrieve_as_text("receipt_number").eq_any(some.to_vec()))
        }
    };
    let rows: Vec<Row> = rows
        .select((
            agency::code,
            case_step::case_id,
            case_file::case_number,
            case_step::id,
            case_step::happened_on,
            case_step::content,
        ))
        .load(view.conn())?;
    rows.into_iter().map(payment).collect()
}

fn payment((agency_code, case_id, case_number, payment_id, paid_on, content): Row) -> Result<RecordedPayment, Problem> {
    let paid: Payment = serde_json::from_value(content).map_err(Problem::internal)?;
    let amount_fen = paid.amount_fen.checked_add(paid.surcharge_fen).unwrap_or(Fen::MAX);
    let receipt_number = paid.receipt_number.to_string();
    Ok(RecordedPayment { agency_code, case_id, case_number, payment_id, receipt_number, paid_on, amount_fen })
}
