//! 审计: the journal as auditors read it, and one entry as its maker follows it to its position.

mod http;
mod listing;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::list).service(http::show);
}
