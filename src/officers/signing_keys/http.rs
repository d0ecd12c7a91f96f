//! Signing keys on the wire.

use super::store::{self, SigningKey};
use crate::auth::Authorized;
use crate::db::{Db, Tx};
use crate::domain::act::moment_not_in_the_future;
use crate::domain::actor::Actor;
use crate::domain::ids::{AccountId, EntryId, OfficerId, SigningKeyId};
use crate::domain::permission::Permission;
use crate::domain::permission::may::{ReadOfficers, RegisterSigningKeys};
use crate::domain::refusal::{Refusal, Refusals as Refused, Rule, Text};
use crate::domain::signature::{KeyAlgorithm, KeyFault};
use crate::domain::values::Title;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::officers::store as officers;
use crate::problem::{Code as ProblemCode, Fault, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, SubsecRound as _, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// PostgreSQL keeps instants to the microsecond.
const INSTANT_DIGITS: u16 = 6;

/// 签名密钥登记
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSigningKey {
    #[serde(default)]
    id: Option<SigningKeyId>,
    algorithm: KeyAlgorithm,
    /// In base64: of Ed25519 the 32 bytes of RFC 8032.
    #[schema(min_length = 1, max_length = 200)]
    public_key: String,
    /// 密钥载体: what holds the private key, e.g. a phone or a UKey, by which the officer knows it.
    held_by: Title,
}

/// 签名密钥注销
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSigningKeyRevocation {
    /// From when on the key counts no more, e.g. when the phone was lost; now when left out.
    #[serde(default)]
    revoked_at: Option<DateTime<Utc>>,
    reason: Title,
}

/// 签名密钥
#[derive(Debug, Serialize, ToSchema)]
pub struct SigningKeyReply {
    id: SigningKeyId,
    officer_id: OfficerId,
    algorithm: KeyAlgorithm,
    /// In base64.
    public_key: String,
    held_by: Title,
    registrar_id: AccountId,
    /// It counts from this moment on.
    registered_at: DateTime<Utc>,
    /// It counts no more from this moment on; null while it holds.
    revoked_at: Option<DateTime<Utc>>,
    revocation_reason: Option<Title>,
    entry_id: EntryId,
}

page_reply!(SigningKeyPage of SigningKeyReply);

impl From<&SigningKey> for SigningKeyReply {
    fn from(key: &SigningKey) -> Self {
        Self {
            id: key.id,
            officer_id: key.officer_id,
            algorithm: key.algorithm,
            public_key: BASE64.encode(&key.public_key),
            held_by: key.held_by.clone(),
            registrar_id: key.registrar_id,
            registered_at: key.registered_at,
            revoked_at: key.revoked_at,
            revocation_reason: key.revocation_reason.clone(),
            entry_id: key.entry_id,
        }
    }
}

/// 登记签名密钥
///
/// 电子签名法 第十三条: the key is the officer's own and in nobody else's hands; only its public half is told here. An officer registers
/// one's own, an administrator of the agency those of its officers.
#[utoipa::path(tag = "signing keys", operation_id = "signing_keys_create", security(("bearer" = [])), request_body = NewSigningKey,
    params(("officer_id" = inline(OfficerId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = SigningKeyReply), (status = 200, body = SigningKeyReply), Refusals))]
#[post("/officers/{officer_id}/signing-keys")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<RegisterSigningKeys>,
    officer: Path<OfficerId>,
    once: Once<NewSigningKey>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        officers::lock(tx, *officer)?;
        is_own(&tx.actor, *officer)?;
        let key = key_of(tx, *officer, new)?;
        if let Some(existing) = store::find_own(tx, key.id)? {
            let same = existing.content_digest == key.content_digest && existing.officer_id == *officer;
            let reply = Reply::one(existing.version, &SigningKeyReply::from(&existing))?;
            return if same { Ok(tx.unchanged(reply)) } else { Err(Problem::new(ProblemCode::IdExists)) };
        }
        if store::is_taken(tx, key.algorithm, &key.public_key)? {
            return Err(Refusal::of(Rule::SigningKeyTaken).at("/public_key").into());
        }
        store::insert(tx, &key)?;
        let reply = SigningKeyReply::from(&key);
        let entry = Entry::new(Kind::SigningKeyRegistered, key.id.uuid(), &reply);
        tx.record(entry, Reply::created(format!("/api/v1/officers/{officer}/signing-keys"), 1, &reply)?)
    })
    .await
}

