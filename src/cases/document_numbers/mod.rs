//! 文号登记簿: every number that the agency issued, used or voided, and by which case. No number is ever missing or given twice.

mod http;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::list);
}
