//! The body of an import on its way to the database: a stream cannot run inside a transaction, so it waits in a file.

use super::receipt::Arrived;
use crate::domain::hex::hex;
use crate::http::body::{broken_off, too_large};
use crate::problem::{Code, Problem};
use actix_web::web::{BufMut as _, BytesMut, Payload};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The largest file.
pub const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// So much is gathered before it is written: one short write to the page cache, too quick to leave the thread for.
const WRITE_BYTES: usize = 256 * 1024;

/// Where files wait. Whoever receives one holds its lock, so what a crash left there is known by its having none, and is
/// removed at the next start, whichever servers share the folder.
#[derive(Debug, Clone)]
pub struct SpoolFolder(PathBuf);

impl SpoolFolder {
    pub fn open(data_dir: &Path) -> std::io::Result<Self> {
        let folder = data_dir.join("imports-tmp");
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self(folder))
    }

    /// Removes what nobody waits for any more.
    pub fn clear(&self) -> std::io::Result<()> {
        for found in fs::read_dir(&self.0)? {
            let path = found?.path();
            match File::open(&path).map(|file| file.try_lock().is_ok().then_some(file)) {
                Ok(None) => {} // somebody is receiving it
                Ok(Some(_left)) => fs::remove_file(&path)?,
                Err(error) if error.kind() == ErrorKind::NotFound => {} // received meanwhile
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// A new file that is ours.
    fn create(&self, name: &str) -> std::io::Result<(PathBuf, File)> {
        let path = self.0.join(name);
        loop {
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
            file.lock()?;
            // Between the two, somebody who starts may have taken it for one that was left.
            if file.metadata()?.nlink() > 0 {
                return Ok((path, file));
            }
        }
    }
}

/// A file that has arrived whole; removed when it is dropped.
#[derive(Debug)]
pub struct Spooled {
    path: PathBuf,
    file: File,
    sha256: String,
    bytes: u64,
}

impl Spooled {
    /// Reads the body to its end. `name` must be unique.
    pub async fn receive(folder: &SpoolFolder, name: &str, mut body: Payload) -> Result<Self, Problem> {
        let (path, file) = folder.create(name).map_err(not_written)?;
        let mut spooled = Self { path, file, sha256: String::new(), bytes: 0 };
        let (mut digest, mut size, mut waiting) = (Sha256::new(), 0_u64, BytesMut::new());
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(broken_off)?;
            size += u64::try_from(piece.len()).unwrap_or(u64::MAX);
            if size > FILE_BYTES_MAX {
                return Err(too_large(FILE_BYTES_MAX));
            }
            digest.update(&piece);
            waiting.put(piece);
            if waiting.len() >= WRITE_BYTES {
                spooled.file.write_all(&waiting.split()).map_err(not_written)?;
            }
        }
        spooled.file.write_all(&waiting).map_err(not_written)?;
        spooled.bytes = size;
        spooled.sha256 = format!("sha-256:{}", hex(&digest.finalize()));
        Ok(spooled)
    }

    pub fn arrived(&self) -> Arrived<'_> {
        let bytes = i64::try_from(self.bytes).unwrap_or(i64::MAX);
        Arrived { path: &self.path, sha256: &self.sha256, bytes }
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(%error, "a received import file could not be removed");
        }
    }
}

/// A full disk is nobody's fault here, and passes.
fn not_written(error: std::io::Error) -> Problem {
    let code = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Code::StorageFull,
        _ => Code::Internal,
    };
    Problem { cause: Some(error.to_string()), ..Problem::new(code) }
}

/// The digest under which a file is recorded.
pub fn sha256_of(file: &mut File) -> std::io::Result<String> {
    let (mut digest, mut piece) = (Sha256::new(), vec![0; WRITE_BYTES]);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(format!("sha-256:{}", hex(&digest.finalize())));
        }
        digest.update(&piece[..read]);
    }
}
