//! `Idempotency-Key`: an act asked for twice happens once, and both askers get the same answer. The answer is kept in
//! the transaction of the act, so a request that was rolled back leaves nothing and may simply be tried again.

mod store;

use super::body::{collect, typed};
use super::reply::Reply;
use crate::db::{Db, Recorded, Tx};
use crate::domain::actor::Actor;
use crate::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

const HEADER: &str = "Idempotency-Key";
const KEY_LENGTH_MAX: usize = 255;
/// What [`key_of`] reads, for the document.
pub(super) const KEY_FORM: &str = r#"^("[ !#-~]{1,255}"|[!#-~]([ !#-~]{0,253}[!#-~])?)$"#;

/// The body of an act, with the key under which it happens once.
#[derive(Debug)]
pub struct Once<T> {
    pub body: T,
    request: Attempt,
}

/// One attempt at an act: what makes it the same as an earlier one.
#[derive(Debug, Clone)]
struct Attempt {
    method: String,
    path: String,
    key: String,
    fingerprint: Vec<u8>,
}

impl<T: Send + 'static> Once<T> {
    /// A salt of this attempt's own, the same on every retry.
    pub fn salt(&self) -> Vec<u8> {
        let Attempt { method, path, key, .. } = &self.request;
        Sha256::digest(format!("{method} {path} {key}")).to_vec()
    }

    /// For a body with a secret: what is kept to know the request again then holds the secret only as stretched under
    /// [`Once::salt`], so that nobody who reads it can guess the secret any faster than from its hash. `T` serializes
    /// without it.
    pub fn with_secret(mut self, stretched: &[u8]) -> Result<Self, Problem>
    where
        T: Serialize,
    {
        let mut content = super::digest(&self.body)?;
        content.extend(stretched);
        self.request.fingerprint = Sha256::digest(content).to_vec();
        Ok(self)
    }

    /// Runs the act unless it has happened already, and answers as it was answered then.
    pub async fn write<F>(self, db: &Db, actor: &Actor, mut act: F) -> Result<Reply, Problem>
    where
        F: FnMut(&mut Tx, &T) -> Result<Recorded<Reply>, Problem> + Send + 'static,
    {
        let Once { body, request } = self;
        db.write(actor, move |tx| {
            if !store::claim(tx, &request)? {
                return Err(Problem::new(Code::IdempotencyInProgress).retry_after(1));
            }
            if let Some(earlier) = store::find(tx, &request)? {
                return earlier.answer_to(&request).map(|reply| tx.unchanged(reply));
            }
            let recorded = act(tx, &body)?;
            store::keep(tx, &request, recorded.value())?;
            Ok(recorded)
        })
        .await
    }
}

/// What an earlier attempt with the same key was answered.
struct Earlier {
    fingerprint: Vec<u8>,
    reply: Reply,
}

impl Earlier {
    fn answer_to(self, request: &Attempt) -> Result<Reply, Problem> {
        if self.fingerprint != request.fingerprint {
            return Err(Problem::new(Code::IdempotencyKeyReused));
        }
        let mut reply = self.reply;
        reply.replayed = true;
        Ok(reply)
    }
}

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for Once<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let key = key_of(&request)?;
            let bytes = collect(&request, payload).await?;
            let fingerprint = Sha256::digest(&bytes).to_vec();
            // Without the host that an absolute target names: it is not part of what is asked for, and as long as one likes.
            let target = request.uri().path_and_query().map_or(request.path(), |target| target.as_str());
            let (method, path) = (request.method().to_string(), target.to_owned());
            Ok(Self { body: typed(&request, &bytes)?, request: Attempt { method, path, key, fingerprint } })
        })
    }
}

/// A structured string (`"8e03…"`) or the bare text.
fn key_of(request: &HttpRequest) -> Result<String, Problem> {
    let value = request.headers().get(HEADER).ok_or_else(|| Problem::new(Code::IdempotencyKeyMissing))?;
    let text = value.to_str().map_err(|_| Problem::new(Code::IdempotencyKeyInvalid))?.trim();
    let key = text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(text);
    let is_plain = |byte: u8| (0x20..0x7f).contains(&byte) && byte != b'"';
    if key.is_empty() || key.len() > KEY_LENGTH_MAX || !key.bytes().all(is_plain) {
        return Err(Problem::new(Code::IdempotencyKeyInvalid).detail(
            format!("应为 1–{KEY_LENGTH_MAX} 个可见 ASCII 字符,其中没有引号"),
            format!("1 to {KEY_LENGTH_MAX} visible ASCII characters without a quotation mark among them"),
        ));
    }
    Ok(key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use regex::Regex;

    #[test]
    fn the_document_says_which_keys_are_taken() {
        let form = Regex::new(KEY_FORM).expect("a form");
        let long = "k".repeat(255);
        for key in
            ["a", "\"a\"", "a b", "\" a \"", "8e03978e-40d5-43dd-bc93-6894a57f9324", &long, &format!("\"{long}\"")]
        {
            let request = TestRequest::post().insert_header((HEADER, key)).to_http_request();
            assert_eq!(key_of(&request).expect(key), key.trim_matches('"'));
            assert!(form.is_match(key), "{key}");
        }
        for key in ["\"", "\"\"", "a\"b", "\"a\"b\"", "\"a", &format!("{long}k"), &format!("\"{long}k\"")] {
            let request = TestRequest::post().insert_header((HEADER, key)).to_http_request();
            assert!(key_of(&request).is_err() && !form.is_match(key), "{key}");
        }
    }
}
