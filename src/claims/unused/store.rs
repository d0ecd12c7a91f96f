//! Matters held and not used.

use crate::db::View;
use crate::db::page::PageOf;
use crate::domain::act::ActClass;
use crate::domain::values::{Code, Title};
use crate::problem::Problem;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};

/// A matter and when it was used last.
#[derive(Debug, QueryableByName)]
pub struct Unused {
    #[diesel(sql_type = Nullable<Text>)]
    pub agency_code: Option<Code>,
    #[diesel(sql_type = Text)]
    pub matter_code: Code,
    #[diesel(sql_type = Text)]
    pub act_class: ActClass,
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<Title>,
    #[diesel(sql_type = Nullable<Date>)]
    pub claimed_from: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    pub last_used_on: Option<NaiveDate>,
}

/// Which matters are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub class: Option<ActClass>,
    /// Of the whole catalogue, whoever might have used them; otherwise claim by claim.
    pub of_catalogue: bool,
}

/// Lists are sorted by the matter's code, then the agency's.
#[derive(Debug, Serialize, Deserialize)]
pub struct SortKey {
    matter: String,
    agency: String,
}

pub fn page(view: &mut View, wanted: Wanted, page: &PageOf<SortKey>) -> Result<(Vec<Unused>, Option<String>), Problem> {
    let after = page.after.as_ref().map(|key| (key.matter.as_str(), key.agency.as_str()));
    let rows = found(view, wanted, after, Some(page.fetch()))?;
    let key = |row: &Unused| SortKey {
        matter: row.matter_code.to_string(),
        agency: row.agency_code.as_ref().map(Code::to_string).unwrap_or_default(),
    };
    Ok(page.cut(rows, key))
}

/// How many there are in all; never more than the catalogue or the claims hold.
pub fn count(view: &mut View, wanted: Wanted) -> Result<i64, Problem> {
    Ok(i64::try_from(found(view, wanted, None, None)?.len()).unwrap_or(i64::MAX))
}

#[expect(clippy::disallowed_methods, reason = "the last use of each row is a lateral question")]
fn found(
    view: &mut View,
    wanted: Wanted,
    after: Option<(&str, &str)>,
    most: Option<i64>,
) -> Result<Vec<Unused>, Problem> {
    let sql = if wanted.of_catalogue { include_str!("catalogue.sql") } else { include_str!("claims.sql") };
    let agencies = view.agencies.clone();
    diesel::sql_query(sql)
        .bind::<Array<SqlUuid>, _>(agencies)
        .bind::<Date, _>(wanted.from)
        .bind::<Date, _>(wanted.to)
        .bind::<Nullable<Text>, _>(wanted.class)
        .bind::<Nullable<Text>, _>(after.map(|(matter, _)| matter))
        .bind::<Nullable<Text>, _>(after.map(|(_, agency)| agency))
        .bind::<Nullable<BigInt>, _>(most)
        .load(view.conn())
        .map_err(Problem::from)
}
