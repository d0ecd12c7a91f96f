//! 修改密码: everybody changes their own password, with the present one.

mod http;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create);
}

pub use store::{keep_in_history, set_password};
