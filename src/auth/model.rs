//! Log-in: what is counted, what ends a session, and what a token pair is.

use crate::config::AuthConfig;
use crate::domain::actor::{Actor, Session};
use crate::domain::day::legal_date;
use crate::domain::hex::hex;
use crate::domain::ids::{AccountId, AgencyId, OfficerId, SessionId};
use crate::domain::outstanding::Outstanding;
use crate::domain::password::PasswordProfile;
use crate::domain::permission::Role;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use std::time;
use uuid::Uuid;
use zeroize::Zeroizing;

/// An account as log-in needs it.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: AccountId,
    pub agency: AgencyId,
    pub username: String,
    pub roles: Vec<Role>,
    pub officer: Option<OfficerId>,
    pub rights_version: i32,
    pub is_active: bool,
    /// The last legal day of an account that is lent for a time.
    pub valid_until: Option<NaiveDate>,
    /// When it was opened, enabled or used last.
    pub used_at: DateTime<Utc>,
    pub password: PasswordStanding,
    /// A second factor is confirmed.
    pub has_otp: bool,
}

/// What is known of a password besides its hash.
#[derive(Debug, Clone, Copy)]
pub struct PasswordStanding {
    pub set_at: DateTime<Utc>,
    /// An administrator gave it: it opens nothing later, and is to be changed first.
    pub one_time_until: Option<DateTime<Utc>>,
}

impl PasswordStanding {
    pub fn expires_at(&self, profile: PasswordProfile) -> Option<DateTime<Utc>> {
        self.one_time_until.or_else(|| profile.age_max().map(|age| self.set_at + age))
    }
}

impl Account {
    pub fn actor(&self, session: SessionId, outstanding: Option<Outstanding>, request: Uuid) -> (Actor, Session) {
        let session = Session { id: session, rights_version: self.rights_version };
        let actor = Actor {
            account: self.id,
            session: Some(session),
            agency: self.agency,
            roles: self.roles.clone(),
            officer: self.officer,
            outstanding,
            request,
        };
        (actor, session)
    }

    /// Whether anybody may log in with it, given the right password.
    pub fn opens(&self, config: &AuthConfig, now: DateTime<Utc>) -> bool {
        let is_unused = config.unused_days.is_some_and(|days| self.used_at + Duration::days(i64::from(days)) <= now);
        let is_over = self.valid_until.is_some_and(|last| last < legal_date(now));
        let password_is_over = self.password.one_time_until.is_some_and(|until| until <= now);
        self.is_active && !is_unused && !is_over && !password_is_over
    }

    /// What it must do before anything else.
    pub fn outstanding(&self, config: &AuthConfig, now: DateTime<Utc>) -> Option<Outstanding> {
        if self.password.one_time_until.is_some() {
            return Some(Outstanding::ChangePassword);
        }
        if self.password.expires_at(config.password_profile).is_some_and(|end| end <= now) {
            return Some(Outstanding::ReplacePassword);
        }
        (self.needs_otp(config) && !self.has_otp).then_some(Outstanding::EnrolOtp)
    }

    /// Whether one of its roles needs a second factor.
    pub fn needs_otp(&self, config: &AuthConfig) -> bool {
        self.roles.iter().any(|role| config.otp_roles.contains(role))
    }
}

/// A refresh token: 32 random bytes, of which only the digest is kept.
pub struct RefreshToken(Zeroizing<String>);

impl RefreshToken {
    pub fn mint() -> Self {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        Self(Zeroizing::new(hex(&bytes)))
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

pub fn attempt(known: Option<Failures>, now: DateTime<Utc>, failures_max: i32, lock: time::Duration) -> Attempt {
    let fresh = Failures { count: 0, first_at: now, locked_until: None };
    let lock = Duration::from_std(lock).unwrap_or(Duration::days(1));
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

    const LOCK: time::Duration = time::Duration::from_secs(900);

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
