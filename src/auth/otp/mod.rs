//! 动态口令: the second factor as all authenticator programs know it (RFC 6238: SHA-1, six digits, 30 seconds). Its
//! secret is shown once, when it is enrolled, and lies sealed.

mod http;
pub mod model;
pub mod store;

pub use model::SecondFactor;

use super::Auth;
use super::model::Account;
use super::sealing::{NotSealed, Sealed};
use crate::db::Tx;
use crate::domain::ids::AccountId;
use crate::problem::{Code, Problem};
use totp_rs::Totp;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(routes: &mut ServiceConfig) {
    routes.service(http::show).service(http::enrol).service(http::confirm).service(http::remove);
    routes.service(http::replace_recovery_codes);
}

/// The second factor that came with a right password; `None` when the account has none. A code that is right is used up.
pub fn judged(
    tx: &mut Tx,
    auth: &Auth,
    account: &Account,
    given: Option<&str>,
) -> Result<Result<Option<SecondFactor>, Problem>, Problem> {
    let Some(found) = store::lock(tx, account.id)?.filter(|found| found.confirmed_at.is_some()) else {
        return Ok(Ok(None));
    };
    let Some(given) = given else { return Ok(Err(Problem::new(Code::OtpRequired))) };
    if !model::is_code(given) {
        let is_known = store::use_recovery_code(tx, account.id, &model::digest_of_recovery(given))?;
        return Ok(if is_known { Ok(Some(SecondFactor::RecoveryCode)) } else { Err(Problem::new(Code::OtpWrong)) });
    }
    let totp = opened(auth, account, &found.sealed)?;
    let Some(step) = model::step_of(&totp, given, tx.now, found.last_step) else {
        return Ok(Err(Problem::new(Code::OtpWrong)));
    };
    store::use_step(tx, account.id, step)?;
    if !auth.sealer.is_current(&found.sealed) {
        let again = auth.sealer.seal(&place(account.id), totp_secret(auth, account.id, &found.sealed)?.as_slice());
        store::reseal(tx, account.id, &again.map_err(not_sealed)?)?;
    }
    Ok(Ok(Some(SecondFactor::Totp)))
}

fn opened(auth: &Auth, account: &Account, sealed: &Sealed) -> Result<Totp, Problem> {
    let secret = totp_secret(auth, account.id, sealed)?;
    Ok(model::authenticator(&secret, &account.username))
}

fn totp_secret(auth: &Auth, account: AccountId, sealed: &Sealed) -> Result<Vec<u8>, Problem> {
    auth.sealer.open_sealed(&place(account), sealed).map_err(not_sealed)
}

/// A sealed secret moved to another account, or another column, opens nothing.
fn place(account: AccountId) -> String {
    format!("account_otp/secret/{account}")
}

fn not_sealed(error: NotSealed) -> Problem {
    Problem::internal(error)
}
