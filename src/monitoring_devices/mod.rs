//! 电子技术监控设备 (monitoring devices): what stands where, whether the public knows, and whether its records may be evidence.
//! 行政处罚法 第四十一条.

mod http;
pub mod model;
mod papers;
mod public;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show).service(http::admissibility);
    papers::routes(routes);
}

/// What anybody may read without logging in.
pub fn public_routes(routes: &mut ServiceConfig) {
    routes.service(public::list);
}
