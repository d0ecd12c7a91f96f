//! 案件: the row says where a case is; every legal step is a noun with a folder, a table and an article of its own.

pub mod closures;
pub mod deadlines;
pub mod decisions;
pub mod file;
mod http;
pub mod investigation_acts;
pub mod listing;
pub mod model;
pub mod prior_notices;
mod reply;
pub mod statements;
pub mod steps;
pub mod store;
pub mod tags;
pub mod timeline;
mod whole;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::next_steps);
    whole::routes(routes);
    deadlines::routes(routes);
    tags::routes(routes);
    timeline::routes(routes);
    investigation_acts::routes(routes);
    prior_notices::routes(routes);
    statements::routes(routes);
    decisions::routes(routes);
    closures::routes(routes);
}
