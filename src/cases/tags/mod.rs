//! 打标: the matters that a case is about. A case may be filed without, but not decided.

mod http;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::show).service(http::replace);
}
