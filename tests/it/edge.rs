//! What every request meets before any handler: methods, formats, encodings, limits, origins, headers.

use crate::support::{Client, Database, PATIENCE, Program, isolated, shared, town, with_settings};
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use uuid::Uuid;

/// Sends as a browser or a stranger would, without holding the answer against the document.
async fn plain(method: Method, url: String, headers: &[(&str, &str)]) -> Response {
    let mut request = reqwest::Client::new().request(method, url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer")
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).expect("packs");
    encoder.finish().expect("packs")
}

async fn send_packed(client: &Client, body: Vec<u8>, coding: &str) -> (u16, String, Value) {
    let request = client.request(Method::POST, "/officers").header("Content-Type", "application/json");
    let request = request.header("Idempotency-Key", Uuid::now_v7().to_string()).header("Content-Encoding", coding);
    let answer = client.send(request.body(body)).await;
    (answer.status, answer.header("accept-encoding"), answer.json())
}

#[actix_web::test]
async fn head_answers_as_get_without_a_body() {
    let server = shared();
    for path in ["/healthz", "/openapi.json", "/api/v1/officers", "/problems/not_found"] {
        let url = format!("{}{path}", server.url);
        let (get, head) = (plain(Method::GET, url.clone(), &[]).await, plain(Method::HEAD, url, &[]).await);
        assert_eq!(get.status(), head.status(), "{path}");
        for name in ["content-type", "content-length", "cache-control", "www-authenticate"] {
            assert_eq!(header(&get, name), header(&head, name), "{path} {name}");
        }
        assert_eq!(head.text().await.expect("no body"), "");
    }
    let refused = plain(Method::HEAD, format!("{}/api/v1/auth/sessions", server.url), &[]).await;
    assert_eq!((refused.status().as_u16(), header(&refused, "allow")), (405, "OPTIONS, POST".to_owned()));
}

#[actix_web::test]
async fn options_tells_the_methods() {
    let server = shared();
    let told = plain(Method::OPTIONS, format!("{}/api/v1/officers", server.url), &[]).await;
    assert_eq!((told.status().as_u16(), header(&told, "allow")), (204, "GET, HEAD, OPTIONS, POST".to_owned()));
    let nowhere = plain(Method::OPTIONS, format!("{}/nowhere", server.url), &[]).await;
    assert_eq!(nowhere.status(), 404);
}

#[actix_web::test]
async fn a_client_that_takes_no_json_is_told_what_there_is() {
    let stranger = shared().stranger();
    let ask = |accept: &'static str| {
        let request = stranger.request(Method::GET, "/problems/not_found").header("Accept", accept);
        stranger.send(request)
    };
    for taken in ["*/*", "application/*;q=0.2", "text/html;q=0.9, application/json;q=0.1"] {
        assert_eq!(ask(taken).await.status, 200, "{taken}");
    }
    for refused in ["application/json;q=0", "text/html", "application/json;q=0, */*;q=0.5"] {
        ask(refused).await.problem(406, "not_acceptable");
    }
}

#[actix_web::test]
async fn long_answers_are_compressed_and_mean_the_same() {
    let server = shared();
    let url = format!("{}/openapi.json", server.url);
    let whole = plain(Method::GET, url.clone(), &[]).await;
    assert_eq!((header(&whole, "content-encoding"), header(&whole, "vary")), (String::new(), "accept-encoding".into()));
    let whole = whole.bytes().await.expect("a body");
    let gzip = plain(Method::GET, url.clone(), &[("Accept-Encoding", "gzip")]).await;
    assert_eq!((header(&gzip, "content-encoding"), header(&gzip, "vary")), ("gzip".into(), "accept-encoding".into()));
    let (bytes, mut unpacked) = (gzip.bytes().await.expect("a body"), Vec::new());
    flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).expect("is gzip");
    assert_eq!(unpacked, whole);
    assert!(bytes.len() * 4 < whole.len());
    let zstd = plain(Method::GET, url.clone(), &[("Accept-Encoding", "gzip;q=0.5, zstd")]).await;
    assert_eq!(header(&zstd, "content-encoding"), "zstd");
    let none = plain(Method::GET, url, &[("Accept-Encoding", "gzip;q=0, br")]).await;
    assert_eq!(header(&none, "content-encoding"), "");
    let short = plain(Method::GET, format!("{}/healthz", server.url), &[("Accept-Encoding", "gzip")]).await;
    assert_eq!(header(&short, "content-encoding"), "");
}

