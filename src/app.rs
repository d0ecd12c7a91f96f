//! The opened service: everything handlers may ask for, and what must be closed in order when it stops.

use crate::accounts::caretaker::Caretaker;
use crate::auth::Auth;
use crate::auth::keys::TokenKeys;
use crate::auth::sealing::Sealer;
use crate::cases::deadlines::reminders::keeper::Reminders;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::embedded::{PrivatePostgres, Reserve, SUPERUSER, Settings, StartError, url_of_running};
use crate::db::{Db, DbRole, PoolSettings, connect, start};
use crate::founding;
use crate::imports::worker::Importer;
use crate::journal::sequencer::{Sequencer, Wake};
use actix_web::web::Data;
use std::path::Path;
use std::sync::Arc;

const PRIVATE_DATABASE: &str = "anjuan";
const PRIVATE_CONNECTIONS_MAX: u16 = 64;

/// Why the service could not be opened. Its text says what to do.
pub type NotOpened = Box<dyn std::error::Error + Send + Sync>;

/// Fields are dropped in order: the last sights of sessions are written, imports pause, the sequencer places what is left before its database stops.
pub struct App {
    pub caretaker: Caretaker,
    pub reminders: Reminders,
    pub db: Db,
    pub keys: Data<TokenKeys>,
    pub auth: Data<Auth>,
    pub importer: Arc<Importer>,
    pub sequencer: Arc<Sequencer>,
    /// Room on the disk of a private PostgreSQL.
    pub reserve: Reserve,
    pub config: Arc<Config>,
    pub postgres: Option<Arc<PrivatePostgres>>,
}

/// Where the database is, and who logs in.
pub struct Place {
    pub admin_url: String,
    pub app_url: String,
    pub sequencer_url: String,
}

impl App {
    /// Opens the service on the configured database, or on a private one.
    pub fn open(config: Config, clock: Clock) -> Result<Self, NotOpened> {
        let (place, postgres) = database_of(&config)?;
        for note in start::prepare(&place.admin_url, &place.app_url)? {
            tracing::warn!(note, "not everything could be set up in this database");
        }
        Ok(Self { postgres, ..Self::on(place, config, clock)? })
    }

    /// Opens the service on a database that is ready.
    pub fn on(place: Place, config: Config, clock: Clock) -> Result<Self, NotOpened> {
        let wake = Wake::default();
        let line = &config.database;
        let pool = PoolSettings {
            size: line.pool_size,
            queue_max: line.queue_max,
            wait: line.queue_wait,
            answer: line.answer_wait,
        };
        let open = || Db::new(place.app_url.clone(), pool, clock.clone(), wake.clone());
        let mut db = open()?;
        while !founding::found(&db, config.log.origin.as_deref())? {
            db = open()?;
        }
        db.keep_nights(config.procedure.night);
        let (imports_url, reminders_url) = (place.app_url.clone(), place.app_url);
        let reminders_lock = Box::new(move || connect(&reminders_url, DbRole::App));
        let imports_lock = Box::new(move || connect(&imports_url, DbRole::App));
        let reserve = reserve_of(&config);
        let importer = Importer::open(&config.data_dir, db.clone(), imports_lock, reserve.clone())?;
        let sequencer_url = place.sequencer_url;
        let sequencer = Sequencer::start(Box::new(move || connect(&sequencer_url, DbRole::Sequencer)), clock, wake)?;
        let (issuer, now) = (config.http.public_url.clone(), db.clock().now());
        let folder = config.keys.folder_in(&config.data_dir);
        let keys = TokenKeys::open(&folder, config.keys.publish, issuer, config.auth.access_token, now)
            .map_err(|error| format!("cannot read or make the keys in {}: {error}", folder.display()))?;
        let seal_folder = config.data_dir.join("keys").join("seal");
        let sealer = Sealer::open(&seal_folder)
            .map_err(|error| format!("cannot read or make keys in {}: {error}", seal_folder.display()))?;
        let auth = Data::new(Auth::new(config.auth.clone(), sealer)?);
        Ok(Self {
            caretaker: Caretaker::start(db.clone(), auth.clone())?,
            reminders: Reminders::start(db.clone(), reminders_lock, config.deadlines.reminder_days.clone())?,
            db,
            keys: Data::new(keys),
            auth,
            importer: Arc::new(importer),
            sequencer: Arc::new(sequencer),
            reserve,
            config: Arc::new(config),
            postgres: None,
        })
    }
}

/// The disk of somebody else's PostgreSQL cannot be seen from here.
fn reserve_of(config: &Config) -> Reserve {
    let mb = if config.database.url.is_none() { config.database.disk_reserve_mb } else { 0 };
    Reserve::of(&config.data_dir, mb << 20)
}

fn database_of(config: &Config) -> Result<(Place, Option<Arc<PrivatePostgres>>), NotOpened> {
    if let Some(place) = existing_place(config) {
        return Ok((place, None));
    }
    let postgres = start_private(config)?;
    let place = private_place(&config.data_dir)?;
    start::allow_log_in(&place.admin_url)?;
    Ok((place, Some(Arc::new(postgres))))
}

/// Starts the private PostgreSQL of the data directory, and does nothing else to it.
pub fn start_private(config: &Config) -> Result<PrivatePostgres, StartError> {
    PrivatePostgres::start(&Settings {
        data_dir: config.data_dir.clone(),
        database: PRIVATE_DATABASE.to_owned(),
        programs: config.database.programs.clone(),
        lock_wait: config.database.lock_wait,
        max_connections: PRIVATE_CONNECTIONS_MAX,
    })
}

/// Whether there is a database to be opened, so that reading one does not make one.
pub fn is_founded(config: &Config) -> bool {
    config.database.url.is_some() || config.data_dir.join("postgresql").is_dir()
}

/// The existing database that the settings name, if they do.
pub fn existing_place(config: &Config) -> Option<Place> {
    let url = config.database.url.clone()?;
    let admin_url = config.database.migrate_url.clone().unwrap_or_else(|| url.clone());
    Some(Place { admin_url, app_url: url.clone(), sequencer_url: url })
}

/// The private database of a data directory, whoever runs it.
pub fn private_place(data_dir: &Path) -> Result<Place, NotOpened> {
    let url = |user| url_of_running(data_dir, user, PRIVATE_DATABASE);
    Ok(Place { admin_url: url(SUPERUSER)?, app_url: url("anjuan_app")?, sequencer_url: url("anjuan_sequencer")? })
}
