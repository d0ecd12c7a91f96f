//! 期限: which time limits of a case run, are met or are missed. Worked out from the file, the rules and the calendar; what was told of
//! them stays. A new limit is a row of `domain::deadline_rule` and a function in `facts/` that finds its periods in the file.

mod board;
mod facts;
mod http;
mod ledger;
mod period;
pub mod reminders;
mod reply;
mod standing;
pub mod store;
mod telling;

use utoipa_actix_web::service_config::ServiceConfig;

pub use facts::{
    RemediesEnd, application, limitation_of, performance, remedies_end, stopped_execution, substitute_wait,
    surcharge_wait,
};
pub use period::{Fact, Period};
pub use reply::{DeadlineReply, next_due, shown};
pub use standing::{Due, Ends, deadlines, ends, ends_from, handling_due_on, last_day_from, stands};
pub use store::ToldDue;
pub use telling::tell;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::of_case).service(board::board);
    reminders::routes(routes);
}