#[actix_web::test]
async fn the_tag_of_a_resource_does_not_depend_on_compression() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let name = "名".repeat(20);
    let made =
        admin.post("/officers", json!({"name": name, "in_post_from": "2023-01-01", "post": "岗".repeat(90)})).await;
    let path = format!("/officers/{}", made.ok()["id"].as_str().expect("an id"));
    let tag = admin.get(&path).await.header("etag");
    for coding in ["identity", "gzip", "zstd"] {
        let request = admin.request(Method::GET, &path).header("Accept-Encoding", coding);
        assert_eq!(admin.send(request).await.header("etag"), tag, "{coding}");
        let request = admin.request(Method::GET, &path).header("Accept-Encoding", coding).header("If-None-Match", &tag);
        assert_eq!(admin.send(request).await.status, 304, "{coding}");
    }
}

#[actix_web::test]
async fn a_body_may_come_as_gzip_within_the_same_limit() {
    let town = town(shared()).await;
    let admin = town.admin().await;
    let body = json!({"name": "王卫", "in_post_from": "2023-01-01"}).to_string();
    assert_eq!(send_packed(&admin, packed(body.as_bytes()), "gzip").await.0, 201);
    let (status, _, told) = send_packed(&admin, packed(&vec![b' '; 200 * 1024 * 1024]), "gzip").await;
    assert_eq!((status, &told["code"]), (413, &json!("body_too_large")));
    let mut broken = packed(body.as_bytes());
    let at = broken.len() - 5;
    broken[at] ^= 1;
    let (status, _, told) = send_packed(&admin, broken, "gzip").await;
    assert_eq!((status, &told["errors"][0]["code"]), (400, &json!("not_decodable")));
    let (status, _, _) = send_packed(&admin, packed(body.as_bytes())[..20].to_vec(), "gzip").await;
    assert_eq!(status, 400);
    for coding in ["br", "gzip, gzip", "zstd"] {
        let (status, taken, told) = send_packed(&admin, body.clone().into_bytes(), coding).await;
        assert_eq!(
            (status, taken.as_str(), &told["code"]),
            (415, "gzip", &json!("media_type_unsupported")),
            "{coding}"
        );
    }
    assert_eq!(send_packed(&admin, body.into_bytes(), "identity").await.0, 201);
}

#[actix_web::test]
async fn every_answer_carries_its_guards() {
    let server = shared();
    for (path, status) in [("/healthz", 200), ("/api/v1/me", 401), ("/nowhere", 404), ("/api/v1/officers/%00", 401)] {
        let answer = plain(Method::GET, format!("{}{path}", server.url), &[]).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert_eq!(header(&answer, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer");
        assert!(!header(&answer, "x-request-id").is_empty());
        for absent in ["server", "x-powered-by", "strict-transport-security", "access-control-allow-origin"] {
            assert_eq!(header(&answer, absent), "", "{path} {absent}");
        }
        let kept = if status == 200 { "private, no-cache" } else { "no-store" };
        assert_eq!(header(&answer, "cache-control"), kept, "{path}");
    }
    let secure = with_settings(&[("ANJUAN_PUBLIC_URL", "https://anjuan.example")]);
    let answer = plain(Method::GET, format!("{}/healthz", secure.url), &[]).await;
    assert_eq!(header(&answer, "strict-transport-security"), "max-age=31536000");
}

#[actix_web::test]
async fn only_pages_of_configured_origins_may_ask() {
    let server = with_settings(&[("ANJUAN_CORS_ORIGINS", "https://office.example, http://localhost:3000")]);
    let url = format!("{}/api/v1/officers", server.url);
    let preflight = |origin: &'static str| {
        let asked = [("Origin", origin), ("Access-Control-Request-Method", "POST")];
        let headers = [asked[0], asked[1], ("Access-Control-Request-Headers", "authorization,idempotency-key")];
        let url = url.clone();
        async move { plain(Method::OPTIONS, url, &headers).await }
    };
    let allowed = preflight("https://office.example").await;
    assert!(allowed.status().is_success());
    assert_eq!(header(&allowed, "access-control-allow-origin"), "https://office.example");
    assert!(header(&allowed, "access-control-allow-headers").contains("idempotency-key"));
    let refused = preflight("https://office.example.evil.example").await;
    assert_eq!(header(&refused, "access-control-allow-origin"), "");
    let read = plain(Method::GET, url.clone(), &[("Origin", "http://localhost:3000")]).await;
    assert_eq!(read.status(), 401);
    assert_eq!(header(&read, "access-control-allow-origin"), "http://localhost:3000", "a refusal can be read, too");
    assert!(header(&read, "access-control-expose-headers").to_lowercase().contains("etag"));
    assert!(header(&read, "vary").to_lowercase().contains("origin"));
    let other = plain(Method::GET, url, &[("Origin", "http://localhost:3001")]).await;
    assert_eq!((other.status().as_u16(), header(&other, "access-control-allow-origin")), (401, String::new()));
}

#[actix_web::test]
async fn a_client_that_asks_too_often_waits() {
    let server = with_settings(&[("ANJUAN_RATE_LIMIT_PER_MINUTE", "12"), ("ANJUAN_TRUSTED_PROXIES", "127.0.0.1")]);
    let from = |address: &'static str| {
        let url = format!("{}/api/v1/me", server.url);
        async move { plain(Method::GET, url, &[("X-Forwarded-For", address)]).await }
    };
    for left in (0..12).rev() {
        let answer = from("198.51.100.1").await;
        assert_eq!(answer.status(), 401);
        assert_eq!(header(&answer, "ratelimit-policy"), "\"default\";q=12;w=60");
        assert!(header(&answer, "ratelimit").starts_with(&format!("\"default\";r={left};t=")), "{answer:?}");
    }
    let refused = from("198.51.100.1").await;
    assert_eq!(refused.status(), 429);
    let wait: u32 = header(&refused, "retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait));
    assert!(header(&refused, "ratelimit").starts_with("\"default\";r=0;t="));
    assert_eq!(refused.json::<Value>().await.expect("a problem")["code"], "too_many_requests");
    assert_eq!(from("198.51.100.2").await.status(), 401, "another client is not concerned");
    for exempt in ["/healthz", "/readyz", "/metrics"] {
        let url = format!("{}{exempt}", server.url);
        let answer = plain(Method::GET, url, &[("X-Forwarded-For", "198.51.100.1")]).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "ratelimit")), (200, String::new()), "{exempt}");
    }
}

