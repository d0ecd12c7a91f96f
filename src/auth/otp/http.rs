//! Second factors on the wire.

use super::{model, opened, place, store};
use crate::auth::http::Zeroed;
use crate::auth::keys::TokenKeys;
use crate::auth::tokens::{TokenReply, token_pair, token_reply};
use crate::auth::{Auth, Authorized, proof, store as accounts};
use crate::db::{Db, Tx};
use crate::domain::actor::Session;
use crate::domain::ids::AccountId;
use crate::domain::permission::may::KeepOwnSecondFactor;
use crate::domain::refusal::{Refusal, Rule};
use crate::domain::session_end::SessionEnd;
use crate::http::{Json, Query, Refusals, Reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code, Problem};
use actix_web::web::Data;
use actix_web::{HttpRequest, get, post};
use chrono::{DateTime, Utc};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use zeroize::Zeroizing;

const QR_SIDE_PIXELS: u32 = 240;

/// 动态口令状态
#[derive(Serialize, ToSchema)]
pub struct OtpReply {
    /// It is asked for at log-in.
    enrolled: bool,
    confirmed_at: Option<DateTime<Utc>>,
    /// A role of the account needs it.
    required: bool,
    recovery_codes_left: i64,
}

/// How the answer shows the secret.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EnrolmentQuery {
    /// Also as a picture to be scanned.
    #[serde(default)]
    qr: Option<bool>,
}

/// 待绑定的动态口令: what the authenticator needs. It is never shown again.
#[derive(Serialize, ToSchema)]
pub struct OtpEnrolmentReply {
    /// Base32, to be typed in.
    secret: String,
    /// The same for programs and QR codes.
    otpauth_uri: String,
    #[schema(example = "SHA1")]
    algorithm: &'static str,
    #[schema(example = 6)]
    digits: u8,
    #[schema(example = 30)]
    period_s: u64,
    /// The URI as an SVG picture, when it was asked for; else null.
    qr_svg: Option<String>,
}

/// 绑定动态口令: a session that somebody else has got hold of must not bind a phone of theirs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOtpEnrolment {
    /// The password of the account, once more.
    #[schema(min_length = 1, max_length = 200, format = Password)]
    password: Zeroed,
}

/// 确认绑定
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOtpConfirmation {
    /// The six digits that the authenticator shows now.
    #[schema(min_length = 6, max_length = 6)]
    otp: Zeroed,
}

/// 密码与动态口令
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OtpProof {
    #[schema(min_length = 1, max_length = 200, format = Password)]
    password: Zeroed,
    /// Six digits, or a recovery code.
    #[schema(min_length = 6, max_length = 32)]
    otp: Zeroed,
}

/// 恢复码: each works once in place of the six digits. They are never shown again.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesReply {
    recovery_codes: Vec<String>,
}

/// 已绑定的动态口令: recovery codes, and the tokens with which this session goes on.
#[derive(Serialize, ToSchema)]
pub struct OtpConfirmationReply {
    recovery_codes: Vec<String>,
    tokens: TokenReply,
}

/// 本人动态口令
#[utoipa::path(tag = "second factor", operation_id = "otp_get", security(("bearer" = [])),
    responses((status = 200, body = OtpReply), Refusals))]
#[get("/me/otp")]
pub async fn show(db: Data<Db>, auth: Data<Auth>, caller: Authorized<KeepOwnSecondFactor>) -> Result<Reply, Problem> {
    let id = caller.actor.account;
    db.read(&caller.actor.in_deployment(), move |view| {
        let (confirmed_at, recovery_codes_left) = store::standing(view, id)?;
        let (enrolled, required) = (confirmed_at.is_some(), accounts::account(view, id)?.0.needs_otp(&auth.config));
        Reply::answer(&OtpReply { enrolled, confirmed_at, required, recovery_codes_left })
    })
    .await
}

/// 绑定动态口令: begins, with the password; nothing changes at log-in until it is confirmed with a code. Asked again before that, it begins
/// anew with another secret. No `Idempotency-Key`: the answer holds a secret and is kept nowhere.
#[utoipa::path(tag = "second factor", operation_id = "otp_create", security(("bearer" = [])), request_body = NewOtpEnrolment,
    params(EnrolmentQuery), responses((status = 201, body = OtpEnrolmentReply, headers(("Cache-Control" = String))), Refusals))]
