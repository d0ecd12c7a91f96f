//! Faults tried, not argued: what is promised, how each promise is tried and what came of it is in docs/reliability.md.
//! Every test of this folder prints its seed; `ANJUAN_FAULT_SEED` and `ANJUAN_FAULT_ROUNDS` make other and longer runs.

mod away;
mod clocks;
mod dice;
mod disk;
mod floods;
mod keys;
mod kills;
mod lawful;
mod load;
mod proxy;
mod races;
mod rivals;
mod staff;
mod two_servers;
mod verifier;

pub use dice::Dice;
