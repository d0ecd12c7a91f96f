//! What every endpoint shares: strict bodies and queries, replies, idempotency, conditional requests, request ids,
//! language, and problems rendered in it.

pub mod body;
pub mod client_address;
pub mod conditional;
pub mod csv;
mod cursor;
pub mod documented;
pub mod known_parameters;
pub mod language;
pub mod layers;
pub mod meter;
pub mod once;
pub mod patch;
pub mod problem_reply;
pub mod query;
pub mod reply;
pub mod request_id;
pub mod shapes;
mod spans;
pub mod strict_json;

pub use body::{Json, NoBody};
pub use conditional::{IfMatch, IfMatchIfAny};
pub use csv::FileFormat;
pub(crate) use documented::page_reply;
pub use documented::{
    IdempotencyKeyHeader, IfMatchHeader, IfMatchIfAnyHeader, LogInProblems, PlainProblems, PublicProblems, Refusals,
};
pub use once::Once;
pub use query::{ListQuery, Listed, Query};
pub use reply::Reply;

use crate::db::{Recorded, Tx};
use crate::problem::{Code, Problem};
use sha2::{Digest, Sha256};

/// How clients and citizens reach the service.
#[derive(Debug, Clone)]
pub struct PublicUrl(pub String);

/// Digest of a request's content: tells whether the same id came with the same content.
pub fn digest(content: &impl serde::Serialize) -> Result<Vec<u8>, Problem> {
    let bytes = serde_json_canonicalizer::to_vec(content).map_err(Problem::internal)?;
    Ok(Sha256::digest(bytes).to_vec())
}

/// An id that came before: the same again is answered as it is now, other content is refused.
pub fn again(tx: &Tx, is_same: bool, reply: Reply) -> Result<Recorded<Reply>, Problem> {
    if is_same { Ok(tx.unchanged(reply)) } else { Err(Problem::new(Code::IdExists)) }
}
