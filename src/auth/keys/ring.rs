//! The keys that are in use, and what the time makes of each: published, signing, still checking, over.
//!
//! A new key signs only after it has been published for a while, so that everybody who checks tokens knows it by then.
//! The key before it goes on checking until the last token that it can have signed has ended.

use super::{Claims, LEEWAY_S};
use crate::auth::verified::VerifiedTokens;
use crate::domain::text_enum::text_enum;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};

/// The longest life of an access token, both sides' leeway, and some time for a process to notice a new key.
const KEPT_S: i64 = 900 + 2 * LEEWAY_S + 30;

text_enum! {
    /// 令牌密钥状态
    pub enum KeyState {
        /// 已公布: published, signs later
        Published = "published" "已公布",
        /// 签发: signs new tokens
        Signing = "signing" "签发",
        /// 验证: checks the tokens that it has signed
        Checking = "checking" "验证",
    }
}

/// One Ed25519 key.
pub(super) struct Key {
    pub kid: String,
    pub public: [u8; 32],
    pub signing: EncodingKey,
    pub checking: DecodingKey,
    pub created_at: DateTime<Utc>,
}

impl Key {
    pub fn new(seed: &[u8; 32], created_at: DateTime<Utc>) -> Self {
        let public = SigningKey::from_bytes(seed).verifying_key().to_bytes();
        let signing = EncodingKey::from_ed_der(&pkcs8(seed));
        Self { kid: kid_of(&public), public, signing, checking: DecodingKey::from_ed_der(&public), created_at }
    }
}

/// The name of a key follows from the key.
pub(super) fn kid_of(public: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(public)[..9])
}

/// RFC 8410: the fixed head of an Ed25519 private key, then the seed.
fn pkcs8(seed: &[u8; 32]) -> Vec<u8> {
    const HEAD: [u8; 16] =
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    [HEAD.as_slice(), seed].concat()
}

/// When a key does what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    pub created_at: DateTime<Utc>,
    pub signs_from: DateTime<Utc>,
    /// Known once a younger key has been made.
    pub checks_until: Option<DateTime<Utc>>,
}

/// All keys of one moment, the oldest first. There is always one.
pub(super) struct Ring {
    keys: Vec<Key>,
    publish: Duration,
    /// Forgotten with the ring: a token of a key that was withdrawn is not remembered.
    pub verified: VerifiedTokens<Claims>,
}

impl Ring {
    /// `None` without a key.
    pub fn new(mut keys: Vec<Key>, publish: Duration) -> Option<Self> {
        keys.sort_by(|one, other| (one.created_at, &one.kid).cmp(&(other.created_at, &other.kid)));
        (!keys.is_empty()).then(|| Self { keys, publish, verified: VerifiedTokens::default() })
    }

    fn times(&self, at: usize) -> Times {
        let key = &self.keys[at];
        let signs_from = |n: usize| self.keys[n].created_at + if n == 0 { Duration::zero() } else { self.publish };
        let next = at + 1;
        let checks_until = (next < self.keys.len()).then(|| signs_from(next) + Duration::seconds(KEPT_S));
        Times { created_at: key.created_at, signs_from: signs_from(at), checks_until }
    }

    /// The youngest key that has been published long enough; the oldest when none has.
    pub fn signing(&self, now: DateTime<Utc>) -> &Key {
        let ripe = (0..self.keys.len()).rev().find(|at| self.times(*at).signs_from <= now);
        &self.keys[ripe.unwrap_or(0)]
    }

    /// The keys whose tokens may still hold, each with its times and state.
    pub fn in_use(&self, now: DateTime<Utc>) -> impl Iterator<Item = (&Key, Times, KeyState)> {
        let signing = &self.signing(now).kid;
        let all = self.keys.iter().enumerate().map(|(at, key)| (key, self.times(at)));
        all.filter(move |(key, times)| times.checks_until.is_none_or(|end| end > now) || key.kid == *signing).map(
            move |(key, times)| {
                let state = match () {
                    () if key.kid == *signing => KeyState::Signing,
                    () if times.signs_from > now => KeyState::Published,
                    () => KeyState::Checking,
                };
                (key, times, state)
            },
        )
    }

    /// The key of a token, by the name in its header.
    pub fn checking(&self, kid: &str, now: DateTime<Utc>) -> Option<&Key> {
        self.in_use(now).map(|(key, _, _)| key).find(|key| key.kid == kid)
    }

    /// The names of keys that are over.
    pub fn over(&self, now: DateTime<Utc>) -> Vec<String> {
        let used: Vec<&str> = self.in_use(now).map(|(key, _, _)| key.kid.as_str()).collect();
        self.keys.iter().map(|key| key.kid.clone()).filter(|kid| !used.contains(&kid.as_str())).collect()
    }

    pub fn holds(&self, kids: &[String]) -> bool {
        self.keys.len() == kids.len() && self.keys.iter().all(|key| kids.contains(&key.kid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).expect("an instant")
    }

    fn ring(created: &[i64]) -> Ring {
        let key = |(n, second): (usize, &i64)| Key::new(&[u8::try_from(n).expect("few"); 32], at(*second));
        Ring::new(created.iter().enumerate().map(key).collect(), Duration::seconds(600)).expect("has keys")
    }

    fn states(ring: &Ring, second: i64) -> Vec<(i64, KeyState)> {
        let start = at(0);
        ring.in_use(at(second)).map(|(key, _, state)| ((key.created_at - start).num_seconds(), state)).collect()
    }

    #[test]
    fn a_new_key_is_published_then_signs_and_the_old_one_checks_to_the_end() {
        use KeyState::*;
        let ring = ring(&[0, 10_000]);
        assert_eq!(states(&ring, 10_000), [(0, Signing), (10_000, Published)]);
        assert_eq!(states(&ring, 10_599), [(0, Signing), (10_000, Published)]);
        assert_eq!(states(&ring, 10_600), [(0, Checking), (10_000, Signing)]);
        assert_eq!(states(&ring, 10_600 + KEPT_S - 1), [(0, Checking), (10_000, Signing)]);
        assert_eq!(states(&ring, 10_600 + KEPT_S), [(10_000, Signing)]);
        assert_eq!(ring.over(at(10_600 + KEPT_S)).len(), 1);
    }

    #[test]
    fn a_first_key_signs_at_once_and_a_clock_before_it_changes_nothing() {
        assert_eq!(states(&ring(&[0]), -5_000_000), [(0, KeyState::Signing)]);
        assert_eq!(states(&ring(&[0]), 0), [(0, KeyState::Signing)]);
    }
}
