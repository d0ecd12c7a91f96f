//! 工作日历: the yearly holiday notices, and the end of time limits counted by them. Notices come with the program;
//! administrators load later ones and correct any. Nothing is overwritten: a correction is the next version.

mod due_date;
mod http;
mod model;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .service(due_date::http::show)
        .service(http::list)
        .service(http::show)
        .service(http::load)
        .service(http::versions);
}
