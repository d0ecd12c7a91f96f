//! Figures on the wire.

use super::model::{Asked, Days, Format, Moment, Scope, counting};
use super::report::{StatisticsReply, filled};
use super::{csv, profiles, store};
use crate::auth::Authorized;
use crate::db::{Db, View};
use crate::domain::actor::Actor;
use crate::domain::measure::{MEASURES, Measure, Nature};
use crate::domain::permission::may::ReadStatistics;
use crate::http::query::PageQuery;
use crate::http::{Query, Refusals, Reply, page_reply};
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, get};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// How long a question waits for what was recorded before it to get its position.
const WAIT_STEPS_MAX: u32 = 200;
const WAIT_STEP: Duration = Duration::from_millis(10);

/// What figures are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatisticsQuery {
    /// Code of the agency; the caller's own when left out.
    #[serde(default)]
    pub agency: Option<String>,
    /// `subtree` counts everything below too; for supervisors and platform administrators.
    #[serde(default)]
    #[param(inline)]
    pub scope: Option<Scope>,
    /// Id of the report profile; `FJ-TOWN` when left out.
    #[serde(default)]
    pub profile: Option<String>,
    /// The figures as they were known at this instant.
    #[serde(default)]
    pub as_of: Option<DateTime<Utc>>,
    /// The figures as they were known at this position of the journal.
    #[serde(default)]
    #[param(minimum = 0)]
    pub as_of_position: Option<i64>,
    /// The date of stock figures: the last day of the period when left out, or today while it runs.
    #[serde(default)]
    pub stocks_on: Option<NaiveDate>,
    /// Beats `Accept`.
    #[serde(default)]
    #[param(inline)]
    pub format: Option<Format>,
}

impl StatisticsQuery {
    pub fn asked(&self, days: Days, year: Option<i32>) -> Result<Asked, Problem> {
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
}

/// 年度统计: the figures of a calendar year.
///
/// As CSV each table is its title, its header and its rows as the form prints them; the terms and the digest follow.
#[utoipa::path(tag = "statistics", operation_id = "statistics_annual", security(("bearer" = [])),
    params(("year" = i32, Path), StatisticsQuery), responses((status = 200,
    content((StatisticsReply = "application/json"), (String = "text/csv"))), Refusals))]
#[get("/statistics/annual/{year}")]
pub async fn annual(
    db: Data<Db>,
    caller: Authorized<ReadStatistics>,
    year: Path<i32>,
    Query(query): Query<StatisticsQuery>,
    request: HttpRequest,
) -> Result<Reply, Problem> {
    let asked = query.asked(Days::year(*year)?, Some(*year))?;
    answer(&db, &caller.actor, asked, format_of(&query, &request)).await
}

/// 期间统计: the figures of a quarter, a month or any days. S17
#[utoipa::path(tag = "statistics", operation_id = "statistics_period", security(("bearer" = [])),
    params(("from" = NaiveDate, Path), ("to" = NaiveDate, Path), StatisticsQuery), responses((status = 200,
    content((StatisticsReply = "application/json"), (String = "text/csv"))), Refusals))]
#[get("/statistics/periods/{from}/{to}")]
pub async fn period(
    db: Data<Db>,
    caller: Authorized<ReadStatistics>,
    days: Path<(NaiveDate, NaiveDate)>,
    Query(query): Query<StatisticsQuery>,
    request: HttpRequest,
) -> Result<Reply, Problem> {
    let asked = query.asked(Days::between(days.0, days.1)?, None)?;
    answer(&db, &caller.actor, asked, format_of(&query, &request)).await
}

async fn answer(db: &Db, actor: &Actor, asked: Asked, format: Format) -> Result<Reply, Problem> {
    if asked.moment == Moment::Now {
        recorded_so_far(db, actor).await?;
    }
    db.read(actor, move |view| {
        let report = report(view, &asked)?;
        match format {
            Format::Json => Reply::answer(&report),
            Format::Csv => {
                let name = format!("statistics-{}-{}-{}.csv", report.agency.code, report.period.from, report.period.to);
                Ok(Reply::file(crate::http::csv::CONTENT_TYPE, &name, csv::file(&report)?))
            }
        }
    })
    .await
}

/// The figures, for the API and the command line alike.
pub fn report(view: &mut View, asked: &Asked) -> Result<StatisticsReply, Problem> {
    let form = profiles::asked(&asked.profile)?;
    let terms = store::terms(view, asked)?;
    let (declared, _) = counting(store::declared(view, &terms)?);
    let sums = store::sums(view, &terms, form.figures.iter().flatten(), &declared)?;
    filled(form, &terms, &sums, &declared)
}

/// Waits, for a moment only, until what was recorded before the question has its position: who has just recorded a fact
/// finds it in the figures. What still waits then is simply not known yet, and the answer names the position.
pub async fn recorded_so_far(db: &Db, actor: &Actor) -> Result<(), Problem> {
    let Some(ticket) = db.read(actor, store::newest_waiting).await? else { return Ok(()) };
    for _ in 0..WAIT_STEPS_MAX {
        if !db.read(actor, move |view| store::waits(view, ticket)).await? {
            break;
        }
        tokio::time::sleep(WAIT_STEP).await;
    }
    Ok(())
}

fn format_of(query: &StatisticsQuery, request: &HttpRequest) -> Format {
    query.format.unwrap_or_else(|| Format::accepted(request))
}

/// 指标
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureReply {
    id: &'static str,
    definition_zh: &'static str,
    definition_en: &'static str,
    unit: &'static str,
    nature: Nature,
    /// The date that places a record in time.
    dated_by: &'static str,
    /// The counting rule.
    rule: &'static str,
    /// What its postings are counted under; empty for declared figures.
    counters: Vec<&'static str>,
    /// Without this power the measure does not apply.
    power: Option<&'static str>,
    /// Where it comes from: postings of records, or a declaration.
    source: &'static str,
    version: i32,
}

page_reply!(MeasurePage of MeasureReply);

fn measure_reply(measure: &Measure) -> MeasureReply {
    MeasureReply {
        id: measure.id,
        definition_zh: measure.zh,
        definition_en: measure.en,
        unit: measure.unit,
        nature: measure.nature,
        dated_by: measure.dated_by,
        rule: measure.rule,
        counters: measure.counters().iter().map(|counter| counter.as_str()).collect(),
        power: measure.power.map(|power| power.as_str()),
        source: if measure.nature == Nature::Declared { "declarations" } else { "postings" },
        version: 1,
    }
}

/// 指标目录: every measure that a form may name.
#[utoipa::path(tag = "statistics", operation_id = "statistics_measures", security(("bearer" = [])), params(PageQuery),
    responses((status = 200, body = MeasurePage), Refusals))]
#[get("/statistics/measures")]
pub async fn measures(
    db: Data<Db>,
    caller: Authorized<ReadStatistics>,
    Query(asked): Query<PageQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(asked.agency.as_deref())?;
        let page: crate::db::page::PageOf<usize> =
            crate::db::page::PageOf::parse(asked.cursor.as_deref(), Some(asked.limit.unwrap_or(200)))?;
        let after = page.after.map_or(0, |place| place + 1);
        let rest: Vec<_> = MEASURES.iter().enumerate().skip(after).collect();
        let (rows, next_cursor) = page.cut(rest, |(place, _)| *place);
        Reply::page(&rows.into_iter().map(|(_, one)| measure_reply(one)).collect::<Vec<_>>(), next_cursor)
    })
    .await
}
