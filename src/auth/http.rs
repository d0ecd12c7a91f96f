//! Log-in, refresh, log-out, `/me`, and the published keys.

use super::keys::TokenKeys;
use super::model::{self, Account, Attempt, RefreshToken};
use super::password::Passwords;
use super::{Authorized, store, token_keys};
use crate::config::AuthConfig;
use crate::db::{Db, Recorded, Tx};
use crate::domain::actor::{Actor, DEPLOYMENT, Session};
use crate::domain::ids::{AccountId, OfficerId, SessionId};
use crate::domain::permission::may::UseOwnAccount;
use crate::domain::permission::{Permission, Role};
use crate::http::{Json, LogInProblems, Refusals, Reply, client_address, request_id};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code, Problem};
use actix_web::HttpRequest;
use actix_web::web::Data;
use actix_web::{delete, get, post};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .service(log_in)
        .service(renew)
        .service(log_out)
        .service(me)
        .service(token_keys::list)
        .service(token_keys::create);
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
    #[schema(min_length = 6, max_length = 8)]
    #[allow(dead_code, reason = "accepted so that clients may send it always; checked once a role needs it")]
    otp: Option<String>,
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

/// A token pair. The refresh token works once.
#[derive(Serialize, ToSchema)]
pub struct TokenReply {
    access_token: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token ends.
    expires_in: u64,
    refresh_token: String,
}

/// Who I am and what I may do.
#[derive(Serialize, ToSchema)]
pub struct MeReply {
    account_id: AccountId,
    username: String,
    display_name: String,
    /// Absent for accounts of the deployment itself.
    agency: Option<MyAgencyReply>,
    officer_id: Option<OfficerId>,
    roles: Vec<Role>,
    permissions: Vec<&'static str>,
}

#[derive(Serialize, ToSchema)]
pub struct MyAgencyReply {
    code: String,
    name: String,
}

/// 登录: opens a session.
#[utoipa::path(tag = "sessions", operation_id = "sessions_create", responses(
    (status = 201, body = TokenReply, headers(("Cache-Control" = String))), LogInProblems))]
#[post("/auth/sessions")]
pub async fn log_in(
    db: Data<Db>,
    keys: Data<TokenKeys>,
    passwords: Data<Passwords>,
    config: Data<AuthConfig>,
    request: HttpRequest,
    Json(new): Json<NewSession>,
) -> Result<Reply, Problem> {
    let system = Actor::system(request_id::of(&request));
    let username = new.username.trim().to_lowercase();
    let throttles = Throttles::of(&username, &request);
    count_attempt(&db, &system, &config, throttles.clone()).await?;
    let known = {
        let username = username.clone();
        db.read(&system, move |view| store::account_by_username(view, &username)).await?
    };
    let hash = known.as_ref().map(|(_, hash)| hash.clone());
    let matches = passwords.matches(new.password.0, hash).await?;
    let Some((account, _)) = known.filter(|(account, _)| matches && account.is_active) else {
        return Err(Problem::new(Code::CredentialsWrong));
    };
    let session_s = i64::try_from(config.session.as_secs()).map_err(Problem::internal)?;
    let actor = Actor { account: account.id, ..system };
    db.write(&actor, move |tx| {
        store::forgive(tx, &throttles.username, &throttles.source)?;
        let session = SessionId::from_uuid(tx.mint());
        store::open_session(tx, &account, session, tx.now + chrono::Duration::seconds(session_s))?;
        let reply = token_pair(tx, &keys, &account, session)?.with_status(201);
        let body = json!({"account_id": account.id, "session_id": session});
        tx.record(Entry::new(Kind::SessionOpened, session.uuid(), &body), reply)
    })
    .await
}

/// 刷新令牌: a new token pair for a refresh token. A token used twice ends its session.
#[utoipa::path(tag = "sessions", operation_id = "tokens_create", responses(
    (status = 200, body = TokenReply, headers(("Cache-Control" = String))), LogInProblems))]
#[post("/auth/tokens")]
pub async fn renew(
    db: Data<Db>,
    keys: Data<TokenKeys>,
    request: HttpRequest,
    Json(asked): Json<Refresh>,
) -> Result<Reply, Problem> {
    let system = Actor::system(request_id::of(&request));
    let digest = model::digest_of(&asked.refresh_token);
    // The end of a session must be committed although its answer is a refusal.
    db.write(&system, move |tx| refreshed(tx, &keys, &digest)).await?
}

