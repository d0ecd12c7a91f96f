//! Settings of log-in: sessions, passwords, second factors.

use super::reader::Reader;
use crate::domain::password::PasswordProfile;
use crate::domain::permission::Role;
use std::time::Duration;

/// No access token is longer.
const ACCESS_TOKEN_MAX_S: u64 = 900;

#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// `ANJUAN_ACCESS_TOKEN_S` (at most 900)
    pub access_token: Duration,
    /// `ANJUAN_SESSION_S`: a session ends then, however often it is refreshed.
    pub session: Duration,
    /// `ANJUAN_SESSION_IDLE_S`: a session that asks nothing for so long ends.
    pub session_idle: Duration,
    /// `ANJUAN_PASSWORD_PROFILE`
    pub password_profile: PasswordProfile,
    /// `ANJUAN_PASSWORD_ONE_TIME_S`: how long a password that an administrator gave opens anything.
    pub one_time_password: Duration,
    /// `ANJUAN_OTP_ROLES`: whoever has one of these roles needs a second factor.
    pub otp_roles: Vec<Role>,
    /// `ANJUAN_ACCOUNT_UNUSED_DAYS`: an account that nobody logs in with for so long is disabled; `None`: never.
    pub unused_days: Option<u32>,
    /// `ANJUAN_LOGIN_FAILURES_MAX`: failures of one user name before it is locked.
    pub account_failures_max: i32,
    /// `ANJUAN_LOGIN_SOURCE_FAILURES_MAX`: failures from one address before it is locked.
    pub source_failures_max: i32,
    /// `ANJUAN_LOGIN_LOCK_S`
    pub lock: Duration,
}

impl AuthConfig {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let idle_s = reader.number("ANJUAN_SESSION_IDLE_S", 900, 5, 24 * 3600);
        let unused_days = reader.number("ANJUAN_ACCOUNT_UNUSED_DAYS", 90, 0, 3650);
        Self {
            access_token: access_token(reader, idle_s),
            session: reader.seconds("ANJUAN_SESSION_S", 8 * 3600, 60, 7 * 24 * 3600),
            session_idle: Duration::from_secs(idle_s),
            password_profile: profile(reader),
            one_time_password: reader.seconds("ANJUAN_PASSWORD_ONE_TIME_S", 24 * 3600, 60, 30 * 24 * 3600),
            otp_roles: reader.parsed("ANJUAN_OTP_ROLES", &format!("应为角色 · roles are {}", codes(Role::ALL)), roles),
            unused_days: (unused_days > 0).then_some(unused_days),
            account_failures_max: reader.number("ANJUAN_LOGIN_FAILURES_MAX", 5, 1, 100),
            source_failures_max: reader.number("ANJUAN_LOGIN_SOURCE_FAILURES_MAX", 50, 1, 100_000),
            lock: reader.seconds("ANJUAN_LOGIN_LOCK_S", 15 * 60, 1, 24 * 3600),
        }
    }
}

/// An access token outlives no idle session: what it opens need not ask when the session was last used.
fn access_token(reader: &mut Reader, idle_s: u64) -> Duration {
    let name = "ANJUAN_ACCESS_TOKEN_S";
    let seconds = reader.number(name, ACCESS_TOKEN_MAX_S.min(idle_s), 1, ACCESS_TOKEN_MAX_S);
    if seconds > idle_s {
        reader.faults.push(format!(
            "{name}={seconds}: 不得长于 ANJUAN_SESSION_IDLE_S={idle_s} · at most ANJUAN_SESSION_IDLE_S={idle_s} is possible"
        ));
    }
    Duration::from_secs(seconds)
}

fn profile(reader: &mut Reader) -> PasswordProfile {
    let needed = format!("应为其中之一 · one of {} is needed", codes(PasswordProfile::ALL));
    let text =
        reader.checked("ANJUAN_PASSWORD_PROFILE", &needed, |text| text.trim().parse::<PasswordProfile>().is_ok());
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(PasswordProfile::Mlps3)
}

/// Names of roles, separated by commas or blanks; what is none comes back.
fn roles(text: &str) -> Result<Vec<Role>, String> {
    let named = text.split([',', ' ']).map(str::trim).filter(|one| !one.is_empty());
    named.map(|one| one.parse().map_err(|_| one.to_owned())).collect()
}

fn codes<T: std::fmt::Display>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::config::from_lookup;
    use std::time::Duration;

    #[test]
    fn an_access_token_does_not_outlive_an_idle_session() {
        let with = |access: Option<&'static str>| {
            from_lookup(&move |name| match name {
                "ANJUAN_DATA_DIR" => Some("/data".to_owned()),
                "ANJUAN_SESSION_IDLE_S" => Some("300".to_owned()),
                "ANJUAN_ACCESS_TOKEN_S" => access.map(str::to_owned),
                _ => None,
            })
        };
        assert_eq!(with(None).expect("it follows").auth.access_token, Duration::from_secs(300));
        assert_eq!(with(Some("300")).expect("is as long").auth.access_token, Duration::from_secs(300));
        assert_eq!(with(Some("301")).expect_err("is longer").len(), 1);
    }
}
