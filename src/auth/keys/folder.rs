//! The keys as files: 32 secret bytes each, named by the instant of their making and by the key. Every process that
//! shares the folder sees a new key as soon as it has its name.

use super::ring::{Key, kid_of};
use crate::auth::owned::{give_to_owner, make_folder};
use chrono::{DateTime, Duration, NaiveDateTime, SubsecRound as _, Utc};
use ed25519_dalek::SigningKey;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const INSTANT: &str = "%Y%m%dT%H%M%SZ";
const ENDING: &str = ".seed";
/// The one key of earlier versions, beside the folder.
const EARLIER: &str = "token-ed25519.seed";

#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

/// A key that is not in use yet; forgotten unless it is activated.
#[derive(Debug)]
pub struct Prepared {
    unfinished: PathBuf,
    file: PathBuf,
    pub kid: String,
    pub created_at: DateTime<Utc>,
}

impl Folder {
    /// Opens the folder; makes a first key when there is none, of which several processes make one.
    pub fn open(path: &Path, now: DateTime<Utc>) -> io::Result<Self> {
        make_folder(path)?;
        let folder = Self(path.to_owned());
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path.join(".lock"))?;
        give_to_owner(path, &lock)?;
        lock.lock()?;
        if folder.names()?.is_empty() && !folder.take_over_earlier(now)? {
            folder.prepare(now)?.activate()?;
        }
        Ok(folder)
    }

    fn take_over_earlier(&self, now: DateTime<Utc>) -> io::Result<bool> {
        let Some(earlier) = self.0.parent().map(|parent| parent.join(EARLIER)).filter(|file| file.exists()) else {
            return Ok(false);
        };
        let seed = read(&earlier)?;
        let name = name_of(&seed, now);
        fs::rename(&earlier, self.0.join(name))?;
        Ok(true)
    }

    /// The files of keys, in the order of their making.
    fn names(&self) -> io::Result<Vec<(String, DateTime<Utc>, String)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            found.extend(parsed(&name).map(|(created_at, kid)| (name.clone(), created_at, kid)));
        }
        found.sort();
        Ok(found)
    }

    pub fn kids(&self) -> io::Result<Vec<String>> {
        Ok(self.names()?.into_iter().map(|(_, _, kid)| kid).collect())
    }

    pub fn keys(&self) -> io::Result<Vec<Key>> {
        let mut keys = Vec::new();
        for (name, created_at, kid) in self.names()? {
            let seed = match read(&self.0.join(&name)) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue, // withdrawn meanwhile
                seed => seed?,
            };
            let key = Key::new(&seed, created_at);
            if key.kid != kid {
                return Err(io::Error::other(format!("{name} holds another key than its name says")));
            }
            keys.push(key);
        }
        Ok(keys)
    }

    /// Writes a new key that nobody sees yet.
    pub fn prepare(&self, now: DateTime<Utc>) -> io::Result<Prepared> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(io::Error::other)?;
        // Names tell seconds: two keys are never of the same one, or nobody could say which is the younger.
        let youngest = self.names()?.into_iter().map(|(_, created_at, _)| created_at).max();
        let after = youngest.map_or(now, |youngest| youngest + Duration::seconds(1));
        let created_at = now.max(after).trunc_subsecs(0);
        let name = name_of(&seed, created_at);
        let kid = kid_of(&SigningKey::from_bytes(&seed).verifying_key().to_bytes());
        let prepared =
            Prepared { unfinished: self.0.join(format!("{name}.new")), file: self.0.join(name), kid, created_at };
        let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&prepared.unfinished)?;
        give_to_owner(&self.0, &out)?;
        out.write_all(seed.as_ref())?;
        out.sync_all()?;
        Ok(prepared)
    }

    pub fn remove(&self, kids: &[String]) -> io::Result<()> {
        for (name, _, _) in self.names()?.into_iter().filter(|(_, _, kid)| kids.contains(kid)) {
            match fs::remove_file(self.0.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

impl Prepared {
    /// From now on the key is one of the folder's.
    pub fn activate(self) -> io::Result<()> {
        fs::rename(&self.unfinished, &self.file)?;
        self.file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.unfinished); // gone when the key was activated
    }
}

fn name_of(seed: &[u8; 32], created_at: DateTime<Utc>) -> String {
    let kid = kid_of(&SigningKey::from_bytes(seed).verifying_key().to_bytes());
    format!("{}-{kid}{ENDING}", created_at.format(INSTANT))
}

fn parsed(name: &str) -> Option<(DateTime<Utc>, String)> {
    let (instant, kid) = name.strip_suffix(ENDING)?.split_once('-')?;
    Some((NaiveDateTime::parse_from_str(instant, INSTANT).ok()?.and_utc(), kid.to_owned()))
}

fn read(file: &Path) -> io::Result<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(fs::read(file)?);
    let seed: Result<[u8; 32], _> = bytes.as_slice().try_into();
    seed.map(Zeroizing::new).map_err(|_| io::Error::other(format!("{}: a token key has 32 bytes", file.display())))
}
