//! 程序规则: what the law leaves to others, or lets other law change, set from a day on, with its source. Nothing is changed or removed:
//! a later rule takes the place of an earlier one, and what runs already keeps the rule of the day on which it began.

mod http;
mod model;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::show);
}
