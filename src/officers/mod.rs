//! 执法人员: who may act for an agency, with their certificates (执法证件) and trainings (培训).

pub mod certificates;
mod http;
pub mod model;
mod signing_keys;
pub mod store;
pub mod trainings;
mod verification;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show).service(http::update);
    certificates::routes(routes);
    trainings::routes(routes);
    signing_keys::routes(routes);
}

/// At the root, outside `/api/v1`, for people who have not logged in.
pub fn public_routes(routes: &mut ServiceConfig) {
    routes.service(verification::http::verify);
}