#[post("/me/otp")]
pub async fn enrol(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<KeepOwnSecondFactor>,
    Query(query): Query<EnrolmentQuery>,
    request: HttpRequest,
    Json(new): Json<NewOtpEnrolment>,
) -> Result<Reply, Problem> {
    let asked = proved(&db, &auth, &caller, &request, new.password.copied()).await?;
    if asked.account.has_otp {
        asked.take_back(&db, &request).await?;
        return Err(already_enrolled());
    }
    let (id, qr) = (caller.actor.account, query.qr.unwrap_or_default());
    db.write(&caller.actor.in_deployment(), move |tx| {
        asked.hold(tx, &auth, None)?;
        let account = &asked.account;
        let secret = model::mint_secret();
        let sealed = auth.sealer.seal(&place(id), &secret).map_err(Problem::internal)?;
        store::begin(tx, id, &sealed)?;
        let reply = shown(&secret, &account.username, qr)?;
        let entry = Entry::new(Kind::OtpEnrolmentBegun, id.uuid(), &json!({"account_id": id}));
        tx.record(entry, Reply::answer(&reply)?.with_status(201).no_store())
    })
    .await
}

fn already_enrolled() -> Problem {
    Refusal::of(Rule::OtpAlreadyEnrolled).into()
}

fn shown(secret: &[u8], username: &str, qr: bool) -> Result<OtpEnrolmentReply, Problem> {
    let totp = model::authenticator(secret, username);
    let otpauth_uri = totp.to_url().map_err(Problem::internal)?;
    let picture = |uri: &String| {
        let code = QrCode::new(uri).map_err(Problem::internal)?;
        let drawn = code.render::<svg::Color>().min_dimensions(QR_SIDE_PIXELS, QR_SIDE_PIXELS).build();
        Ok::<String, Problem>(drawn)
    };
    Ok(OtpEnrolmentReply {
        secret: totp_rs::Secret::new(secret.into()).to_base32(),
        qr_svg: qr.then(|| picture(&otpauth_uri)).transpose()?,
        otpauth_uri,
        algorithm: "SHA1",
        digits: model::DIGITS,
        period_s: model::STEP_S,
    })
}

/// 确认绑定: from now on log-in asks for the second factor. Other sessions end; this one goes on with the tokens of the
/// answer.
#[utoipa::path(tag = "second factor", operation_id = "otp_confirmations_create", security(("bearer" = [])),
    request_body = NewOtpConfirmation,
    responses((status = 201, body = OtpConfirmationReply, headers(("Cache-Control" = String))), Refusals))]
#[post("/me/otp/confirmations")]
pub async fn confirm(
    db: Data<Db>,
    auth: Data<Auth>,
    keys: Data<TokenKeys>,
    caller: Authorized<KeepOwnSecondFactor>,
    request: HttpRequest,
    Json(new): Json<NewOtpConfirmation>,
) -> Result<Reply, Problem> {
    let (session, asked) = (session_of(&caller)?, proof::asked(&db, &auth, &caller.actor, &request).await?);
    db.write(&caller.actor.in_deployment(), move |tx| {
        let id = asked.account.id;
        let begun = store::lock(tx, id)?.ok_or_else(nothing_begun)?;
        if begun.confirmed_at.is_some() {
            return Err(already_enrolled());
        }
        let totp = opened(&auth, &asked.account, &begun.sealed)?;
        let step = model::step_of(&totp, new.otp.text(), tx.now, None).ok_or_else(proof::otp_wrong)?;
        store::confirm(tx, id, step)?;
        asked.forgive(tx)?;
        let recovery_codes = keep_new_recovery_codes(tx, id)?;
        let ended = go_on_alone(tx, id, session)?;
        let (account, _) = accounts::account(tx, id)?;
        let tokens = token_pair(tx, &auth, &keys, &account, session.id)?;
        let reply = Reply::answer(&OtpConfirmationReply { recovery_codes, tokens })?.with_status(201).no_store();
        let body = json!({"account_id": id, "ended_sessions": ended});
        tx.record(Entry::new(Kind::OtpEnrolled, id.uuid(), &body), reply)
    })
    .await
}

fn nothing_begun() -> Problem {
    Refusal::of(Rule::OtpNotBegun).into()
}

