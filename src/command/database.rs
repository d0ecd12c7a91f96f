//! The database for a command: started when nobody runs it, shared when the server does.

use crate::app::{App, NotOpened, private_place};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::embedded::StartError;
use std::time::Duration;

pub fn open(config: &Config) -> Result<App, NotOpened> {
    let mut at_once = config.clone();
    at_once.database.lock_wait = Duration::ZERO;
    match App::open(at_once, Clock::default()) {
        Err(error) if matches!(error.downcast_ref(), Some(StartError::AlreadyRunning { .. })) => {
            App::on(private_place(&config.data_dir)?, config.clone(), Clock::default())
        }
        opened => opened,
    }
}
