//! The database behind the settings as it is: nothing in it is prepared, nothing migrated.

use super::{Failed, store};
use crate::app::{is_founded, private_place, start_private};
use crate::config::Config;
use crate::db::embedded::{PrivatePostgres, StartError};
use crate::db::reach;
use diesel::PgConnection;
use std::time::Duration;

/// A database that is read as a whole.
pub struct Source {
    pub url: String,
    /// Started for this reading, when nobody ran it.
    _postgres: Option<PrivatePostgres>,
}

impl Source {
    pub fn open(config: &Config) -> Result<Self, Failed> {
        let database = &config.database;
        if let Some(url) = &database.url {
            let url = database.backup_url.as_ref().or(database.migrate_url.as_ref()).unwrap_or(url);
            return Ok(Self { url: url.clone(), _postgres: None });
        }
        if !is_founded(config) {
            return Err(format!(
                "{} holds no database. Set ANJUAN_DATA_DIR or DATABASE_URL to the deployment's\n\
                 该目录中没有数据库:请将 ANJUAN_DATA_DIR 或 DATABASE_URL 设为要备份的部署",
                config.data_dir.display()
            )
            .into());
        }
        let mut at_once = config.clone();
        at_once.database.lock_wait = Duration::ZERO;
        let started = match start_private(&at_once) {
            Err(StartError::AlreadyRunning { .. }) => None,
            started => Some(started?),
        };
        Ok(Self { url: private_place(&config.data_dir)?.admin_url, _postgres: started })
    }

    /// A connection that sees every row.
    pub fn connect(&self) -> Result<PgConnection, Failed> {
        let mut conn =
            reach(&self.url).map_err(|error| format!("cannot connect to PostgreSQL: {error}\n无法连接 PostgreSQL"))?;
        if !store::has_schema(&mut conn)? {
            return Err("this database holds no deployment: it has no schema `anjuan`\n该数据库中没有部署".into());
        }
        if !store::sees_every_row(&mut conn)? {
            return Err("this log-in does not see every row, because row-level security binds it. Set ANJUAN_BACKUP_URL to a superuser, or \
                 to a log-in with BYPASSRLS and the role pg_read_all_data\n\
                 该账号受行级安全限制,不能读全部数据:请将 ANJUAN_BACKUP_URL 设为超级用户,或具有 BYPASSRLS 与 pg_read_all_data 的账号"
                .into());
        }
        Ok(conn)
    }
}
