//! The HTTP server: which slices it serves, behind which layers, and how it starts and stops.

mod connections;

use crate::app::App;
use crate::auth::Auth;
use crate::auth::keys::TokenKeys;
use crate::cases::KeptAnswers;
use crate::config::HttpConfig;
use crate::db::Db;
use crate::db::embedded::{PrivatePostgres, Reserve};
use crate::http::PublicUrl;
use crate::http::known_parameters::KnownParameters;
use crate::http::layers::accept::Offers;
use crate::http::layers::guards::OnlyHttps;
use crate::http::layers::incoming::Pace;
use crate::http::layers::methods::KnownPaths;
use crate::http::layers::rate_limit::RateLimits;
use crate::http::layers::{accept, answered, compression, guards, incoming, methods, problems, rate_limit, room};
use crate::http::meter::Meter;
use crate::http::shapes::Shapes;
use crate::imports::worker::Importer;
use crate::journal::sequencer::Sequencer;
use crate::openapi::Document;
use crate::operations::metrics::MetricsToken;
use crate::problem::Problem;
use crate::{
    accounts, agencies, audit, auth, calendar, cases, claims, declared_figures, fee_items, histories, imports,
    inspections, matters, monitoring_devices, objects, officers, openapi, operations, procedure_rules, recordings,
    statistics, supervision,
};
use actix_cors::Cors;
use actix_web::HttpServer;
use actix_web::dev::Server;
use actix_web::middleware::{Condition, from_fn};
use actix_web::web::{self, Data, PathConfig};
use serde_json::Value;
use std::net::TcpListener;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt as _, scope};

const BACKLOG: u32 = 1024;
/// For password hashing, which takes turns, and for received files. The database has threads of its own.
const BLOCKING_THREADS_MAX: usize = 4;
/// How long a connection that is being closed may take to let go.
const LINGER: Duration = Duration::from_secs(3);
/// How often the meter folds what it has recorded.
const FOLD: Duration = Duration::from_secs(5);
/// How long a browser may keep a preflight's answer.
const PREFLIGHT_S: usize = 3600;
/// What a page of a configured origin may read besides the body.
const EXPOSED: [&str; 11] = [
    "Allow",
    "Content-Disposition",
    "Content-Language",
    "ETag",
    "Idempotent-Replayed",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
];

/// Every endpoint. The slices under `/api/v1`, the few fixed paths at the root.
fn routes(routes: &mut ServiceConfig) {
    routes
        .service(scope::scope("/api/v1").configure(|api: &mut ServiceConfig| {
            auth::routes(api);
            accounts::routes(api);
            agencies::routes(api);
            matters::routes(api);
            calendar::routes(api);
            procedure_rules::routes(api);
            claims::routes(api);
            fee_items::routes(api);
            officers::routes(api);
            cases::routes(api);
            audit::routes(api);
            objects::routes(api);
            monitoring_devices::routes(api);
            inspections::routes(api);
            histories::routes(api);
            supervision::routes(api);
            recordings::routes(api);
            declared_figures::routes(api);
            statistics::routes(api);
            imports::routes(api);
        }))
        .configure(auth::http::root_routes)
        .configure(officers::public_routes)
        .configure(monitoring_devices::public_routes)
        .configure(operations::routes);
}

/// The API document of all routes.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let service = actix_web::App::new().into_utoipa_app().openapi(openapi::base());
        let (_, document) = service.configure(routes).split_for_parts();
        openapi::finished(document, routes)
    })
}

/// Starts serving on a bound socket. The server stops when told by its handle; signals are the caller's.
pub fn serve(app: &App, listener: TcpListener) -> std::io::Result<Server> {
    let http = &app.config.http;
    let (state, cors) = (State::of(app)?, http.cors_origins.clone());
    app.importer.spool.clear()?;
    app.importer.start(Shapes::clone(&state.shapes))?;
    fold_meter(&state.meter);
    let server = HttpServer::new(move || {
        let (service, _) = actix_web::App::new()
            .configure(|config| state.clone().hand_to(config))
            .into_utoipa_app()
            .configure(routes)
            .split_for_parts();
        // A request passes from the last to the first of these, its answer from the first to the last.
        service
            .default_service(web::to(methods::nowhere))
            .wrap(from_fn(incoming::layer)) // the body, as a handler may read it
            .wrap(from_fn(room::layer)) // an act for which the disk has no room is not even read
            .wrap(from_fn(accept::layer)) // a refusal costs a request as much as a success, so inside the limit
            .wrap(from_fn(rate_limit::layer)) // before any work; OPTIONS costs nothing
            .wrap(from_fn(methods::layer)) // HEAD becomes GET for everybody further inside
            .wrap(cross_origin(&cors)) // preflights are answered here, and problems get its headers, too
            .wrap(from_fn(problems::layer)) // renders what any inner layer refused, so that the next one can compress it
            .wrap(from_fn(compression::layer))
            .wrap(from_fn(guards::layer)) // on every answer
            .wrap(from_fn(answered::layer)) // outermost: sees what the client sees, and how long it took
    });
    let stall = http.send_stall;
    Ok(server
        .workers(http.workers)
        .worker_max_blocking_threads(BLOCKING_THREADS_MAX)
        .backlog(BACKLOG)
        .h1_allow_half_closed(false) // a client that has closed its side has gone: its request leaves the line
        .max_connections(http.connections_max.div_ceil(http.workers))
        .client_request_timeout(http.header)
        .client_disconnect_timeout(LINGER)
        .keep_alive(http.keep_alive)
        .on_connect(move |connection, _| connections::cut_when_stalled(connection, stall))
        .disable_signals()
        .shutdown_timeout(http.shutdown.as_secs())
        .listen(listener)?
        .run())
}

