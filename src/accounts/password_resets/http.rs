//! Password resets on the wire.

use crate::accounts::http::AccountReply;
use crate::accounts::model::{self, Account};
use crate::accounts::store;
use crate::auth::http::Zeroed;
use crate::auth::password::check_strength;
use crate::auth::{Auth, Authorized};
use crate::db::{Db, Tx};
use crate::domain::ids::AccountId;
use crate::domain::permission::may::ManageAccounts;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::post;
use actix_web::web::{Data, Path};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 密码重置
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasswordReset {
    /// A one-time password: 10 to 128 characters of at least three classes.
    #[schema(min_length = 1, max_length = 200, format = Password)]
    password: Zeroed,
}

/// 重置密码: gives the account a one-time password and ends all its sessions. Its owner logs in with it, before it runs
/// out, and must change it before anything else. Nobody resets their own, and each administration only its own accounts.
#[utoipa::path(tag = "accounts", operation_id = "password_resets_create", security(("bearer" = [])),
    request_body = NewPasswordReset, params(("account_id" = inline(AccountId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = AccountReply), Refusals))]
#[post("/accounts/{account_id}/password-resets")]
pub async fn create(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<ManageAccounts>,
    id: Path<AccountId>,
    once: Once<NewPasswordReset>,
) -> Result<Reply, Problem> {
    let id = *id;
    let username = db.read(&caller.actor, move |view| Ok(store::find(view, id)?.username)).await?;
    check_strength(auth.config.password_profile, once.body.password.text(), &username, "/password")?;
    let password_hash = auth.passwords.hash(once.body.password.copied()).await?;
    let stretched = auth.passwords.stretched(once.body.password.copied(), once.salt()).await?;
    once.with_secret(&stretched)?
        .write(&db, &caller.actor, move |tx, _| {
            let account = reset(tx, &auth, id, &password_hash)?;
            let reply = AccountReply::of(&account, &auth.config);
            let entry = Entry::new(Kind::PasswordReset, account.id.uuid(), &reply);
            tx.record(entry, Reply::created(format!("/api/v1/accounts/{id}"), account.version, &reply)?)
        })
        .await
}

fn reset(tx: &mut Tx, auth: &Auth, id: AccountId, password_hash: &str) -> Result<Account, Problem> {
    let account = store::lock(tx, id)?;
    model::may_reset(&tx.actor, &account)?;
    let lifetime = Duration::from_std(auth.config.one_time_password).map_err(Problem::internal)?;
    store::reset_password(tx, &account.with_new_credentials(tx.entry_id()), password_hash, Some(tx.now + lifetime))
}
