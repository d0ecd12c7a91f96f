//! 案件 as one answer: the case, and on request what belongs to it.

mod http;
mod kept;
mod store;

pub use kept::KeptAnswers;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::show);
}
