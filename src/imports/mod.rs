//! 批量导入: historic records, a file at a time. The file is kept row by row before it is answered; a worker then applies
//! the rows in order through the same stores and rules as live requests, each row for itself. An imported row is one
//! journal entry. The order of procedure is not asked of the past; the truth of values is.

mod cancellations;
mod http;
mod kinds;
pub mod lines;
mod listing;
pub mod model;
mod payment_reconciliations;
mod reading;
pub mod receipt;
mod reconciliations;
mod rehearsal;
mod rows_http;
pub mod spool;
pub mod store;
pub mod table;
mod window;
pub mod worker;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .service(http::create)
        .service(http::list)
        .service(rows_http::show_template)
        .service(http::show)
        .service(rows_http::rows)
        .configure(cancellations::routes)
        .configure(reconciliations::routes)
        .configure(payment_reconciliations::routes);
}
