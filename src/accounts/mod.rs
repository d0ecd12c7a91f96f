//! 账号: who may log in, with which roles, for which agency.

mod http;
pub mod model;
mod password_resets;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .service(http::create)
        .service(http::list)
        .service(http::show)
        .service(http::update)
        .service(password_resets::http::create);
}
