//! 案件: the row says where a case is; every legal step is a noun with a folder, a table and an article of its own.

pub mod closures;
pub mod deadlines;
pub mod decisions;
pub mod file;
mod http;
pub mod investigation_acts;
pub mod lawsuits;
pub mod listing;
pub mod model;
pub mod payment_plans;
pub mod payments;
pub mod prior_notices;
pub mod reconsiderations;
mod reply;
pub mod standing;
pub mod statements;
pub mod steps;
pub mod store;
pub mod tags;
mod surcharges;
pub mod timeline;
mod whole;
pub mod withdrawals;

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
    payments::routes(routes);
    payments::handovers::routes(routes);
    payment_plans::routes(routes);
    reconsiderations::routes(routes);
    reconsiderations::acceptances::routes(routes);
    reconsiderations::results::routes(routes);
    lawsuits::routes(routes);
    lawsuits::results::routes(routes);
    withdrawals::routes(routes);
    surcharges::routes(routes);
}
