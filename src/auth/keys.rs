//! Access tokens: short-lived, signed with Ed25519; anybody checks them with the published keys (`/.well-known/jwks.json`).
//! The keys change without logging anybody out: [`ring`] says when each signs and checks, [`folder`] keeps them.

mod folder;
mod ring;

use crate::domain::actor::{Actor, Session};
use crate::domain::ids::{AccountId, AgencyId, OfficerId, SessionId};
use crate::domain::outstanding::Outstanding;
use crate::domain::permission::Role;
use crate::problem::{Code, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use folder::Folder;
pub use folder::Prepared;
use jsonwebtoken::{Algorithm, Header, Validation};
use ring::Ring;
pub use ring::{KeyState, Times};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use utoipa::ToSchema;
use uuid::Uuid;

/// A clock may be off by so much.
const LEEWAY_S: i64 = 30;
const AUDIENCE: &str = "anjuan";
/// No honest token is longer.
const TOKEN_BYTES_MAX: usize = 4096;
/// How often the folder is looked at for keys that another process made or withdrew.
const LOOK: Duration = Duration::from_secs(2);

/// The service's keys and what its tokens say.
pub struct TokenKeys {
    folder: Folder,
    ring: RwLock<Arc<Ring>>,
    looked_at: Mutex<Instant>,
    publish: Duration,
    issuer: String,
    lifetime: Duration,
}

/// One key for whoever looks after them.
#[derive(Debug, Clone)]
pub struct KeyInUse {
    pub kid: String,
    pub state: KeyState,
    pub times: Times,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    /// The account.
    sub: AccountId,
    jti: Uuid,
    iat: i64,
    exp: i64,
    sid: SessionId,
    agency: AgencyId,
    roles: Vec<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    officer: Option<OfficerId>,
    rights: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outstanding: Option<Outstanding>,
}

/// The head of a token: these members and no others, so that none can ask for what we do not do (`crit`, `jwk`, `jku`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    alg: String,
    typ: String,
    kid: String,
}

impl Head {
    fn of(token: &str) -> Option<Self> {
        let head = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
        serde_json::from_slice(&head).ok()
    }
}

/// JSON Web Key Set (RFC 7517).
#[derive(Debug, Serialize, ToSchema)]
pub struct KeySetReply {
    keys: Vec<KeyReply>,
}

/// One Ed25519 public key (RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyReply {
    kty: &'static str,
    crv: &'static str,
    kid: String,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    x: String,
}

impl TokenKeys {
    /// Reads the keys, or makes a first one.
    pub fn open(
        folder: &Path,
        publish: Duration,
        issuer: String,
        lifetime: Duration,
        now: DateTime<Utc>,
    ) -> io::Result<Self> {
        let folder = Folder::open(folder, now)?;
        let ring = RwLock::new(Arc::new(ring_of(&folder, publish)?));
        let looked_at = Mutex::new(Instant::now());
        Ok(Self { folder, ring, looked_at, publish, issuer, lifetime })
    }

    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// How long a new key is published before it signs. Whoever keeps a copy of the set must ask again sooner.
    pub fn publish(&self) -> Duration {
        self.publish
    }

    /// The keys that check tokens, and the one that will.
    pub fn key_set(&self, now: DateTime<Utc>) -> KeySetReply {
        let of = |key: &ring::Key| KeyReply {
            kty: "OKP",
            crv: "Ed25519",
            kid: key.kid.clone(),
            alg: "EdDSA",
            usage: "sig",
            x: URL_SAFE_NO_PAD.encode(key.public),
        };
        KeySetReply { keys: self.ring(LOOK).in_use(now).map(|(key, _, _)| of(key)).collect() }
    }

    pub fn in_use(&self, now: DateTime<Utc>) -> Vec<KeyInUse> {
        let ring = self.ring(Duration::ZERO);
        ring.in_use(now).map(|(key, times, state)| KeyInUse { kid: key.kid.clone(), state, times }).collect()
    }

    /// Makes a key that is not in use yet. Refused while the last one has not begun to sign.
    pub fn prepare(&self, now: DateTime<Utc>, withdraw_others: bool) -> Result<Prepared, Problem> {
        let published = self.in_use(now).into_iter().find(|key| key.state == KeyState::Published);
        if let Some(pending) = published.filter(|_| !withdraw_others) {
            let seconds = (pending.times.signs_from - now).num_seconds().max(1);
            let wait = u32::try_from(seconds).unwrap_or(u32::MAX);
            return Err(Problem::new(Code::TokenKeyPending).retry_after(wait));
        }
        self.folder.prepare(now).map_err(Problem::internal)
    }

