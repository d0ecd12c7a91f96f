//! Log-in, refresh, log-out, and the published keys.

use super::activity;
use super::keys::TokenKeys;
use super::model::{self, Account};
use super::otp::{self, SecondFactor};
use super::throttle::{Throttles, address_of};
use super::tokens::{TokenReply, token_reply};
use super::{Auth, Authorized, store, token_keys};
use crate::db::{Db, Recorded, Tx};
use crate::domain::actor::Actor;
use crate::domain::ids::{AccountId, SessionId};
use crate::domain::permission::may::UseOwnAccount;
use crate::domain::session_end::SessionEnd;
use crate::http::{Json, LogInProblems, Refusals, Reply, request_id};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code, Problem};
use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use actix_web::web::Data;
use actix_web::{delete, post};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

const USER_AGENT_CHARS_MAX: usize = 200;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(log_in).service(renew).service(log_out).service(token_keys::list).service(token_keys::create);
}

/// At the root, outside `/api/v1`.
pub fn root_routes(routes: &mut ServiceConfig) {
    routes.service(token_keys::key_set);
}

/// User name and password; the second factor where it is switched on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    #[schema(min_length = 1, max_length = 100, example = "wang.wei")]
    username: String,
    #[schema(min_length = 1, max_length = 200, format = Password)]
    password: Zeroed,
    /// The six digits that the authenticator shows, or one of the recovery codes.
    #[schema(min_length = 6, max_length = 32)]
    otp: Option<Zeroed>,
}

/// A text that is wiped from memory after use, and never written: whoever serializes it gets null.
#[derive(Deserialize, ToSchema)]
#[schema(value_type = String)]
#[serde(transparent)]
pub struct Zeroed(Zeroizing<String>);

impl Serialize for Zeroed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

impl Zeroed {
    pub fn text(&self) -> &str {
        &self.0
    }

    pub fn copied(&self) -> Zeroizing<String> {
        self.0.clone()
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    #[schema(min_length = 1, max_length = 200)]
    refresh_token: String,
}

/// 登录: opens a session. Without the right password the answer is the same whether the account is there, locked by an
/// administrator, or not; only after a right one it says that the second factor is missing or wrong.
#[utoipa::path(tag = "sessions", operation_id = "sessions_create", responses(
    (status = 201, body = TokenReply, headers(("Cache-Control" = String))), LogInProblems))]
#[post("/auth/sessions")]
pub async fn log_in(
    db: Data<Db>,
    auth: Data<Auth>,
    keys: Data<TokenKeys>,
    request: HttpRequest,
    Json(new): Json<NewSession>,
) -> Result<Reply, Problem> {
    let system = Actor::system(request_id::of(&request));
    let username = new.username.trim().to_lowercase();
    let throttles = Throttles::of(&username, &request);
    let place = auth.passwords.place()?;
    auth.counted(&throttles, &db, &system).await?;
    let known = db.read(&system, move |view| store::account_by_username(view, &username)).await?;
    let hash = known.as_ref().map(|(_, hash)| hash.clone());
    let matches = auth.passwords.matches_at(&place, new.password.copied(), hash).await?;
    let now = db.clock().now();
    let Some((known, hash)) = known.filter(|(account, _)| matches && account.opens(&auth.config, now)) else {
        return Err(Problem::new(Code::CredentialsWrong));
    };
    let origin = Origin { address: Some(address_of(&request)), user_agent: user_agent_of(&request) };
    let actor = Actor { account: known.id, ..system };
    let opening = move |tx: &mut Tx| {
        let account = unchanged(tx, &auth, known.id, &hash)?;
        let factor = match otp::judged(tx, &auth, &account, new.otp.as_ref().map(Zeroed::text))? {
            Ok(factor) => factor,
            Err(problem) => {
                if problem.code == Code::OtpRequired {
                    throttles.take_back(tx)?;
                }
                return Ok(tx.unchanged(Err(problem)));
            }
        };
        throttles.forgive(tx)?;
        opened(tx, &auth, &keys, &account, &origin, factor)
    };
    // What a wrong second factor used up must be committed although its answer is a refusal.
    db.write(&actor, opening).await?
}

/// The account as it is now, held. A password that was changed or reset while it was being looked at opens nothing: the
/// change has ended all sessions, and this one would be left over.
fn unchanged(tx: &mut Tx, auth: &Auth, id: AccountId, seen: &str) -> Result<Account, Problem> {
    store::lock_account(tx, id)?;
    let (account, hash) = store::account(tx, id)?;
    if hash != seen || !account.opens(&auth.config, tx.now) {
        return Err(Problem::new(Code::CredentialsWrong));
    }
    Ok(account)
}