/// 解除动态口令: with the password and a code. Other sessions end; this one goes on with the tokens of the answer. Whoever
/// has a role that needs a second factor must enrol another one before anything else.
#[utoipa::path(tag = "second factor", operation_id = "otp_removals_create", security(("bearer" = [])),
    request_body = OtpProof, responses((status = 200, body = TokenReply, headers(("Cache-Control" = String))), Refusals))]
#[post("/me/otp/removals")]
pub async fn remove(
    db: Data<Db>,
    auth: Data<Auth>,
    keys: Data<TokenKeys>,
    caller: Authorized<KeepOwnSecondFactor>,
    request: HttpRequest,
    Json(proof): Json<OtpProof>,
) -> Result<Reply, Problem> {
    let session = session_of(&caller)?;
    let asked = proved(&db, &auth, &caller, &request, proof.password.copied()).await?;
    db.write(&caller.actor.in_deployment(), move |tx| {
        let id = asked.account.id;
        asked.hold(tx, &auth, Some(proof.otp.text()))?;
        if !store::remove(tx, id)? {
            return Err(nothing_begun());
        }
        let ended = go_on_alone(tx, id, session)?;
        let (account, _) = accounts::account(tx, id)?;
        let reply = token_reply(tx, &auth, &keys, &account, session.id)?;
        let body = json!({"account_id": id, "ended_sessions": ended});
        tx.record(Entry::new(Kind::OtpRemoved, id.uuid(), &body), reply)
    })
    .await
}

/// 更换恢复码: the old ones stop working.
#[utoipa::path(tag = "second factor", operation_id = "otp_recovery_codes_create", security(("bearer" = [])),
    request_body = OtpProof,
    responses((status = 201, body = RecoveryCodesReply, headers(("Cache-Control" = String))), Refusals))]
#[post("/me/otp/recovery-codes")]
pub async fn replace_recovery_codes(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<KeepOwnSecondFactor>,
    request: HttpRequest,
    Json(proof): Json<OtpProof>,
) -> Result<Reply, Problem> {
    let asked = proved(&db, &auth, &caller, &request, proof.password.copied()).await?;
    db.write(&caller.actor.in_deployment(), move |tx| {
        let id = asked.account.id;
        asked.hold(tx, &auth, Some(proof.otp.text()))?;
        if store::standing(tx, id)?.0.is_none() {
            return Err(nothing_begun());
        }
        let reply = RecoveryCodesReply { recovery_codes: keep_new_recovery_codes(tx, id)? };
        let entry = Entry::new(Kind::RecoveryCodesReplaced, id.uuid(), &json!({"account_id": id}));
        tx.record(entry, Reply::answer(&reply)?.with_status(201).no_store())
    })
    .await
}

async fn proved(
    db: &Db,
    auth: &Auth,
    caller: &Authorized<KeepOwnSecondFactor>,
    request: &HttpRequest,
    password: Zeroizing<String>,
) -> Result<proof::Asked, Problem> {
    let asked = proof::asked(db, auth, &caller.actor, request).await?;
    match asked.password_fault(auth, password, "/password").await? {
        Some(fault) => Err(Problem::invalid(vec![fault])),
        None => Ok(asked),
    }
}

fn session_of(caller: &Authorized<KeepOwnSecondFactor>) -> Result<Session, Problem> {
    caller.actor.session.ok_or_else(|| Problem::new(Code::NotAuthenticated))
}

fn keep_new_recovery_codes(tx: &mut Tx, id: AccountId) -> Result<Vec<String>, Problem> {
    let codes = model::mint_recovery_codes();
    let digests: Vec<Vec<u8>> = codes.iter().map(|code| model::digest_of_recovery(code)).collect();
    store::keep_recovery_codes(tx, id, &digests)?;
    Ok(codes.iter().map(|code| code.to_string()).collect())
}

/// Voids every token and ends every session but this one, whose client gets new tokens.
fn go_on_alone(tx: &mut Tx, id: AccountId, session: Session) -> Result<usize, Problem> {
    accounts::raise_rights(tx, id)?;
    accounts::use_up_refresh_tokens(tx, session.id)?;
    Ok(accounts::end_sessions(tx, id, SessionEnd::SecondFactorChanged, Some(session.id))?.len())
}
