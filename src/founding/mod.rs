//! 部署启用: the first start names the transparency log that every leaf of this deployment is bound to, for ever.

mod store;

use crate::db::Db;
use crate::domain::actor::{Actor, DEPLOYMENT};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Code;
use serde_json::json;
use uuid::Uuid;

/// Reads the log's name, or gives it one. `configured` must not contradict what the deployment was founded with. False when
/// another instance gave it one at this moment: open the database anew and ask again.
pub fn found(db: &Db, configured: Option<&str>) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
    let system = Actor::system(Uuid::nil());
    if let Some(origin) = db.read_now(&system, store::origin)? {
        if let Some(configured) = configured.filter(|configured| *configured != origin) {
            return Err(format!(
                "ANJUAN_LOG_ORIGIN={configured}, but this journal was founded as {origin}; a log cannot be renamed\n\
                 日志名称与启用时不一致,不能更改"
            )
            .into());
        }
        db.bind_to_log(origin);
        return Ok(true);
    }
    let minted = db.read_now(&system, |view| Ok(view.mint()))?;
    let origin = configured.map_or_else(|| format!("anjuan.invalid/{}", minted.simple()), str::to_owned);
    db.bind_to_log(origin.clone());
    match db.write_now(&system, |tx| {
        store::found(tx, &origin)?;
        let body = json!({"origin": origin});
        tx.record(Entry::new(Kind::DeploymentFounded, DEPLOYMENT.uuid(), &body), ())
    }) {
        Err(problem) if problem.code == Code::Conflict => Ok(false),
        outcome => Ok(outcome.map(|()| true)?),
    }
}
