//! The one question that is answered across agencies, by a function of the database that shows a card and no more.

use super::model::Card;
use crate::db::View;
use crate::domain::day::Period;
use crate::domain::ids::AgencyId;
use crate::domain::values::Code;
use crate::officers::certificates::model::{CertificateEnd, CertificateKind};
use crate::problem::Problem;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Daterange, Nullable, Text};
use std::ops::Bound;

type Range = (Bound<NaiveDate>, Bound<NaiveDate>);

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    agency_id: AgencyId,
    #[diesel(sql_type = Text)]
    officer_name: String,
    #[diesel(sql_type = Text)]
    agency_name: String,
    #[diesel(sql_type = Text)]
    kind: CertificateKind,
    #[diesel(sql_type = Date)]
    valid_from: NaiveDate,
    #[diesel(sql_type = Date)]
    valid_to: NaiveDate,
    #[diesel(sql_type = Nullable<Daterange>)]
    holds: Option<Range>,
    #[diesel(sql_type = Array<Daterange>)]
    suspended: Vec<Range>,
    #[diesel(sql_type = Nullable<Text>)]
    end_kind: Option<CertificateEnd>,
    #[diesel(sql_type = Daterange)]
    in_post: Range,
}

impl TryFrom<Row> for Card {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        Ok(Self {
            agency: row.agency_id,
            officer_name: row.officer_name,
            agency_name: row.agency_name,
            kind: row.kind,
            printed: Period { from: row.valid_from, to: Some(row.valid_to) },
            holds: row.holds.and_then(Period::of_range),
            suspended: row.suspended.into_iter().filter_map(Period::of_range).collect(),
            ended: row.end_kind,
            in_post: Period::of_range(row.in_post).ok_or_else(|| Problem::internal("never in post"))?,
        })
    }
}

/// The cards of a number in all agencies, newest first.
#[expect(clippy::disallowed_methods, reason = "a table function that the query language has no word for")]
pub fn cards(view: &mut View, number: &Code) -> Result<Vec<Card>, Problem> {
    let rows: Vec<Row> = diesel::sql_query("SELECT * FROM anjuan.certificate_by_number($1)")
        .bind::<Text, _>(number)
        .load(view.conn())?;
    rows.into_iter().map(Card::try_from).collect()
}
