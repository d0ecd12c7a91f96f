//! The records' rows.

use super::model::{Reason, Record, SortKey, Wanted};
use crate::db::View;
use crate::db::page::PageOf;
use crate::domain::ids::AgencyId;
use crate::problem::Problem;
use crate::statistics::model::Terms;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text, Uuid as SqlUuid};
use uuid::Uuid;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Integer)]
    n: i32,
    #[diesel(sql_type = SqlUuid)]
    agency_id: AgencyId,
    #[diesel(sql_type = Text)]
    subject_kind: String,
    #[diesel(sql_type = SqlUuid)]
    subject_id: Uuid,
    #[diesel(sql_type = Date)]
    on_date: NaiveDate,
    #[diesel(sql_type = BigInt)]
    quantity: i64,
    #[diesel(sql_type = BigInt)]
    amount_fen: i64,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<Reason>,
}

impl From<Row> for Record {
    fn from(row: Row) -> Self {
        let key =
            SortKey { part: row.n, on: row.on_date, agency: row.agency_id, kind: row.subject_kind, id: row.subject_id };
        Self { key, quantity: row.quantity, amount_fen: row.amount_fen, reason: row.reason }
    }
}

/// One page of the records that are counted.
pub fn counted(
    view: &mut View,
    terms: &Terms,
    wanted: &[Wanted],
    page: &PageOf<SortKey>,
) -> Result<Vec<Record>, Problem> {
    let meant = wanted.iter().map(|one| if one.by_amount { "amount" } else { "quantity" }).collect();
    ask(view, include_str!("records.sql"), terms, wanted, meant, page)
}

/// One page of those that were left out.
pub fn left_out(
    view: &mut View,
    terms: &Terms,
    wanted: &[Wanted],
    page: &PageOf<SortKey>,
) -> Result<Vec<Record>, Problem> {
    let roles = wanted.iter().map(|one| one.role).collect();
    ask(view, include_str!("excluded.sql"), terms, wanted, roles, page)
}

#[expect(clippy::disallowed_methods, reason = "what is asked is unnested, which the query language cannot say")]
fn ask(
    view: &mut View,
    sql: &str,
    terms: &Terms,
    wanted: &[Wanted],
    meant: Vec<&'static str>,
    page: &PageOf<SortKey>,
) -> Result<Vec<Record>, Problem> {
    let (agencies, after) = (view.agencies.clone(), page.after.as_ref());
    let rows: Vec<Row> = diesel::sql_query(sql)
        .bind::<Array<SqlUuid>, _>(agencies)
        .bind::<BigInt, _>(terms.position.unwrap_or(-1))
        .bind::<Date, _>(terms.days.from)
        .bind::<Date, _>(terms.days.to)
        .bind::<Date, _>(terms.stocks_on)
        .bind::<Array<Integer>, _>(wanted.iter().map(|one| one.part).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(wanted.iter().map(|one| one.span).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(wanted.iter().map(|one| one.counter).collect::<Vec<_>>())
        .bind::<Array<Nullable<Integer>>, _>(wanted.iter().map(|one| one.traits).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(meant)
        .bind::<Nullable<Integer>, _>(after.map(|key| key.part))
        .bind::<Nullable<Date>, _>(after.map(|key| key.on))
        .bind::<Nullable<SqlUuid>, _>(after.map(|key| key.agency))
        .bind::<Nullable<Text>, _>(after.map(|key| key.kind.clone()))
        .bind::<Nullable<SqlUuid>, _>(after.map(|key| key.id))
        .bind::<BigInt, _>(page.fetch())
        .load(view.conn())?;
    Ok(rows.into_iter().map(Record::from).collect())
}
