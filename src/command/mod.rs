//! The commands: `serve`, `demo`, `migrate`, `openapi`, `import`, `account`, `keys`, `export`, `verify`,
//! `backup`, `restore`.

mod account;
mod backup;
mod database;
mod export;
mod import;
mod keys;
mod serve;
mod verify;

use crate::config::{self, Config};
use crate::demo;
use crate::journal::check;
use crate::openapi;
use crate::problem::Problem;
use crate::server;
use clap::Subcommand;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[derive(Subcommand)]
pub enum Command {
    /// Serve the API until stopped by SIGTERM or Ctrl-C
    Serve {
        /// Only check the settings and what they need of this machine
        #[arg(long)]
        check: bool,
    },
    /// Replay a year of the town of Ansha, print its yearly figures, and keep serving
    Demo {
        /// Stop after printing
        #[arg(long)]
        exit: bool,
    },
    /// Prepare the database and leave
    Migrate,
    /// Print the OpenAPI document
    Openapi,
    /// Import historic records from a file
    Import(import::ImportCommand),
    /// Accounts
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// The keys that sign access tokens
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Write figures to standard output
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Write everything the deployment consists of into a new directory, while it runs or not
    Backup(backup::BackupCommand),
    /// Bring a backup back, into an empty data directory or an empty database
    Restore(backup::RestoreCommand),
    /// Hold what was derived against what it was derived from; exit 1 when something differs
    Verify(verify::VerifyCommand),
}

pub type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

pub fn run(command: Command) -> ExitCode {
    let outcome = match command {
        Command::Serve { check } => logging(config::for_serving(), "info").and_then(|config| serve::run(config, check)),
        Command::Demo { exit } => configured("warn").and_then(|config| demo::run(config, exit)),
        Command::Migrate => configured("info").and_then(serve::migrate),
        Command::Openapi => print_document(),
        Command::Import(command) => configured("warn").and_then(|config| import::run(config, command)),
        Command::Account(command) => configured("info").and_then(|config| account::run(config, command)),
        Command::Keys(command) => configured("warn").and_then(|config| keys::run(config, command)),
        Command::Export(command) => configured("warn").and_then(|config| export::run(&config, command)),
        Command::Backup(command) => configured("warn").and_then(|config| backup::back_up(&config, command)),
        Command::Restore(command) => configured("warn").and_then(|config| backup::restore(&config, command)),
        Command::Verify(command) => configured("warn").and_then(|config| verify::run(&config, command)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("anjuan: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The HTTP parser calls an error whatever a client sends that is no HTTP, or breaks off: nothing that anybody here could
/// mend, and anybody out there could fill the log with it. Who wants it names its module in `ANJUAN_LOG`.
const CLIENT_NOISE: (&str, &str) = ("actix_http", "actix_http::h1=off");

/// Settings, and logging at `level` unless `ANJUAN_LOG` says otherwise.
fn configured(level: &str) -> Result<Config, Box<dyn std::error::Error + Send + Sync>> {
    logging(config::from_environment(), level)
}

fn logging(
    config: Result<Config, Vec<String>>,
    level: &str,
) -> Result<Config, Box<dyn std::error::Error + Send + Sync>> {
    let config = config.map_err(|faults| format!("设置有误 · settings are wrong:\n  {}", faults.join("\n  ")))?;
    let wanted = config.log.filter.as_deref().unwrap_or(level);
    let filter = EnvFilter::try_new(wanted).map_err(|error| format!("ANJUAN_LOG: {error}"))?;
    let filter = if wanted.contains(CLIENT_NOISE.0) { filter } else { filter.add_directive(CLIENT_NOISE.1.parse()?) };
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
    for remark in &config.remarks {
        tracing::warn!(remark, "a setting has no effect");
    }
    Ok(config)
}

fn print_document() -> Outcome {
    let told = writeln!(std::io::stdout().lock(), "{}", openapi::text(server::document()));
    match told {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()), // whoever reads has seen enough
        other => Ok(other?),
    }
}

/// How far long work has come, on a terminal's last line. Where nobody watches it says nothing.
fn progress() -> impl FnMut(&str, u64, u64) {
    let watched = std::io::stderr().is_terminal();
    move |what, done, of| match of {
        _ if !watched => {}
        0 => eprint!("\r{done} {what}"),
        _ => eprint!("\r{done} / {of} {what}{}", if done >= of { "\n" } else { "" }),
    }
}

/// One line for each difference in a journal: place, code, what it means, details.
fn print_differences(verdict: &check::Verdict) {
    for check::Difference { place, fault, detail } in &verdict.differences {
        println!("{place}: {fault} {} {detail}", fault.label_zh());
    }
    let more = verdict.differing.saturating_sub(verdict.differences.len() as u64);
    if more > 0 {
        println!("… and {more} more");
    }
}

/// A problem for whoever typed a command: what it is, and every fault.
fn in_words(problem: Problem) -> String {
    let faults = problem.errors.iter().map(|fault| format!("\n  {} {}", fault.detail.zh, fault.detail.en));
    format!("{} {}{}", problem.code.title_zh(), problem.code.title_en(), faults.collect::<String>())
}
