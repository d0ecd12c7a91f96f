//! 案件: the row says where a case is; every legal step is a noun with a folder, a table and an article of its own.

pub mod case_mergers;
pub mod case_splits;
pub mod closures;
pub mod coercive_measure_approvals;
pub mod coercive_measure_extensions;
pub mod coercive_measure_liftings;
pub mod coercive_measures;
pub mod collective_discussions;
pub mod deadlines;
pub mod decisions;
pub mod file;
pub mod handler_changes;
pub mod hearing_notices;
pub mod hearing_requests;
pub mod hearings;
mod http;
mod incoming_transfers;
pub mod investigation_acts;
pub mod investigation_conclusions;
pub mod lawsuits;
pub mod legal_reviews;
mod links;
pub mod listing;
pub mod model;
pub mod parties;
pub mod payment_plans;
pub mod payments;
pub mod preservation_dispositions;
pub mod prior_notices;
pub mod proofs_of_service;
pub mod reconsiderations;
pub mod recusals;
mod reply;
pub mod resumptions;
pub mod standing;
pub mod statements;
pub mod steps;
pub mod store;
mod surcharges;
pub mod suspensions;
pub mod tags;
pub mod term_extensions;
pub mod timeline;
pub mod transfer_acceptances;
pub mod transfer_returns;
pub mod transfers;
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
    decisions::routes(routes);
    closures::routes(routes);
    steps::nouns::routes(routes);
    surcharges::routes(routes);
    parties::routes(routes);
    incoming_transfers::routes(routes);
}
