//! Real servers on loopback: one shared by ordinary tests, or one of a test's own for totals, clocks and races.

use super::client::Client;
use super::cluster::{Database, folder, programs};
use anjuan::app::{App, Place};
use anjuan::clock::Clock;
use anjuan::config::{self, Config};
use anjuan::db::Db;
use anjuan::server;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{OnceLock, mpsc};
use std::thread::JoinHandle;

pub struct Server {
    pub url: String,
    pub db: Db,
    pub clock: Clock,
    pub database: Database,
    stop: Option<actix_web::dev::ServerHandle>,
    thread: Option<JoinHandle<()>>,
}

/// The server that ordinary tests share; each makes its own town on it.
pub fn shared() -> &'static Server {
    static SHARED: OnceLock<Server> = OnceLock::new();
    SHARED.get_or_init(isolated)
}

/// A server with a database of its own.
pub fn isolated() -> Server {
    with_settings(&[])
}

/// A server with settings of its own.
pub fn with_settings(settings: &'static [(&'static str, &'static str)]) -> Server {
    on(Database::clone_template(), settings)
}

/// A server that takes over the database of another one.
pub fn resumed(database: Database) -> Server {
    on(database, &[])
}

/// A second server on the database of the first, with the same keys.
pub fn beside(first: &Server) -> Server {
    on(Database { name: first.database.name.clone(), own: first.database.own.clone() }, &[])
}

fn on(database: Database, settings: &[(&str, &str)]) -> Server {
    let (app, sequencer) = (database.url("anjuan_app"), database.url("anjuan_sequencer"));
    reached_by(database, app, sequencer, settings)
}

/// A server that reaches its database by other addresses.
pub fn reached_by(database: Database, app_url: String, sequencer_url: String, settings: &[(&str, &str)]) -> Server {
    let place = Place { admin_url: database.url("anjuan_super"), app_url, sequencer_url };
    let (config, clock) = (config_in(database.folder(), settings), Clock::default());
    serve(App::on(place, config, clock.clone()).expect("the service opens"), database, clock)
}

/// A server with a private PostgreSQL of its own, to be killed.
pub fn on_its_own_postgres(name: &str) -> Server {
    let (config, clock) = (config_in(folder(name), &[]), Clock::default());
    let app = App::open(config, clock.clone()).expect("the service opens");
    let own = app.postgres.clone();
    serve(app, Database { name: "anjuan".to_owned(), own }, clock)
}

fn config_in(folder: PathBuf, settings: &[(&str, &str)]) -> Config {
    let lookup = |name: &str| match name {
        "ANJUAN_DATA_DIR" => Some(folder.display().to_string()),
        "ANJUAN_LOG_ORIGIN" => Some("anjuan.example/log".to_owned()),
        "ANJUAN_PG_BIN" => programs().map(|bin| bin.display().to_string()),
        _ => settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()).or(no_limit(name)),
    };
    config::from_lookup(&lookup).expect("settings are right")
}

/// All tests ask from one address, faster than any office, and no reminder comes in between.
fn no_limit(name: &str) -> Option<String> {
    match name {
        "ANJUAN_RATE_LIMIT_PER_MINUTE" => Some("0".to_owned()),
        "ANJUAN_DEADLINE_REMINDER_DAYS" => Some("off".to_owned()),
        _ => None,
    }
}

fn serve(app: App, database: Database, clock: Clock) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("is bound"));
    let db = app.db.clone();
    let (tell, told) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async {
            let running = server::serve(&app, listener).expect("serves");
            tell.send(running.handle()).expect("the test waits");
            running.await.expect("ends well");
        });
    });
    let stop = Some(told.recv().expect("the server starts"));
    Server { url, db, clock, database, stop, thread: Some(thread) }
}

impl Server {
    /// A client that has not logged in.
    pub fn stranger(&self) -> Client {
        Client::new(&self.url)
    }

    /// Stops as a signal would: what was accepted is finished.
    pub fn begin_graceful_stop(&self) -> impl Future<Output = ()> + use<> {
        self.stop.as_ref().expect("runs").stop(true)
    }

    /// Stops, but keeps the database for whoever takes over.
    pub fn stop_and_keep_database(mut self) -> Database {
        self.end();
        std::mem::replace(&mut self.database, Database { name: String::new(), own: None })
    }

    fn end(&mut self) {
        if let Some(handle) = self.stop.take() {
            drop(handle.stop(false)); // the command is sent; the answer need not be awaited
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
