//! 事项认领: which matters of the catalogue an agency has taken on, and when it gave them back (交回).

mod http;
pub mod listing;
pub mod model;
pub mod store;
mod unused;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .service(http::create)
        .service(http::list)
        .service(http::show)
        .service(http::give_back)
        .service(unused::http::list);
}
