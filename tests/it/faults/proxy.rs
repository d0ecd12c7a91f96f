//! A proxy between the service and its database that breaks the connection where a test wants it broken.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

/// What happens to what the database says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Nobody is there: open connections end, new ones are refused.
    Away,
    /// The database says nothing more, and nobody hears why.
    Stalled,
    /// Of the next answer to a COMMIT only so many bytes arrive; then the connection ends.
    CutCommit(usize),
    /// After so many bytes, wherever they are, the connection ends.
    CutAfter(usize),
}

pub struct Proxy {
    folder: PathBuf,
    state: Arc<State>,
}

struct State {
    now: Mutex<Now>,
    changed: Condvar,
}

struct Now {
    fault: Fault,
    cuts: usize,
    open: Vec<UnixStream>,
}

impl Proxy {
    /// Listens in `folder` for the database whose address is `url`.
    pub fn before(url: &str, folder: PathBuf) -> Self {
        let real = socket_of(url);
        let now = Now { fault: Fault::None, cuts: 0, open: Vec::new() };
        let state = Arc::new(State { now: Mutex::new(now), changed: Condvar::new() });
        let listener = UnixListener::bind(folder.join(".s.PGSQL.5432")).expect("a socket");
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.now().fault != Fault::Away {
                    let server = UnixStream::connect(&real).expect("the database listens");
                    shared.join(client, server);
                }
            }
        });
        Self { folder, state }
    }

    pub fn url(&self, user: &str, database: &str) -> String {
        format!(
            "postgresql://{user}@/{database}?host={}&port=5432",
            self.folder.display().to_string().replace('/', "%2F")
        )
    }

    pub fn set(&self, fault: Fault) {
        let mut now = self.state.now();
        now.fault = fault;
        if fault == Fault::Away {
            for stream in now.open.drain(..) {
                let _ = stream.shutdown(Shutdown::Both); // it may have ended by itself
            }
        }
        drop(now);
        self.state.changed.notify_all();
    }

    pub fn fault(&self) -> Fault {
        self.state.now().fault
    }

    /// How many connections were cut.
    pub fn cuts(&self) -> usize {
        self.state.now().cuts
    }
}

impl State {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().expect("no panic")
    }

    fn join(self: &Arc<Self>, client: UnixStream, server: UnixStream) {
        let streams = [&client, &server].map(|stream| stream.try_clone().expect("a descriptor"));
        self.now().open.extend(streams);
        let (mut from_client, mut to_server) =
            (client.try_clone().expect("a descriptor"), server.try_clone().expect("a descriptor"));
        thread::spawn(move || {
            let _ = std::io::copy(&mut from_client, &mut to_server);
            let _ = to_server.shutdown(Shutdown::Both);
        });
        let state = Arc::clone(self);
        thread::spawn(move || {
            state.carry(&server, &client);
            let _ = (server.shutdown(Shutdown::Both), client.shutdown(Shutdown::Both));
        });
    }

    fn carry(&self, mut from: &UnixStream, mut to: &UnixStream) {
        let mut piece = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from.read(&mut piece) {
            let arrives = self.arriving(&piece[..read]);
            if to.write_all(&piece[..arrives]).is_err() || arrives < read {
                return;
            }
        }
    }

    /// How much of a piece arrives. Waits while nothing does.
    fn arriving(&self, piece: &[u8]) -> usize {
        let mut now = self.changed.wait_while(self.now(), |now| now.fault == Fault::Stalled).expect("no panic");
        let arrives = match now.fault {
            Fault::CutCommit(bytes) => match piece.windows(7).position(|tag| tag == b"COMMIT\0") {
                Some(at) => (at.saturating_sub(5) + bytes).min(piece.len() - 1),
                None => return piece.len(),
            },
            Fault::CutAfter(bytes) if bytes < piece.len() => bytes,
            Fault::CutAfter(bytes) => {
                now.fault = Fault::CutAfter(bytes - piece.len());
                return piece.len();
            }
            _ => return piece.len(),
        };
        now.fault = Fault::None;
        now.cuts += 1;
        arrives
    }
}

/// The file behind `…?host=%2Fpath&port=5432`.
fn socket_of(url: &str) -> PathBuf {
    let host = url.split("host=").nth(1).and_then(|rest| rest.split('&').next()).expect("a host").replace("%2F", "/");
    assert!(!host.contains('%'), "an unexpected sign in {host}");
    PathBuf::from(host).join(".s.PGSQL.5432")
}
