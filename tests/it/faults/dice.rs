//! Chance that can be had again: everything random in a fault test comes from one printed seed.

use std::sync::atomic::{AtomicU64, Ordering};

/// SplitMix64.
pub struct Dice(AtomicU64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    pub fn throw(&self) -> u64 {
        let state = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&self, end: usize) -> usize {
        usize::try_from(self.throw() % u64::try_from(end).expect("small")).expect("small")
    }

    /// True once in `n`.
    pub fn one_in(&self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// `ANJUAN_FAULT_SEED`: another run of the same faults. Printed, so that a failure can be had again.
pub fn seed() -> u64 {
    let seed = std::env::var("ANJUAN_FAULT_SEED").ok().map_or(20_231, |text| text.parse().expect("a number"));
    eprintln!("ANJUAN_FAULT_SEED={seed}");
    seed
}

/// `ANJUAN_FAULT_ROUNDS`: how often each fault is injected; `few` in the ordinary run.
pub fn rounds(few: usize) -> usize {
    std::env::var("ANJUAN_FAULT_ROUNDS").ok().map_or(few, |text| text.parse().expect("a number"))
}
