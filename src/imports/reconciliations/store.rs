//! Comparisons' rows, and the officers that a register is held against.

use super::listing::{ReconciliationFilters, ReconciliationOrder};
use super::model::{Counts, Finding, Holder, Reconciliation, ReportLine};
use crate::db::page::{Asked, At, Page, PageOf, Place, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::day::{Period, begins, is_over};
use crate::domain::ids::{AccountId, AgencyId, EntryId, OfficerId, OfficerReconciliationId};
use crate::problem::Problem;
use crate::schema::{
    agency, certificate, officer, officer_reconciliation as reconciliation, officer_reconciliation_line as line,
};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use serde_json::Value;
use std::ops::Bound;

/// Lines are kept so many at a time.
const KEPT_AT_ONCE: usize = 1_000;

type Range = (Bound<NaiveDate>, Bound<NaiveDate>);
type Person = (String, OfficerId, Option<String>, String, NaiveDate, Option<NaiveDate>);
type Card = (Option<String>, Option<NaiveDate>, Option<NaiveDate>, Option<Range>, Option<String>);

#[derive(HasQuery)]
#[diesel(table_name = reconciliation)]
struct Row {
    agency_id: AgencyId,
    id: OfficerReconciliationId,
    of_agency: Option<String>,
    on_date: NaiveDate,
    sha256: String,
    rows: i32,
    equal: i32,
    different: i32,
    missing: i32,
    extra: i32,
    rejected: i32,
    past: i32,
    account_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl From<Row> for Reconciliation {
    fn from(row: Row) -> Self {
        let Row { rows, equal, different, missing, extra, rejected, past, .. } = row;
        Self {
            id: row.id,
            agency: row.agency_id,
            of_agency: row.of_agency,
            on: row.on_date,
            sha256: row.sha256,
            counts: Counts { rows, equal, different, missing, extra, rejected, past },
            account: row.account_id,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        }
    }
}

/// The codes of the agencies that are looked at.
pub fn agency_codes(view: &mut View) -> Result<Vec<String>, Problem> {
    let visible = view.agencies.clone();
    agency::table.filter(agency::id.eq_any(visible)).select(agency::code).load(view.conn()).map_err(Problem::from)
}

/// Every card of every officer of the agencies that are looked at, and every officer without one.
pub fn holders(view: &mut View) -> Result<Vec<(OfficerId, Holder)>, Problem> {
    let visible = view.agencies.clone();
    let cards = certificate::agency_id
        .eq(officer::agency_id)
        .and(certificate::officer_id.eq(officer::id))
        .and(certificate::kind.eq("enforcement"));
    let rows: Vec<(Person, Card)> = officer::table
        .inner_join(agency::table.on(agency::id.eq(officer::agency_id)))
        .left_join(certificate::table.on(cards))
        .filter(officer::agency_id.eq_any(visible))
        .order((agency::code, officer::name, officer::id, certificate::valid_from))
        .select((
            (
                agency::code,
                officer::id,
                officer::external_id,
                officer::name,
                officer::in_post_from,
                officer::in_post_to,
            ),
            (
                certificate::number.nullable(),
                certificate::valid_from.nullable(),
                certificate::valid_to.nullable(),
                certificate::holds.nullable(),
                certificate::end_kind.nullable(),
            ),
        ))
        .load(view.conn())?;
    Ok(rows.into_iter().map(holder).collect())
}

fn holder((person, card): (Person, Card)) -> (OfficerId, Holder) {
    let (agency_code, id, external_id, name, in_post_from, in_post_to) = person;
    let (certificate_number, valid_from, valid_to, holds, ended) = card;
    let last = holds.and_then(Period::of_range).and_then(|period| period.to);
    let revoked_on = ended.and(last.and_then(|day| day.succ_opt()).or(valid_from));
    let in_post_from = Some(in_post_from);
    let held = Holder {
        agency_code,
        external_id,
        name,
        certificate_number,
        valid_from,
        valid_to,
        revoked_on,
        in_post_from,
        in_post_to,
    };
    (id, held)
}

pub fn find(view: &mut View, id: OfficerReconciliationId) -> Result<Reconciliation, Problem> {
    let visible = view.agencies.clone();
    let found = Row::query().filter(reconciliation::agency_id.eq_any(visible).and(reconciliation::id.eq(id)));
    let row: Row = found.first(view.conn())?;
    Ok(row.into())
}

pub fn page(
    view: &mut View,
    wanted: &ReconciliationFilters,
    asked: &Asked<ReconciliationOrder>,
) -> Result<Page<Reconciliation>, Problem> {
    let visible = view.agencies.clone();
    let matching = || {
        let mut rows =
            reconciliation::table.filter(reconciliation::agency_id.eq_any(visible.clone())).into_boxed::<Pg>();
        narrowed!(rows, {
            id in wanted.account_id => reconciliation::account_id.eq(id),
            day in wanted.from => reconciliation::recorded_at.ge(begins(day)),
            day in wanted.to => reconciliation::recorded_at.lt(is_over(day)),
        });
        rows
    };
    let mut rows = matching();
    sorted!(rows, asked, (reconciliation::id, reconciliation::agency_id), {
        ReconciliationOrder::RecordedAt => reconciliation::recorded_at as Instant,
        ReconciliationOrder::On => reconciliation::on_date as Day,
    });
    let found: Vec<Row> = rows.select(Row::as_select()).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching().count().get_result(view.conn())).transpose()?;
    let all = found.into_iter().map(Reconciliation::from).collect();
    let by = asked.sort.by;
    Ok(asked.cut(all, total, |one: &Reconciliation| Place {
        at: if by == ReconciliationOrder::On { At::Day(one.on) } else { At::Instant(one.recorded_at) },
        id: one.id.uuid(),
        agency: one.agency.uuid(),
    }))
}

pub fn insert(tx: &mut Tx, new: &Reconciliation, lines: &[ReportLine]) -> Result<(), Problem> {
    let counts = new.counts;
    diesel::insert_into(reconciliation::table)
        .values((
            reconciliation::agency_id.eq(new.agency),
            reconciliation::id.eq(new.id),
            reconciliation::of_agency.eq(&new.of_agency),
            reconciliation::on_date.eq(new.on),
            reconciliation::sha256.eq(&new.sha256),
            reconciliation::rows.eq(counts.rows),
            reconciliation::equal.eq(counts.equal),
            reconciliation::different.eq(counts.different),
            reconciliation::missing.eq(counts.missing),
            reconciliation::extra.eq(counts.extra),
            reconciliation::rejected.eq(counts.rejected),
            reconciliation::past.eq(counts.past),
            reconciliation::account_id.eq(new.account),
            reconciliation::entry_id.eq(new.entry_id),
            reconciliation::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    let mut number = 0;
    for some in lines.chunks(KEPT_AT_ONCE) {
        let mut rows = Vec::with_capacity(some.len());
        for one in some {
            number += 1;
            rows.push((
                line::agency_id.eq(new.agency),
                line::reconciliation_id.eq(new.id),
                line::n.eq(number),
                line::finding.eq(one.finding),
                line::content.eq(serde_json::to_value(one).map_err(Problem::internal)?),
            ));
        }
        diesel::insert_into(line::table).values(rows).execute(tx.conn())?;
    }
    Ok(())
}

/// Lines of a report in their order, with their numbers.
pub fn lines(
    view: &mut View,
    of: &Reconciliation,
    finding: Option<Finding>,
    page: &PageOf<i32>,
) -> Result<(Vec<(i32, ReportLine)>, Option<String>), Problem> {
    let mut query = matching(of, finding);
    if let Some(after) = page.after {
        query = query.filter(line::n.gt(after));
    }
    let kept: Vec<(i32, Value)> =
        query.select((line::n, line::content)).order(line::n).limit(page.fetch()).load(view.conn())?;
    let line = |(n, content)| Ok((n, serde_json::from_value(content).map_err(Problem::internal)?));
    let lines = kept.into_iter().map(line).collect::<Result<Vec<(i32, ReportLine)>, Problem>>()?;
    Ok(page.cut(lines, |(n, _)| *n))
}

/// How many lines are asked for in all.
pub fn count_lines(view: &mut View, of: &Reconciliation, finding: Option<Finding>) -> Result<i64, Problem> {
    matching(of, finding).count().get_result(view.conn()).map_err(Problem::from)
}

fn matching(of: &Reconciliation, finding: Option<Finding>) -> line::BoxedQuery<'static, Pg> {
    let of_report = line::agency_id.eq(of.agency).and(line::reconciliation_id.eq(of.id));
    let query = line::table.filter(of_report).into_boxed();
    match finding {
        Some(finding) => query.filter(line::finding.eq(finding)),
        None => query,
    }
}
