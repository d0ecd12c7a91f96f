//! The private PostgreSQL of the zero-configuration start (零配置启动的私有数据库).
//!
//! Without `DATABASE_URL` the program runs a PostgreSQL of its own: a cluster in its data directory, reachable over a unix socket
//! only, with nothing to configure and every durability setting on. What is the program's and what is PostgreSQL's:
//!
//! ```text
//! data_dir/                 0711 for root (the server's user must pass through), 0700 for anybody else
//!   postgresql.lock         held while a copy of the program runs: one directory, one server
//!   postgresql.log          what the server says; bounded, with one predecessor `.log.1`
//!   postgresql/             the cluster, 0700, owned by the user that runs the server
//!   postgresql.new/         a cluster still in the making; renamed when complete, thrown away after a crash
//!   ballast                 thrown off when the disk is full, so that PostgreSQL can recover
//!   run/                    the socket, 0700 (or a short directory under /tmp when the path is too long for a socket)
//! ```
//!
//! Read on in this order: [`identity`] (who may run it), [`locate`] (which programs), [`place`] (the tree above), [`cluster`] (making
//! one), [`launch`] (one server process), [`supervisor`] (keeping it alive), [`space`] (a full disk), [`leftovers`] (what a killed predecessor left behind).

mod cluster;
mod error;
mod identity;
mod launch;
mod leftovers;
mod locate;
mod log;
mod place;
mod space;
mod supervisor;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::StartError;
pub use locate::{Programs, client_program};
pub use place::default_data_dir;
pub use space::{Reserve, Use};

use identity::Account;
use launch::Server;
use place::{Lock, Place};
use supervisor::Supervisor;

/// The superuser of the cluster. The program's own roles are made by its migrations.
pub const SUPERUSER: &str = "anjuan_super";

/// What the private server needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program's data directory; the cluster lives in `data_dir/postgresql`.
    pub data_dir: PathBuf,
    /// Created at the first start.
    pub database: String,
    /// Where `postgres` and `initdb` are, when not in a usual place (`ANJUAN_PG_BIN`).
    pub programs: Option<PathBuf>,
    /// How long to wait for another copy of the program to let go of the directory.
    pub lock_wait: Duration,
    pub max_connections: u16,
}

/// How the server is, as `/readyz` wants to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    Running,
    /// It died and is being started again.
    Restarting,
    /// It is gone and stays gone, and why.
    Failed(String),
}

/// A running private server. Dropping it stops the server cleanly and gives the data directory free.
#[derive(Debug)]
pub struct PrivatePostgres {
    place: Place,
    programs: Programs,
    supervisor: Supervisor,
}

impl PrivatePostgres {
    /// Starts the server, making the cluster and the database when they are not there yet.
    /// Blocks until the server accepts connections.
    pub fn start(settings: &Settings) -> Result<Self, StartError> {
        let mut place = Place::prepare(&settings.data_dir)?;
        let lock = Lock::take(&place, settings.lock_wait)?;
        let account = Account::for_cluster(&place.cluster)?;
        let programs = locate::programs(settings.programs.as_deref(), &account, &place.cluster)?;
        place.open_socket_directory(&account)?;
        cluster::create_unless_there(&place, &programs, &account)?;
        let server = Server {
            place: place.clone(),
            programs: programs.clone(),
            account,
            database: settings.database.clone(),
            max_connections: settings.max_connections,
        };
        Ok(Self { place, programs, supervisor: Supervisor::start(server, lock)? })
    }

    /// The address of `database` for `user`, over the unix socket. There is no password: the socket's directory is the wall.
    pub fn url(&self, user: &str, database: &str) -> String {
        self.place.url(user, database)
    }

    /// How the server is. Reads a variable; asks nobody.
    pub fn health(&self) -> Health {
        self.supervisor.health()
    }

    /// The process id of the running server, or nothing while there is none.
    pub fn server_pid(&self) -> Option<i32> {
        self.supervisor.server_pid()
    }

    /// The server programs in use.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Stops the server: open transactions are rolled back, committed ones are on disk. Waits, within bounds. May be called again.
    pub fn stop(&self) {
        self.supervisor.stop();
    }
}

/// Makes a data directory as the private server needs it.
pub fn prepare_data_dir(data_dir: &Path) -> Result<(), StartError> {
    Place::prepare(data_dir).map(drop)
}

/// The address of a server that another copy of the program is running in `data_dir`.
pub fn url_of_running(data_dir: &Path, user: &str, database: &str) -> Result<String, StartError> {
    let mut place = Place::prepare(data_dir)?;
    let account = Account::for_cluster(&place.cluster)?;
    place.open_socket_directory(&account)?;
    Ok(place.url(user, database))
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        self.stop();
    }
}
