//! 文书签名 (signatures): the text of each document of a case, who signed it or refused to, and whether the signature holds.
//! 电子签名法 第五条, 第六条, 第八条, 第十三条. Every step is a document; nothing here knows one kind of document from another.

pub mod check;
mod document;
mod documents;
mod http;
mod judged;
mod model;
pub mod standing;
pub mod store;
mod verification;

pub use model::{FileSignature, Signed};

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(documents::list).service(documents::show);
    routes.service(http::create).service(http::list).service(verification::show);
}
