//! The database for a command: started when nobody runs it, shared when the server does.

use crate::app::{App, NotOpened, is_founded, private_place};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::embedded::StartError;
use std::time::Duration;

/// For commands that need what is there already: they found no deployment.
pub fn open_founded(config: &Config) -> Result<App, NotOpened> {
    if is_founded(config) {
        return open(config);
    }
    Err(format!(
        "{} holds no database. Set ANJUAN_DATA_DIR or DATABASE_URL to the deployment's (the demo's is in …/demo), or make one: \
         `anjuan serve`, or `anjuan account create`\n\
         该目录中没有数据库:请将 ANJUAN_DATA_DIR 或 DATABASE_URL 设为已有的部署(演示数据在 …/demo),\
         或者用 anjuan serve、anjuan account create 新建",
        config.data_dir.display()
    )
    .into())
}

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
