//! HEAD wherever there is GET, OPTIONS wherever there is anything, and 405 with what there is.

use crate::problem::{Code, Problem};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header::ALLOW};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest, HttpResponse};
use serde_json::Value;

/// The method as the client wrote it: a HEAD is worked off as a GET.
#[derive(Debug, Clone)]
pub struct MethodAsked(pub Method);

/// The paths there are, each with its methods.
#[derive(Debug)]
pub struct KnownPaths(Vec<(Vec<String>, Vec<String>)>);

impl KnownPaths {
    /// `document` is the OpenAPI document; `pages` are paths beside it that know GET.
    pub fn of(document: &Value, pages: &[&str]) -> Self {
        let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        let documented = document["paths"].as_object().into_iter().flatten();
        let documented = documented.map(|(path, one)| (parts(path), methods_of(one)));
        let pages = pages.iter().map(|path| (parts(path), vec!["GET".to_owned()]));
        Self(documented.chain(pages).collect())
    }

    /// The methods of a path, in the order of the alphabet; none when there is no such path.
    fn methods(&self, path: &str) -> Vec<&str> {
        let asked: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &[String]| {
            pattern.len() == asked.len()
                && pattern
                    .iter()
                    .zip(&asked)
                    .all(|(part, given)| (part.starts_with('{') && !given.is_empty()) || part == given)
        };
        let fitting = self.0.iter().filter(|(pattern, _)| fits(pattern));
        let mut methods: Vec<&str> = fitting.flat_map(|(_, methods)| methods).map(String::as_str).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        if !methods.is_empty() {
            methods.push("OPTIONS");
        }
        methods.sort_unstable();
        methods.dedup();
        methods
    }
}

fn methods_of(path: &Value) -> Vec<String> {
    path.as_object().into_iter().flatten().map(|(method, _)| method.to_uppercase()).collect()
}

pub async fn layer<B: MessageBody + 'static>(
    known: Data<KnownPaths>,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() == Method::OPTIONS {
        let methods = known.methods(request.path());
        if methods.is_empty() && request.path() != "*" {
            return Ok(request.error_response(Problem::not_found()));
        }
        let allow =
            if methods.is_empty() { "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT".into() } else { methods.join(", ") };
        let answer = HttpResponse::NoContent().insert_header((ALLOW, allow)).finish();
        return Ok(request.into_response(answer));
    }
    if request.method() == Method::HEAD {
        // The connection remembers that it was HEAD and sends no body, whatever is answered here.
        request.head_mut().method = Method::GET;
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Where no route fits: 405 when the path is one of ours, else 404.
pub async fn nowhere(request: HttpRequest, known: Data<KnownPaths>) -> Result<HttpResponse, Problem> {
    let methods = known.methods(request.path());
    if methods.is_empty() {
        return Err(Problem::not_found());
    }
    Err(Problem { allowed_methods: Some(methods.join(", ")), ..Problem::new(Code::MethodNotAllowed) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_knows_its_methods() {
        let document = json!({"paths": {"/a": {"get": {}, "post": {}}, "/a/{id}": {"patch": {}}}});
        let known = KnownPaths::of(&document, &["/docs"]);
        assert_eq!(known.methods("/a"), ["GET", "HEAD", "OPTIONS", "POST"]);
        assert_eq!(known.methods("/a/7"), ["OPTIONS", "PATCH"]);
        assert_eq!(known.methods("/docs"), ["GET", "HEAD", "OPTIONS"]);
        assert!(known.methods("/b").is_empty());
        assert!(known.methods("/a/").is_empty());
    }
}
