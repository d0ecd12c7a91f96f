//! One's own sessions on the wire.

use super::model::{SessionPage, SessionQuery, session_page};
use super::store;
use crate::auth::{Auth, Authorized, store as auth_store};
use crate::db::Db;
use crate::domain::ids::SessionId;
use crate::domain::permission::may::KeepOwnSessions;
use crate::domain::session_end::SessionEnd;
use crate::http::{Query, Refusals, Reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{delete, get};
use serde_json::json;

/// 本人登录会话, the newest first.
#[utoipa::path(tag = "sessions", operation_id = "sessions_list", security(("bearer" = [])), params(SessionQuery),
    responses((status = 200, body = SessionPage, headers(("Link" = String))), Refusals))]
#[get("/me/sessions")]
pub async fn list(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<KeepOwnSessions>,
    Query(asked): Query<SessionQuery>,
) -> Result<Reply, Problem> {
    let id = caller.actor.account;
    db.read(&caller.actor.in_deployment(), move |view| session_page(view, &auth, id, &asked)).await
}

/// 结束一个会话: its tokens stop working at once. It may be the one that asks.
#[utoipa::path(tag = "sessions", operation_id = "sessions_delete", security(("bearer" = [])),
    params(("session_id" = inline(SessionId), Path)), responses((status = 204), Refusals))]
#[delete("/me/sessions/{session_id}")]
pub async fn end(db: Data<Db>, caller: Authorized<KeepOwnSessions>, id: Path<SessionId>) -> Result<Reply, Problem> {
    let (id, owner) = (*id, caller.actor.account);
    db.write(&caller.actor.in_deployment(), move |tx| {
        store::belongs_to(tx, id, owner)?;
        auth_store::end_session(tx, id, SessionEnd::EndedByOwner)?;
        let body = json!({"session_id": id, "reason": SessionEnd::EndedByOwner});
        tx.record(Entry::new(Kind::SessionEnded, id.uuid(), &body), Reply::nothing())
    })
    .await
}

/// 结束其他会话: all but the one that asks.
#[utoipa::path(tag = "sessions", operation_id = "sessions_delete_others", security(("bearer" = [])),
    responses((status = 204), Refusals))]
#[delete("/me/sessions")]
pub async fn end_others(db: Data<Db>, caller: Authorized<KeepOwnSessions>) -> Result<Reply, Problem> {
    let (owner, own) = (caller.actor.account, caller.actor.session.map(|session| session.id));
    db.write(&caller.actor.in_deployment(), move |tx| {
        let ended = auth_store::end_sessions(tx, owner, SessionEnd::EndedByOwner, own)?;
        if ended.is_empty() {
            return Ok(tx.unchanged(Reply::nothing()));
        }
        let body = json!({"account_id": owner, "session_ids": ended, "reason": SessionEnd::EndedByOwner});
        tx.record(Entry::new(Kind::SessionsEnded, owner.uuid(), &body), Reply::nothing())
    })
    .await
}
