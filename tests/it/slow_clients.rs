//! Clients that send or read too slowly are cut off; others are served meanwhile.

use crate::support::{PASSWORD, beside, isolated, shared, town, with_settings};
use serde_json::json;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

fn connect(url: &str) -> TcpStream {
    let stream = TcpStream::connect(url.trim_start_matches("http://")).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("is set");
    stream
}

/// Everything until the server closes.
fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let mut part = [0; 4096];
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(n) => all.extend_from_slice(&part[..n]),
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => break,
            Err(error) => panic!("not closed in time: {error}; got {}", String::from_utf8_lossy(&all)),
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

const LOG_IN: &str = "POST /api/v1/auth/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

#[test]
fn a_body_that_comes_too_slowly_is_answered_408_and_cut() {
    let server = with_settings(&[("ANJUAN_BODY_GRACE_S", "1"), ("ANJUAN_BODY_BYTES_PER_S", "1000")]);
    for head in ["Content-Length: 500\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"] {
        let mut slow = connect(&server.url);
        let began = Instant::now();
        slow.write_all(format!("{LOG_IN}{head}").as_bytes()).expect("sends");
        let told = rest(&mut slow);
        assert!(told.starts_with("HTTP/1.1 408 "), "{told}");
        assert!(
            told.contains("\"code\":\"request_timeout\"") && told.to_lowercase().contains("connection: close"),
            "{told}"
        );
        assert!(began.elapsed() > Duration::from_millis(900), "not before the grace has passed");
    }
}

#[actix_web::test]
async fn a_file_that_comes_too_slowly_is_cut_like_any_body() {
    let server = with_settings(&[("ANJUAN_BODY_GRACE_S", "1"), ("ANJUAN_BODY_BYTES_PER_S", "1000")]);
    let town = town(&server).await;
    let username = town.admin().await.username.clone();
    let log_in = json!({"username": username, "password": PASSWORD});
    let token = server.stranger().post("/auth/sessions", log_in).await.ok()["access_token"].clone();
    let mut slow = connect(&server.url);
    let head = format!(
        "POST /api/v1/imports?kind=officers HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n\
         Authorization: Bearer {}\r\nContent-Length: 100000\r\n\r\n{{",
        token.as_str().expect("a token")
    );
    slow.write_all(head.as_bytes()).expect("sends");
    let told = rest(&mut slow);
    assert!(told.starts_with("HTTP/1.1 408 ") && told.contains("request_timeout"), "{told}");
}

#[actix_web::test]
async fn a_file_on_its_way_outlives_the_start_of_another_server_in_the_same_folder() {
    let server = isolated();
    let town = town(&server).await;
    let username = town.admin().await.username.clone();
    let log_in = json!({"username": username, "password": PASSWORD});
    let token = server.stranger().post("/auth/sessions", log_in).await.ok()["access_token"].clone();
    let mut slow = connect(&server.url);
    let head = format!(
        "POST /api/v1/imports?kind=officers HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n\
         Connection: close\r\nAuthorization: Bearer {}\r\nContent-Length: 2\r\n\r\n{{",
        token.as_str().expect("a token")
    );
    slow.write_all(head.as_bytes()).expect("sends");
    let folder = server.database.folder().join("imports-tmp");
    let files = || std::fs::read_dir(&folder).expect("a folder").count();
    let deadline = Instant::now() + PATIENCE;
    while files() == 0 {
        assert!(Instant::now() < deadline, "nothing arrives");
        tokio::task::yield_now().await;
    }
    std::fs::write(folder.join("left-by-a-crash"), "x").expect("writes");
    let second = beside(&server);
    assert_eq!(files(), 1, "what a crash left is gone, what is being received stays");
    slow.write_all(b"}").expect("sends");
    let told = rest(&mut slow);
    assert!(told.starts_with("HTTP/1.1 202 "), "{told}");
    drop(second);
}

#[test]
fn a_body_that_keeps_its_pace_may_take_longer_than_the_grace() {
    let server = with_settings(&[("ANJUAN_BODY_GRACE_S", "1"), ("ANJUAN_BODY_BYTES_PER_S", "1000")]);
    let body = format!("{{\"username\":\"nobody\",\"password\":\"Wrong-2023!\"{}}}", " ".repeat(4000));
    let mut steady = connect(&server.url);
    steady
        .write_all(format!("{LOG_IN}Connection: close\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes())
        .expect("sends");
    let began = Instant::now();
    for piece in body.as_bytes().chunks(500) {
        std::thread::sleep(Duration::from_millis(200)); // the pace is what is tried
        steady.write_all(piece).expect("sends");
    }
    let told = rest(&mut steady);
    assert!(told.starts_with("HTTP/1.1 401 "), "{told}");
    assert!(began.elapsed() > Duration::from_millis(1500));
}

#[test]
fn a_refused_request_does_not_drain_its_body_for_ever() {
    let server = shared();
    for head in ["Content-Length: 900000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"] {
        let mut slow = connect(&server.url);
        let post = "POST /api/v1/officers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
        slow.write_all(format!("{post}{head}").as_bytes()).expect("sends");
        let told = rest(&mut slow);
        assert!(told.starts_with("HTTP/1.1 401 "), "{told}");
    }
}

#[test]
fn a_body_that_calls_itself_too_large_is_refused_before_it_comes() {
    let mut large = connect(&shared().url);
    large.write_all(format!("{LOG_IN}Content-Length: 1048577\r\n\r\n").as_bytes()).expect("sends");
    let told = rest(&mut large);
    assert!(told.starts_with("HTTP/1.1 413 ") && told.contains("body_too_large"), "{told}");
}

#[test]
fn a_head_that_does_not_come_is_cut_and_an_idle_connection_closed() {
    let server = with_settings(&[("ANJUAN_HEADER_S", "1"), ("ANJUAN_KEEP_ALIVE_S", "1")]);
    let mut slow = connect(&server.url);
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").expect("sends");
    assert!(rest(&mut slow).starts_with("HTTP/1.1 408 "));
    let mut idle = connect(&server.url);
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").expect("sends");
    let told = rest(&mut idle);
    assert!(told.starts_with("HTTP/1.1 200 "), "{told}");
}

#[test]
fn a_client_that_does_not_read_is_cut_off() {
    let server = with_settings(&[("ANJUAN_SEND_STALL_S", "1"), ("ANJUAN_RATE_LIMIT_PER_MINUTE", "0")]);
    let mut deaf = connect(&server.url);
    deaf.set_write_timeout(Some(Duration::from_millis(200))).expect("is set");
    let deadline = Instant::now() + PATIENCE;
    // Asks on without reading: first the buffers fill, then the kernel gives the connection up.
    let ended = loop {
        assert!(Instant::now() < deadline, "still connected");
        match deaf.write_all(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n") {
            Ok(()) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => break error.kind(),
        }
    };
    assert!(matches!(ended, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{ended:?}");
}

#[test]
fn slow_clients_do_not_keep_others_waiting() {
    let server = with_settings(&[("ANJUAN_WORKERS", "1")]);
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = connect(&server.url);
            stream.write_all(format!("{LOG_IN}Content-Length: 500\r\n\r\n{{").as_bytes()).expect("sends");
            stream
        })
        .collect();
    let began = Instant::now();
    let mut innocent = connect(&server.url);
    innocent.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("sends");
    assert!(rest(&mut innocent).starts_with("HTTP/1.1 200 "));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?} with {} slow ones", began.elapsed(), slow.len());
}
