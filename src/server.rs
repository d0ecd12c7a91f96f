//! The HTTP server: which slices it serves, behind which layers, and how it starts and stops.

use crate::app::App;
use crate::http::query::KnownParameters;
use crate::http::shapes::Shapes;
use crate::http::wrap::wrap;
use crate::openapi::Document;
use crate::problem::{Code, Problem};
use crate::{
    accounts, agencies, audit, auth, cases, claims, declared_figures, fee_items, imports, inspections, matters,
    objects, officers, openapi, operations, recordings, statistics,
};
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, PathConfig};
use actix_web::{HttpRequest, HttpServer};
use serde_json::Value;
use std::net::TcpListener;
use std::sync::OnceLock;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt as _, scope};

const BACKLOG: u32 = 1024;
/// For password hashing, which takes turns, and for received files. The database has threads of its own.
const BLOCKING_THREADS_MAX: usize = 4;

/// Every endpoint. The slices under `/api/v1`, the few fixed paths at the root.
fn routes(routes: &mut ServiceConfig) {
    routes
        .service(scope::scope("/api/v1").configure(|api: &mut ServiceConfig| {
            auth::routes(api);
            accounts::routes(api);
            agencies::routes(api);
            matters::routes(api);
            claims::routes(api);
            fee_items::routes(api);
            officers::routes(api);
            cases::routes(api);
            audit::routes(api);
            objects::routes(api);
            inspections::routes(api);
            recordings::routes(api);
            declared_figures::routes(api);
            statistics::routes(api);
            imports::routes(api);
        }))
        .configure(auth::http::root_routes)
        .configure(officers::public_routes)
        .configure(operations::routes);
}

/// The API document of all routes.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let service = actix_web::App::new().into_utoipa_app().openapi(openapi::base());
        let (_, document) = service.configure(routes).split_for_parts();
        openapi::finished(document)
    })
}

/// Starts serving on a bound socket. The server stops when told by its handle; signals are the caller's.
pub fn serve(app: &App, listener: TcpListener) -> std::io::Result<Server> {
    let (db, keys, passwords) = (Data::new(app.db.clone()), app.keys.clone(), app.passwords.clone());
    let (auth_config, sequencer) = (Data::new(app.config.auth.clone()), Data::from(app.sequencer.clone()));
    let (shapes, postgres) = (Data::new(Shapes::of(document())), Data::new(app.postgres.clone()));
    let importer = Data::from(app.importer.clone());
    app.importer.spool.clear()?;
    app.importer.start(Shapes::clone(&shapes))?;
    let known = Data::new(KnownPaths::of(document()));
    let parameters = Data::new(KnownParameters::of(document()));
    let server = HttpServer::new(move || {
        let (service, _) = actix_web::App::new()
            .app_data(db.clone())
            .app_data(keys.clone())
            .app_data(passwords.clone())
            .app_data(auth_config.clone())
            .app_data(sequencer.clone())
            .app_data(shapes.clone())
            .app_data(importer.clone())
            .app_data(postgres.clone())
            .app_data(known.clone())
            .app_data(parameters.clone())
            .app_data(Data::new(Document(document())))
            .app_data(PathConfig::default().error_handler(|_, _| Problem::not_found().into()))
            .into_utoipa_app()
            .configure(routes)
            .split_for_parts();
        service.default_service(web::to(nowhere)).wrap(from_fn(wrap))
    });
    let shutdown_s = app.config.http.shutdown.as_secs();
    Ok(server
        .workers(app.config.http.workers)
        .worker_max_blocking_threads(BLOCKING_THREADS_MAX)
        .backlog(BACKLOG)
        .h1_allow_half_closed(false) // a client that has closed its side has gone: its request leaves the line
        .disable_signals()
        .shutdown_timeout(shutdown_s)
        .listen(listener)?
        .run())
}

/// The documented paths, to tell a wrong method from a wrong path.
struct KnownPaths(Vec<(Vec<String>, Vec<String>)>);

impl KnownPaths {
    fn of(document: &serde_json::Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        Self(paths.map(|(path, one)| (path.split('/').map(str::to_owned).collect(), methods_of(one))).collect())
    }

    /// The methods that the path knows; none when there is no such path.
    fn methods(&self, path: &str) -> Vec<&str> {
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &Vec<String>| {
            pattern.len() == asked.len()
                && pattern.iter().zip(&asked).all(|(part, given)| part.starts_with('{') || part == given)
        };
        self.0
            .iter()
            .filter(|(pattern, _)| fits(pattern))
            .flat_map(|(_, methods)| methods)
            .map(String::as_str)
            .collect()
    }
}

fn methods_of(path: &serde_json::Value) -> Vec<String> {
    path.as_object().into_iter().flatten().map(|(method, _)| method.to_uppercase()).collect()
}

async fn nowhere(request: HttpRequest, known: Data<KnownPaths>) -> Result<actix_web::HttpResponse, Problem> {
    let methods = known.methods(request.path());
    if methods.is_empty() {
        return Err(Problem::not_found());
    }
    Err(Problem { allowed_methods: Some(methods.join(", ")), ..Problem::new(Code::MethodNotAllowed) })
}
