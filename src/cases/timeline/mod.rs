//! 案件时间线: the journal of one case, in order.

mod http;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::list);
}
