//! 处理决定: the head of the agency decides the case. 行政处罚法 第五十七条.

mod earlier;
mod http;
pub mod leniency;
pub mod model;
pub mod store;

pub use http::DecisionReply;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list);
}
