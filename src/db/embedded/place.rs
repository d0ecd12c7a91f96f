//! Where everything lies: the data directory, its lock, and the directory of the socket (数据目录、目录锁与套接字目录).

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::unistd::geteuid;

use super::StartError;
use super::identity::Account;

/// The name of the socket is made of this; no TCP port is opened.
pub const PORT: u16 = 5432;
/// A socket's path may have 107 bytes on Linux and 103 on macOS; the smaller serves both.
const SOCKET_PATH_BYTES_MAX: usize = 103;
const LOCK_POLL_MS: u64 = 50;

/// Where the program keeps its data when nobody says otherwise: `/var/lib/anjuan` for root, whose home the server's user could not
/// enter; else the XDG data directory. Nothing when there is neither `XDG_DATA_HOME` nor `HOME`.
pub fn default_data_dir(xdg_data_home: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    if geteuid().is_root() {
        return Some("/var/lib/anjuan".into());
    }
    // The XDG specification says that a relative path is to be ignored.
    let xdg = xdg_data_home.map(PathBuf::from).filter(|path| path.is_absolute());
    let home = home.map(PathBuf::from).filter(|path| path.is_absolute());
    Some(xdg.or_else(|| home.map(|home| home.join(".local/share")))?.join("anjuan"))
}

/// The paths of one data directory.
#[derive(Clone, Debug)]
pub struct Place {
    pub data_dir: PathBuf,
    pub cluster: PathBuf,
    pub log: PathBuf,
    pub socket_dir: PathBuf,
}

impl Place {
    /// Makes the data directory when it is not there. For root, others may pass through it, because the server's user is another.
    pub fn prepare(data_dir: &Path) -> Result<Self, StartError> {
        let mode = if geteuid().is_root() { 0o711 } else { 0o700 };
        let unwritable = |source| StartError::writing(data_dir, source);
        make_directories(data_dir, mode).map_err(unwritable)?;
        let data_dir = fs::canonicalize(data_dir).map_err(unwritable)?;
        Ok(Self {
            cluster: data_dir.join("postgresql"),
            log: data_dir.join("postgresql.log"),
            socket_dir: data_dir.join("run"),
            data_dir,
        })
    }

    /// Makes the directory of the socket, which only the server's user (and root) may enter; a short one when the path is too long.
    pub fn open_socket_directory(&mut self, account: &Account) -> Result<(), StartError> {
        if self.socket().as_os_str().len() > SOCKET_PATH_BYTES_MAX {
            self.socket_dir = self.short_socket_directory()?;
        }
        let path = &self.socket_dir;
        let unwritable = |source| StartError::writing(path, source);
        match DirBuilder::new().mode(0o700).create(path) {
            Ok(()) => account.adopt(path).map_err(unwritable),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Under /tmp anybody could have made it: a link or somebody else's directory is not trusted.
                let there = fs::symlink_metadata(path).map_err(unwritable)?;
                if !there.is_dir() || !account.owns(there.uid()) {
                    return Err(StartError::SocketDirectoryTaken { path: path.clone() });
                }
                fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(unwritable)
            }
            Err(error) => Err(unwritable(error)),
        }
    }

    /// Leaves nothing of ours under /tmp. A directory that is not empty stays, and is taken over by the next start.
    pub fn close_socket_directory(&self) {
        let _ = fs::remove_dir(&self.socket_dir);
    }

    /// Named after the data directory itself (device and file number), so that each has its own and always the same.
    fn short_socket_directory(&self) -> Result<PathBuf, StartError> {
        let there = fs::metadata(&self.data_dir).map_err(|source| StartError::writing(&self.data_dir, source))?;
        Ok(Path::new("/tmp").join(format!("anjuan-{:x}-{:x}", there.dev(), there.ino())))
    }

    fn socket(&self) -> PathBuf {
        self.socket_dir.join(format!(".s.PGSQL.{PORT}"))
    }

    pub fn url(&self, user: &str, database: &str) -> String {
        let (user, database) = (percent_encoded(user.as_bytes()), percent_encoded(database.as_bytes()));
        let host = percent_encoded(self.socket_dir.as_os_str().as_bytes());
        format!("postgresql://{user}@/{database}?host={host}&port={PORT}")
    }
}

/// The mode is set after the making, because a strict umask (077, as hardened machines have it) would shut the server's user out.
fn make_directories(path: &Path, mode: u32) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_directories(parent, mode)?;
    }
    fs::create_dir(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

fn percent_encoded(bytes: &[u8]) -> String {
    let encoded = bytes.iter().map(|&byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}

/// Held while this copy of the program uses the data directory. The kernel frees it when the program ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _held: File,
}

impl Lock {
    /// Tries for `patience`, because the lock of a killed predecessor is freed a little late.
    pub fn take(place: &Place, patience: Duration) -> Result<Self, StartError> {
        let path = place.data_dir.join("postgresql.lock");
        let unwritable = |source| StartError::writing(&path, source);
        let opened = OpenOptions::new().write(true).create(true).truncate(false).mode(0o644).open(&path);
        let mut file = opened.map_err(unwritable)?;
        let deadline = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    thread::sleep(Duration::from_millis(LOCK_POLL_MS))
                }
                Err(TryLockError::WouldBlock) => {
                    let holder = fs::read_to_string(&path).ok().and_then(|pid| pid.trim().parse().ok());
                    return Err(StartError::AlreadyRunning { data_dir: place.data_dir.clone(), holder });
                }
                Err(TryLockError::Error(source)) => return Err(unwritable(source)),
            }
        }
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(unwritable)?;
        Ok(Self { _held: file })
    }
}
