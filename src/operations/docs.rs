//! `/docs`: the API document as pages to read and try. Everything that the browser needs comes from this program; the
//! policy lets it load nothing from anywhere else.

use crate::domain::hex::hex;
use crate::http::Reply;
use crate::http::reply::Headers;
use crate::problem::Problem;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::web::{self, Path};
use actix_web::{HttpRequest, HttpResponse, Responder as _, get};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use utoipa_swagger_ui::Config;

/// The paths of the pages, for whoever lists what there is.
pub const PATHS: [&str; 3] = ["/docs", "/docs/", "/docs/{file}"];
/// Own scripts, own requests; styles inside the page, because the page sets them as it draws; images as data.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The files that make up the pages; others of the package are not needed.
const FILES: [&str; 7] = [
    "favicon-16x16.png",
    "favicon-32x32.png",
    "index.css",
    "swagger-initializer.js",
    "swagger-ui-bundle.js",
    "swagger-ui-standalone-preset.js",
    "swagger-ui.css",
];
const PAGE: &str = "index.html";

pub fn routes(routes: &mut web::ServiceConfig) {
    routes.service(bare).service(page).service(part);
}

/// The page's own links are relative to `/docs/`.
#[get("/docs")]
async fn bare() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

#[get("/docs/")]
async fn page(request: HttpRequest) -> Result<HttpResponse, Problem> {
    served(&request, PAGE)
}

#[get("/docs/{file}")]
async fn part(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Problem> {
    let known = [&FILES[..], &[PAGE]].concat().into_iter().find(|known| *known == name.as_str());
    served(&request, known.ok_or_else(Problem::not_found)?)
}

fn served(request: &HttpRequest, name: &str) -> Result<HttpResponse, Problem> {
    let config = Config::from("/openapi.json").validator_url("none").try_it_out_enabled(true);
    let config = config.display_request_duration(true).filter(true).show_extensions(true).doc_expansion("none");
    let file = utoipa_swagger_ui::serve(name, Arc::new(config)).map_err(Problem::internal)?;
    let file = file.ok_or_else(Problem::not_found)?;
    let body = match name {
        PAGE => {
            String::from_utf8_lossy(&file.bytes).replace("<title>Swagger UI<", "<title>Anjuan 案卷 API<").into_bytes()
        }
        _ => file.bytes.into_owned(),
    };
    let digest = hex(&Sha256::digest(&body)[..9]);
    let headers =
        Headers { content_type: Some(file.content_type), etag: Some(format!("\"{digest}\"")), ..Headers::default() };
    let mut answer = Reply::kept(200, headers, body).respond_to(request);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY.parse().map_err(Problem::internal)?);
    Ok(answer)
}
