//! 全过程记录: texts, photos, audio, video, papers and positions of a case or an inspection, each bound to a phase. Added,
//! never changed. 行政处罚法 第四十七条

mod http;
pub mod listing;
pub mod model;
pub mod store;

pub use http::RecordingReply;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::add_to_case).service(http::list_of_case);
    routes.service(http::add_to_inspection).service(http::list_of_inspection).service(http::show);
}
