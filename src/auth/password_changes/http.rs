//! Password changes on the wire.

use super::store;
use crate::auth::http::Zeroed;
use crate::auth::keys::TokenKeys;
use crate::auth::password::check_strength;
use crate::auth::proof::{self, Asked};
use crate::auth::tokens::{TokenReply, token_reply};
use crate::auth::{Auth, Authorized, store as accounts};
use crate::db::Db;
use crate::domain::permission::may::ChangeOwnPassword;
use crate::domain::refusal::Text;
use crate::domain::session_end::SessionEnd;
use crate::http::{Json, Refusals, Reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code, Fault, Problem};
use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// 修改密码
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasswordChange {
    #[schema(min_length = 1, max_length = 200, format = Password)]
    current_password: Zeroed,
    /// 10 to 128 characters; by the profile `mlps3` of at least three classes and none of the last five.
    #[schema(min_length = 1, max_length = 200, format = Password)]
    new_password: Zeroed,
    /// Needed when the account has a second factor: six digits, or a recovery code.
    #[schema(min_length = 6, max_length = 32)]
    otp: Option<Zeroed>,
}

/// 修改本人密码: every other session ends, and every token made before is void; this session goes on with the tokens of
/// the answer. No `Idempotency-Key`: the answer holds tokens and is kept nowhere.
#[utoipa::path(tag = "passwords", operation_id = "password_changes_create", security(("bearer" = [])),
    request_body = NewPasswordChange,
    responses((status = 201, body = TokenReply, headers(("Cache-Control" = String))), Refusals))]
#[post("/me/password-changes")]
pub async fn create(
    db: Data<Db>,
    auth: Data<Auth>,
    keys: Data<TokenKeys>,
    caller: Authorized<ChangeOwnPassword>,
    request: HttpRequest,
    Json(new): Json<NewPasswordChange>,
) -> Result<Reply, Problem> {
    let session = caller.actor.session.ok_or_else(|| Problem::new(Code::NotAuthenticated))?;
    let asked = proof::asked(&db, &auth, &caller.actor, &request).await?;
    allowed(&db, &auth, &asked, &new, &request).await?;
    let hash = auth.passwords.hash(new.new_password.copied()).await?;
    db.write(&caller.actor.in_deployment(), move |tx| {
        let id = asked.account.id;
        asked.hold(tx, &auth, new.otp.as_ref().map(Zeroed::text))?;
        store::set_password(tx, id, &hash, None)?;
        accounts::raise_rights(tx, id)?;
        accounts::use_up_refresh_tokens(tx, session.id)?;
        let ended = accounts::end_sessions(tx, id, SessionEnd::PasswordChanged, Some(session.id))?.len();
        let (account, _) = accounts::account(tx, id)?;
        let reply = token_reply(tx, &auth, &keys, &account, session.id)?.with_status(201);
        let body = json!({"account_id": id, "ended_sessions": ended});
        tx.record(Entry::new(Kind::PasswordChanged, id.uuid(), &body), reply)
    })
    .await
}

/// Every fault at once: the present password, the strength of the new one, and whether it was in use before.
async fn allowed(
    db: &Db,
    auth: &Auth,
    asked: &Asked,
    new: &NewPasswordChange,
    request: &HttpRequest,
) -> Result<(), Problem> {
    let profile = auth.config.password_profile;
    let wrong = asked.password_fault(auth, new.current_password.copied(), "/current_password").await?;
    let is_right = wrong.is_none();
    let mut faults: Vec<Fault> = wrong.into_iter().collect();
    let strength = check_strength(profile, new.new_password.text(), &asked.account.username, "/new_password");
    faults.extend(strength.err().into_iter().flat_map(|problem| problem.errors));
    // Only the owner is told what was in use before.
    if is_right && faults.is_empty() {
        let id = asked.account.id;
        let system = crate::domain::actor::Actor::system(crate::http::request_id::of(request));
        let hashes = db.read(&system, move |view| store::last_hashes(view, id, profile.history())).await?;
        if auth.passwords.is_one_of(new.new_password.copied(), hashes).await? {
            let told = Text::new("新密码与最近用过的密码相同", "The password was in use recently");
            faults.push(Fault::new("/new_password", "password_used_before", told));
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    if is_right {
        asked.take_back(db, request).await?;
    }
    Err(Problem::invalid(faults))
}
