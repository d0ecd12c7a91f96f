//! 加处罚款 of a case, worked out from its file. Nothing is recorded.

mod http;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::show);
}
