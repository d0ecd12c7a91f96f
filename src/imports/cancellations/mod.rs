//! 取消导入: an import that is to stop.

mod http;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create);
}
