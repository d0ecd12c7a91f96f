//! Access tokens: short-lived, signed with Ed25519; anybody checks them with the published keys (`/.well-known/jwks.json`).

use super::verified::VerifiedTokens;
use crate::domain::actor::{Actor, Session};
use crate::domain::ids::{AccountId, AgencyId, OfficerId, SessionId};
use crate::domain::permission::Role;
use crate::problem::{Code, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

/// A clock may be off by so much.
const LEEWAY_S: i64 = 30;
const AUDIENCE: &str = "anjuan";
/// No honest token is longer.
const TOKEN_BYTES_MAX: usize = 4096;

/// The service's signing key and what its tokens say.
pub struct TokenKeys {
    kid: String,
    public: [u8; 32],
    signing: EncodingKey,
    checking: DecodingKey,
    issuer: String,
    lifetime: Duration,
    verified: VerifiedTokens<Claims>,
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
    /// Reads the key from `file`, or makes one at the first start.
    pub fn open(file: &Path, issuer: String, lifetime: Duration) -> std::io::Result<Self> {
        let seed = match std::fs::read(file) {
            Ok(bytes) => <[u8; 32]>::try_from(bytes).map_err(|_| std::io::Error::other("a token key has 32 bytes"))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => make_seed(file)?,
            Err(error) => return Err(error),
        };
        Ok(Self::from_seed(&seed, issuer, lifetime))
    }

    pub fn from_seed(seed: &[u8; 32], issuer: String, lifetime: Duration) -> Self {
        let public = SigningKey::from_bytes(seed).verifying_key().to_bytes();
        let kid = URL_SAFE_NO_PAD.encode(&Sha256::digest(public)[..9]);
        let signing = EncodingKey::from_ed_der(&pkcs8(seed));
        let (checking, verified) = (DecodingKey::from_ed_der(&public), VerifiedTokens::default());
        Self { kid, public, signing, checking, issuer, lifetime, verified }
    }

    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    pub fn key_set(&self) -> KeySetReply {
        let x = URL_SAFE_NO_PAD.encode(self.public);
        let key = KeyReply { kty: "OKP", crv: "Ed25519", kid: self.kid.clone(), alg: "EdDSA", usage: "sig", x };
        KeySetReply { keys: vec![key] }
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
        };
        let header =
            Header { kid: Some(self.kid.clone()), typ: Some("at+jwt".into()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.signing).map_err(Problem::internal)
    }

    /// The actor behind a token. One answer for everything that is wrong with one.
    pub fn check(&self, token: &str, request: Uuid, now: DateTime<Utc>) -> Result<Actor, Problem> {
        self.verified
            .claims(token, || self.signed_claims(token))
            .filter(|claims| claims.hold_at(now.timestamp()))
            .map(|claims| Actor {
                account: claims.sub,
                session: Some(Session { id: claims.sid, rights_version: claims.rights }),
                agency: claims.agency,
                roles: claims.roles,
                officer: claims.officer,
                request,
            })
            .ok_or_else(|| Problem::new(Code::NotAuthenticated))
    }

    fn signed_claims(&self, token: &str) -> Option<Claims> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        let is_ours = header.kid.as_deref() == Some(&self.kid) && header.typ.as_deref() == Some("at+jwt");
        if !is_ours || header.alg != Algorithm::EdDSA {
            return None;
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.validate_exp = false; // checked by `Claims::hold_at`, by the service's own clock
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        jsonwebtoken::decode::<Claims>(token, &self.checking, &rules).ok().map(|decoded| decoded.claims)
    }
}

impl Claims {
    fn hold_at(&self, now: i64) -> bool {
        self.exp.checked_add(LEEWAY_S).is_some_and(|end| end > now) && self.iat <= now + LEEWAY_S
    }
}

/// RFC 8410: the fixed head of an Ed25519 private key, then the seed.
fn pkcs8(seed: &[u8; 32]) -> Vec<u8> {
    const HEAD: [u8; 16] =
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    [HEAD.as_slice(), seed].concat()
}

/// A new key, readable by its owner only, complete before it bears its name.
fn make_seed(file: &Path) -> std::io::Result<[u8; 32]> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(std::io::Error::other)?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let unfinished = file.with_extension("new");
    let mut out = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    out.write_all(&seed)?;
    out.sync_all()?;
    std::fs::rename(&unfinished, file)?;
    Ok(seed)
}

#[cfg(test)]
mod tests;
