//! `anjuan import FILE`: historic records from a file on this machine, whether or not the server is running.

use super::Outcome;
use crate::command::database;
use crate::config::Config;
use crate::db::Db;
use crate::db::page::{LIMIT_MAX, PageOf};
use crate::domain::actor::Actor;
use crate::http::shapes::Shapes;
use crate::imports::lines::Lines;
use crate::imports::model::{Import, ImportKind, ImportState, OnConflict, RowFault, RowOutcome};
use crate::imports::receipt::{Asked, receive};
use crate::imports::spool::sha256_of;
use crate::imports::store::{self, ReportedRow, RowFilter};
use crate::problem::Problem;
use crate::server;
use clap::Args;
use std::fs::File;
use std::io::{BufReader, IsTerminal as _};
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;

const LOOK_EVERY: Duration = Duration::from_millis(200);

#[derive(Args)]
pub struct ImportCommand {
    /// Rows in NDJSON: one JSON object a line
    file: PathBuf,
    /// agencies, officers, matters, matter-claims, fee-items, inspections, cases, coercive-acts, declared-figures
    #[arg(long)]
    kind: ImportKind,
    /// Only say what would become of the rows
    #[arg(long)]
    dry_run: bool,
    /// What becomes of a row that was imported before with other content: reject, supersede
    #[arg(long, default_value = "reject")]
    on_conflict: OnConflict,
}

pub fn run(config: Config, command: ImportCommand) -> Outcome {
    let ImportCommand { file, kind, dry_run, on_conflict } = command;
    let unreadable = |error: std::io::Error| format!("cannot read {}: {error}", file.display());
    let sha256 = sha256_of(&mut File::open(&file).map_err(unreadable)?).map_err(unreadable)?;
    let open = database::open(&config)?;
    let system = Actor::system(Uuid::nil());
    let asked = Asked { kind, dry_run, on_conflict };
    let received = open.db.write_now(&system, |tx| {
        let rows = File::open(&file).map_err(Problem::internal)?;
        receive(tx, asked, &sha256, Lines::of(BufReader::new(rows)))
    })?;
    // The server works it off when it is running; otherwise this process does.
    open.importer.start(Shapes::of(server::document()))?;
    open.importer.ring();
    let ended = until_ended(&open.db, &system, &received)?;
    report(&open.db, &system, &ended)?;
    summed_up(&ended)
}

fn until_ended(db: &Db, system: &Actor, received: &Import) -> Result<Import, Problem> {
    loop {
        let import = db.read_now(system, |view| store::find(view, received.id))?;
        let counts = import.counts;
        if std::io::stderr().is_terminal() {
            eprint!("\r{} / {}", counts.accepted + counts.unchanged + counts.rejected, counts.rows);
        }
        if matches!(import.state, ImportState::Completed | ImportState::Failed) {
            eprintln!();
            return Ok(import);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// One line for each fault and each warning.
fn report(db: &Db, system: &Actor, import: &Import) -> Outcome {
    let rejected = RowFilter { outcome: Some(RowOutcome::Rejected), has_warnings: None };
    let warned = RowFilter { outcome: None, has_warnings: Some(true) };
    for filter in [rejected, warned] {
        let mut page = PageOf { after: None, limit: LIMIT_MAX };
        loop {
            let (rows, next) = db.read_now(system, |view| store::rows(view, import, filter, &page))?;
            rows.iter().for_each(show);
            let Some(next) = next else { break };
            page = PageOf::parse(Some(&next), Some(LIMIT_MAX))?;
        }
    }
    Ok(())
}

fn show(row: &ReportedRow) {
    let line = |what: &str, fault: &RowFault| {
        let RowFault { pointer, code, detail, detail_en, .. } = fault;
        println!("{}\t{what}\t{pointer}\t{code}\t{detail}\t{detail_en}", row.row_number);
    };
    row.faults.iter().for_each(|fault| line("rejected", fault));
    row.warnings.iter().for_each(|warning| line("warning", warning));
}

fn summed_up(import: &Import) -> Outcome {
    let counts = import.counts;
    let (accepted, unchanged, rejected) = (counts.accepted, counts.unchanged, counts.rejected);
    let mode = if import.dry_run { " (dry run: nothing was kept)" } else { "" };
    println!(
        "{}: {accepted} accepted, {unchanged} unchanged, {rejected} rejected, {} with warnings{mode}",
        import.id, counts.warnings
    );
    match &import.failure {
        Some(told) => Err(told.clone().into()),
        None if rejected > 0 => Err(format!(
            "{rejected} rows were rejected; correct them and import the file again: rows that are in stay as they are\n\
             有 {rejected} 行被拒绝:更正后可重新导入整个文件,已导入的行不受影响"
        )
        .into()),
        None => Ok(()),
    }
}
