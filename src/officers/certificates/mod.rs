//! 执法证件: issued and renewed, suspended and reinstated, and ended for good.

mod http;
pub mod model;
mod qr;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::issue).service(http::list).service(http::suspend).service(http::reinstate).service(http::end);
    routes.service(qr::http::show);
}
