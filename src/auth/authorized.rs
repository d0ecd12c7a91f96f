//! The permission in a handler's signature: `Authorized<RegisterOfficers>`.

use super::Auth;
use super::keys::TokenKeys;
use crate::db::Db;
use crate::domain::actor::Actor;
use crate::domain::outstanding::Outstanding;
use crate::domain::permission::Permission;
use crate::domain::permission::may::Grant;
use crate::http::known_parameters::KnownParameters;
use crate::http::layers::{answered::Asker, rate_limit};
use crate::http::request_id;
use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use std::cell::RefCell;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::rc::Rc;

/// An actor who may do `P`. That the session still lives is checked when the transaction opens.
pub struct Authorized<P> {
    pub actor: Actor,
    permission: PhantomData<P>,
}

impl<P: Grant> FromRequest for Authorized<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authorize::<P>(request))
    }
}

/// Where a handler writes what it demands instead of serving: this is how the API document learns it.
#[derive(Debug, Clone, Default)]
pub struct Demands(Rc<RefCell<Option<Permission>>>);

impl Demands {
    /// What the last handler demanded.
    pub fn take(&self) -> Option<Permission> {
        self.0.borrow_mut().take()
    }
}

fn authorize<P: Grant>(request: &HttpRequest) -> Result<Authorized<P>, Problem> {
    if let Some(demands) = request.app_data::<Demands>() {
        demands.0.replace(Some(P::PERMISSION));
        return Err(Problem::new(Code::NotAuthenticated));
    }
    let keys = request.app_data::<Data<TokenKeys>>().ok_or_else(|| Problem::internal("no token keys are loaded"))?;
    let db = request.app_data::<Data<Db>>().ok_or_else(|| Problem::internal("no database is open"))?;
    let token = bearer(request).ok_or_else(|| Problem::new(Code::NotAuthenticated))?;
    let actor = keys.check(token, request_id::of(request), db.clock().now())?;
    request.extensions_mut().insert(Asker(actor.account));
    rate_limit::count_account(request, actor.account)?;
    if let (Some(session), Some(auth)) = (actor.session, request.app_data::<Data<Auth>>()) {
        auth.activity.touch(session.id, db.clock().now());
    }
    if let Some(outstanding) = actor.outstanding.filter(|one| !one.leaves_open(P::PERMISSION)) {
        return Err(Problem::new(code_of(outstanding)));
    }
    if !actor.may(P::PERMISSION) {
        return Err(Problem::not_permitted(P::PERMISSION));
    }
    if let Some(known) = request.app_data::<Data<KnownParameters>>() {
        known.check(request)?;
    }
    Ok(Authorized { actor, permission: PhantomData })
}

fn code_of(outstanding: Outstanding) -> Code {
    match outstanding {
        Outstanding::ChangePassword => Code::PasswordChangeRequired,
        Outstanding::ReplacePassword => Code::PasswordExpired,
        Outstanding::EnrolOtp => Code::OtpEnrolmentRequired,
    }
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}
