//! The answers kept for retries.

use super::{Attempt, Earlier};
use crate::db::{Tx, View};
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::schema::idempotency_record as record;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use sha2::{Digest, Sha256};

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "pg_catalog.pg_try_advisory_xact_lock"]
    fn try_hold_until_the_end(key: BigInt) -> Bool;
}

/// Holds the key until the transaction ends; false while another attempt holds it. Nobody waits.
pub(super) fn claim(tx: &mut Tx, attempt: &Attempt) -> Result<bool, Problem> {
    let scope =
        format!("{}\n{}\n{}\n{}\n{}", tx.actor.agency, tx.actor.account, attempt.method, attempt.path, attempt.key);
    let digest = Sha256::digest(scope.as_bytes());
    let lock = i64::from_be_bytes(digest[..8].try_into().map_err(Problem::internal)?);
    Ok(diesel::select(try_hold_until_the_end(lock)).get_result(tx.conn())?)
}

pub(super) fn find(view: &mut View, attempt: &Attempt) -> Result<Option<Earlier>, Problem> {
    let (agency, client) = (view.actor.agency, view.actor.account);
    let found: Option<(Vec<u8>, i16, serde_json::Value, Vec<u8>)> = record::table
        .find((agency, client, &attempt.method, &attempt.path, &attempt.key))
        .select((record::fingerprint, record::status, record::headers, record::body))
        .first(view.conn())
        .optional()?;
    let Some((fingerprint, status, headers, body)) = found else { return Ok(None) };
    let headers = serde_json::from_value(headers).map_err(Problem::internal)?;
    let status = u16::try_from(status).map_err(Problem::internal)?;
    Ok(Some(Earlier { fingerprint, reply: Reply::kept(status, headers, body) }))
}

pub(super) fn keep(tx: &mut Tx, attempt: &Attempt, reply: &Reply) -> Result<(), Problem> {
    let headers = serde_json::to_value(&reply.headers).map_err(Problem::internal)?;
    let status = i16::try_from(reply.status).map_err(Problem::internal)?;
    diesel::insert_into(record::table)
        .values((
            record::agency_id.eq(tx.actor.agency),
            record::client_id.eq(tx.actor.account),
            record::method.eq(&attempt.method),
            record::path.eq(&attempt.path),
            record::key.eq(&attempt.key),
            record::fingerprint.eq(&attempt.fingerprint),
            record::status.eq(status),
            record::headers.eq(headers),
            record::body.eq(&reply.body),
            record::recorded_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}
