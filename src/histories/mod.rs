//! 历史: what happened to a party or an inspection object, cases and inspections together, and how often.

mod http;
mod model;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::of_party).service(http::of_object);
    routes.service(http::counts_of_party).service(http::counts_of_object);
}
