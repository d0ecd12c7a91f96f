//! 案卷评查 (case-file evaluations): a sample of closed cases, drawn so that anybody can draw it again, and a score sheet for each.

mod http;
pub mod model;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::draw).service(http::score);
}
