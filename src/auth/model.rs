//! Log-in: what is counted, what ends a session, and what a token pair is.

use crate::domain::actor::{Actor, Session};
use crate::domain::ids::{AccountId, AgencyId, OfficerId, SessionId};
use crate::domain::permission::Role;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::time::Duration;
use uuid::Uuid;
use zeroize::Zeroizing;

/// An account as log-in needs it.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: AccountId,
    pub agency: AgencyId,
    pub roles: Vec<Role>,
    pub officer: Option<OfficerId>,
    pub rights_version: i32,
    pub is_active: bool,
}

impl Account {
    pub fn actor(&self, session: SessionId, request: Uuid) -> (Actor, Session) {
        let session = Session { id: session, rights_version: self.rights_version };
        let actor = Actor {
            account: self.id,
            session: Some(session),
            agency: self.agency,
            roles: self.roles.clone(),
            officer: self.officer,
            request,
        };
        (actor, session)
    }
}

/// A refresh token: 32 random bytes, of which only the digest is kept.
pub struct RefreshToken(Zeroizing<String>);

impl RefreshToken {
    pub fn mint() -> Self {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        Self(Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    pub fn digest(&self) -> Vec<u8> {
        digest_of(&self.0)
    }
}

pub fn digest_of(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Failed log-ins under one key: a user name, or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    pub count: i32,
    pub first_at: DateTime<Utc>,
    pub locked_until: Option<DateTime<Utc>>,
}

/// What one more attempt does to the count. It is counted before the password is looked at, so that a thousand
/// attempts at once are no better than one after another.
#[derive(Debug, PartialEq, Eq)]
pub enum Attempt {
    Allowed(Failures),
    Locked { until: DateTime<Utc> },
}

pub fn attempt(known: Option<Failures>, now: DateTime<Utc>, failures_max: i32, lock: Duration) -> Attempt {
    let fresh = Failures { count: 0, first_at: now, locked_until: None };
    let lock = chrono::Duration::from_std(lock).unwrap_or(chrono::Duration::days(1));
    let current = match known {
        Some(Failures { locked_until: Some(until), .. }) if until > now => return Attempt::Locked { until },
        Some(failures) if failures.locked_until.is_none() && failures.first_at + lock > now => failures,
        _ => fresh,
    };
    let count = current.count + 1;
    let locked_until = (count >= failures_max).then_some(now + lock);
    Attempt::Allowed(Failures { count, locked_until, ..current })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: Duration = Duration::from_secs(900);

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + second, 0).expect("an instant")
    }

    fn run(seconds: &[i64]) -> Vec<bool> {
        let mut known = None;
        let mut allowed = Vec::new();
        for second in seconds {
            match attempt(known, at(*second), 5, LOCK) {
                Attempt::Allowed(failures) => {
                    known = Some(failures);
                    allowed.push(true);
                }
                Attempt::Locked { .. } => allowed.push(false),
            }
        }
        allowed
    }

    #[test]
    fn five_attempts_are_evaluated_and_the_sixth_is_not() {
        assert_eq!(run(&[0, 1, 2, 3, 4, 5, 6]), [true, true, true, true, true, false, false]);
    }

    #[test]
    fn a_lock_ends_and_old_failures_are_forgotten() {
        assert_eq!(run(&[0, 0, 0, 0, 0, 899, 900, 901]), [true, true, true, true, true, false, true, true]);
        assert_eq!(run(&[0, 1, 2, 3, 1000, 1001, 1002, 1003]), [true; 8]);
    }
}
