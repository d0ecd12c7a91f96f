//! Records on the wire.

use super::labels::{self, Label};
use super::model::{Reason, Record, Side, SortKey, counted, left_out, parts, side};
use super::store;
use crate::auth::Authorized;
use crate::db::page::PageOf;
use crate::db::{Db, View};
use crate::domain::actor::Actor;
use crate::domain::permission::may::ReadStatistics;
use crate::domain::profile::Figure;
use crate::domain::refusal::Text;
use crate::http::{Query, Refusals, Reply, page_reply};
use crate::problem::{Fault, Problem};
use crate::statistics::http::recorded_so_far;
use crate::statistics::model::{Asked, Days, Declaration, Moment, NotCounted, Scope, Terms, counting};
use crate::statistics::{profiles, store as figures};
use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::str::FromStr as _;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which cell's records are asked for: the terms of the figures, the table and the column.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecordsQuery {
    /// Id of the table.
    table: String,
    /// Id of the column.
    column: String,
    /// `true` lists the records that were left out, each with its reason.
    #[serde(default)]
    excluded: Option<bool>,
    /// Code of the agency; the caller's own when left out.
    #[serde(default)]
    agency: Option<String>,
    #[serde(default)]
    #[param(inline)]
    scope: Option<Scope>,
    /// Id of the report profile; `FJ-TOWN` when left out.
    #[serde(default)]
    profile: Option<String>,
    #[serde(default)]
    as_of: Option<DateTime<Utc>>,
    #[serde(default)]
    #[param(minimum = 0)]
    as_of_position: Option<i64>,
    #[serde(default)]
    stocks_on: Option<NaiveDate>,
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`.
    #[serde(default)]
    cursor: Option<String>,
}

impl RecordsQuery {
    fn asked(&self, days: Days, year: Option<i32>) -> Result<Asked, Problem> {
        Ok(Asked {
            days,
            year,
            agency: self.agency.clone(),
            scope: self.scope.unwrap_or(Scope::Own),
            profile: self.profile.clone().unwrap_or_else(|| profiles::DEFAULT.to_owned()),
            moment: Moment::of(self.as_of, self.as_of_position)?,
            stocks_on: self.stocks_on,
        })
    }

    fn figure(&self, profile: &str) -> Result<&'static Figure, Problem> {
        let (table, figures) =
            profiles::asked(profile)?.table(&self.table).ok_or_else(|| unknown("table", &self.table))?;
        let place = table.columns.iter().position(|column| column.id == self.column);
        place.and_then(|place| figures.get(place)).ok_or_else(|| unknown("column", &self.column))
    }
}

fn unknown(parameter: &str, id: &str) -> Problem {
    let detail = Text::new(format!("报表没有 {id}"), format!("The report has no {id}"));
    Problem::invalid(vec![Fault::new(format!("/query/{parameter}"), format!("unknown_{parameter}"), detail)])
}

/// 统计记录: one record behind a figure, or one that was left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticsRecordReply {
    /// `officer`, `claim`, `case`, `declared_figure`, …
    kind: String,
    id: Uuid,
    label: String,
    href: Option<String>,
    agency_code: String,
    /// The column of the form that takes it.
    column: String,
    /// For a ratio: above or below the line.
    side: Option<Side>,
    quantity: i64,
    amount_fen: i64,
    on_date: NaiveDate,
    /// The counting rule that put it there or left it out.
    rule: &'static str,
    /// Why it was left out.
    reason: Option<Reason>,
    /// The rule, or the reason, in words.
    detail: &'static str,
}

page_reply!(StatisticsRecordPage of StatisticsRecordReply);

/// 年度统计的记录: as many as a count says; for amounts and hours they add up to it.
#[utoipa::path(tag = "statistics", operation_id = "statistics_annual_records", security(("bearer" = [])),
    params(("year" = i32, Path), RecordsQuery), responses((status = 200, body = StatisticsRecordPage,
    headers(("Link" = String))), Refusals))]
#[get("/statistics/annual/{year}/records")]
pub async fn annual(
    db: Data<Db>,
    caller: Authorized<ReadStatistics>,
    year: Path<i32>,
    Query(query): Query<RecordsQuery>,
) -> Result<Reply, Problem> {
    answer(&db, &caller.actor, query.asked(Days::year(*year)?, Some(*year))?, query).await
}

/// 期间统计的记录
#[utoipa::path(tag = "statistics", operation_id = "statistics_period_records", security(("bearer" = [])),
    params(("from" = NaiveDate, Path), ("to" = NaiveDate, Path), RecordsQuery), responses((status = 200,
    body = StatisticsRecordPage, headers(("Link" = String))), Refusals))]
#[get("/statistics/periods/{from}/{to}/records")]
pub async fn period(
    db: Data<Db>,
    caller: Authorized<ReadStatistics>,
    days: Path<(NaiveDate, NaiveDate)>,
    Query(query): Query<RecordsQuery>,
) -> Result<Reply, Problem> {
    answer(&db, &caller.actor, query.asked(Days::between(days.0, days.1)?, None)?, query).await
}

async fn answer(db: &Db, actor: &Actor, asked: Asked, query: RecordsQuery) -> Result<Reply, Problem> {
    if asked.moment == Moment::Now {
        recorded_so_far(db, actor).await?;
    }
    db.read(actor, move |view| {
        let figure = query.figure(&asked.profile)?;
        let page = PageOf::parse(query.cursor.as_deref(), query.limit)?;
        let terms = figures::terms(view, &asked)?;
        let records = records(view, &terms, figure, query.excluded.unwrap_or(false), &page)?;
        let (records, next_cursor) = page.cut(records, |record| record.key.clone());
        let labels = labels::of(view, &records)?;
        let told = records.iter().map(|record| told(record, figure, &terms, &labels));
        Reply::page(&told.collect::<Result<Vec<_>, _>>()?, next_cursor)
    })
    .await
}

/// One page, and one record more when there is another.
fn records(
    view: &mut View,
    terms: &Terms,
    figure: &Figure,
    excluded: bool,
    page: &PageOf<SortKey>,
) -> Result<Vec<Record>, Problem> {
    let (declared, not_counted) = counting(figures::declared(view, terms)?);
    let sums = figures::sums(view, terms, std::iter::once(figure), &declared)?;
    let mut records = if excluded {
        let mut records = store::left_out(view, terms, &left_out(figure, &sums), page)?;
        records.extend(not_counted.iter().flat_map(|(one, why)| of_declaration(figure, one, Some(*why))));
        records
    } else {
        let mut records = store::counted(view, terms, &counted(figure, &sums), page)?;
        records.extend(declared.iter().flat_map(|one| of_declaration(figure, one, None)));
        records
    };
    records.retain(|record| page.after.as_ref().is_none_or(|after| record.key > *after));
    records.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(records)
}

fn of_declaration(figure: &Figure, one: &Declaration, why: Option<NotCounted>) -> Vec<Record> {
    let named = parts(figure).into_iter().filter(|(_, atom)| atom.measure.declared_as() == Some(&one.measure));
    let record = |(part, _)| Record {
        key: SortKey {
            part,
            on: one.days.to,
            agency: one.agency,
            kind: labels::DECLARED_FIGURE.to_owned(),
            id: one.id.uuid(),
        },
        quantity: one.value,
        amount_fen: one.amount_fen.unwrap_or_default(),
        reason: why.and_then(|why| Reason::from_str(why.code()).ok()),
    };
    named.map(record).collect()
}

fn told(
    record: &Record,
    figure: &Figure,
    terms: &Terms,
    labels: &labels::Labels,
) -> Result<StatisticsRecordReply, Problem> {
    let SortKey { part, on, agency, kind, id } = record.key.clone();
    let found = parts(figure).into_iter().find(|(place, _)| *place == part);
    let (_, atom) = found.ok_or_else(|| Problem::internal("a record of no part"))?;
    let agency_code = terms.agencies.iter().find(|one| one.id == agency).map(|one| one.code.clone());
    let agency_code = agency_code.unwrap_or_default();
    let Label { text, href } = labels.get(&kind, id, &agency_code);
    let detail = record.reason.map_or(atom.measure.zh, Reason::label_zh);
    let (column, rule, side) = (atom.column.clone(), atom.measure.rule, side(figure, part));
    let (quantity, amount_fen, reason) = (record.quantity, record.amount_fen, record.reason);
    Ok(StatisticsRecordReply {
        kind,
        id,
        label: text,
        href,
        agency_code,
        column,
        side,
        quantity,
        amount_fen,
        on_date: on,
        rule,
        reason,
        detail,
    })
}
