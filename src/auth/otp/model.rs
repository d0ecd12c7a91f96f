//! Codes and recovery codes, pure.

use crate::domain::text_enum::text_enum;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

text_enum! {
    /// 第二因素: what was shown besides the password.
    pub enum SecondFactor {
        /// 动态口令
        Totp = "totp" "动态口令",
        /// 恢复码
        RecoveryCode = "recovery_code" "恢复码",
    }
}

pub const DIGITS: u8 = 6;
pub const STEP_S: u64 = 30;
const SECRET_BYTES: usize = 20;
/// A clock may be off by so many steps.
const STEPS_OFF: i64 = 1;
const ISSUER: &str = "Anjuan";

pub const RECOVERY_CODES: usize = 10;
/// 75 bits: no digest of one is ever guessed.
const RECOVERY_CHARS: usize = 15;
const RECOVERY_GROUP: usize = 5;
/// Letters and digits that nobody mistakes for another.
const RECOVERY_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

pub fn mint_secret() -> Zeroizing<Vec<u8>> {
    let mut secret = Zeroizing::new(vec![0; SECRET_BYTES]);
    getrandom::fill(&mut secret).expect("the system has randomness");
    secret
}

pub fn authenticator(secret: &[u8], username: &str) -> Totp {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_step_duration(STEP_S)
        .with_secret(Secret::new(secret.into()))
        .with_account_name(username)
        .with_issuer(Some(ISSUER))
        .build_noncompliant()
}

/// Six digits; anything else is taken for a recovery code.
pub fn is_code(given: &str) -> bool {
    given.trim().len() == usize::from(DIGITS) && given.trim().bytes().all(|one| one.is_ascii_digit())
}

/// The step whose code was given: this one or a neighbour, and newer than the last one taken.
pub fn step_of(totp: &Totp, given: &str, now: DateTime<Utc>, last_step: Option<i64>) -> Option<i64> {
    let current = now.timestamp().div_euclid(i64::try_from(STEP_S).ok()?);
    let is_new = |step: &i64| last_step.is_none_or(|last| *step > last);
    let shows = |step: i64| {
        let second = u64::try_from(step).ok()? * STEP_S;
        Some(constant_time_eq(totp.generate(second).to_string().as_bytes(), given.trim().as_bytes()))
    };
    (current - STEPS_OFF..=current + STEPS_OFF).filter(is_new).find(|step| shows(*step) == Some(true))
}

fn constant_time_eq(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

pub fn mint_recovery_codes() -> Vec<Zeroizing<String>> {
    (0..RECOVERY_CODES).map(|_| mint_recovery_code()).collect()
}

fn mint_recovery_code() -> Zeroizing<String> {
    let mut bytes = [0_u8; RECOVERY_CHARS];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    let mut code = Zeroizing::new(String::new());
    for (n, byte) in bytes.iter().enumerate() {
        if n > 0 && n.is_multiple_of(RECOVERY_GROUP) {
            code.push('-');
        }
        code.push(char::from(RECOVERY_ALPHABET[usize::from(byte % 32)]));
    }
    code
}

/// Capitals, dashes and blanks do not matter.
pub fn digest_of_recovery(code: &str) -> Vec<u8> {
    let plain: String = code.chars().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Sha256::digest(plain.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the seed and the codes of SHA-1, cut to six digits.
    #[test]
    fn the_codes_of_the_standard_are_ours() {
        let totp = authenticator(b"12345678901234567890", "wang.wei");
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = DateTime::from_timestamp(second, 0).expect("an instant");
            assert_eq!(step_of(&totp, code, now, None), Some(second / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_for_one_step_on_either_side_and_works_once() {
        let totp = authenticator(&mint_secret(), "wang.wei");
        let (step, code) = (1_000, totp.generate(30_000).to_string());
        let at = |second| DateTime::from_timestamp(second, 0).expect("an instant");
        assert_eq!(step_of(&totp, &code, at(30_000), None), Some(step));
        assert_eq!(step_of(&totp, &format!(" {code} "), at(30_059), None), Some(step));
        assert_eq!(step_of(&totp, &code, at(29_970), None), Some(step));
        let other = authenticator(&mint_secret(), "wang.wei");
        if other.generate(30_000).to_string() != code {
            assert_ne!(step_of(&other, &code, at(30_000), None), Some(step));
        }
        assert_ne!(step_of(&totp, &code, at(30_060), None), Some(step), "two steps later");
        assert_ne!(step_of(&totp, &code, at(29_969), None), Some(step), "two steps early");
        assert_ne!(step_of(&totp, &code, at(30_000), Some(step)), Some(step), "a second time");
    }

    #[test]
    fn recovery_codes_differ_and_are_read_with_tolerance() {
        let codes = mint_recovery_codes();
        let unique: std::collections::HashSet<_> = codes.iter().map(|one| one.as_str()).collect();
        assert_eq!(unique.len(), RECOVERY_CODES);
        let code = &codes[0];
        assert_eq!(code.len(), 17);
        assert!(!is_code(code) && is_code("012345") && !is_code("01234５"));
        assert_eq!(digest_of_recovery(code), digest_of_recovery(&code.to_uppercase().replace('-', " ")));
    }
}
