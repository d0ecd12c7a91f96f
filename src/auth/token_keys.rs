//! The keys of access tokens on the wire: published for whoever checks tokens, changed by the security administrator.

use super::Authorized;
use super::keys::{KeyInUse, KeySetReply, KeyState, Prepared, TokenKeys};
use crate::db::Db;
use crate::domain::permission::may::ManageKeys;
use crate::domain::values::Title;
use crate::http::{IdempotencyKeyHeader, Once, PlainProblems, Refusals, Reply, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::Data;
use actix_web::{get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 令牌密钥更换
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTokenKey {
    reason: Title,
    /// For a key that may have been stolen: all others are withdrawn at once. Access tokens in use end; nobody has to
    /// log in again, because refresh tokens hold.
    #[serde(default)]
    withdraw_others: bool,
}

/// 令牌密钥
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenKeyReply {
    kid: String,
    state: KeyState,
    created_at: DateTime<Utc>,
    /// It is published before, so that everybody who checks tokens knows it by then.
    signs_from: DateTime<Utc>,
    /// Then the last token that it signed has ended; null while no younger key has been made.
    checks_until: Option<DateTime<Utc>>,
}

page_reply!(TokenKeyPage of TokenKeyReply);

impl From<KeyInUse> for TokenKeyReply {
    fn from(key: KeyInUse) -> Self {
        let KeyInUse { kid, state, times } = key;
        let (signs_from, checks_until) = (times.signs_from, times.checks_until);
        Self { kid, state, created_at: times.created_at, signs_from, checks_until }
    }
}

/// 令牌公钥: the keys that check access tokens. During a change there are two.
#[utoipa::path(tag = "sessions", operation_id = "jwks_get", responses(
    (status = 200, body = KeySetReply, headers(("Cache-Control" = String))), PlainProblems))]
#[get("/.well-known/jwks.json")]
pub async fn key_set(keys: Data<TokenKeys>, db: Data<Db>) -> Result<Reply, Problem> {
    let age_s = keys.publish().as_secs() / 2;
    Reply::answer(&keys.key_set(db.clock().now())).map(|reply| reply.public_for(age_s))
}

/// 令牌密钥列表, the oldest first.
#[utoipa::path(tag = "sessions", operation_id = "token_keys_list", security(("bearer" = [])),
    responses((status = 200, body = TokenKeyPage), Refusals))]
#[get("/token-keys")]
pub async fn list(keys: Data<TokenKeys>, db: Data<Db>, caller: Authorized<ManageKeys>) -> Result<Reply, Problem> {
    let now = db.clock().now();
    db.read(&caller.actor, move |_| {
        let shown: Vec<TokenKeyReply> = keys.in_use(now).into_iter().map(TokenKeyReply::from).collect();
        Reply::page(&shown, None)
    })
    .await
}

/// 更换令牌密钥: makes a new key. It is published at once and signs some minutes later; the one before it checks its tokens
/// to their end. Nobody is logged out.
#[utoipa::path(tag = "sessions", operation_id = "token_keys_create", security(("bearer" = [])),
    request_body = NewTokenKey, params(IdempotencyKeyHeader), responses((status = 201, body = TokenKeyReply), Refusals))]
#[post("/token-keys")]
pub async fn create(
    keys: Data<TokenKeys>,
    db: Data<Db>,
    caller: Authorized<ManageKeys>,
    once: Once<NewTokenKey>,
) -> Result<Reply, Problem> {
    let (now, withdraw_others) = (db.clock().now(), once.body.withdraw_others);
    let prepared = keys.prepare(now, withdraw_others);
    let planned = prepared.as_ref().map(|prepared| planned(&keys, prepared, withdraw_others)).ok();
    let refused = prepared.as_ref().err().map(|problem| (problem.code, problem.retry_after_s));
    let reply = once
        .write(&db, &caller.actor, move |tx, new| {
            if let Some((code, retry_after_s)) = refused {
                return Err(Problem { retry_after_s, ..Problem::new(code) });
            }
            let body = json!({"key": &planned, "reason": new.reason, "withdraw_others": new.withdraw_others});
            let entry = Entry::new(Kind::TokenKeyMade, tx.mint(), &body);
            tx.record(entry, Reply::answer(&planned)?.with_status(201))
        })
        .await?;
    if let Some(prepared) = prepared.ok().filter(|_| !reply.replayed) {
        keys.activate(prepared, now, withdraw_others)?;
    }
    Ok(reply)
}

/// How a key that is about to be put in use will be shown.
pub fn planned(keys: &TokenKeys, prepared: &Prepared, withdraw_others: bool) -> TokenKeyReply {
    let (kid, now) = (prepared.kid.clone(), prepared.created_at);
    let publish = chrono::Duration::from_std(keys.publish()).unwrap_or_default();
    let (state, signs_from) =
        if withdraw_others { (KeyState::Signing, now) } else { (KeyState::Published, now + publish) };
    TokenKeyReply { kid, state, created_at: now, signs_from, checks_until: None }
}
