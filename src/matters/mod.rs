//! 执法事项: the master catalogue. A matter keeps its code and class; its name and legal bases come in versions, each
//! in force for a period.

mod benchmarks;
mod changes;
mod http;
pub mod model;
pub mod store;
mod versions;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .service(http::create)
        .service(http::list)
        .service(http::show)
        .service(changes::http::list)
        .service(benchmarks::http::create)
        .service(benchmarks::http::list)
        .service(benchmarks::http::show)
        .service(versions::http::create)
        .service(versions::http::list);
}