/// Where a log-in came from.
struct Origin {
    address: Option<String>,
    user_agent: Option<String>,
}

fn opened(
    tx: &mut Tx,
    auth: &Auth,
    keys: &TokenKeys,
    account: &Account,
    origin: &Origin,
    factor: Option<SecondFactor>,
) -> Result<Recorded<Result<Reply, Problem>>, Problem> {
    let lifetime = Duration::from_std(auth.config.session).map_err(Problem::internal)?;
    let session = store::NewSession {
        id: SessionId::from_uuid(tx.mint()),
        expires_at: tx.now + lifetime,
        idle_s: i32::try_from(auth.config.session_idle.as_secs()).map_err(Problem::internal)?,
        address: origin.address.clone(),
        user_agent: origin.user_agent.clone(),
    };
    store::open_session(tx, account, &session)?;
    store::note_use(tx, account.id)?;
    let reply = token_reply(tx, auth, keys, account, session.id)?.with_status(201);
    let body = json!({"account_id": account.id, "session_id": session.id, "second_factor": factor});
    tx.record(Entry::new(Kind::SessionOpened, session.id.uuid(), &body), Ok(reply))
}

/// Long names of programs are cut: they are shown to the account's owner, no more.
fn user_agent_of(request: &HttpRequest) -> Option<String> {
    let told = request.headers().get(USER_AGENT)?.to_str().ok()?;
    Some(told.chars().take(USER_AGENT_CHARS_MAX).collect())
}

/// 刷新令牌: a new token pair for a refresh token. A token used twice ends its session. Refreshing counts as using the
/// session.
#[utoipa::path(tag = "sessions", operation_id = "tokens_create", responses(
    (status = 200, body = TokenReply, headers(("Cache-Control" = String))), LogInProblems))]
#[post("/auth/tokens")]
pub async fn renew(
    db: Data<Db>,
    auth: Data<Auth>,
    keys: Data<TokenKeys>,
    request: HttpRequest,
    Json(asked): Json<Refresh>,
) -> Result<Reply, Problem> {
    let system = Actor::system(request_id::of(&request));
    let digest = model::digest_of(&asked.refresh_token);
    // The end of a session must be committed although its answer is a refusal.
    db.write(&system, move |tx| refreshed(tx, &auth, &keys, &digest)).await?
}

fn refreshed(
    tx: &mut Tx,
    auth: &Auth,
    keys: &TokenKeys,
    digest: &[u8],
) -> Result<Recorded<Result<Reply, Problem>>, Problem> {
    let refused = || Err(Problem::new(Code::RefreshTokenInvalid));
    let Some(found) = store::refreshable(tx, digest)? else { return Ok(tx.unchanged(refused())) };
    if found.was_used && store::end_session(tx, found.session, SessionEnd::RefreshTokenReused)? {
        let body = json!({"session_id": found.session, "reason": SessionEnd::RefreshTokenReused});
        return tx.record(Entry::new(Kind::SessionEnded, found.session.uuid(), &body), refused());
    }
    // Another process may have seen the session and not written it yet.
    let idle_since = auth.activity.last_seen(found.session, found.last_seen_at) + activity::WRITTEN_EVERY;
    let is_idle = idle_since + found.idle <= tx.now;
    if found.was_used || !found.session_lives || is_idle || !found.account.opens(&auth.config, tx.now) {
        return Ok(tx.unchanged(refused()));
    }
    store::use_refresh_token(tx, digest)?;
    store::note_seen(tx, &[(found.session, tx.now)])?;
    let reply = token_reply(tx, auth, keys, &found.account, found.session)?;
    Ok(tx.unchanged(Ok(reply)))
}

/// 退出: ends the session of the token. Its tokens stop working at once.
#[utoipa::path(tag = "sessions", operation_id = "sessions_delete_current", security(("bearer" = [])),
    responses((status = 204), Refusals))]
#[delete("/auth/sessions/current")]
pub async fn log_out(db: Data<Db>, caller: Authorized<UseOwnAccount>) -> Result<Reply, Problem> {
    let Some(session) = caller.actor.session else { return Ok(Reply::nothing()) };
    db.write(&caller.actor.in_deployment(), move |tx| {
        store::end_session(tx, session.id, SessionEnd::LoggedOut)?;
        let body = json!({"session_id": session.id, "reason": SessionEnd::LoggedOut});
        tx.record(Entry::new(Kind::SessionEnded, session.id.uuid(), &body), Reply::nothing())
    })
    .await
}