#[actix_web::test]
async fn an_account_is_limited_wherever_it_asks_from_and_unchanged_costs_nothing() {
    let server = with_settings(&[("ANJUAN_RATE_LIMIT_PER_MINUTE", "10"), ("ANJUAN_TRUSTED_PROXIES", "127.0.0.0/8")]);
    let town = town(&server).await;
    let admin = town.admin().await;
    let from =
        |n: usize, path: &str| admin.request(Method::GET, path).header("X-Forwarded-For", format!("203.0.113.{n}"));
    let made = admin.post("/officers", json!({"name": "王卫", "in_post_from": "2023-01-01"})).await;
    let path = format!("/officers/{}", made.ok()["id"].as_str().expect("an id"));
    let seen = admin.send(from(1, &path)).await;
    for _ in 0..20 {
        let again = admin.send(from(2, &path).header("If-None-Match", seen.header("etag"))).await;
        assert_eq!((again.status, again.header("ratelimit").contains("r=8")), (304, true), "{:?}", again.headers);
    }
    for n in 3..11 {
        assert_eq!(admin.send(from(n, &path)).await.status, 200, "{n}");
    }
    admin.send(from(99, &path)).await.problem(429, "too_many_requests");
}

#[actix_web::test]
async fn without_a_limit_there_is_none() {
    let server = with_settings(&[("ANJUAN_RATE_LIMIT_PER_MINUTE", "0")]);
    let answer = plain(Method::GET, format!("{}/api/v1/me", server.url), &[]).await;
    assert_eq!(header(&answer, "ratelimit"), "");
}

#[actix_web::test]
async fn log_ins_are_counted_against_the_same_address() {
    let server = with_settings(&[("ANJUAN_LOGIN_SOURCE_FAILURES_MAX", "2"), ("ANJUAN_TRUSTED_PROXIES", "127.0.0.1")]);
    let try_from = |address: &'static str, name: &'static str| {
        let stranger = server.stranger();
        async move {
            let request = stranger.request(Method::POST, "/auth/sessions").header("X-Forwarded-For", address);
            stranger.send(request.json(&json!({"username": name, "password": "Wrong-2023!"}))).await
        }
    };
    try_from("198.51.100.1", "one").await.problem(401, "credentials_wrong");
    try_from("198.51.100.1", "two").await.problem(401, "credentials_wrong");
    try_from("198.51.100.1", "three").await.problem(429, "login_locked");
    try_from("198.51.100.2", "four").await.problem(401, "credentials_wrong");
    let direct = isolated();
    let request = direct.stranger().request(Method::GET, "/me").header("X-Forwarded-For", "198.51.100.1");
    direct.stranger().send(request).await.problem(401, "not_authenticated");
}

