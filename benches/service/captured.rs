//! pgbench scripts. Anjuan's are captured: the service is asked once, and what it sent is read from PostgreSQL's own log, so
//! that the script cannot drift from the code. The peer's are its statements, read from its source.

use crate::ground::{Ground, OURS};
use anjuan::db::embedded::SUPERUSER;
use diesel::connection::SimpleConnection;
use regex::{Captures, Regex};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::time::Duration;

/// So many different requests are captured and run in turn. Few, because each client prepares the statements of each.
const REQUESTS: usize = 8;
const PEER_SOURCE: &str = include_str!("peers/server.mjs");

pub struct Script {
    pub user: &'static str,
    /// Files and variables for pgbench.
    pub arguments: Vec<String>,
}

pub struct Scripts {
    /// None for writes: what is captured holds ids that can be written only once.
    pub ours: Option<Script>,
    pub peer: Script,
}

pub fn scripts(ground: &Ground, operation: &str) -> Scripts {
    let ours = operation.starts_with('r').then(|| captured(ground, operation));
    Scripts { ours, peer: of_peer(ground, operation) }
}

fn captured(ground: &Ground, operation: &str) -> Script {
    let log = ground.folder.join("postgres/postgresql.log");
    let mut superuser = ground.connection("anjuan");
    let mut log_everything = |ms: i32| {
        let set = format!("ALTER SYSTEM SET log_min_duration_statement = {ms}");
        superuser
            .batch_execute(&set)
            .and_then(|()| superuser.batch_execute("SELECT pg_reload_conf()"))
            .expect("a setting");
    };
    let pool = std::fs::read_to_string(ground.pool(operation)).expect("a pool");
    log_everything(0);
    std::thread::sleep(Duration::from_millis(500)); // the setting reaches every backend by a signal
    let start = std::fs::metadata(&log).map_or(0, |file| file.len());
    for (n, line) in pool.lines().take(REQUESTS).enumerate() {
        let mut fields = line.split(' ');
        let (token, case) = (fields.next().expect("a token"), fields.next().expect("a case"));
        ask(operation, n, token, case);
    }
    std::thread::sleep(Duration::from_millis(500));
    log_everything(-1);
    let mut file = std::fs::File::open(&log).expect("PostgreSQL's log");
    file.seek(SeekFrom::Start(start)).expect("the log was not turned");
    let requests = requests_of(BufReader::new(file).lines().map_while(Result::ok));
    assert!(requests.len() > REQUESTS / 2, "PostgreSQL's log tells {} of {REQUESTS} requests", requests.len());
    let mut arguments = Vec::new();
    for (n, request) in requests.iter().enumerate() {
        let path = PathBuf::from(format!("{operation}-{n}.sql"));
        std::fs::write(ground.folder.join(&path), script_of(n, request, &mut arguments)).expect("a script");
        arguments.extend(["-f".to_owned(), path.display().to_string()]);
    }
    Script { user: "anjuan_app", arguments }
}

fn ask(operation: &str, n: usize, token: &str, case: &str) {
    let stages = ["filed", "investigating", "decided", "closed"];
    let path = match operation {
        "r1" => format!("/api/v1/cases/{case}?include=decision,recordings"),
        _ => format!("/api/v1/cases?limit=50&stage={}", stages[n % 4]),
    };
    let mut stream = std::net::TcpStream::connect(OURS).expect("the server");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n")
        .expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
}

/// A statement with its parameters, quoted as the log tells them.
type Statement = (String, Vec<String>);

