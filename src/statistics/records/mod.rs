//! 数字背后的记录: the very records behind each cell, and those that were left out, each with its rule.

mod http;
mod labels;
mod model;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::annual).service(http::period);
}