#[actix_web::test]
async fn the_document_can_be_read_as_pages_that_need_nothing_from_elsewhere() {
    let server = shared();
    let page = plain(Method::GET, format!("{}/docs", server.url), &[]).await;
    assert_eq!((page.status().as_u16(), page.url().path()), (200, "/docs/"));
    let policy = header(&page, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("http"), "{policy}");
    assert!(header(&page, "content-type").starts_with("text/html"));
    let html = page.text().await.expect("a page");
    assert!(html.contains("Anjuan") && !html.contains("://"), "{html}");
    let links =
        html.split(['"']).filter(|part| part.ends_with(".css") || part.ends_with(".js") || part.ends_with(".png"));
    for link in links {
        let part = plain(Method::GET, format!("{}/docs/{}", server.url, link.trim_start_matches("./")), &[]).await;
        assert_eq!(part.status(), 200, "{link}");
        let tag = header(&part, "etag");
        let again = plain(Method::GET, part.url().to_string(), &[("If-None-Match", &tag)]).await;
        assert_eq!(again.status(), 304, "{link}");
    }
    let start = plain(Method::GET, format!("{}/docs/swagger-initializer.js", server.url), &[]).await;
    assert!(start.text().await.expect("a script").contains("/openapi.json"));
    for absent in ["/docs/../Cargo.toml", "/docs/swagger-ui.js.map", "/docs/%2e%2e/x", "/docs/a/b"] {
        assert_eq!(plain(Method::GET, format!("{}{absent}", server.url), &[]).await.status(), 404, "{absent}");
    }
    assert_eq!(plain(Method::POST, format!("{}/docs/", server.url), &[]).await.status(), 405);
}

/// What a client sends that is no HTTP is the client's fault: an alert on log lines of level ERROR must not ring for it.
#[actix_web::test]
async fn what_is_no_http_is_no_error_of_the_service() {
    let database = Database::empty();
    let url = database.url("anjuan_super");
    let program = Program::start(&database.folder(), &[("DATABASE_URL", &url)]);
    let noises: [&[u8]; 4] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"POST /api/v1/auth/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\n",
        b"POST /api/v1/auth/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ];
    for noise in noises {
        let mut stream = std::net::TcpStream::connect(program.address).expect("connects");
        stream.set_read_timeout(Some(PATIENCE)).expect("is set");
        stream.write_all(noise).expect("sends");
        stream.shutdown(std::net::Shutdown::Write).expect("says no more");
        let _ = stream.read_to_end(&mut Vec::new()); // answered or cut, as the parser likes
    }
    let errors: Vec<String> = program.log().lines().filter(|line| line.contains("ERROR")).map(str::to_owned).collect();
    assert_eq!(errors, Vec::<String>::new());
}

/// Whoever mistypes a query is told what may stand there, each in one language.
#[actix_web::test]
async fn a_mistyped_query_is_told_what_may_be_meant() {
    let officer = town(shared()).await.officer().await;
    let told = [
        ("/officers?sort=nmae", "/query/sort", "not_valid", "nmae", "-in_post_from"),
        ("/officers?sort=name,secret", "/query/sort", "not_valid", "secret", "in_post_to"),
        ("/matters?act_class=penalties", "/query/act_class", "not_valid", "penalties", "penalty"),
        ("/cases?satge=filed", "/query/satge", "unknown_parameter", "", "stage"),
        ("/officers?fields=nmae", "/query/fields", "unknown_member", "nmae", "name"),
    ];
    for (path, pointer, code, given, meant) in told {
        for (language, is_theirs) in [("zh-CN", true), ("en", false)] {
            let request = officer.request(Method::GET, path).header("Accept-Language", language);
            let refused = officer.send(request).await.problem(400, "query_malformed");
            let fault = &refused["errors"][0];
            assert_eq!((&fault["pointer"], &fault["code"]), (&json!(pointer), &json!(code)), "{path}");
            let detail = fault["detail"].as_str().expect("a text");
            assert!(detail.contains(given) && detail.contains(meant), "{path}: {detail}");
            let has_chinese = detail.chars().any(|one| ('\u{4e00}'..='\u{9fff}').contains(&one));
            assert_eq!(has_chinese, is_theirs, "{path}: {detail}");
            assert!(!detail.contains("Order") && !detail.contains("ActClass"), "no name of a type: {detail}");
        }
    }
}

#[actix_web::test]
async fn a_wrong_format_is_told_in_words() {
    let admin = town(shared()).await.admin().await;
    for (language, words) in [("zh-CN", "应为日期，如 2023-03-01"), ("en", "Must be a date such as 2023-03-01")] {
        let body = json!({"name": "王伟", "in_post_from": "1 March 2023"});
        let request = admin.request(Method::POST, "/officers").header("Idempotency-Key", Uuid::now_v7().to_string());
        let refused = admin.send(request.header("Accept-Language", language).json(&body)).await;
        assert_eq!(refused.json()["errors"][0]["detail"], words, "{}", refused.text);
    }
}
