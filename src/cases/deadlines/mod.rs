//! 期限: which time limits of a case run, are met or are missed. Worked out from the file and the calendar, never stored as a
//! bare date.

mod http;
pub mod model;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub use http::{DeadlineReply, told};

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::of_case).service(http::board);
}