fn requests_of(lines: impl Iterator<Item = String>) -> Vec<Vec<Statement>> {
    let parameter = Regex::new(r"\$\d+ = ('(?:[^']|'')*'|NULL)").expect("a pattern");
    let opening = Regex::new(r"(BEGIN[^;]*); EXECUTE enter_session \(([^)]*)\)").expect("a pattern");
    let (mut requests, mut current): (Vec<Vec<Statement>>, Option<Vec<Statement>>) = (Vec::new(), None);
    let mut executes = false; // parameters are told after binding, too, when nothing is in place yet
    for line in lines {
        let told = line.split_once(" ms  ").map(|(_, told)| told).filter(|_| line.contains("LOG:  duration:"));
        let parameters = line.split_once("DETAIL:  parameters: ").filter(|_| executes);
        executes = told.is_some_and(|told| told.starts_with("execute "));
        if let Some(batch) = told.and_then(|told| told.strip_prefix("statement: ")) {
            let finished = current.take_if(|_| batch.contains("COMMIT"));
            requests.extend(finished);
            if let Some(found) = opening.captures(batch) {
                let arguments = found[2].split(", ").map(|one| format!("'{}'", one.trim_matches('\''))).collect();
                let enter = "SELECT anjuan.enter_session($1, $2, $3, $4, $5)".to_owned();
                current = Some(vec![(found[1].to_owned(), vec![]), (enter, arguments)]);
            }
        } else if let Some(told) = told.and_then(|told| told.strip_prefix("execute ")) {
            let sql = told.split_once(": ").map_or("", |(_, sql)| sql).to_owned();
            if sql.starts_with("WITH scope") {
                requests.extend(current.replace(vec![(sql, vec![])])); // opening and question in one
            } else if let Some(request) = &mut current {
                request.push((sql, vec![]));
            }
        } else if let Some((_, parameters)) = parameters
            && let Some(last) = current.as_mut().and_then(|request| request.last_mut())
        {
            last.1 = parameter.captures_iter(parameters).map(|found| found[1].to_owned()).collect();
        }
    }
    requests.extend(current.filter(|request| request.iter().any(|(sql, _)| sql.starts_with("WITH scope"))));
    requests
}

fn script_of(request_number: usize, request: &[Statement], arguments: &mut Vec<String>) -> String {
    let place = Regex::new(r"\$(\d+)").expect("a pattern");
    let mut text = String::new();
    for (n, (sql, parameters)) in request.iter().enumerate() {
        let named = place.replace_all(sql, |found: &Captures| {
            let k: usize = found[1].parse().expect("a number");
            let given = parameters.get(k - 1).map_or("NULL", String::as_str);
            let Some(value) = given.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) else {
                return given.to_owned();
            };
            let name = format!("v{request_number}_{n}_{k}");
            arguments.push(format!("-D{name}={}", value.replace("''", "'")));
            format!(":{name}")
        });
        text += &format!("{named};\n");
    }
    if text.starts_with("BEGIN") { text + "COMMIT;\n" } else { text }
}

fn of_peer(ground: &Ground, operation: &str) -> Script {
    let cases = ground.cases();
    let (name, head, values): (&str, String, &[&str]) = match operation {
        "r1" => ("ONE_CASE", format!("\\set id random(1, {cases})\n"), &[":id"]),
        "r2" => ("CASES", "\\set a random(1, 200)\n".to_owned(), &[":a", "'decided'"]),
        "w1" => (
            "INSPECT",
            "\\set a random(1, 200)\n\\set m random(1, 2000)\n".to_owned(),
            &[
                "gen_random_uuid()",
                ":a",
                ":m",
                ":a * 25 + 3",
                ":a * 25 + 7",
                "'第7号经营场所'",
                "current_date",
                "'no_problem'",
                "'现场检查未发现问题。'",
            ],
        ),
        _ => (
            "RECORD",
            format!("\\set id random(1, {cases})\n\\set o random(25, 5024)\n"),
            &[":id", "'photo'", ":o", "'现场情况记录'", "'\\x00'::bytea"],
        ),
    };
    let start = PEER_SOURCE.find(&format!("const {name} = `")).expect("the peer's statement") + name.len() + 10;
    let sql = PEER_SOURCE[start..].split('`').next().expect("its end");
    let place = Regex::new(r"\$(\d)").expect("a pattern");
    let sql =
        place.replace_all(sql, |found: &Captures| values[found[1].parse::<usize>().expect("a digit") - 1].to_owned());
    let path = format!("peer-{operation}.sql");
    std::fs::write(ground.folder.join(&path), format!("{head}{sql};\n")).expect("a script");
    Script { user: SUPERUSER, arguments: vec!["-f".to_owned(), path] }
}
