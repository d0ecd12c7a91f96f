//! 执法监督 (supervision): opinions, orders and case-file evaluations that a supervisor addresses to an agency below, what the agency answers,
//! and what comes of it. 行政执法监督条例; 福建省人民政府令第242号 第二十二条.

pub mod evaluations;
mod http;
mod model;
mod reply;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    http::issuing::routes(routes);
    http::opinions::routes(routes);
    http::orders::routes(routes);
    http::sheets::routes(routes);
    evaluations::routes(routes);
}
