//! Making a backup: one snapshot of the database, dumped and described, beside the keys.

use super::files::{self, Unfinished};
use super::keys;
use super::manifest::{DUMP, FILE, FORMAT, Manifest};
use super::programs::Programs;
use super::source::Source;
use super::{Failed, Progress, store};
use crate::config::Config;
use crate::domain::hex::hex;
use crate::journal::check;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub struct Wanted<'w> {
    /// Where the backup shall be; nothing may be there yet.
    pub place: &'w Path,
    /// Whether the keys of the data directory belong into it.
    pub with_keys: bool,
}

/// A backup that is complete and on disk.
#[derive(Debug)]
pub struct Made {
    pub path: PathBuf,
    pub manifest: Manifest,
    /// Digest of the manifest, and so of everything it names.
    pub sha256: String,
}

/// Backs up whatever was committed before it began; the service may go on meanwhile.
pub fn make(config: &Config, wanted: &Wanted<'_>, now: DateTime<Utc>, progress: Progress<'_>) -> Result<Made, Failed> {
    let unfinished = Unfinished::begin(wanted.place)?;
    let source = Source::open(config)?;
    let mut conn = source.connect()?;
    // From here on the connection and pg_dump see one and the same state.
    let snapshot = store::export_snapshot(&mut conn)?;
    let postgresql = store::server_major(&mut conn)?;
    let migrations = store::migrations(&mut conn)?;
    let programs = Programs { named: config.database.programs.as_deref(), major: postgresql, url: &source.url };
    let dump = {
        let mut file = files::create(&unfinished.path.join(DUMP))?;
        programs.dump(&snapshot, &mut file, &mut |bytes| progress("bytes dumped", bytes, 0))?
    };
    let (tables, journal) = (store::counts(&mut conn)?, check::standing(&mut conn)?);
    let mut described = BTreeMap::from([(DUMP.to_owned(), dump)]);
    if wanted.with_keys {
        for (path, place) in keys::kept(config)? {
            let digest = files::copy_to(&place, &unfinished.path.join(&path))?;
            described.insert(path.to_string_lossy().into_owned(), digest);
        }
    }
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now,
        postgresql,
        migrations,
        journal,
        tables,
        keys_included: wanted.with_keys,
        files: described,
    };
    let bytes = manifest.to_bytes()?;
    files::create(&unfinished.path.join(FILE))?.write_all(&bytes)?;
    let path = unfinished.finish()?;
    Ok(Made { path, manifest, sha256: hex(&Sha256::digest(&bytes)) })
}
