//! The postings' rows.

use crate::db::Tx;
use crate::domain::posting::{Contribution, Counter, Quantity, Subject};
use crate::problem::Problem;
use crate::schema::statistical_posting as posting;
use chrono::NaiveDate;
use diesel::dsl::sum;
use diesel::prelude::*;

diesel::define_sql_function! {
    /// Sums of `bigint` are `numeric`; these fit back.
    #[sql_name = "pg_catalog.int8"]
    fn to_bigint(value: diesel::sql_types::Nullable<diesel::sql_types::Numeric>) -> diesel::sql_types::Nullable<BigInt>;
}

type Row = (Counter, NaiveDate, i32, Option<i64>, Option<i64>);

/// What has been posted for a record so far, added up.
pub(super) fn posted(tx: &mut Tx, subject: Subject) -> Result<Contribution, Problem> {
    let rows: Vec<Row> = posting::table
        .filter(posting::agency_id.eq(tx.actor.agency))
        .filter(posting::subject_kind.eq(subject.kind).and(posting::subject_id.eq(subject.id)))
        .group_by((posting::counter, posting::on_date, posting::traits))
        .select((
            posting::counter,
            posting::on_date,
            posting::traits,
            to_bigint(sum(posting::quantity)),
            to_bigint(sum(posting::amount_fen)),
        ))
        .load(tx.conn())?;
    let mut contribution = Contribution::default();
    for (counter, on, traits, count, amount_fen) in rows {
        let quantity = Quantity { count: count.unwrap_or_default(), amount_fen: amount_fen.unwrap_or_default() };
        contribution.post(counter, on, traits, quantity);
    }
    Ok(contribution)
}

pub(super) fn post(tx: &mut Tx, subject: Subject, contribution: &Contribution) -> Result<(), Problem> {
    if contribution.is_empty() {
        return Ok(());
    }
    let (agency, cause) = (tx.actor.agency, tx.entry_id());
    let rows: Vec<_> = contribution
        .iter()
        .map(|(place, quantity)| {
            (
                posting::agency_id.eq(agency),
                posting::cause.eq(cause),
                posting::counter.eq(place.counter),
                posting::on_date.eq(place.on),
                posting::traits.eq(place.traits),
                posting::quantity.eq(quantity.count),
                posting::amount_fen.eq(quantity.amount_fen),
                posting::subject_kind.eq(subject.kind),
                posting::subject_id.eq(subject.id),
            )
        })
        .collect();
    diesel::insert_into(posting::table).values(rows).execute(tx.conn())?;
    Ok(())
}
