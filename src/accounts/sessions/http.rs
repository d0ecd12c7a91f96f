//! The sessions of an account on the wire.

use crate::accounts::{model, store};
use crate::auth::sessions::{SessionPage, SessionQuery, session_page};
use crate::auth::{self, Auth, Authorized};
use crate::db::Db;
use crate::domain::ids::AccountId;
use crate::domain::keeping::Keeping;
use crate::domain::permission::may::ManageAccounts;
use crate::domain::session_end::SessionEnd;
use crate::http::{Query, Refusals, Reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{delete, get};
use serde_json::json;

/// 账号的登录会话, the newest first.
#[utoipa::path(tag = "accounts", operation_id = "account_sessions_list", security(("bearer" = [])),
    params(("account_id" = inline(AccountId), Path), SessionQuery),
    responses((status = 200, body = SessionPage, headers(("Link" = String))), Refusals))]
#[get("/accounts/{account_id}/sessions")]
pub async fn list(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<ManageAccounts>,
    id: Path<AccountId>,
    Query(asked): Query<SessionQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let account = store::find(view, *id)?;
        session_page(view, &auth, account.id, &asked)
    })
    .await
}

/// 强制退出: ends every session of the account. Its tokens stop working at once; it may log in again.
#[utoipa::path(tag = "accounts", operation_id = "account_sessions_delete", security(("bearer" = [])),
    params(("account_id" = inline(AccountId), Path)), responses((status = 204), Refusals))]
#[delete("/accounts/{account_id}/sessions")]
pub async fn end(db: Data<Db>, caller: Authorized<ManageAccounts>, id: Path<AccountId>) -> Result<Reply, Problem> {
    db.write(&caller.actor, move |tx| {
        let account = store::lock(tx, *id)?;
        model::may_keep(&tx.actor, Keeping::Shut, &account.roles)?;
        let ended = auth::store::end_sessions(tx, account.id, SessionEnd::EndedByAdministrator, None)?;
        if ended.is_empty() {
            return Ok(tx.unchanged(Reply::nothing()));
        }
        let body = json!({"account_id": account.id, "session_ids": ended, "reason": SessionEnd::EndedByAdministrator});
        tx.record(Entry::new(Kind::SessionsEnded, account.id.uuid(), &body), Reply::nothing())
    })
    .await
}
