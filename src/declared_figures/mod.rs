//! 申报数据: figures of acts that run in other systems, declared by the clerk with the document they rest on. A new
//! declaration for the same measure and period is the next revision; the old one stays for `as_of`.

mod http;
pub mod model;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show);
}
