//! 执法主体: the division tree, and which kinds of act each agency may do at all (执法权).

mod http;
pub mod model;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show).service(http::update).service(http::powers);
}
