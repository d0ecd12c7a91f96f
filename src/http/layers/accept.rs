//! `Accept`: an operation that offers none of the formats that the client takes says so before it does anything, and one
//! that offers several says to caches that its answer depends on the wish.

use crate::problem::{Code, Problem};
use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT, HeaderMap, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::web::Data;
use serde_json::Value;
use std::collections::HashMap;

/// The formats of each operation's answers, by method and route pattern.
#[derive(Debug)]
pub struct Offers(HashMap<(String, String), Vec<String>>);

impl Offers {
    /// `document` is the OpenAPI document.
    pub fn of(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        let operations = paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(method, one)| ((method.to_uppercase(), path.clone()), formats_of(one)))
        });
        Self(operations.collect())
    }

    fn of_operation(&self, request: &ServiceRequest) -> Option<&Vec<String>> {
        self.0.get(&(request.method().to_string(), request.match_pattern()?))
    }

    fn check(&self, request: &ServiceRequest) -> Result<(), Problem> {
        let accepted = texts(request.headers());
        if accepted.is_empty() {
            return Ok(());
        }
        let Some(formats) = self.of_operation(request).filter(|formats| !formats.is_empty()) else { return Ok(()) };
        let offered: Vec<&str> = formats.iter().map(String::as_str).collect();
        if preferred(&accepted, &offered).is_some() {
            return Ok(());
        }
        let list = offered.join(", ");
        Err(Problem::new(Code::NotAcceptable).detail(format!("可提供 {list}"), format!("Offered: {list}")))
    }
}

/// The media types of an operation's successes.
fn formats_of(operation: &Value) -> Vec<String> {
    let responses = operation["responses"].as_object().into_iter().flatten();
    let successes = responses.filter(|(status, _)| status.starts_with('2'));
    let types = successes.filter_map(|(_, response)| response["content"].as_object()).flatten();
    let mut formats: Vec<String> =
        types.map(|(name, _)| name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()).collect();
    formats.sort();
    formats.dedup();
    formats
}

fn texts(headers: &HeaderMap) -> String {
    headers.get_all(ACCEPT).filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",")
}

/// Of the offered formats the one that the client likes best, the first offered of equals (RFC 9110, 12.5.1).
/// `None` when it takes none of them; without a wish, or with none that can be read, the first.
pub fn preferred<'o>(accepted: &str, offered: &[&'o str]) -> Option<&'o str> {
    let ranges: Vec<Range> = accepted.split(',').filter_map(Range::parse).collect();
    if ranges.is_empty() {
        return offered.first().copied();
    }
    let mut best: Option<(u16, &str)> = None;
    for format in offered {
        let fitting = ranges.iter().filter(|range| range.fits(format));
        let weight = fitting.max_by_key(|range| range.narrowness()).map_or(0, |range| range.weight);
        if weight > best.map_or(0, |(known, _)| known) {
            best = Some((weight, format));
        }
    }
    best.map(|(_, format)| format)
}

/// [`preferred`] for a request.
pub fn preferred_by<'o>(headers: &HeaderMap, offered: &[&'o str]) -> Option<&'o str> {
    preferred(&texts(headers), offered)
}

/// One media range with its weight in thousandths.
struct Range {
    kind: String,
    subtype: String,
    weight: u16,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let weights = parts.filter_map(|part| part.split_once('='));
        let mut weights = weights.filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        let weight = weights.next().map_or(Some(1000), |(_, value)| thousandths(value.trim()))?;
        Some(Self { kind: kind.trim().to_ascii_lowercase(), subtype: subtype.trim().to_ascii_lowercase(), weight })
    }

    fn fits(&self, format: &str) -> bool {
        let (kind, subtype) = format.split_once('/').unwrap_or((format, ""));
        (self.kind == "*" || self.kind == kind) && (self.subtype == "*" || self.subtype == subtype)
    }

    fn narrowness(&self) -> u8 {
        u8::from(self.kind != "*") + u8::from(self.subtype != "*")
    }
}

fn thousandths(weight: &str) -> Option<u16> {
    let weight = weight.parse::<f32>().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
    Some((weight * 1000.0).round() as u16)
}

pub async fn layer<B: MessageBody + 'static>(
    offers: Data<Offers>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let varies = offers.of_operation(&request).is_some_and(|formats| formats.len() > 1);
    let mut answered = match offers.check(&request) {
        Err(problem) => request.error_response(problem),
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
    };
    if varies {
        answered.headers_mut().append(VARY, HeaderValue::from_name(ACCEPT));
    }
    Ok(answered)
}

#[cfg(test)]
mod tests {
    use super::preferred;

    #[test]
    fn the_narrowest_range_decides_and_weights_are_honoured() {
        let one = |accepted| preferred(accepted, &["application/json"]).is_some();
        for taken in [
            "",
            "*/*",
            "application/*",
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/html, */*;q=0.1",
            "application/*;q=0, application/json",
            "application/json;q=0.001",
            "nonsense",
        ] {
            assert!(one(taken), "{taken}");
        }
        for refused in
            ["application/json;q=0", "application/json;q=0, */*", "*/*;q=0", "text/html", "application/*;q=0, text/*"]
        {
            assert!(!one(refused), "{refused}");
        }
        let two = |accepted| preferred(accepted, &["application/json", "text/csv"]);
        assert_eq!(two("text/csv"), Some("text/csv"));
        assert_eq!(two("text/csv;q=0.5, application/json"), Some("application/json"));
        assert_eq!(two("*/*"), Some("application/json"));
        assert_eq!(two("application/json;q=0, */*"), Some("text/csv"));
    }
}
