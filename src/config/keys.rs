//! Settings of the keys that sign access tokens.

use super::reader::Reader;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct KeyConfig {
    /// `ANJUAN_TOKEN_KEYS`: the folder of the keys; every process of one service must see the same keys.
    pub folder: Option<PathBuf>,
    /// `ANJUAN_TOKEN_KEY_PUBLISH_S`: how long a new key is published before it signs.
    pub publish: Duration,
}

impl KeyConfig {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            folder: (reader.lookup)("ANJUAN_TOKEN_KEYS").map(PathBuf::from),
            publish: reader.seconds("ANJUAN_TOKEN_KEY_PUBLISH_S", 600, 60, 24 * 3600),
        }
    }

    /// The folder of the keys: its own, or one in the data directory.
    pub fn folder_in(&self, data_dir: &Path) -> PathBuf {
        self.folder.clone().unwrap_or_else(|| data_dir.join("keys").join("token"))
    }
}
