//! 当前账号: who I am, what I may do, and what I must do first.

use super::store;
use super::{Auth, Authorized};
use crate::db::Db;
use crate::domain::actor::DEPLOYMENT;
use crate::domain::ids::{AccountId, OfficerId};
use crate::domain::outstanding::Outstanding;
use crate::domain::permission::may::UseOwnAccount;
use crate::domain::permission::{Permission, Role};
use crate::http::{Refusals, Reply};
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(me);
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
    /// What must be done before anything else; null when nothing is.
    outstanding: Option<Outstanding>,
    password_set_at: DateTime<Utc>,
    /// When the password must have been changed; null when it does not age.
    password_expires_at: Option<DateTime<Utc>>,
    /// A second factor is asked for at log-in.
    otp_enrolled: bool,
    /// One of the roles needs a second factor.
    otp_required: bool,
    /// The last day of the account; null when it has none.
    valid_until: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct MyAgencyReply {
    code: String,
    name: String,
}

/// 当前账号
#[utoipa::path(tag = "sessions", operation_id = "me_get", security(("bearer" = [])),
    responses((status = 200, body = MeReply), Refusals))]
#[get("/me")]
pub async fn me(db: Data<Db>, auth: Data<Auth>, caller: Authorized<UseOwnAccount>) -> Result<Reply, Problem> {
    let actor = caller.actor.clone();
    db.read(&caller.actor.in_deployment(), move |view| {
        let (username, display_name, code, name) = store::who_is(view, actor.account)?;
        let (account, _) = store::account(view, actor.account)?;
        let agency = (actor.agency != DEPLOYMENT).then_some(MyAgencyReply { code, name });
        let may =
            |one: &&Permission| actor.may(**one) && actor.outstanding.is_none_or(|first| first.leaves_open(**one));
        Reply::answer(&MeReply {
            account_id: actor.account,
            username,
            display_name,
            agency,
            officer_id: actor.officer,
            roles: actor.roles.clone(),
            permissions: Permission::ALL.iter().filter(may).map(|one| one.code()).collect(),
            outstanding: actor.outstanding,
            password_set_at: account.password.set_at,
            password_expires_at: account.password.expires_at(auth.config.password_profile),
            otp_enrolled: account.has_otp,
            otp_required: account.needs_otp(&auth.config),
            valid_until: account.valid_until,
        })
    })
    .await
}
