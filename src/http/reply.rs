//! Replies: status, body and the headers that go with them. A reply can be kept and given again to a retry.

use super::conditional::etag;
use super::cursor;
use super::query::{FIELDS, members_of};
use crate::db::page::Page;
use crate::domain::hex::hex;
use crate::problem::Problem;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, LINK, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// A page before it is known which members are asked for.
#[derive(Debug, Clone)]
struct PageOfReply {
    next_place: Option<String>,
    total: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
    pub replayed: bool,
    /// Of a list; the body then holds its items.
    page: Option<PageOfReply>,
}

/// The headers that a retry must see again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Headers {
    pub location: Option<String>,
    pub etag: Option<String>,
    pub content_type: Option<String>,
    pub content_disposition: Option<String>,
    pub no_store: bool,
    /// Anybody may keep it for so many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_for_s: Option<u64>,
}

impl Reply {
    /// 200 with a resource of a version.
    pub fn one(version: i64, body: &impl Serialize) -> Result<Self, Problem> {
        let headers = Headers { etag: Some(etag(version)), ..Headers::default() };
        Ok(Self { status: 200, headers, body: json(body)?, replayed: false, page: None })
    }

    /// 201 with the new resource and where it lives.
    pub fn created(location: String, version: i64, body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self::one(version, body)?.as_created(location))
    }

    /// The same as 201, with where the new resource lives.
    pub fn as_created(mut self, location: String) -> Self {
        self.status = 201;
        self.headers.location = Some(location);
        self
    }

    /// 200 with something that has no version: an answer, not a resource.
    pub fn answer(body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { status: 200, headers: Headers::default(), body: json(body)?, replayed: false, page: None })
    }

    /// 200 with a page of a list. `next_place` is where the next one starts; it leaves as a cursor of this list.
    pub fn page<T: Serialize>(items: &[T], next_place: Option<String>) -> Result<Self, Problem> {
        Ok(Self { page: Some(PageOfReply { next_place, total: None }), ..Self::answer(&items)? })
    }

    /// 200 with a page of a list, counted when that was asked for.
    pub fn listed<T: Serialize>(page: &Page<T>) -> Result<Self, Problem> {
        let told = PageOfReply { next_place: page.next_place.clone(), total: page.total };
        Ok(Self { page: Some(told), ..Self::answer(&page.items)? })
    }

    /// A reply as it was kept for retries.
    pub fn kept(status: u16, headers: Headers, body: Vec<u8>) -> Self {
        Self { status, headers, body, replayed: false, page: None }
    }

    /// A file in a format of its own.
    pub fn file(content_type: &str, name: &str, body: Vec<u8>) -> Self {
        let headers = Headers {
            content_type: Some(content_type.to_owned()),
            content_disposition: Some(format!("attachment; filename=\"{name}\"")),
            ..Headers::default()
        };
        Self { status: 200, headers, body, replayed: false, page: None }
    }

    /// 200 with something to look at, in a format of its own.
    pub fn shown(content_type: &str, body: Vec<u8>) -> Self {
        let headers = Headers { content_type: Some(content_type.to_owned()), ..Headers::default() };
        Self { status: 200, headers, body, replayed: false, page: None }
    }

    /// 200 with a text of a type of its own.
    pub fn text(content_type: &str, body: String) -> Self {
        let headers = Headers { content_type: Some(content_type.to_owned()), ..Headers::default() };
        Self { status: 200, headers, body: body.into_bytes(), replayed: false, page: None }
    }

    pub fn nothing() -> Self {
        Self { status: 204, headers: Headers::default(), body: Vec::new(), replayed: false, page: None }
    }

    /// For an answer that shows more than its version covers: the tag also names what is shown.
    pub fn tagged_by_content(self) -> Self {
        let shown = hex(&Sha256::digest(&self.body)[..8]);
        self.tagged_also(&shown)
    }

    /// For an answer of which a part changes by itself: the tag also names that part.
    pub fn tagged_by(self, part: &impl Serialize) -> Result<Self, Problem> {
        let shown = hex(&Sha256::digest(json(part)?)[..8]);
        Ok(self.tagged_also(&shown))
    }

    fn tagged_also(mut self, shown: &str) -> Self {
        self.headers.etag = self.headers.etag.map(|tag| format!("{}-{shown}\"", tag.trim_end_matches('"')));
        self
    }

    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same for everybody, for a while.
    pub fn public_for(mut self, seconds: u64) -> Self {
        self.headers.public_for_s = Some(seconds);
        self
    }

    /// For tokens: nobody may keep a copy.
    pub fn no_store(mut self) -> Self {
        self.headers.no_store = true;
        self
    }
}

