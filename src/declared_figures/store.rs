//! Declared figures' rows.

use super::model::DeclaredFigure;
use crate::db::page::PageOf;
use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, DeclaredFigureId, EntryId};
use crate::domain::origin::Origin;
use crate::domain::values::{Code, Fen, Title};
use crate::problem::Problem;
use crate::schema::declared_figure;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

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

/// Lists are sorted by measure, period and revision.
#[derive(Debug, Serialize, Deserialize)]
pub struct SortKey {
    measure: String,
    from: NaiveDate,
    to: NaiveDate,
    revision: i32,
    id: DeclaredFigureId,
}

pub fn find_optional(view: &mut View, id: DeclaredFigureId) -> Result<Option<DeclaredFigure>, Problem> {
    let visible = view.agencies.clone();
    let found = Row::query().filter(declared_figure::agency_id.eq_any(visible).and(declared_figure::id.eq(id)));
    let row: Option<Row> = found.first(view.conn()).optional()?;
    Ok(row.map(DeclaredFigure::from))
}

pub fn page(
    view: &mut View,
    measure: Option<&Code>,
    page: &PageOf<SortKey>,
) -> Result<(Vec<DeclaredFigure>, Option<String>), Problem> {
    use declared_figure::{agency_id, id, period_from, period_to, revision};
    let visible = view.agencies.clone();
    let mut query = Row::query().filter(agency_id.eq_any(visible)).into_boxed();
    if let Some(measure) = measure {
        query = query.filter(declared_figure::measure.eq(measure.as_str()));
    }
    if let Some(after) = &page.after {
        let later = revision.gt(after.revision).or(revision.eq(after.revision).and(id.gt(after.id)));
        let later = period_to.gt(after.to).or(period_to.eq(after.to).and(later));
        let later = period_from.gt(after.from).or(period_from.eq(after.from).and(later));
        let same = declared_figure::measure.eq(&after.measure);
        query = query.filter(declared_figure::measure.gt(&after.measure).or(same.and(later)));
    }
    let order = (declared_figure::measure, period_from, period_to, revision, id);
    let rows: Vec<Row> = query.order(order).limit(page.fetch()).load(view.conn())?;
    Ok(page.cut(rows.into_iter().map(DeclaredFigure::from).collect(), |one: &DeclaredFigure| SortKey {
        measure: one.measure.to_string(),
        from: one.period_from,
        to: one.period_to,
        revision: one.revision,
        id: one.id,
    }))
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
