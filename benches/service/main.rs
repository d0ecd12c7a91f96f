//! The benchmark: Anjuan, the Node peer and pgbench do the same work in alternating rounds on one machine, each with its
//! own schema in one PostgreSQL. `bin/bench --help` tells the options; docs/performance.md tells what the figures mean.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::panic,
    reason = "a program of its own: it reads the real clock and environment, speaks SQL, and gives up loudly"
)]

mod captured;
mod contest;
mod footprint;
mod ground;
mod processes;

use clap::Parser;
use contest::{Operation, Row};
use std::path::PathBuf;

/// Measure Anjuan beside a Node peer and pgbench
#[derive(Parser)]
pub struct Arguments {
    /// Share of 200 towns, a million inspections, 300,000 cases and three million recordings
    #[arg(long, default_value_t = 0.1)]
    scale: f64,
    /// Rounds; the median of each contestant counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds of one window
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Operations, as name@connections
    #[arg(long, value_delimiter = ',', default_value = "r1@32,r1@128,r2@32,w1@32,w1@128,w2@128")]
    operations: Vec<String>,
    /// Skip start-up time and memory
    #[arg(long)]
    without_footprint: bool,
    /// Where cluster, data and logs are; kept, and used again when the scale is the same
    #[arg(long, default_value = "/tmp/anjuan-bench")]
    folder: PathBuf,
    /// Also write the tables here, as Markdown
    #[arg(long)]
    report: Option<PathBuf>,
    /// What cargo passes to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let operations: Vec<Operation> =
        arguments.operations.iter().map(|text| text.parse().expect("an operation such as r1@32")).collect();
    let ground = ground::Ground::prepare(&arguments);
    let mut report = ground.conditions();
    println!("{report}");
    let rows: Vec<Row> = operations.iter().map(|one| contest::contest(&ground, *one, &arguments)).collect();
    let table = contest::table(&rows);
    println!("\n{table}");
    report += &format!("\n{table}");
    if !arguments.without_footprint {
        let measured = footprint::measure(&ground);
        println!("\n{measured}");
        report += &format!("\n{measured}");
    }
    if let Some(path) = &arguments.report {
        std::fs::write(path, report).expect("the report can be written");
    }
}