fn is_own(actor: &Actor, officer: OfficerId) -> Result<(), Refusal> {
    let may = actor.officer == Some(officer) || actor.may(Permission::RegisterOfficers);
    if may { Ok(()) } else { Err(Refusal::of(Rule::SigningKeyOfAnother)) }
}

fn key_of(tx: &Tx, officer_id: OfficerId, new: &NewSigningKey) -> Result<SigningKey, Problem> {
    let public_key = BASE64.decode(&new.public_key).map_err(|_| {
        let text = Text::new("应当为 base64", "It has to be base64");
        Problem::invalid(vec![Fault::new("/public_key", "not_base64", text)])
    })?;
    new.algorithm.accepts(&public_key).map_err(|fault| match fault {
        KeyFault::Unsupported => Refusal::of(Rule::SignatureAlgorithmUnsupported).at("/algorithm").into(),
        _ => Problem::invalid(vec![Fault::new("/public_key", "public_key_unfit", fault.text())]),
    })?;
    Ok(SigningKey {
        id: new.id.unwrap_or_else(|| SigningKeyId::from_uuid(tx.mint())),
        officer_id,
        algorithm: new.algorithm,
        public_key,
        held_by: new.held_by.clone(),
        registrar_id: tx.actor.account,
        registered_at: tx.now,
        revoked_at: None,
        revocation_reason: None,
        content_digest: digest(new)?,
        version: 1,
        entry_id: tx.entry_id(),
    })
}

/// 执法人员的签名密钥, oldest first, those revoked included.
#[utoipa::path(tag = "signing keys", operation_id = "signing_keys_list", security(("bearer" = [])),
    params(("officer_id" = inline(OfficerId), Path)), responses((status = 200, body = SigningKeyPage), Refusals))]
#[get("/officers/{officer_id}/signing-keys")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadOfficers>, officer: Path<OfficerId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        officers::find(view, *officer)?;
        let keys: Vec<_> = store::of_officer(view, *officer)?.iter().map(SigningKeyReply::from).collect();
        Reply::page(&keys, None)
    })
    .await
}

/// 注销签名密钥
///
/// What it signed before goes on to hold; a signature of a later moment does not, also where it was recorded already.
#[utoipa::path(tag = "signing keys", operation_id = "signing_key_revocations_create", security(("bearer" = [])),
    request_body = NewSigningKeyRevocation,
    params(("officer_id" = inline(OfficerId), Path), ("key_id" = inline(SigningKeyId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = SigningKeyReply), Refusals))]
#[post("/officers/{officer_id}/signing-keys/{key_id}/revocations")]
pub async fn revoke(
    db: Data<Db>,
    caller: Authorized<RegisterSigningKeys>,
    path: Path<(OfficerId, SigningKeyId)>,
    once: Once<NewSigningKeyRevocation>,
) -> Result<Reply, Problem> {
    let (officer, id) = path.into_inner();
    once.write(&db, &caller.actor, move |tx, new| {
        let key = store::lock(tx, officer, id)?;
        let revoked = revoked(tx, key, new)?;
        store::revoke(tx, &revoked)?;
        let reply = SigningKeyReply::from(&revoked);
        let entry = Entry::new(Kind::SigningKeyRevoked, id.uuid(), &reply);
        let location = format!("/api/v1/officers/{officer}/signing-keys");
        tx.record(entry, Reply::created(location, revoked.version, &reply)?)
    })
    .await
}

fn revoked(tx: &Tx, key: SigningKey, new: &NewSigningKeyRevocation) -> Result<SigningKey, Problem> {
    let mut refusals = Refused::default();
    let revoked_at = new.revoked_at.unwrap_or(tx.now).trunc_subsecs(INSTANT_DIGITS);
    refusals.check(is_own(&tx.actor, key.officer_id));
    if key.revoked_at.is_some() {
        refusals.add(Refusal::of(Rule::SigningKeyRevoked));
    }
    refusals.check(moment_not_in_the_future(revoked_at, tx.now, "/revoked_at"));
    if revoked_at < key.registered_at {
        let text = Text::new("注销早于登记", "It was revoked before it was registered");
        refusals.add(Refusal::new(Rule::DatesRunBackwards, text).at("/revoked_at"));
    }
    refusals.into_result()?;
    let (revoked_at, revocation_reason) = (Some(revoked_at), Some(new.reason.clone()));
    Ok(SigningKey { revoked_at, revocation_reason, version: key.version + 1, entry_id: tx.entry_id(), ..key })
}