fn json(body: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(Problem::internal)
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK));
        if self.headers.no_store {
            response.insert_header((CACHE_CONTROL, "no-store"));
        }
        if let Some(seconds) = self.headers.public_for_s {
            response.insert_header((CACHE_CONTROL, format!("public, max-age={seconds}")));
        }
        if let Some(tag) = &self.headers.etag {
            response.insert_header((ETAG, tag.as_str()));
            if self.status == 200 && client_has(request, tag) {
                return response.status(StatusCode::NOT_MODIFIED).finish();
            }
        }
        if let Some(location) = &self.headers.location {
            response.insert_header((LOCATION, location.as_str()));
        }
        let body = match self.page {
            Some(page) => {
                let cursor = page.next_place.as_ref().map(|place| cursor_of(request, place));
                if let Some(cursor) = &cursor {
                    response.insert_header((LINK, next_link(request, cursor)));
                }
                page_body(request, self.body, cursor, page.total)
            }
            None => self.body,
        };
        if let Some(disposition) = &self.headers.content_disposition {
            response.insert_header(("Content-Disposition", disposition.as_str()));
        }
        if self.replayed {
            response.insert_header(("Idempotent-Replayed", "true"));
        }
        if self.status == 204 {
            return response.finish();
        }
        let content_type = self.headers.content_type.as_deref().unwrap_or("application/json");
        response.content_type(content_type).body(body)
    }
}

fn cursor_of(request: &HttpRequest, place: &str) -> String {
    cursor::sealed(request.path(), &parameters(request), place)
}

fn parameters(request: &HttpRequest) -> Vec<(String, String)> {
    serde_urlencoded::from_str(request.query_string()).unwrap_or_default()
}

/// The items with the members that `fields` names; `id` always stays.
fn page_body(request: &HttpRequest, items: Vec<u8>, cursor: Option<String>, total: Option<i64>) -> Vec<u8> {
    let fields = parameters(request).into_iter().find(|(name, _)| name == FIELDS).map(|(_, value)| value);
    let items = fields.and_then(|fields| sparse(&items, &fields)).unwrap_or(items);
    let mut body = b"{\"items\":".to_vec();
    body.extend(items);
    body.extend(format!(",\"next_cursor\":{}", json!(cursor)).into_bytes());
    body.extend(total.map(|total| format!(",\"total\":{total}")).unwrap_or_default().into_bytes());
    body.push(b'}');
    body
}

fn sparse(items: &[u8], fields: &str) -> Option<Vec<u8>> {
    let mut items: Vec<Map<String, Value>> = serde_json::from_slice(items).ok()?;
    let kept: Vec<&str> = members_of(fields).chain(["id"]).collect();
    items.iter_mut().for_each(|item| item.retain(|member, _| kept.contains(&member.as_str())));
    serde_json::to_vec(&items).ok()
}

fn client_has(request: &HttpRequest, tag: &str) -> bool {
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*")
}

/// The same request with the next cursor (RFC 8288).
fn next_link(request: &HttpRequest, cursor: &str) -> String {
    let mut query = parameters(request);
    query.retain(|(name, _)| name != "cursor");
    query.push(("cursor".into(), cursor.into()));
    let query = serde_urlencoded::to_string(&query).unwrap_or_default();
    format!("<{}?{query}>; rel=\"next\"", request.path())
}
