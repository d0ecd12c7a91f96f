//! Password resets on the wire.

use crate::accounts::http::AccountReply;
use crate::accounts::model::Account;
use crate::accounts::store;
use crate::auth::Authorized;
use crate::auth::http::Zeroed;
use crate::auth::password::{Passwords, check_strength};
use crate::db::Db;
use crate::domain::ids::AccountId;
use crate::domain::permission::may::ManageAccounts;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::post;
use actix_web::web::{Data, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 密码重置
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasswordReset {
    /// 10 to 128 characters of at least three classes.
    #[schema(min_length = 1, max_length = 200, format = Password)]
    password: Zeroed,
}

/// 重置密码: ends every session of the account.
#[utoipa::path(tag = "accounts", operation_id = "password_resets_create", security(("bearer" = [])),
    request_body = NewPasswordReset, params(("account_id" = inline(AccountId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = AccountReply), Refusals))]
#[post("/accounts/{account_id}/password-resets")]
pub async fn create(
    db: Data<Db>,
    passwords: Data<Passwords>,
    caller: Authorized<ManageAccounts>,
    id: Path<AccountId>,
    once: Once<NewPasswordReset>,
) -> Result<Reply, Problem> {
    let id = *id;
    let username = db.read(&caller.actor, move |view| Ok(store::find(view, id)?.username)).await?;
    check_strength(once.body.password.text(), &username, "/password")?;
    let password_hash = passwords.hash(once.body.password.copied()).await?;
    let stretched = passwords.stretched(once.body.password.copied(), once.salt()).await?;
    once.with_secret(&stretched)?
        .write(&db, &caller.actor, move |tx, _| {
            let account = reset(store::lock(tx, id)?);
            let account = Account { entry_id: tx.entry_id(), ..account };
            store::reset_password(tx, &account, &password_hash)?;
            let reply = AccountReply::from(&account);
            let entry = Entry::new(Kind::PasswordReset, account.id.uuid(), &reply);
            tx.record(entry, Reply::created(format!("/api/v1/accounts/{id}"), account.version, &reply)?)
        })
        .await
}

fn reset(account: Account) -> Account {
    Account { rights_version: account.rights_version + 1, version: account.version + 1, ..account }
}
