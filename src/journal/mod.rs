//! The one journal. Every fact is one entry, written in the transaction that makes it true; the sequencer gives each
//! entry a dense position. Audit, change feed, statistics and the transparency log are readers of this journal.

pub mod check;
pub mod entry;
pub mod kind;
pub mod leaf;
pub mod sequencer;
pub mod store;
pub mod tree;
