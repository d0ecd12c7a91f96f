//! The demo's own data directory: it holds a demo or nothing, and never anybody's real data.

use super::Outcome;
use super::people::Logins;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

const MARK: &str = "demo.json";
const LOGINS: &str = "demo-logins.json";
const POSITION: &str = "demo-report-position";

/// How far the demo in this directory has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    New,
    Replayed,
}

pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// `demo` inside the data directory. A replay that was interrupted is begun anew; foreign data is refused.
    pub fn open(data_dir: &Path) -> Outcome<Self> {
        let folder = Self { path: data_dir.join("demo") };
        let mark = fs::read_to_string(folder.path.join(MARK)).ok();
        match mark.as_deref() {
            Some("replayed") => return Ok(folder),
            Some("replaying") => fs::remove_dir_all(&folder.path)?,
            None if folder.is_empty() => {}
            _ => {
                let path = folder.path.display();
                return Err(format!("{path} holds other data, which the demo will not touch: set ANJUAN_DATA_DIR elsewhere\n{path} 中有其他数据,演示不会使用:请另设 ANJUAN_DATA_DIR").into());
            }
        }
        crate::db::embedded::prepare_data_dir(&folder.path)?;
        folder.write(MARK, "replaying")?;
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn state(&self) -> Outcome<State> {
        let mark = fs::read_to_string(self.path.join(MARK))?;
        Ok(if mark == "replayed" { State::Replayed } else { State::New })
    }

    pub fn mark_replayed(&self) -> Outcome<()> {
        self.write(MARK, "replayed")
    }

    pub fn logins(&self) -> Outcome<Logins> {
        Ok(serde_json::from_str(&fs::read_to_string(self.path.join(LOGINS))?)?)
    }

    pub fn keep_logins(&self, logins: &Logins) -> Outcome<()> {
        self.write(LOGINS, &serde_json::to_string_pretty(logins)?)
    }

    /// The journal position of the report.
    pub fn position(&self) -> Option<i64> {
        fs::read_to_string(self.path.join(POSITION)).ok()?.parse().ok()
    }

    pub fn keep_position(&self, position: i64) -> Outcome<i64> {
        self.write(POSITION, &position.to_string()).map(|()| position)
    }

    fn is_empty(&self) -> bool {
        fs::read_dir(&self.path).map_or(true, |mut entries| entries.next().is_none())
    }

    /// Readable by the owner only, complete before it bears its name.
    fn write(&self, name: &str, text: &str) -> Outcome<()> {
        let (file, unfinished) = (self.path.join(name), self.path.join(format!("{name}.new")));
        let mut out = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        Ok(fs::rename(unfinished, file)?)
    }
}
