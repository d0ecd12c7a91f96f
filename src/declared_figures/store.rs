//! Declared figures' rows.

use super::model::{DeclaredFigure, DeclaredFigureFilters, DeclaredFigureOrder};
use crate::db::page::{Asked, Page, Place, containing, narrowed, sorted};
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, AgencyId, DeclaredFigureId, EntryId};
use crate::domain::origin::Origin;
use crate::domain::values::{Code, Fen, Title};
use crate::problem::Problem;
use crate::schema::declared_figure;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, max, not};
use diesel::pg::Pg;
use diesel::prelude::*;

#[derive(HasQuery)]
#[diesel(table_name = declared_figure)]
struct Row {
    id: DeclaredFigureId,
    measure: Code,
    period_from: NaiveDate,
    period_to: NaiveDate,
    revision: i32,
    value: i64,
    amount_fen: Option<Fen>,
    document: Title,
    declarer_id: AccountId,
    origin: Origin,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

impl From<Row> for DeclaredFigure {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            measure: row.measure,
            period_from: row.period_from,
            period_to: row.period_to,
            revision: row.revision,
            value: row.value,
            amount_fen: row.amount_fen,
            document: row.document,
            declarer: row.declarer_id,
            origin: row.origin,
            content_digest: row.content_digest,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
        }
    }
}

pub fn find_optional(view: &mut View, id: DeclaredFigureId) -> Result<Option<DeclaredFigure>, Problem> {
    let visible = view.agencies.clone();
    let found = Row::query().filter(declared_figure::agency_id.eq_any(visible).and(declared_figure::id.eq(id)));
    let row: Option<Row> = found.first(view.conn()).optional()?;
    Ok(row.map(DeclaredFigure::from))
}

pub fn page(
    view: &mut View,
    wanted: &DeclaredFigureFilters,
    asked: &Asked<DeclaredFigureOrder>,
) -> Result<Page<DeclaredFigure>, Problem> {
    let mut rows = matching(view, wanted);
    sorted!(rows, asked, (declared_figure::id, declared_figure::agency_id), {
        DeclaredFigureOrder::RecordedAt => declared_figure::recorded_at as Instant,
        DeclaredFigureOrder::PeriodFrom => declared_figure::period_from as Day,
        DeclaredFigureOrder::PeriodTo => declared_figure::period_to as Day,
        DeclaredFigureOrder::Measure => declared_figure::measure as Text,
    });
    let selected = (declared_figure::agency_id, Row::as_select());
    let found: Vec<(AgencyId, Row)> = rows.select(selected).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching(view, wanted).count().get_result(view.conn())).transpose()?;
    let figures = found.into_iter().map(|(agency, row)| (agency, DeclaredFigure::from(row))).collect();
    let by = asked.sort.by;
    let page = asked.cut(figures, total, |(agency, one): &(AgencyId, DeclaredFigure)| Place {
        at: one.at(by),
        id: one.id.uuid(),
        agency: agency.uuid(),
    });
    Ok(page.map(|(_, figure)| figure))
}

fn matching(view: &View, wanted: &DeclaredFigureFilters) -> declared_figure::BoxedQuery<'static, Pg> {
    use declared_figure::{agency_id, measure, period_from, period_to, revision};
    let mut rows = declared_figure::table.filter(agency_id.eq_any(view.agencies.clone())).into_boxed();
    if let Some(code) = &wanted.measure {
        rows = rows.filter(measure.eq(code.to_string()));
    }
    let newer = diesel::alias!(declared_figure as newer_revision);
    let same_period = newer.field(period_from).eq(period_from).and(newer.field(period_to).eq(period_to));
    let same = newer.field(agency_id).eq(agency_id).and(newer.field(measure).eq(measure)).and(same_period);
    let corrected = exists(newer.filter(same.and(newer.field(revision).gt(revision))));
    rows = match wanted.current {
        Some(true) => rows.filter(not(corrected)),
        Some(false) => rows.filter(corrected),
        None => rows,
    };
    narrowed!(rows, {
        text in &wanted.q => declared_figure::document.ilike(containing(text.as_str())),
        id in wanted.declarer_id => declared_figure::declarer_id.eq(id),
        origin in wanted.origin => declared_figure::origin.eq(origin),
        day in wanted.from => period_from.ge(day),
        day in wanted.to => period_to.le(day),
    });
    rows
}

/// The number of the next revision for a measure and period of the actor's own agency.
pub fn next_revision(tx: &mut Tx, measure: &Code, from: NaiveDate, to: NaiveDate) -> Result<i32, Problem> {
    let agency = tx.actor.agency;
    let last: Option<i32> = declared_figure::table
        .filter(declared_figure::agency_id.eq(agency).and(declared_figure::measure.eq(measure.as_str())))
        .filter(declared_figure::period_from.eq(from).and(declared_figure::period_to.eq(to)))
        .select(max(declared_figure::revision))
        .first(tx.conn())?;
    Ok(last.unwrap_or_default() + 1)
}

/// A declaration posts nothing: statistics read it as it is, and name its document.
pub fn insert(tx: &mut Tx, new: &DeclaredFigure) -> Result<(), Problem> {
    diesel::insert_into(declared_figure::table)
        .values((
            declared_figure::agency_id.eq(tx.actor.agency),
            declared_figure::id.eq(new.id),
            declared_figure::measure.eq(&new.measure),
            declared_figure::period_from.eq(new.period_from),
            declared_figure::period_to.eq(new.period_to),
            declared_figure::revision.eq(new.revision),
            declared_figure::value.eq(new.value),
            declared_figure::amount_fen.eq(new.amount_fen),
            declared_figure::document.eq(&new.document),
            declared_figure::declarer_id.eq(new.declarer),
            declared_figure::origin.eq(new.origin),
            declared_figure::content_digest.eq(&new.content_digest),
            declared_figure::entry_id.eq(new.entry_id),
            declared_figure::recorded_at.eq(new.recorded_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}
