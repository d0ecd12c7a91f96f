//! Signing keys' rows.

use crate::db::{Tx, View};
use crate::domain::ids::{AccountId, EntryId, OfficerId, SigningKeyId};
use crate::domain::signature::KeyAlgorithm;
use crate::domain::values::Title;
use crate::problem::Problem;
use crate::schema::signing_key;
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;

/// 签名密钥 as registered.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = signing_key)]
pub struct SigningKey {
    pub id: SigningKeyId,
    pub officer_id: OfficerId,
    pub algorithm: KeyAlgorithm,
    pub public_key: Vec<u8>,
    pub held_by: Title,
    pub registrar_id: AccountId,
    pub registered_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub revocation_reason: Option<Title>,
    pub content_digest: Vec<u8>,
    pub version: i64,
    pub entry_id: EntryId,
}

/// All keys of an officer, oldest first.
pub fn of_officer(view: &mut View, officer: OfficerId) -> Result<Vec<SigningKey>, Problem> {
    let visible = view.agencies.clone();
    SigningKey::query()
        .filter(signing_key::agency_id.eq_any(visible).and(signing_key::officer_id.eq(officer)))
        .order((signing_key::registered_at, signing_key::id))
        .load(view.conn())
        .map_err(Problem::from)
}

/// Of the actor's own agency.
pub fn find_own(tx: &mut Tx, id: SigningKeyId) -> Result<Option<SigningKey>, Problem> {
    let agency = tx.actor.agency;
    let found = SigningKey::query().filter(signing_key::agency_id.eq(agency).and(signing_key::id.eq(id)));
    found.first(tx.conn()).optional().map_err(Problem::from)
}

/// Locked until the transaction ends.
pub fn lock(tx: &mut Tx, officer: OfficerId, id: SigningKeyId) -> Result<SigningKey, Problem> {
    let agency = tx.actor.agency;
    let found = SigningKey::query().filter(signing_key::agency_id.eq(agency).and(signing_key::id.eq(id)));
    found.filter(signing_key::officer_id.eq(officer)).for_update().first(tx.conn()).map_err(Problem::from)
}

/// Whether anybody of the agency has registered these bytes.
pub fn is_taken(tx: &mut Tx, algorithm: KeyAlgorithm, public_key: &[u8]) -> Result<bool, Problem> {
    let agency = tx.actor.agency;
    let same = signing_key::algorithm.eq(algorithm).and(signing_key::public_key.eq(public_key));
    let rows = signing_key::table.filter(signing_key::agency_id.eq(agency).and(same));
    diesel::select(exists(rows)).get_result(tx.conn()).map_err(Problem::from)
}

pub fn insert(tx: &mut Tx, new: &SigningKey) -> Result<(), Problem> {
    diesel::insert_into(signing_key::table)
        .values((
            signing_key::agency_id.eq(tx.actor.agency),
            signing_key::id.eq(new.id),
            signing_key::officer_id.eq(new.officer_id),
            signing_key::algorithm.eq(new.algorithm),
            signing_key::public_key.eq(&new.public_key),
            signing_key::held_by.eq(&new.held_by),
            signing_key::registrar_id.eq(new.registrar_id),
            signing_key::registered_at.eq(new.registered_at),
            signing_key::content_digest.eq(&new.content_digest),
            signing_key::entry_id.eq(new.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}

pub fn revoke(tx: &mut Tx, revoked: &SigningKey) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::update(signing_key::table.find((agency, revoked.id)))
        .set((
            signing_key::revoked_at.eq(revoked.revoked_at),
            signing_key::revocation_reason.eq(&revoked.revocation_reason),
            signing_key::version.eq(revoked.version),
            signing_key::entry_id.eq(revoked.entry_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}