    /// Puts a prepared key in use, and tidies away those that are over, or all others.
    pub fn activate(&self, prepared: Prepared, now: DateTime<Utc>, withdraw_others: bool) -> Result<(), Problem> {
        let kid = prepared.kid.clone();
        prepared.activate().map_err(Problem::internal)?;
        let gone = if withdraw_others { self.folder.kids() } else { Ok(self.ring(Duration::ZERO).over(now)) };
        let gone: Vec<String> = gone.map_err(Problem::internal)?.into_iter().filter(|one| *one != kid).collect();
        self.folder.remove(&gone).map_err(Problem::internal)?;
        self.ring(Duration::ZERO);
        Ok(())
    }

    /// The keys as they were at most `age` ago. A folder that cannot be read changes nothing.
    fn ring(&self, age: Duration) -> Arc<Ring> {
        let known = || Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner));
        let mut looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        if looked_at.elapsed() < age {
            return known();
        }
        *looked_at = Instant::now();
        let changed = self.folder.kids().and_then(|kids| match known().holds(&kids) {
            true => Ok(None),
            false => ring_of(&self.folder, self.publish).map(Some),
        });
        match changed {
            Ok(None) => {}
            Ok(Some(ring)) => *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring),
            Err(error) => tracing::warn!(%error, "the token keys cannot be read; the known ones stay"),
        }
        known()
    }

    /// A token for an actor with a session.
    pub fn issue(
        &self,
        actor: &Actor,
        session: Session,
        token_id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<String, Problem> {
        let lifetime_s = i64::try_from(self.lifetime.as_secs()).map_err(Problem::internal)?;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: actor.account,
            jti: token_id,
            iat: now.timestamp(),
            exp: now.timestamp() + lifetime_s,
            sid: session.id,
            agency: actor.agency,
            roles: actor.roles.clone(),
            officer: actor.officer,
            rights: session.rights_version,
            outstanding: actor.outstanding,
        };
        let ring = self.ring(LOOK);
        let key = ring.signing(now);
        let header = Header { kid: Some(key.kid.clone()), typ: Some("at+jwt".into()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &key.signing).map_err(Problem::internal)
    }

    /// The actor behind a token. One answer for everything that is wrong with one.
    pub fn check(&self, token: &str, request: Uuid, now: DateTime<Utc>) -> Result<Actor, Problem> {
        self.claims(token, now)
            .filter(|claims| claims.hold_at(now.timestamp()))
            .map(|claims| Actor {
                account: claims.sub,
                session: Some(Session { id: claims.sid, rights_version: claims.rights }),
                agency: claims.agency,
                roles: claims.roles,
                officer: claims.officer,
                outstanding: claims.outstanding,
                request,
            })
            .ok_or_else(|| Problem::new(Code::NotAuthenticated))
    }

    fn claims(&self, token: &str, now: DateTime<Utc>) -> Option<Claims> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let ring = self.ring(LOOK);
        ring.verified.claims(token, || {
            let head = Head::of(token).filter(|head| head.alg == "EdDSA" && head.typ == "at+jwt")?;
            if let Some(key) = ring.checking(&head.kid, now) {
                return self.signed_claims(token, key);
            }
            // Another process may have begun to sign with a key that it has made just now.
            self.ring(Duration::ZERO).checking(&head.kid, now).and_then(|key| self.signed_claims(token, key))
        })
    }

    fn signed_claims(&self, token: &str, key: &ring::Key) -> Option<Claims> {
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.validate_exp = false; // checked by `Claims::hold_at`, by the service's own clock
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        jsonwebtoken::decode::<Claims>(token, &key.checking, &rules).ok().map(|decoded| decoded.claims)
    }
}

fn ring_of(folder: &Folder, publish: Duration) -> io::Result<Ring> {
    let publish = chrono::Duration::from_std(publish).map_err(io::Error::other)?;
    Ring::new(folder.keys()?, publish).ok_or_else(|| io::Error::other("there is no token key"))
}

impl Claims {
    fn hold_at(&self, now: i64) -> bool {
        self.exp.checked_add(LEEWAY_S).is_some_and(|end| end > now) && self.iat <= now + LEEWAY_S
    }
}

#[cfg(test)]
mod tests;
