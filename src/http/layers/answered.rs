//! The outermost layer: gives each request its id and its client's address, and counts and logs each answer.

use super::incoming::holding_unread;
use super::methods::MethodAsked;
use super::problems::Refused;
use crate::domain::ids::AccountId;
use crate::http::client_address::{ClientAddress, TrustedProxies};
use crate::http::meter::{Answered, Meter, method_label};
use crate::http::request_id::{RequestId, X_REQUEST_ID};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The route of everything that is none of ours.
const NO_ROUTE: &str = "none";
/// Where people log in; its outcomes are counted apart.
const LOG_IN: &str = "/api/v1/auth/sessions";

/// Who asked, for the log line. Set by the authentication.
#[derive(Debug, Clone, Copy)]
pub struct Asker(pub AccountId);

/// Counted as in flight until dropped, also when the client goes away.
struct InFlight(Arc<Meter>);

impl InFlight {
    fn new(meter: &Arc<Meter>) -> Self {
        meter.begun();
        Self(Arc::clone(meter))
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.ended();
    }
}

pub async fn layer<B: MessageBody + 'static>(
    meter: Data<Meter>,
    proxies: Data<TrustedProxies>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let _in_flight = InFlight::new(&meter);
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(MethodAsked(request.method().clone()));
    ClientAddress::note(&request, &proxies);
    let mut answered = next.call(request).await?.map_into_boxed_body();
    answered.headers_mut().insert(X_REQUEST_ID, id.echo.clone());
    tell(&answered, &id, &meter, started.elapsed());
    Ok(holding_unread(answered))
}

/// One line per answer: the route's pattern, never the path itself, which may hold a name or a number.
fn tell(answered: &ServiceResponse<BoxBody>, id: &RequestId, meter: &Meter, took: Duration) {
    let request = answered.request();
    let extensions = request.extensions();
    let account = extensions.get::<Asker>().map(|asker| asker.0.to_string());
    let method = extensions.get::<MethodAsked>().map_or("other", |asked| method_label(&asked.0));
    let refused = extensions.get::<Refused>().map(|refused| refused.0);
    let pattern = request.match_pattern();
    let (route, status) = (pattern.as_deref().unwrap_or(NO_ROUTE), answered.status());
    meter.answered(&Answered { method, route, status: status.as_u16(), refused, took });
    if route == LOG_IN && method == "POST" {
        let opened = (status == StatusCode::CREATED).then_some("opened");
        meter.log_in(opened.or(refused).unwrap_or("other"));
    }
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(request = %id.id, account, method, route, status = status.as_u16(), ms, "answered");
}
