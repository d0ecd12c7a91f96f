//! `anjuan export`: the yearly figures of an agency on standard output.

use super::Outcome;
use crate::command::database;
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::domain::permission::Role;
use crate::statistics::model::{Asked, Days, Format, Moment, Scope};
use crate::statistics::{csv_file, profiles, report_of};
use clap::Subcommand;
use std::io::Write as _;
use uuid::Uuid;

#[derive(Subcommand)]
pub enum ExportCommand {
    /// The yearly figures
    Statistics {
        /// Code of the agency
        #[arg(long)]
        agency: String,
        #[arg(long)]
        year: i32,
        /// Count everything below the agency too
        #[arg(long)]
        subtree: bool,
        /// Id of the report profile
        #[arg(long, default_value = profiles::DEFAULT)]
        profile: String,
        /// json or csv
        #[arg(long, default_value = "json")]
        format: Format,
    },
}

#[expect(clippy::disallowed_methods, reason = "a command is no request and has no transaction yet")]
pub fn run(config: &Config, command: ExportCommand) -> Outcome {
    let ExportCommand::Statistics { agency, year, subtree, profile, format } = command;
    let open = database::open_founded(config)?;
    // Whoever may run commands on this machine may read all figures, as a platform administrator does.
    let actor = Actor { roles: vec![Role::PlatformAdmin], ..Actor::system(Uuid::now_v7()) };
    let asked = Asked {
        days: Days::year(year).map_err(super::in_words)?,
        year: Some(year),
        agency: Some(agency),
        scope: if subtree { Scope::Subtree } else { Scope::Own },
        profile,
        moment: Moment::Now,
        stocks_on: None,
    };
    let report = open.db.read_now(&actor, |view| report_of(view, &asked)).map_err(super::in_words)?;
    let bytes = match format {
        Format::Json => [serde_json::to_vec_pretty(&report)?, b"\n".to_vec()].concat(),
        Format::Csv => csv_file(&report)?,
    };
    std::io::stdout().write_all(&bytes)?;
    Ok(())
}