fn refreshed(tx: &mut Tx, keys: &TokenKeys, digest: &[u8]) -> Result<Recorded<Result<Reply, Problem>>, Problem> {
    let refused = || Err(Problem::new(Code::RefreshTokenInvalid));
    let Some(found) = store::refreshable(tx, digest)? else { return Ok(tx.unchanged(refused())) };
    if found.was_used && store::end_session(tx, found.session, "refresh_token_reused")? {
        let body = json!({"session_id": found.session, "reason": "refresh_token_reused"});
        return tx.record(Entry::new(Kind::SessionEnded, found.session.uuid(), &body), refused());
    }
    if found.was_used || !found.session_lives || !found.account.is_active {
        return Ok(tx.unchanged(refused()));
    }
    store::use_refresh_token(tx, digest)?;
    let reply = token_pair(tx, keys, &found.account, found.session)?;
    Ok(tx.unchanged(Ok(reply)))
}

/// 退出: ends the session of the token. Its tokens stop working at once.
#[utoipa::path(tag = "sessions", operation_id = "sessions_delete_current", security(("bearer" = [])),
    responses((status = 204), Refusals))]
#[delete("/auth/sessions/current")]
pub async fn log_out(db: Data<Db>, caller: Authorized<UseOwnAccount>) -> Result<Reply, Problem> {
    let Some(session) = caller.actor.session else { return Ok(Reply::nothing()) };
    let system = Actor { account: caller.actor.account, ..Actor::system(caller.actor.request) };
    db.write(&system, move |tx| {
        store::end_session(tx, session.id, "logged_out")?;
        let body = json!({"session_id": session.id, "reason": "logged_out"});
        tx.record(Entry::new(Kind::SessionEnded, session.id.uuid(), &body), Reply::nothing())
    })
    .await
}

/// 当前账号
#[utoipa::path(tag = "sessions", operation_id = "me_get", security(("bearer" = [])),
    responses((status = 200, body = MeReply), Refusals))]
#[get("/me")]
pub async fn me(db: Data<Db>, caller: Authorized<UseOwnAccount>) -> Result<Reply, Problem> {
    let actor = caller.actor.clone();
    db.read(&caller.actor, move |view| {
        let (username, display_name, code, name) = store::who_is(view, actor.account)?;
        let agency = (actor.agency != DEPLOYMENT).then_some(MyAgencyReply { code, name });
        let permissions = Permission::ALL.iter().filter(|one| actor.may(**one)).map(|one| one.code()).collect();
        let roles = actor.roles.clone();
        Reply::answer(&MeReply {
            account_id: actor.account,
            username,
            display_name,
            agency,
            officer_id: actor.officer,
            roles,
            permissions,
        })
    })
    .await
}

fn token_pair(tx: &mut Tx, keys: &TokenKeys, account: &Account, session: SessionId) -> Result<Reply, Problem> {
    let refresh = RefreshToken::mint();
    store::keep_refresh_token(tx, &refresh.digest(), session)?;
    let (actor, session): (Actor, Session) = account.actor(session, tx.actor.request);
    let access_token = keys.issue(&actor, session, tx.mint(), tx.now)?;
    let expires_in = keys.lifetime().as_secs();
    let refresh_token = refresh.text().to_owned();
    Reply::answer(&TokenReply { access_token, token_type: "Bearer", expires_in, refresh_token }).map(Reply::no_store)
}

/// The two counters of a log-in. User names are kept as digests: a mistyped password may stand where a name should.
#[derive(Debug, Clone)]
struct Throttles {
    username: String,
    source: String,
}

impl Throttles {
    fn of(username: &str, request: &HttpRequest) -> Self {
        let digest: String = model::digest_of(username).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { username: format!("username:{digest}"), source: format!("source:{}", client_address::of(request)) }
    }
}

/// Counts the attempt before the password is looked at, and refuses it when its key is locked.
async fn count_attempt(db: &Db, system: &Actor, config: &AuthConfig, keys: Throttles) -> Result<(), Problem> {
    let (account_max, source_max, lock) = (config.account_failures_max, config.source_failures_max, config.lock);
    db.write(system, move |tx| {
        let mut locked_now = false;
        for (key, failures_max) in [(&keys.source, source_max), (&keys.username, account_max)] {
            store::ensure_throttle(tx, key)?;
            let known = store::failures(tx, key)?;
            match model::attempt(known, tx.now, failures_max, lock) {
                Attempt::Allowed(failures) => {
                    store::count_failure(tx, key, failures)?;
                    locked_now |= failures.locked_until.is_some();
                }
                Attempt::Locked { until } => {
                    let seconds = u32::try_from((until - tx.now).num_seconds().max(1)).unwrap_or(u32::MAX);
                    return Err(Problem::new(Code::LoginLocked).retry_after(seconds));
                }
            }
        }
        if locked_now {
            let body = json!({"username_digest": keys.username, "source": keys.source});
            return tx.record(Entry::new(Kind::LoginLocked, tx.mint(), &body), ());
        }
        Ok(tx.unchanged(()))
    })
    .await
}
