//! Passwords: Argon2id, its parameters inside the hash. Never more than one computation per core at once, on threads that
//! give way to all others, and a line of bounded length before them: a flood of log-ins cannot starve the other requests.

use crate::domain::password::PasswordProfile;
use crate::problem::{Code, Fault, Problem};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, oneshot};
use zeroize::Zeroizing;

/// OWASP's floor is 19 MiB and two passes; this costs about 100 ms on a small server.
const MEMORY_KIB: u32 = 32 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// For each computation that runs, so many may wait: about two seconds. More are refused at once, so that a flood of
/// log-ins fills no memory and no queue.
const WAITING_EACH_MAX: usize = 16;

/// How far computations step back behind whatever else wants the processor.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Computes and checks hashes, a bounded number at a time.
#[derive(Clone)]
pub struct Passwords {
    threads: Arc<Mutex<Sender<Work>>>,
    turns: Arc<Semaphore>,
    under_way: Arc<AtomicUsize>,
    under_way_max: usize,
    /// Checked for unknown user names, so that they take as long as known ones.
    decoy: Arc<str>,
}

impl Passwords {
    pub fn new(at_once: usize) -> Result<Self, Problem> {
        let decoy = hash("a password that nobody has")?;
        let at_once = at_once.max(1);
        Ok(Self {
            threads: Arc::new(Mutex::new(threads(at_once)?)),
            turns: Arc::new(Semaphore::new(at_once)),
            under_way: Arc::default(),
            under_way_max: at_once * (1 + WAITING_EACH_MAX),
            decoy: decoy.into(),
        })
    }

    /// A place in the line, or a refusal at once when it is full. Who has more to do than one computation, such as asking the
    /// database first, takes it before anything else.
    pub fn place(&self) -> Result<Place, Problem> {
        let place = Place(Arc::clone(&self.under_way));
        if self.under_way.fetch_add(1, Ordering::Relaxed) >= self.under_way_max {
            return Err(Problem {
                cause: Some("too many passwords to check".into()),
                ..Problem::new(Code::Unavailable)
            });
        }
        Ok(place)
    }

    /// Which of several hashes the password belongs to, if any.
    pub async fn is_one_of(&self, password: Zeroizing<String>, hashes: Vec<String>) -> Result<bool, Problem> {
        for hash in hashes {
            if self.matches(password.clone(), Some(hash)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the password belongs to the hash; without a hash, the same work and `false`.
    pub async fn matches(&self, password: Zeroizing<String>, hash: Option<String>) -> Result<bool, Problem> {
        self.matches_at(&self.place()?, password, hash).await
    }

    /// The same for whoever has a place already.
    pub async fn matches_at(
        &self,
        place: &Place,
        password: Zeroizing<String>,
        hash: Option<String>,
    ) -> Result<bool, Problem> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        self.computed(place, move || verify(&password, &hash)).await.map(|matches| matches && known)
    }

    pub async fn hash(&self, password: Zeroizing<String>) -> Result<String, Problem> {
        self.computed(&self.place()?, move || hash(&password)).await?
    }

    /// A digest of a password for recognising it again under one salt: as dear to guess from as the hash itself.
    pub async fn stretched(&self, password: Zeroizing<String>, salt: Vec<u8>) -> Result<Vec<u8>, Problem> {
        self.computed(&self.place()?, move || stretch(&password, &salt)).await?
    }

    async fn computed<T: Send + 'static>(
        &self,
        _: &Place,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Problem::internal)?;
        let (tell, told) = oneshot::channel();
        let work: Work = Box::new(move || {
            let _turn = turn; // kept until it is done, also when whoever asked has gone
            let _ = tell.send(work());
        });
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).send(work).map_err(Problem::internal)?;
        told.await.map_err(Problem::internal)
    }
}

/// A place in the line, given back when it is dropped.
pub struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

type Work = Box<dyn FnOnce() + Send>;

/// Threads that compute; they end with whoever sends them work.
fn threads(count: usize) -> Result<Sender<Work>, Problem> {
    let (send, waiting) = channel::<Work>();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..count {
        let waiting = Arc::clone(&waiting);
        let work = move || {
            give_way();
            loop {
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(work) = next else { return };
                // A computation that panics tells nobody anything, and the next one is done all the same.
                let _ = catch_unwind(AssertUnwindSafe(work));
            }
        };
        std::thread::Builder::new().name("passwords".into()).spawn(work).map_err(Problem::internal)?;
    }
    Ok(send)
}

/// On Linux a thread has a niceness of its own.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "passwords are computed at the priority of everything else");
    }
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
pub fn check_strength(profile: PasswordProfile, password: &str, username: &str, pointer: &str) -> Result<(), Problem> {
    let faults = profile.faults(password, username).into_iter();
    let told: Vec<Fault> = faults.map(|(code, detail)| Fault::new(pointer, code, detail)).collect();
    if told.is_empty() { Ok(()) } else { Err(Problem::invalid(told)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[test]
    fn a_hash_carries_its_parameters_and_knows_its_password() {
        let hashed = hash("Correct-Horse-7").expect("hashes");
        assert!(hashed.starts_with("$argon2id$v=19$m=32768,t=3,p=1$"), "{hashed}");
        assert!(verify("Correct-Horse-7", &hashed));
        assert!(!verify("correct-horse-7", &hashed));
        assert!(!verify("Correct-Horse-7", "not a hash"));
    }

    #[actix_web::test]
    async fn whoever_finds_the_queue_full_is_told_to_come_back() {
        let passwords = Passwords::new(1).expect("hashes");
        let (_place, _turn) = (passwords.place().expect("free"), passwords.turns.acquire().await.expect("free"));
        let waiting = (0..WAITING_EACH_MAX).map(|_| passwords.hash(Zeroizing::new("Correct-Horse-7".to_owned())));
        let mut waiting: Vec<_> = waiting.map(Box::pin).collect();
        for one in &mut waiting {
            assert!(one.now_or_never().is_none());
        }
        let refused = passwords.hash(Zeroizing::new("Correct-Horse-7".to_owned())).await.expect_err("full");
        assert_eq!((refused.code, refused.retry_after_s), (Code::Unavailable, Some(1)));
        drop(waiting);
        assert_eq!(passwords.under_way.load(Ordering::Relaxed), 1, "who gives up leaves the line");
    }
}
