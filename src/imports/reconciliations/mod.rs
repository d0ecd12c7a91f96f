//! 人员比对: a provincial register of officers held against what is recorded here. Nothing is changed by it; what was
//! compared, by whom and with which result, is recorded.

mod http;
mod listing;
pub(super) mod model;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show).service(http::show_lines);
}
