//! What a backup says of itself.

use super::Failed;
use super::files::FileDigest;
use crate::journal::check;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Component, Path};

pub const FILE: &str = "manifest.json";
pub const DUMP: &str = "database.dump";
pub const KEYS: &str = "keys";
/// The form of the directory. A program reads its own and older ones.
pub const FORMAT: u32 = 1;

/// Independent of every setting: a backup can be restored on another machine under other settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    /// The program that made it.
    pub program: String,
    pub made_at: DateTime<Utc>,
    /// Major version of the server that was dumped, and of the pg_dump that did it.
    pub postgresql: u32,
    /// The migrations that had run; the last is the version of the schema.
    pub migrations: Vec<String>,
    pub journal: check::Standing,
    /// Rows per table.
    pub tables: BTreeMap<String, i64>,
    pub keys_included: bool,
    /// By path in the backup, itself excepted.
    pub files: BTreeMap<String, FileDigest>,
}

/// Only this much is read of a form that may be unknown.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

impl Manifest {
    pub fn read(backup: &Path) -> Result<Self, Failed> {
        let path = backup.join(FILE);
        let bytes = std::fs::read(&path).map_err(|error| {
            format!(
                "{}: {error}. A backup is a directory that `anjuan backup` made\n这不是 anjuan backup 建立的备份目录",
                path.display()
            )
        })?;
        let altered = |error: serde_json::Error| {
            format!("{} is no manifest of a backup: {error}\n备份清单已损坏", path.display())
        };
        let Form { format } = serde_json::from_slice(&bytes).map_err(altered)?;
        if format == 0 || format > FORMAT {
            return Err(format!(
                "the backup has the form {format}, this program knows 1 to {FORMAT}: use the version that made it, or a newer one\n\
                 备份由更新的版本建立:请用建立它的版本或更新的版本恢复"
            )
            .into());
        }
        let manifest: Self = serde_json::from_slice(&bytes).map_err(altered)?;
        // Paths are joined to a directory later on: they may not lead out of it.
        let inside = |path: &String| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        match manifest.files.keys().find(|path| !inside(path)) {
            Some(path) => {
                Err(format!("{FILE} names the file {path:?}, which is not in the backup\n清单中的路径不合法").into())
            }
            None => Ok(manifest),
        }
    }

    pub fn to_bytes(&self) -> Result<Vec<u8>, Failed> {
        Ok([serde_json::to_vec_pretty(self)?, b"\n".to_vec()].concat())
    }

    pub fn schema_version(&self) -> &str {
        self.migrations.last().map_or("0", String::as_str)
    }
}
