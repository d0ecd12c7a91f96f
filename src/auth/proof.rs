//! Proving again who one is, within a session: password and second factor are asked for before either may change.

use super::Auth;
use super::model::Account;
use super::otp;
use super::store;
use super::throttle::Throttles;
use crate::db::{Db, Tx};
use crate::domain::actor::Actor;
use crate::domain::refusal::Text;
use crate::http::request_id;
use crate::problem::{Code, Fault, Problem};
use actix_web::HttpRequest;
use zeroize::Zeroizing;

/// An account whose owner asks for something that needs a proof. The guess has been counted.
pub struct Asked {
    pub account: Account,
    pub hash: String,
    throttles: Throttles,
}

/// Counts the guess and finds the account. Ends here when too many guesses were wrong.
pub async fn asked(db: &Db, auth: &Auth, actor: &Actor, request: &HttpRequest) -> Result<Asked, Problem> {
    let (own, id) = (actor.in_deployment(), actor.account);
    let (account, hash) = db.read(&own, move |view| store::account(view, id)).await?;
    let throttles = Throttles::of(&account.username, request);
    auth.counted(&throttles, db, &Actor::system(request_id::of(request))).await?;
    Ok(Asked { account, hash, throttles })
}

impl Asked {
    /// The fault of a wrong password, if it is one.
    pub async fn password_fault(
        &self,
        auth: &Auth,
        given: Zeroizing<String>,
        pointer: &str,
    ) -> Result<Option<Fault>, Problem> {
        let holds = auth.passwords.matches(given, Some(self.hash.clone())).await?;
        let told = Text::new("密码错误", "The password is wrong");
        Ok((!holds).then(|| Fault::new(pointer, "password_wrong", told)))
    }

    /// The password was right, but the act was refused for another reason: the guess is not held against anybody.
    pub async fn take_back(&self, db: &Db, request: &HttpRequest) -> Result<(), Problem> {
        let throttles = self.throttles.clone();
        db.write(&Actor::system(request_id::of(request)), move |tx| {
            throttles.take_back(tx)?;
            Ok(tx.unchanged(()))
        })
        .await
    }

    /// Within the act: the password is still the one that was shown, and the second factor is right.
    pub fn hold(&self, tx: &mut Tx, auth: &Auth, otp: Option<&str>) -> Result<(), Problem> {
        store::lock_account(tx, self.account.id)?;
        if store::account(tx, self.account.id)?.1 != self.hash {
            return Err(Problem::new(Code::Conflict));
        }
        otp::judged(tx, auth, &self.account, otp)?.map_err(as_fault)?;
        self.throttles.forgive(tx)
    }

    /// For an act that is itself the check of a code.
    pub fn forgive(&self, tx: &mut Tx) -> Result<(), Problem> {
        self.throttles.forgive(tx)
    }
}

/// Whoever is logged in already is told by a fault of the body: a 401 would say that the session is over.
fn as_fault(problem: Problem) -> Problem {
    match problem.code {
        Code::OtpRequired | Code::OtpWrong => {
            let detail = Text::new(problem.code.title_zh(), problem.code.title_en());
            Problem::invalid(vec![Fault::new("/otp", problem.code.as_str(), detail)])
        }
        _ => problem,
    }
}

/// The fault of a code that is not the authenticator's.
pub fn otp_wrong() -> Problem {
    as_fault(Problem::new(Code::OtpWrong))
}
