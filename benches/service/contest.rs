//! Alternating rounds: in each, every contestant has one window, so that whatever else the machine does hits them alike.

use crate::Arguments;
use crate::captured;
use crate::ground::{Ground, OURS, PEER};
use crate::processes::cpu_s;
use std::process::Command;
use std::str::FromStr;

const CONTESTANTS: [Contestant; 4] =
    [Contestant::Ours, Contestant::Peer, Contestant::PgbenchOurs, Contestant::PgbenchPeer];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contestant {
    Ours,
    Peer,
    /// The statements that Anjuan sends for this request, as its own role behind row-level security.
    PgbenchOurs,
    /// The one statement of the peer.
    PgbenchPeer,
}

#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub name: &'static str,
    connections: u32,
}

impl FromStr for Operation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, connections) = text.split_once('@').ok_or("name@connections is needed")?;
        let known = ["r1", "r2", "w1", "w2"].into_iter().find(|known| *known == name).ok_or("r1, r2, w1 or w2")?;
        Ok(Self { name: known, connections: connections.parse().map_err(|_| "a number of connections")? })
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Window {
    rate: f64,
    p99_ms: f64,
    cpu_us: f64,
}

/// One operation's medians.
pub struct Row {
    operation: Operation,
    windows: [Option<Window>; 4],
}

pub fn contest(ground: &Ground, operation: Operation, arguments: &Arguments) -> Row {
    let scripts = captured::scripts(ground, operation.name);
    let mut windows: [Vec<Window>; 4] = Default::default();
    for round in 0..=arguments.rounds {
        for (place, contestant) in CONTESTANTS.iter().enumerate() {
            // The round before the first warms caches and connections up.
            let seconds = if round == 0 { 2 } else { arguments.seconds };
            let Some(window) = measured(ground, operation, *contestant, &scripts, seconds) else { continue };
            if round > 0 {
                println!("{}@{} {contestant:?}: {window:.1?}", operation.name, operation.connections);
                windows[place].push(window);
            }
        }
    }
    Row { operation, windows: windows.map(|all| median(&all)) }
}

fn median(windows: &[Window]) -> Option<Window> {
    let middle = |of: fn(&Window) -> f64| {
        let mut values: Vec<f64> = windows.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let rate = middle(|one| one.rate)?;
    Some(Window { rate, p99_ms: middle(|one| one.p99_ms)?, cpu_us: middle(|one| one.cpu_us)? })
}

fn measured(
    ground: &Ground,
    operation: Operation,
    contestant: Contestant,
    scripts: &captured::Scripts,
    seconds: u32,
) -> Option<Window> {
    let postmaster = u32::try_from(ground.postgres.server_pid()?).ok()?;
    let server = match contestant {
        Contestant::Ours => Some(ground.ours_pid),
        Contestant::Peer => Some(ground.peer.as_ref()?.pid()),
        Contestant::PgbenchOurs | Contestant::PgbenchPeer => None,
    };
    let spent = || cpu_s(postmaster) + server.map_or(0.0, cpu_s);
    let before = spent();
    let (rate, p99_ms) = match contestant {
        Contestant::Ours => wrk(ground, operation, "ours", OURS, seconds),
        Contestant::Peer => wrk(ground, operation, "peer", PEER, seconds),
        Contestant::PgbenchOurs => pgbench(ground, scripts.ours.as_ref()?, "anjuan", seconds),
        Contestant::PgbenchPeer => pgbench(ground, &scripts.peer, "peer", seconds),
    };
    let done = rate * f64::from(seconds);
    Some(Window { rate, p99_ms, cpu_us: (spent() - before) * 1e6 / done })
}

fn wrk(ground: &Ground, operation: Operation, side: &str, address: &str, seconds: u32) -> (f64, f64) {
    let script = ground.folder.join("load.lua");
    std::fs::write(&script, include_str!("load/load.lua")).expect("the load script");
    let told = Command::new("wrk")
        .args(["-t1", &format!("-c{}", operation.connections), &format!("-d{seconds}s"), "-s"])
        .arg(&script)
        .arg(format!("http://{address}"))
        .env("OP", operation.name)
        .env("SIDE", side)
        .env("POOL", ground.pool(operation.name))
        .env("CASES", ground.cases().to_string())
        .env("INCLUDE", "?include=decision,recordings")
        .output()
        .expect("wrk is installed");
    let text = String::from_utf8_lossy(&told.stdout);
    let result = text.lines().find(|line| line.starts_with("RESULT")).unwrap_or_else(|| panic!("wrk: {text}"));
    let field = |name: &str| -> f64 {
        let found = result.split_whitespace().find_map(|part| part.strip_prefix(&format!("{name}=")));
        found.and_then(|text| text.parse().ok()).expect("a figure")
    };
    assert!(field("refused") == 0.0 && field("lost") == 0.0, "{side} {}: {result}", operation.name);
    (field("rate"), field("p99"))
}

/// Twenty clients, as the reference figures were taken; pgbench does not tell percentiles without a log.
fn pgbench(ground: &Ground, script: &captured::Script, database: &str, seconds: u32) -> (f64, f64) {
    let url = ground.postgres.url(script.user, database);
    let told = Command::new("pgbench")
        .args(["-n", "-M", "prepared", "-c", "20", "-j", "1", "-T", &seconds.to_string()])
        .args(&script.arguments)
        .env("PGOPTIONS", "-c plan_cache_mode=force_generic_plan") // as the service's own connections
        .arg("-d")
        .arg(&url)
        .current_dir(&ground.folder)
        .output()
        .expect("pgbench is installed");
    let (text, errors) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    let tps = text.lines().find_map(|line| line.strip_prefix("tps = "));
    let tps = tps.unwrap_or_else(|| panic!("pgbench: {text} {errors}"));
    (tps.split(' ').next().and_then(|text| text.parse().ok()).expect("a rate"), f64::NAN)
}

/// The figures as a Markdown table.
pub fn table(rows: &[Row]) -> String {
    let mut text = "| operation | Anjuan /s | p99 ms | CPU µs | Fastify peer /s | p99 ms | CPU µs | pgbench, Anjuan's SQL /s | CPU µs \
        | pgbench, peer's SQL /s | CPU µs | Anjuan ÷ peer | Anjuan ÷ pgbench same SQL | Anjuan ÷ pgbench peer's SQL | peer ÷ pgbench |\n\
        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for Row { operation, windows: [ours, peer, pgbench_ours, pgbench_peer] } in rows {
        let number =
            |value: Option<f64>, digits: usize| value.map_or("–".to_owned(), |one| format!("{one:.digits$}"));
        let rate = |one: &Option<Window>| number(one.map(|one| one.rate), 0);
        let cpu = |one: &Option<Window>| number(one.map(|one| one.cpu_us), 0);
        let p99 = |one: &Option<Window>| number(one.map(|one| one.p99_ms), 1);
        let ratio = |one: &Option<Window>, other: &Option<Window>| {
            let ratio = one.zip(*other).map(|(one, other)| one.rate / other.rate);
            number(ratio, 2)
        };
        text += &format!(
            "| {} @ {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | **{}** | {} | {} | {} |\n",
            operation.name.to_uppercase(),
            operation.connections,
            rate(ours),
            p99(ours),
            cpu(ours),
            rate(peer),
            p99(peer),
            cpu(peer),
            rate(pgbench_ours),
            cpu(pgbench_ours),
            rate(pgbench_peer),
            cpu(pgbench_peer),
            ratio(ours, peer),
            ratio(ours, pgbench_ours),
            ratio(ours, pgbench_peer),
            ratio(peer, pgbench_peer),
        );
    }
    text
}
