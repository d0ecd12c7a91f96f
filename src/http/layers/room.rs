//! Acts are refused while the disk is nearly full: what must go on (positions, recovery, reading) needs the rest.

use crate::db::embedded::{Reserve, Use};
use crate::problem::{Code, Problem};
use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;

/// Lets reading through always, sessions longer than acts.
pub async fn layer<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let purpose = purpose_of(&request);
    let reserve = request.app_data::<Data<Reserve>>();
    if purpose.is_some_and(|purpose| reserve.is_some_and(|reserve| !reserve.has_room_for(purpose))) {
        return Ok(request.error_response(Problem::new(Code::StorageFull)));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// What the request would write, as far as its method and path tell; nothing when it reads.
fn purpose_of(request: &ServiceRequest) -> Option<Use> {
    if request.method().is_safe() {
        return None;
    }
    let is_log_in = ["/api/v1/auth/", "/oauth/"].iter().any(|start| request.path().starts_with(start));
    Some(if is_log_in { Use::LogIn } else { Use::Act })
}
