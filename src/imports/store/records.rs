//! Which record each key became, and which rows of an import are done already.

use super::faults_in;
use crate::db::{Tx, View};
use crate::domain::ids::{AgencyId, EntryId, ImportId};
use crate::imports::model::{Earlier, Import, ImportKind, RowFault, RowOutcome, RowResult};
use crate::problem::Problem;
use crate::schema::{agency, imported_record as record};
use diesel::dsl::not;
use diesel::prelude::*;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// The newest revision of each key that was imported before the given rows of an import.
pub fn earlier(
    view: &mut View,
    import: &Import,
    keys: &[&str],
    rows: &[i32],
) -> Result<HashMap<String, Earlier>, Problem> {
    let agency = view.actor.agency;
    let rows: Vec<(String, i32, Uuid, Vec<u8>, EntryId)> = record::table
        .filter(record::agency_id.eq(agency).and(record::kind.eq(import.kind)).and(record::external_key.eq_any(keys)))
        .filter(not(record::import_id.eq(import.id).and(record::row_number.eq_any(rows))))
        .order((record::external_key, record::revision.desc()))
        .distinct_on(record::external_key)
        .select((record::external_key, record::revision, record::subject_id, record::content_digest, record::entry_id))
        .load(view.conn())?;
    let of = |(key, revision, subject, content_digest, entry_id)| {
        (key, Earlier { revision, subject, content_digest, entry_id })
    };
    Ok(rows.into_iter().map(of).collect())
}

/// Rows of this import whose records are there although their outcome was not written: the work was interrupted. Each
/// with what its key became by it.
pub fn done(view: &mut View, import: &Import, rows: &[i32]) -> Result<HashMap<i32, (Earlier, RowResult)>, Problem> {
    let agency = view.actor.agency;
    let found: Vec<(i32, i32, Uuid, Vec<u8>, EntryId, Option<Value>)> = record::table
        .filter(record::agency_id.eq(agency).and(record::import_id.eq(import.id)).and(record::row_number.eq_any(rows)))
        .select((
            record::row_number,
            record::revision,
            record::subject_id,
            record::content_digest,
            record::entry_id,
            record::warnings,
        ))
        .load(view.conn())?;
    let result = |(row_number, revision, subject, content_digest, entry_id, warnings)| {
        let (outcome, entry) = (RowOutcome::Accepted, Some((agency, entry_id)));
        let result = RowResult { row_number, outcome, faults: Vec::new(), warnings: faults_in(warnings)?, entry };
        Ok((row_number, (Earlier { revision, subject, content_digest, entry_id }, result)))
    };
    found.into_iter().map(result).collect()
}

/// A row that became a record.
#[derive(Debug)]
pub struct NewRecord<'r> {
    pub kind: ImportKind,
    pub key: &'r str,
    pub import: ImportId,
    pub row_number: i32,
    pub warnings: &'r [RowFault],
    pub is: &'r Earlier,
}

pub fn insert(tx: &mut Tx, new: &NewRecord) -> Result<(), Problem> {
    let warnings = super::none_or(new.warnings);
    diesel::insert_into(record::table)
        .values((
            record::agency_id.eq(tx.actor.agency),
            record::kind.eq(new.kind),
            record::external_key.eq(new.key),
            record::revision.eq(new.is.revision),
            record::subject_id.eq(new.is.subject),
            record::content_digest.eq(&new.is.content_digest),
            record::import_id.eq(new.import),
            record::row_number.eq(new.row_number),
            record::warnings.eq(warnings),
            record::entry_id.eq(new.is.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The agencies that rows name; the deployment itself is none.
pub fn agencies(view: &mut View, codes: &[&str]) -> Result<HashMap<String, AgencyId>, Problem> {
    let rows: Vec<(String, AgencyId)> = agency::table
        .filter(agency::code.eq_any(codes).and(agency::level.ne("deployment")))
        .select((agency::code, agency::id))
        .load(view.conn())?;
    Ok(rows.into_iter().collect())
}
