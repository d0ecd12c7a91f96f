//! Where keys lie: in the data directory, those that sign tokens perhaps in a folder of their own (`ANJUAN_TOKEN_KEYS`).

use super::Failed;
use super::files::{self, FileDigest};
use super::manifest::{KEYS, Manifest};
use crate::config::Config;
use std::io;
use std::path::{Path, PathBuf};

const TOKEN_KEYS: &str = "keys/token";

/// Every key: its path in a backup, and where it lies.
pub fn kept(config: &Config) -> io::Result<Vec<(PathBuf, PathBuf)>> {
    let mut found: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (below, folder) in [(KEYS, config.data_dir.join(KEYS)), (TOKEN_KEYS, token_keys(config))] {
        for path in files::below(&folder)? {
            let in_backup = Path::new(below).join(&path);
            if folder.join(&path) == place_of(config, &in_backup) && !found.iter().any(|(known, _)| *known == in_backup)
            {
                found.push((in_backup, folder.join(&path)));
            }
        }
    }
    Ok(found)
}

/// Where a key of a backup belongs under these settings.
fn place_of(config: &Config, path: &Path) -> PathBuf {
    match path.strip_prefix(TOKEN_KEYS) {
        Ok(name) => token_keys(config).join(name),
        Err(_) => config.data_dir.join(path),
    }
}

fn token_keys(config: &Config) -> PathBuf {
    config.keys.folder_in(&config.data_dir)
}

/// The keys of a backup, each with its digest and the place where it belongs.
fn brought<'m>(config: &Config, manifest: &'m Manifest) -> impl Iterator<Item = (&'m Path, &'m FileDigest, PathBuf)> {
    let keys = manifest.files.iter().map(|(path, digest)| (Path::new(path), digest));
    let keys = keys.filter(|(path, _)| path.starts_with(KEYS));
    keys.map(|(path, digest)| (path, digest, place_of(config, path))).collect::<Vec<_>>().into_iter()
}

/// A key that is there already must be the same; none is ever overwritten.
pub fn check_places(config: &Config, manifest: &Manifest) -> Result<(), Failed> {
    for (_, digest, place) in brought(config, manifest) {
        if place.exists() && files::digest(&place, &mut |_| {})? != *digest {
            return Err(format!(
                "{} is another key than the backup's. Move it away, or keep it with --without-keys\n\
                 该密钥与备份中的不同:请先移走,或加 --without-keys 保留现有密钥",
                place.display()
            )
            .into());
        }
    }
    Ok(())
}

pub fn bring(config: &Config, backup: &Path, manifest: &Manifest) -> Result<(), Failed> {
    for (path, _, place) in brought(config, manifest) {
        if !place.exists() {
            files::copy_to(&backup.join(path), &place)
                .map_err(|error| format!("{} cannot be written: {error}\n无法写入", place.display()))?;
        }
    }
    Ok(())
}
