//! The server's log (服务端日志): read from its stderr, kept within bounds, its last lines at hand to explain an end.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ChildStderr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::StartError;

/// With the predecessor kept, the log takes at most twice this.
const LOG_BYTES_MAX: u64 = 8 << 20;
const LINE_BYTES_MAX: u64 = 16 << 10;
const LAST_LINES_MAX: usize = 20;
/// How long to wait for the last lines of a server that has ended.
const LAST_WORDS_WAIT_MS: u64 = 300;

#[derive(Debug)]
pub struct ServerLog {
    last_lines: Arc<Mutex<VecDeque<String>>>,
    reader: JoinHandle<()>,
}

impl ServerLog {
    /// Reads until the last server process has closed its end.
    pub fn read(stderr: ChildStderr, path: &Path) -> Result<Self, StartError> {
        let mut file = BoundedFile::open(path).map_err(|source| StartError::writing(path, source))?;
        let last_lines = Arc::new(Mutex::new(VecDeque::with_capacity(LAST_LINES_MAX)));
        let shared = Arc::clone(&last_lines);
        let read_all = move || {
            let mut reader = BufReader::new(stderr);
            while let Some(line) = next_line(&mut reader) {
                // Reading goes on when the disk is full: a full pipe would make the server itself stand still.
                let _ = file.append(&line);
                remember(&shared, String::from_utf8_lossy(&line).trim_end().to_owned());
            }
        };
        let reader =
            thread::Builder::new().name("postgresql-log".into()).spawn(read_all).map_err(StartError::NoThread)?;
        Ok(Self { last_lines, reader })
    }

    /// What the server said last. Waits a moment for lines still under way; leftover children may hold the pipe open longer.
    pub fn last_words(&self) -> String {
        let deadline = Instant::now() + Duration::from_millis(LAST_WORDS_WAIT_MS);
        while !self.reader.is_finished() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        let lines = self.last_lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

fn next_line(reader: &mut BufReader<ChildStderr>) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    match reader.take(LINE_BYTES_MAX).read_until(b'\n', &mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line),
    }
}

fn remember(last_lines: &Mutex<VecDeque<String>>, line: String) {
    let mut lines = last_lines.lock().unwrap_or_else(PoisonError::into_inner);
    if lines.len() == LAST_LINES_MAX {
        lines.pop_front();
    }
    lines.push_back(line);
}

/// A file that, when full, becomes `….log.1` in place of the one before it.
struct BoundedFile {
    path: PathBuf,
    file: File,
    bytes: u64,
}

impl BoundedFile {
    fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
        Ok(Self { path: path.to_owned(), bytes: file.metadata()?.len(), file })
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.bytes + line.len() as u64 > LOG_BYTES_MAX {
            let mut predecessor = self.path.clone().into_os_string();
            predecessor.push(".1");
            fs::rename(&self.path, predecessor)?;
            *self = Self::open(&self.path)?;
        }
        self.file.write_all(line)?;
        self.bytes += line.len() as u64;
        Ok(())
    }
}
