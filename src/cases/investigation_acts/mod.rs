//! 调查取证: inquiries, site inspections, samples, evidence secured. 行政处罚法 第五十四条至第五十六条.

pub mod details;
mod http;
pub mod judged;
pub mod model;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list);
}
