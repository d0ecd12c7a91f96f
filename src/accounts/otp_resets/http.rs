//! Resets of second factors on the wire.

use crate::accounts::http::AccountReply;
use crate::accounts::{model, store};
use crate::auth::{Auth, Authorized};
use crate::db::Db;
use crate::domain::ids::AccountId;
use crate::domain::permission::may::ManageAccounts;
use crate::http::{IdempotencyKeyHeader, NoBody, Once, Refusals, Reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::post;
use actix_web::web::{Data, Path};

/// 重置动态口令: removes the second factor and its recovery codes, and ends all sessions. When a role of the account needs
/// one, its owner enrols another before anything else. Nobody resets their own, and each administration only its own
/// accounts.
#[utoipa::path(tag = "accounts", operation_id = "otp_resets_create", security(("bearer" = [])),
    request_body = NoBody, params(("account_id" = inline(AccountId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = AccountReply), Refusals))]
#[post("/accounts/{account_id}/otp-resets")]
pub async fn create(
    db: Data<Db>,
    auth: Data<Auth>,
    caller: Authorized<ManageAccounts>,
    id: Path<AccountId>,
    once: Once<NoBody>,
) -> Result<Reply, Problem> {
    let id = *id;
    once.write(&db, &caller.actor, move |tx, _| {
        let account = store::lock(tx, id)?;
        model::may_reset(&tx.actor, &account)?;
        let account = store::reset_otp(tx, &account.with_new_credentials(tx.entry_id()))?;
        let reply = AccountReply::of(&account, &auth.config);
        let entry = Entry::new(Kind::OtpReset, account.id.uuid(), &reply);
        tx.record(entry, Reply::created(format!("/api/v1/accounts/{id}"), account.version, &reply)?)
    })
    .await
}
