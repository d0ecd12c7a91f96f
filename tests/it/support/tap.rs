//! A tap on the line between the service and its database: it hears every statement and changes nothing.

use super::cluster::Database;
use super::server::{Server, reached_by};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

/// What the service has asked of its database, in order.
#[derive(Clone, Default)]
pub struct Tap {
    heard: Arc<Mutex<Vec<String>>>,
}

/// A server with a database of its own, behind a tap.
pub fn tapped() -> (Server, Tap) {
    let database = Database::clone_template();
    let (real, folder, tap) = (database.url("anjuan_app"), database.folder().join("tap"), Tap::default());
    std::fs::create_dir_all(&folder).expect("a directory");
    tap.listen(&folder, host_of(&real));
    let here = folder.display().to_string().replace('/', "%2F");
    let url = format!("postgresql://anjuan_app@/{}?host={here}&port=5432", database.name);
    let sequencer = database.url("anjuan_sequencer");
    (reached_by(database, url, sequencer, &[]), tap)
}

/// The folder behind `…?host=%2Fpath&port=5432`.
fn host_of(url: &str) -> String {
    url.split("host=").nth(1).and_then(|rest| rest.split('&').next()).expect("a host").replace("%2F", "/")
}

impl Tap {
    /// Everything that was asked since the last time.
    pub fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().expect("no panic"))
    }

    fn listen(&self, folder: &Path, real: String) {
        let listener = UnixListener::bind(folder.join(".s.PGSQL.5432")).expect("a socket");
        let tap = self.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = UnixStream::connect(format!("{real}/.s.PGSQL.5432")).expect("the database listens");
                tap.join(client, server);
            }
        });
    }

    fn join(&self, client: UnixStream, server: UnixStream) {
        let (mut back, mut answers) = (client.try_clone().expect("a descriptor"), server.try_clone().expect("one"));
        thread::spawn(move || {
            let _ = std::io::copy(&mut answers, &mut back);
            let _ = back.shutdown(Shutdown::Both);
        });
        let tap = self.clone();
        thread::spawn(move || {
            tap.listens(&client, &server);
            let _ = server.shutdown(Shutdown::Both);
        });
    }

    fn listens(&self, mut client: &UnixStream, mut server: &UnixStream) {
        let (mut piece, mut words) = (vec![0; 64 << 10], Words::default());
        while let Ok(read @ 1..) = client.read(&mut piece) {
            words.unread.extend_from_slice(&piece[..read]);
            while let Some(statement) = words.next() {
                self.heard.lock().expect("no panic").extend(statement);
            }
            if server.write_all(&piece[..read]).is_err() {
                return;
            }
        }
    }
}

/// What one client says, message by message.
#[derive(Default)]
struct Words {
    unread: Vec<u8>,
    greeted: bool,
    prepared: HashMap<String, String>,
}

impl Words {
    /// The next message, once it is there: the statement that it asks for, if it asks for one.
    fn next(&mut self) -> Option<Option<String>> {
        let kind = self.greeted.then(|| self.unread.first().copied()).flatten().unwrap_or_default();
        let head = usize::from(self.greeted);
        let length: [u8; 4] = self.unread.get(head..head + 4)?.try_into().expect("four bytes");
        let end = head + usize::try_from(u32::from_be_bytes(length)).expect("a length");
        if self.unread.len() < end {
            return None;
        }
        let message: Vec<u8> = self.unread.drain(..end).skip(head + 4).collect();
        self.greeted = true;
        let mut texts = message.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned());
        let mut text = || texts.next().unwrap_or_default();
        match kind {
            b'P' => {
                let (name, statement) = (text(), text());
                self.prepared.insert(name, statement);
                Some(None)
            }
            b'B' => {
                let (_, name) = (text(), text());
                Some(Some(self.prepared.get(&name).cloned().unwrap_or_default()))
            }
            b'Q' => Some(Some(text())),
            _ => Some(None),
        }
    }
}
