//! Settings of the HTTP side: where it listens, whom it believes, and how patient it is.

use super::reader::Reader;
use crate::http::client_address::TrustedProxies;
use std::net::SocketAddr;
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// `ANJUAN_BIND`
    pub bind: SocketAddr,
    /// `ANJUAN_PUBLIC_URL`: how clients reach the service; the issuer of its tokens.
    pub public_url: String,
    /// `ANJUAN_WORKERS`
    pub workers: usize,
    /// `ANJUAN_SHUTDOWN_S`: how long a stop waits for requests that were accepted.
    pub shutdown: Duration,
    /// `ANJUAN_TRUSTED_PROXIES`: whose `X-Forwarded-For` or `Forwarded` is believed.
    pub trusted_proxies: TrustedProxies,
    /// `ANJUAN_RATE_LIMIT_PER_MINUTE`: requests of one client address, and of one account; 0 is no limit.
    pub rate_limit_per_minute: u32,
    /// `ANJUAN_CORS_ORIGINS`: web pages of these origins may ask; none without it.
    pub cors_origins: Vec<String>,
    /// `ANJUAN_METRICS_TOKEN`: what `/metrics` asks for as a bearer token; open without it.
    pub metrics_token: Option<String>,
    /// `ANJUAN_HEADER_S`: a request's head must have arrived by then.
    pub header: Duration,
    /// `ANJUAN_BODY_GRACE_S`: a body may take so long in any case.
    pub body_grace: Duration,
    /// `ANJUAN_BODY_BYTES_PER_S`: after the grace, a body must on average be this fast.
    pub body_bytes_per_s: u32,
    /// `ANJUAN_KEEP_ALIVE_S`: an idle connection is closed then.
    pub keep_alive: Duration,
    /// `ANJUAN_SEND_STALL_S`: a client that takes nothing of its answer for so long is cut off.
    pub send_stall: Duration,
    /// `ANJUAN_CONNECTIONS_MAX`: connections at once; more wait.
    pub connections_max: usize,
    /// `ANJUAN_KEPT_ANSWERS_MB`: memory for answers about cases, which are asked again and again; 0 keeps none.
    pub kept_answers_mb: u32,
}

impl HttpConfig {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let bind_text = reader.text("ANJUAN_BIND", "127.0.0.1:8080");
        Self {
            bind: reader.address("ANJUAN_BIND", &bind_text),
            public_url: reader.checked(
                "ANJUAN_PUBLIC_URL",
                "应为 http 或 https 网址,不带查询和片段 · an http or https URL without query and fragment is needed",
                is_public_url,
            ).unwrap_or_else(|| format!("http://{bind_text}")),
            workers: reader.number("ANJUAN_WORKERS", 2, 1, 64),
            shutdown: reader.seconds("ANJUAN_SHUTDOWN_S", 30, 1, 600),
            trusted_proxies: reader.parsed(
                "ANJUAN_TRUSTED_PROXIES",
                "应为以逗号分隔的地址或网段,如 10.0.0.0/8 · addresses or networks such as 10.0.0.0/8 are needed, separated by commas",
                TrustedProxies::parse,
            ),
            rate_limit_per_minute: reader.number("ANJUAN_RATE_LIMIT_PER_MINUTE", 6000, 0, 1_000_000),
            cors_origins: reader.parsed(
                "ANJUAN_CORS_ORIGINS",
                "应为以逗号分隔的来源,如 https://office.example · origins such as https://office.example are needed, separated by commas",
                origins,
            ),
            metrics_token: reader.secret(
                "ANJUAN_METRICS_TOKEN",
                "应为至少 16 个可见 ASCII 字符 · at least 16 visible ASCII characters are needed",
                |token| token.len() >= 16 && token.bytes().all(|byte| byte.is_ascii_graphic()),
            ),
            header: reader.seconds("ANJUAN_HEADER_S", 10, 1, 120),
            body_grace: reader.seconds("ANJUAN_BODY_GRACE_S", 10, 1, 600),
            body_bytes_per_s: reader.number("ANJUAN_BODY_BYTES_PER_S", 1024, 1, 1024 * 1024),
            keep_alive: reader.seconds("ANJUAN_KEEP_ALIVE_S", 75, 1, 3600),
            send_stall: reader.seconds("ANJUAN_SEND_STALL_S", 30, 1, 600),
            connections_max: reader.number("ANJUAN_CONNECTIONS_MAX", 10_000, 1, 1_000_000),
            kept_answers_mb: reader.number("ANJUAN_KEPT_ANSWERS_MB", 16, 0, 65_536),
        }
    }
}

fn is_public_url(text: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(text) else { return false };
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    matches!(url.scheme(), "http" | "https") && url.host().is_some() && is_plain
}

/// Exact origins: scheme, host and perhaps a port, nothing else. Gives back what is none.
fn origins(text: &str) -> Result<Vec<String>, String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let origin = |part: &str| {
        let url = reqwest::Url::parse(part).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let exact = url.map(|url| url.origin().ascii_serialization()).filter(|origin| origin == part);
        exact.ok_or_else(|| part.to_owned())
    };
    parts.map(origin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_exact() {
        assert_eq!(
            origins("https://a.example, http://localhost:3000"),
            Ok(vec!["https://a.example".into(), "http://localhost:3000".into()])
        );
        for wrong in ["*", "https://a.example/", "a.example", "https://a.example/app", "https://a.example:443", "null"]
        {
            assert_eq!(origins(wrong), Err(wrong.to_owned()));
        }
    }
}
