//! 签名密钥: the public keys that an officer signs documents with. The private key stays with the officer. 电子签名法 第十三条.

mod http;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::create).service(http::list).service(http::revoke);
}
