//! 账号: who may log in, with which roles, for which agency.

pub mod caretaker;
mod http;
pub mod model;
mod otp_resets;
mod password_resets;
mod sessions;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .service(http::create)
        .service(http::list)
        .service(http::show)
        .service(http::update)
        .service(password_resets::http::create)
        .service(otp_resets::http::create)
        .service(sessions::http::list)
        .service(sessions::http::end);
}
