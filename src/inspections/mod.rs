//! 行政检查: a draft is its author's until it is submitted; then it never changes, and a correction supersedes it.

mod http;
pub mod listing;
pub mod model;
mod reply;
pub mod store;
pub mod submissions;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show).service(http::update);
    submissions::routes(routes);
}
