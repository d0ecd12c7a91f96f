//! Room on the disk (磁盘余量): how much is left where the cluster lies, and a ballast to be thrown off when nothing is.
//!
//! PostgreSQL ends when it cannot make its next file of write-ahead log, and comes back only when there is room for one. So acts
//! are refused while there is still room for what must go on, and a ballast keeps room for a recovery even when somebody else
//! fills the disk to the last byte.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use nix::sys::statvfs::statvfs;

/// Two files of write-ahead log: one to recover with, one to go on with.
const BALLAST_BYTES: i64 = 32 << 20;
/// Below this, PostgreSQL is not started again after it ended for want of room.
const START_BYTES_MIN: u64 = 20 << 20;
const LOG_IN_SHARE: u64 = 4;

/// What a request would write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A fact, with everything that hangs on it.
    Act,
    /// A session: small, and needed even to read.
    LogIn,
}

/// The room that is kept free for what must go on: positions, checkpoints, recovery.
#[derive(Debug, Clone)]
pub struct Reserve {
    folder: PathBuf,
    bytes: u64,
}

impl Reserve {
    /// `bytes` of the file system of `folder`; 0 keeps nothing.
    pub fn of(folder: &Path, bytes: u64) -> Self {
        Self { folder: folder.to_owned(), bytes }
    }

    /// Whether there is room. A file system that cannot be asked is not called full.
    pub fn has_room_for(&self, purpose: Use) -> bool {
        let kept = if purpose == Use::Act { self.bytes } else { self.bytes / LOG_IN_SHARE };
        kept == 0 || free_bytes(&self.folder).is_none_or(|free| free >= kept)
    }
}

/// What an ordinary user may still write there.
#[allow(clippy::useless_conversion, reason = "narrower on other systems than Linux")]
fn free_bytes(folder: &Path) -> Option<u64> {
    let told = statvfs(folder).ok()?;
    Some(u64::from(told.blocks_available()) * u64::from(told.fragment_size()))
}

/// A file that takes up room so that it can be given back.
#[derive(Debug)]
pub struct Ballast {
    path: PathBuf,
}

impl Ballast {
    pub fn of(data_dir: &Path) -> Self {
        Self { path: data_dir.join("ballast") }
    }

    /// Takes it in, when it is not there and there is ample room.
    pub fn take_in(&self) {
        let folder = self.path.parent().unwrap_or(Path::new("/"));
        let ample = BALLAST_BYTES.unsigned_abs() * 4;
        if self.path.exists() || free_bytes(folder).is_none_or(|free| free < ample) {
            return;
        }
        if let Err(error) = File::create(&self.path).and_then(|file| fill(&file)) {
            tracing::warn!(%error, "no ballast could be taken in; a full disk will stop the database until there is room");
            self.throw_off();
        }
    }

    pub fn throw_off(&self) {
        let _ = fs::remove_file(&self.path); // absent is as good as removed
    }

    /// Whether a server that ended for want of room may be started again.
    pub fn leaves_room_to_start(&self) -> bool {
        free_bytes(self.path.parent().unwrap_or(Path::new("/"))).is_none_or(|free| free >= START_BYTES_MIN)
    }
}

#[cfg(target_os = "linux")]
fn fill(file: &File) -> io::Result<()> {
    nix::fcntl::posix_fallocate(file, 0, BALLAST_BYTES).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn fill(mut file: &File) -> io::Result<()> {
    use std::io::Write as _;
    file.write_all(&vec![0; usize::try_from(BALLAST_BYTES).unwrap_or_default()])
}

/// Whether a server's last words complain of a full disk.
pub fn ended_for_want_of_room(last_words: &str) -> bool {
    last_words.contains("No space left on device") || last_words.contains("Disk quota exceeded")
}
