//! 非税对账: a file of the non-tax platform held against the payments that are recorded here. Nothing is written by it.

mod http;
mod model;
mod store;

pub use model::PlatformPayment;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::compare);
}
