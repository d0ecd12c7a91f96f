//! Secrets at rest: AES-256-GCM with keys that lie beside the database, never in it. Each sealed value names its key, so
//! that a new key can come while values under the old one are still there.

use super::owned::{give_to_owner, make_folder};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

const NONCE_BYTES: usize = 12;
const KEY_BYTES: usize = 32;
const EXTENSION: &str = "key";

/// The keys of one folder, one file each. The last one by name seals; all of them open.
pub struct Sealer {
    folder: PathBuf,
    keys: RwLock<BTreeMap<String, Aes256Gcm>>,
}

/// A sealed value and the key it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub key_id: String,
    pub bytes: Vec<u8>,
}

/// Why a value could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum NotSealed {
    #[error("no key {0} is in the folder of sealing keys")]
    KeyMissing(String),
    #[error("a sealed value does not belong where it stands, or was altered")]
    Altered,
    #[error("the sealing keys cannot be read: {0}")]
    Folder(#[from] io::Error),
}

impl Sealer {
    /// Reads the keys of a folder; makes the first one when there is none.
    pub fn open(folder: &Path) -> io::Result<Self> {
        make_folder(folder)?;
        let mut keys = keys_in(folder)?;
        if keys.is_empty() {
            make_key(folder)?;
            keys = keys_in(folder)?;
        }
        Ok(Self { folder: folder.to_owned(), keys: RwLock::new(keys) })
    }

    /// Seals a value for one place: it opens nowhere else.
    pub fn seal(&self, place: &str, value: &[u8]) -> Result<Sealed, NotSealed> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let (key_id, key) = keys.last_key_value().ok_or_else(|| NotSealed::KeyMissing("at all".into()))?;
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(io::Error::other)?;
        let payload = Payload { msg: value, aad: place.as_bytes() };
        let sealed = key.encrypt(&Nonce::from(nonce), payload).map_err(|_| NotSealed::Altered)?;
        Ok(Sealed { key_id: key_id.clone(), bytes: [nonce.as_slice(), &sealed].concat() })
    }

    /// Whether the value was sealed with the key that seals today.
    pub fn is_current(&self, sealed: &Sealed) -> bool {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.last_key_value().is_some_and(|(id, _)| *id == sealed.key_id)
    }

    pub fn open_sealed(&self, place: &str, sealed: &Sealed) -> Result<Vec<u8>, NotSealed> {
        if !self.knows(&sealed.key_id) {
            // Another process may have made it since.
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys_in(&self.folder)?;
        }
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.get(&sealed.key_id).ok_or_else(|| NotSealed::KeyMissing(sealed.key_id.clone()))?;
        let (nonce, bytes) = sealed.bytes.split_first_chunk::<NONCE_BYTES>().ok_or(NotSealed::Altered)?;
        let payload = Payload { msg: bytes, aad: place.as_bytes() };
        key.decrypt(&Nonce::from(*nonce), payload).map_err(|_| NotSealed::Altered)
    }

    fn knows(&self, key_id: &str) -> bool {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).contains_key(key_id)
    }
}

fn keys_in(folder: &Path) -> io::Result<BTreeMap<String, Aes256Gcm>> {
    let mut keys = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != EXTENSION) {
            continue;
        }
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let told = |_| io::Error::other(format!("{}: a sealing key has {KEY_BYTES} bytes", path.display()));
        keys.insert(id, Aes256Gcm::new_from_slice(&std::fs::read(&path)?).map_err(told)?);
    }
    Ok(keys)
}

/// A new key, readable by its owner only, complete before it bears its name. Two processes may each make one: both open.
fn make_key(folder: &Path) -> io::Result<()> {
    let (mut key, mut name) = ([0; KEY_BYTES], [0; 4]);
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    getrandom::fill(&mut name).map_err(io::Error::other)?;
    let file = folder.join(format!("0001-{:08x}.{EXTENSION}", u32::from_be_bytes(name)));
    let unfinished = file.with_extension("new");
    let mut out = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    give_to_owner(folder, &out)?;
    out.write_all(&key)?;
    out.sync_all()?;
    std::fs::rename(&unfinished, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("anjuan-sealing-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let folder = folder("place");
        let sealer = Sealer::open(&folder).expect("a key is made");
        let sealed = sealer.seal("table/column/1", b"secret").expect("sealed");
        assert!(!sealed.bytes.windows(6).any(|part| part == b"secret"));
        assert_eq!(sealer.open_sealed("table/column/1", &sealed).expect("opens"), b"secret");
        assert!(matches!(sealer.open_sealed("table/column/2", &sealed), Err(NotSealed::Altered)));
        let mut altered = sealed.clone();
        altered.bytes[20] ^= 1;
        assert!(matches!(sealer.open_sealed("table/column/1", &altered), Err(NotSealed::Altered)));
        std::fs::remove_dir_all(&folder).expect("gone");
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let folder = folder("rotation");
        let before = Sealer::open(&folder).expect("a key is made");
        let old = before.seal("place", b"secret").expect("sealed");
        std::fs::write(folder.join("0002.key"), [7; KEY_BYTES]).expect("a second key");
        let after = Sealer::open(&folder).expect("both");
        assert_eq!(after.open_sealed("place", &old).expect("opens"), b"secret");
        assert!(!after.is_current(&old) && before.is_current(&old));
        let new = after.seal("place", b"secret").expect("sealed");
        assert_eq!(new.key_id, "0002");
        assert_eq!(before.open_sealed("place", &new).expect("it looks again"), b"secret");
        std::fs::remove_dir_all(&folder).expect("gone");
    }
}
