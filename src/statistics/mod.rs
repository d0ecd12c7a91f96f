//! 执法统计: the figures of a year or any period, from postings; the records behind each; forms as data. A reader of
//! the journal: it writes nothing.

mod csv;
mod http;
pub mod model;
pub mod profiles;
pub mod recompute;
mod records;
pub mod report;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::measures).service(http::annual).service(http::period);
    records::routes(routes);
    profiles::routes(routes);
}

pub use csv::file as csv_file;
pub use http::report as report_of;
