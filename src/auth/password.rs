//! Passwords: Argon2id, its parameters inside the hash, and never more than one computation per core at once, so that a
//! flood of log-ins cannot starve the other requests.

use crate::domain::refusal::Text;
use crate::problem::{Code, Fault, Problem};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// OWASP's floor is 19 MiB and two passes; this costs about 100 ms on a small server.
const MEMORY_KIB: u32 = 32 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
pub const LENGTH_MIN: usize = 10;
pub const LENGTH_MAX: usize = 128;
/// Of digits, small letters, capitals and others, so many must occur (GB/T 22239 level 3).
const CLASSES_MIN: usize = 3;

/// Computes and checks hashes, a bounded number at a time.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// Checked for unknown user names, so that they take as long as known ones.
    decoy: Arc<str>,
}

impl Passwords {
    pub fn new(at_once: usize) -> Result<Self, Problem> {
        let decoy = hash("a password that nobody has")?;
        Ok(Self { turns: Arc::new(Semaphore::new(at_once.max(1))), decoy: decoy.into() })
    }

    /// Whether the password belongs to the hash; without a hash, the same work and `false`.
    pub async fn matches(&self, password: Zeroizing<String>, hash: Option<String>) -> Result<bool, Problem> {
        let _turn = self.turns.acquire().await.map_err(Problem::internal)?;
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        computed(move || verify(&password, &hash)).await.map(|matches| matches && known)
    }

    pub async fn hash(&self, password: Zeroizing<String>) -> Result<String, Problem> {
        let _turn = self.turns.acquire().await.map_err(Problem::internal)?;
        computed(move || hash(&password)).await?
    }

    /// A digest of a password for recognising it again under one salt: as dear to guess from as the hash itself.
    pub async fn stretched(&self, password: Zeroizing<String>, salt: Vec<u8>) -> Result<Vec<u8>, Problem> {
        let _turn = self.turns.acquire().await.map_err(Problem::internal)?;
        computed(move || stretch(&password, &salt)).await?
    }
}

async fn computed<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are within Argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

pub fn hash(password: &str) -> Result<String, Problem> {
    argon2().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Problem::internal)
}

fn stretch(password: &str, salt: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut digest = vec![0_u8; 32];
    argon2().hash_password_into(password.as_bytes(), salt, &mut digest).map_err(Problem::internal)?;
    Ok(digest)
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Refuses a weak password with every reason at once.
pub fn check_strength(password: &str, username: &str, pointer: &str) -> Result<(), Problem> {
    let mut faults = Vec::new();
    let length = password.chars().count();
    if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
        let zh = format!("密码应为 {LENGTH_MIN}–{LENGTH_MAX} 个字符");
        faults.push((zh, format!("A password has {LENGTH_MIN} to {LENGTH_MAX} characters"), "password_length"));
    }
    if classes(password) < CLASSES_MIN {
        let zh = format!("密码应包含数字、小写字母、大写字母、其他字符中的至少 {CLASSES_MIN} 类");
        let en = format!("A password mixes at least {CLASSES_MIN} of digits, small letters, capitals and others");
        faults.push((zh, en, "password_classes"));
    }
    if password.to_lowercase().contains(&username.to_lowercase()) {
        faults.push((
            "密码不能包含用户名".into(),
            "A password may not contain the user name".into(),
            "password_contains_username",
        ));
    }
    if faults.is_empty() {
        return Ok(());
    }
    let told = faults.into_iter().map(|(zh, en, code)| Fault::new(pointer, code, Text::new(zh, en))).collect();
    Err(Problem::faults(Code::ValueInvalid, told))
}

fn classes(password: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [
        |one| one.is_ascii_digit(),
        char::is_lowercase,
        char::is_uppercase,
        |one| !one.is_ascii_digit() && !one.is_lowercase() && !one.is_uppercase(),
    ];
    tests.iter().filter(|test| password.chars().any(test)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_carries_its_parameters_and_knows_its_password() {
        let hashed = hash("Correct-Horse-7").expect("hashes");
        assert!(hashed.starts_with("$argon2id$v=19$m=32768,t=3,p=1$"), "{hashed}");
        assert!(verify("Correct-Horse-7", &hashed));
        assert!(!verify("correct-horse-7", &hashed));
        assert!(!verify("Correct-Horse-7", "not a hash"));
    }

    #[test]
    fn a_weak_password_is_refused_with_every_reason() {
        let told = check_strength("wang", "wang", "/password").expect_err("three reasons").errors;
        assert_eq!(told.len(), 3);
        assert!(check_strength("Anjuan-2023!", "wang", "/password").is_ok());
        assert!(check_strength("执法大队的长密码AB12", "wang", "/password").is_ok());
    }
}
