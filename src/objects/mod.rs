//! 检查对象: the enterprises, persons and places that are inspected.

mod http;
pub mod model;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show).service(http::update);
}
