//! 备份与恢复: one directory that holds everything a deployment consists of, and the way back.
//!
//! ```text
//! BACKUP/               0700; it bears its name only when it is complete
//!   manifest.json       what the backup is: versions, the journal's size and root, rows per table, a digest per file
//!   database.dump       the schema `anjuan` in pg_dump's custom format, one state of the database
//!   keys/               the keys of the data directory, unless they were left out: secrets
//! ```
//!
//! [`make`] writes one while the service runs. [`restore`] reads it into an empty place, and what it restored is
//! believed only after the journal was checked entry by entry.

mod files;
mod keys;
mod make;
mod manifest;
mod programs;
mod restore;
mod source;
mod store;

pub use make::{Made, Wanted, make};
pub use manifest::Manifest;
pub use restore::{Asked, NotWhole, Restored, restore};

/// Told how far long work has come: what, so much of so much.
pub type Progress<'p> = &'p mut dyn FnMut(&str, u64, u64);

/// Why a backup was not made or not restored. Its text says what to do.
type Failed = Box<dyn std::error::Error + Send + Sync>;
