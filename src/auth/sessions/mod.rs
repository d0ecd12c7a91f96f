//! 登录会话: where an account is logged in, seen and ended by its owner or by whoever keeps its account.

mod http;
mod model;
pub mod store;

pub use model::{OpenSession, SessionPage, SessionQuery, session_page};

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(routes: &mut ServiceConfig) {
    routes.service(http::list).service(http::end).service(http::end_others);
}