/// What layers and handlers may ask for. Shared by all workers.
#[derive(Clone)]
struct State {
    db: Data<Db>,
    keys: Data<TokenKeys>,
    auth: Data<Auth>,
    sequencer: Data<Sequencer>,
    importer: Data<Importer>,
    postgres: Data<Option<Arc<PrivatePostgres>>>,
    reserve: Data<Reserve>,
    shapes: Data<Shapes>,
    parameters: Data<KnownParameters>,
    paths: Data<KnownPaths>,
    offers: Data<Offers>,
    meter: Data<Meter>,
    limits: Data<RateLimits>,
    answers: Data<KeptAnswers>,
    http: Arc<HttpConfig>,
}

impl State {
    fn of(app: &App) -> std::io::Result<Self> {
        let http = Arc::new(app.config.http.clone());
        Ok(Self {
            db: Data::new(app.db.clone()),
            keys: app.keys.clone(),
            auth: app.auth.clone(),
            sequencer: Data::from(app.sequencer.clone()),
            importer: Data::from(app.importer.clone()),
            postgres: Data::new(app.postgres.clone()),
            reserve: Data::new(app.reserve.clone()),
            shapes: Data::new(Shapes::of(document())),
            parameters: Data::new(KnownParameters::of(document())),
            paths: Data::new(KnownPaths::of(document(), &operations::docs::PATHS)),
            offers: Data::new(Offers::of(document())),
            meter: Data::new(Meter::new().map_err(std::io::Error::other)?),
            limits: Data::new(RateLimits::new(http.rate_limit_per_minute)),
            answers: Data::new(KeptAnswers::new(http.kept_answers_mb)),
            http,
        })
    }

    fn hand_to(self, config: &mut web::ServiceConfig) {
        let http = &self.http;
        let pace = Pace { grace: http.body_grace, bytes_per_s: http.body_bytes_per_s };
        config
            .app_data(Data::new(pace))
            .app_data(Data::new(OnlyHttps(http.public_url.starts_with("https://"))))
            .app_data(Data::new(http.trusted_proxies.clone()))
            .app_data(Data::new(MetricsToken(http.metrics_token.clone())))
            .app_data(Data::new(Document(document())))
            .app_data(Data::new(PublicUrl(http.public_url.clone())))
            .app_data(PathConfig::default().error_handler(|_, _| Problem::not_found().into()))
            .app_data(self.db)
            .app_data(self.keys)
            .app_data(self.auth)
            .app_data(self.sequencer)
            .app_data(self.importer)
            .app_data(self.postgres)
            .app_data(self.reserve)
            .app_data(self.shapes)
            .app_data(self.parameters)
            .app_data(self.paths)
            .app_data(self.offers)
            .app_data(self.meter)
            .app_data(self.limits)
            .app_data(self.answers);
    }
}

/// Pages of the configured origins may ask and may read our headers; without any, no page may.
fn cross_origin(origins: &[String]) -> Condition<Cors> {
    let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    let policy = Cors::default().allowed_methods(methods).allow_any_header().expose_headers(EXPOSED);
    let policy = policy.max_age(PREFLIGHT_S).block_on_origin_mismatch(false);
    let allowed = origins.iter().fold(policy, |policy, origin| policy.allowed_origin(origin));
    Condition::new(!origins.is_empty(), allowed)
}

/// Keeps the histograms small while nobody asks for them; ends with the service.
fn fold_meter(meter: &Data<Meter>) {
    let meter = Arc::downgrade(meter);
    actix_web::rt::spawn(async move {
        let mut turns = tokio::time::interval(FOLD);
        while let Some(meter) = meter.upgrade() {
            meter.fold();
            drop(meter);
            turns.tick().await;
        }
    });
}
