//! 非税收费项目: under which item of the non-tax revenue catalogue the fines of a claimed penalty matter are charged.

mod http;
pub mod model;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show);
}
