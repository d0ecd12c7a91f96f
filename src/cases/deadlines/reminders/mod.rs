//! 期限提醒: so many days before a time limit ends, and when it is over, the journal of the case says so; each reminder once.

mod http;
pub mod keeper;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::list);
}
