//! The commands: `serve`, `demo`, `migrate`, `openapi`, `account create`.

mod account;
mod database;
mod serve;

use crate::config::{self, Config};
use crate::demo;
use crate::server;
use clap::Subcommand;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[derive(Subcommand)]
pub enum Command {
    /// Serve the API until stopped by SIGTERM or Ctrl-C
    Serve,
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
    /// Accounts
    #[command(subcommand)]
    Account(account::AccountCommand),
}

pub type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

pub fn run(command: Command) -> ExitCode {
    let outcome = match command {
        Command::Serve => configured("info").and_then(serve::run),
        Command::Demo { exit } => configured("warn").and_then(|config| demo::run(config, exit)),
        Command::Migrate => configured("info").and_then(serve::migrate),
        Command::Openapi => print_document(),
        Command::Account(command) => configured("info").and_then(|config| account::run(config, command)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("anjuan: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Settings, and logging at `level` unless `ANJUAN_LOG` says otherwise.
fn configured(level: &str) -> Result<Config, Box<dyn std::error::Error + Send + Sync>> {
    let config = config::from_environment().map_err(|faults| format!("configuration:\n  {}", faults.join("\n  ")))?;
    let filter = EnvFilter::try_new(config.log.filter.as_deref().unwrap_or(level))
        .map_err(|error| format!("ANJUAN_LOG: {error}"))?;
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
    Ok(config)
}

fn print_document() -> Outcome {
    println!("{}", serde_json::to_string_pretty(server::document())?);
    Ok(())
}
