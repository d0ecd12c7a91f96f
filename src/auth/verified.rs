//! Tokens whose signature was found right. Checking one costs more than reading a case, and a client shows the same
//! token many times. Only what never changes about a token is kept: its time and its session are looked at each time.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Tokens of each of the two generations.
const GENERATION_MAX: usize = 4096;

/// Claims by the digest of their token; of the tokens themselves nothing is kept. When the younger generation is full
/// it becomes the older one, and the older one is forgotten: what is used stays, and the size is bounded.
pub struct VerifiedTokens<C> {
    generations: Mutex<Generations<C>>,
}

struct Generations<C> {
    younger: HashMap<[u8; 32], C>,
    older: HashMap<[u8; 32], C>,
}

impl<C> Default for VerifiedTokens<C> {
    fn default() -> Self {
        Self { generations: Mutex::new(Generations { younger: HashMap::new(), older: HashMap::new() }) }
    }
}

impl<C: Clone> VerifiedTokens<C> {
    /// The claims of a token: those known, or those that `verify` finds. A token that is not right is not remembered.
    pub fn claims(&self, token: &str, verify: impl FnOnce() -> Option<C>) -> Option<C> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        if let Some(known) = self.known(&digest) {
            return Some(known);
        }
        let claims = verify()?;
        self.generations.lock().unwrap_or_else(PoisonError::into_inner).keep(digest, claims.clone());
        Some(claims)
    }

    fn known(&self, digest: &[u8; 32]) -> Option<C> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = generations.younger.get(digest) {
            return Some(known.clone());
        }
        let known = generations.older.remove(digest)?;
        generations.keep(*digest, known.clone());
        Some(known)
    }
}

impl<C> Generations<C> {
    fn keep(&mut self, digest: [u8; 32], claims: C) {
        if self.younger.len() >= GENERATION_MAX {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(digest, claims);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_token_is_checked_once_and_a_wrong_one_each_time() {
        let tokens = VerifiedTokens::default();
        assert_eq!(tokens.claims("right", || Some(7)), Some(7));
        assert_eq!(tokens.claims("right", || panic!("known already")), Some(7));
        assert_eq!(tokens.claims("wrong", || None), None);
        assert_eq!(tokens.claims("wrong", || Some(8)), Some(8));
    }

    #[test]
    fn many_tokens_do_not_grow_it_and_the_used_one_stays() {
        let tokens = VerifiedTokens::default();
        for n in 0..GENERATION_MAX * 5 {
            assert_eq!(tokens.claims(&n.to_string(), || Some(n)), Some(n));
            assert_eq!(tokens.claims("used", || (n == 0).then_some(n)), Some(0));
        }
        let generations = tokens.generations.lock().expect("not poisoned");
        assert!(generations.younger.len() + generations.older.len() <= 2 * GENERATION_MAX);
    }
}
