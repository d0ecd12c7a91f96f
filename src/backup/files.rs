//! Files of a backup: complete and on disk before they bear their names, readable by their owner only.

use super::Failed;
use crate::domain::hex::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// What a file must still be when it is read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    pub bytes: u64,
    pub sha256: String,
}

/// A directory in the making, beside its place. Dropped before [`Unfinished::finish`], it leaves nothing behind.
pub struct Unfinished {
    pub path: PathBuf,
    place: PathBuf,
    /// Held so that nobody else works on it; the kernel frees it when the program ends, however it ends.
    lock: Option<File>,
}

impl Unfinished {
    /// Begins a directory that will be `place`. What a killed predecessor left of it is thrown away.
    pub fn begin(place: &Path) -> Result<Self, Failed> {
        let name = place.file_name().ok_or_else(|| format!("{} is no name for a backup", place.display()))?;
        let parent = match place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        // Making the parents too would fill the system's disk where a mount is missing.
        let parent = fs::canonicalize(&parent)
            .map_err(|error| format!("{}: {error}. Make it first\n请先建立该目录", parent.display()))?;
        let place = parent.join(name);
        if fs::symlink_metadata(&place).is_ok() {
            return Err(format!(
                "{} is there already; a backup never overwrites anything. Choose another name\n该目录已存在,备份从不覆盖:请换一个名称",
                place.display()
            )
            .into());
        }
        let path = parent.join(format!(".{}.unfinished", name.to_string_lossy()));
        let cannot = |error: io::Error| format!("{} cannot be written: {error}\n无法写入", path.display());
        if path.is_dir() {
            let _nobody_else = lock(&path)?;
            fs::remove_dir_all(&path).map_err(cannot)?;
        }
        DirBuilder::new().mode(0o700).create(&path).map_err(cannot)?;
        let held = lock(&path)?;
        Ok(Self { path, place, lock: Some(held) })
    }

    /// Puts everything on disk, then gives the directory its name.
    pub fn finish(mut self) -> io::Result<PathBuf> {
        sync_tree(&self.path)?;
        rename_new(&self.path, &self.place)?;
        self.lock = None;
        Ok(self.place.clone())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.lock.take().is_some() {
            let _ = fs::remove_dir_all(&self.path); // the next backup of this name tries again
        }
    }
}

/// Locks a directory against other copies of the program.
pub fn lock(directory: &Path) -> Result<File, Failed> {
    let file = File::open(directory)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(format!("another copy of the program works on {}\n另一进程正在使用该目录", directory.display()).into())
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Renames, never over something that is there, and puts the name on disk.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{} has appeared", to.display())));
    }
    fs::rename(from, to)?;
    to.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

fn sync_tree(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() { sync_tree(&path)? } else { File::open(&path)?.sync_all()? }
    }
    File::open(directory)?.sync_all()
}

/// A new file that its owner alone may read.
pub fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Copies a stream and tells what went through.
pub fn copy(from: &mut dyn Read, to: &mut dyn Write, told: &mut dyn FnMut(u64)) -> io::Result<FileDigest> {
    let (mut buffer, mut bytes, mut sha256) = (vec![0; 128 * 1024], 0, Sha256::new());
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        to.write_all(&buffer[..read])?;
        sha256.update(&buffer[..read]);
        bytes += read as u64;
        told(bytes);
    }
    to.flush()?;
    Ok(FileDigest { bytes, sha256: hex(&sha256.finalize()) })
}

pub fn digest(path: &Path, told: &mut dyn FnMut(u64)) -> io::Result<FileDigest> {
    copy(&mut File::open(path)?, &mut io::sink(), told)
}

/// Every regular file below a directory, by its path from there; hidden ones are locks. A directory that is not there has none.
pub fn below(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(directory.join(&folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder.as_os_str().is_empty() => break,
            entries => entries?,
        };
        for entry in entries {
            let name = entry?.file_name();
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let path = folder.join(name);
            let kind = fs::metadata(directory.join(&path))?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Copies a file to a new place, folders above it included.
pub fn copy_to(from: &Path, place: &Path) -> io::Result<FileDigest> {
    if let Some(folder) = place.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut out = create(place)?;
    let digest = copy(&mut File::open(from)?, &mut out, &mut |_| {})?;
    out.sync_all()?;
    Ok(digest)
}
