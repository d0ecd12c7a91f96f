//! `anjuan import FILE`: historic records from a file on this machine, whether or not the server is running.

use super::Outcome;
use crate::command::database;
use crate::config::Config;
use crate::db::Db;
use crate::db::page::{LIMIT_MAX, PageOf};
use crate::domain::actor::Actor;
use crate::http::shapes::Shapes;
use crate::imports::model::{Import, ImportFormat, ImportKind, ImportState, OnConflict, RowFault, RowOutcome};
use crate::imports::receipt::{Arrived, Asked, FileAsked, receive};
use crate::imports::spool::sha256_of;
use crate::imports::store::{self, ReportedRow, RowFilter};
use crate::imports::table::charset::Charset;
use crate::problem::Problem;
use crate::server;
use clap::Args;
use std::fs::File;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

const LOOK_EVERY: Duration = Duration::from_millis(200);

#[derive(Args)]
pub struct ImportCommand {
    /// Rows in NDJSON, one JSON object a line, or in CSV, a header with the same names (the name ends in .csv)
    file: PathBuf,
    /// agencies, officers, matters, matter-claims, fee-items, inspections, cases, coercive-acts, declared-figures
    ///
    /// When left out, the name of the file tells it: officers.csv, cases-2023.ndjson
    #[arg(long)]
    kind: Option<ImportKind>,
    /// The file is CSV whatever its name
    #[arg(long)]
    csv: bool,
    /// In which letters a CSV file is written: utf-8, gb18030; its bytes tell it when left out
    #[arg(long)]
    charset: Option<Charset>,
    /// Only say what would become of the rows
    #[arg(long)]
    dry_run: bool,
    /// What becomes of a row that was imported before with other content: reject, supersede
    #[arg(long, default_value = "reject")]
    on_conflict: OnConflict,
}

pub fn run(config: Config, command: ImportCommand) -> Outcome {
    let ImportCommand { file, kind, csv, charset, dry_run, on_conflict } = command;
    let kind = kind.or_else(|| kind_in_name(&file)).ok_or("say --kind: the name of the file does not tell it")?;
    let is_csv = csv || file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let format = if is_csv { ImportFormat::Csv } else { ImportFormat::Ndjson };
    let unreadable = |error: std::io::Error| format!("cannot read {}: {error}", file.display());
    let sha256 = sha256_of(&mut File::open(&file).map_err(unreadable)?).map_err(unreadable)?;
    let bytes = i64::try_from(file.metadata().map_err(unreadable)?.len()).unwrap_or(i64::MAX);
    let open = database::open(&config)?;
    let system = Actor::system(Uuid::nil());
    let asked = Asked { file: FileAsked { kind, format, charset }, dry_run, on_conflict };
    let (shapes, arrived) = (Shapes::of(server::document()), Arrived { path: &file, sha256: &sha256, bytes });
    let received = open.db.write_now(&system, |tx| receive(tx, asked, arrived, &shapes)).map_err(super::in_words)?;
    // The server works it off when it is running; otherwise this process does.
    open.importer.start(shapes)?;
    open.importer.ring();
    let ended = until_ended(&open.db, &system, &received)?;
    report(&open.db, &system, &ended)?;
    summed_up(&ended)
}

fn until_ended(db: &Db, system: &Actor, received: &Import) -> Result<Import, Problem> {
    let mut told = Told::default();
    loop {
        let import = db.read_now(system, |view| store::find(view, received.id))?;
        let has_ended = !import.goes_on();
        told.tell(&import, has_ended);
        if has_ended {
            return Ok(import);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// The kind whose name the file's begins with; the longest one.
fn kind_in_name(file: &Path) -> Option<ImportKind> {
    let name = file.file_name()?.to_str()?;
    let fits = |kind: &&ImportKind| {
        let rest = name.strip_prefix(kind.as_str());
        rest.is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_ascii_alphanumeric()))
    };
    ImportKind::ALL.iter().filter(fits).max_by_key(|kind| kind.as_str().len()).copied()
}

/// Progress on standard error: one line that moves on a terminal, a line every tenth elsewhere.
#[derive(Default)]
struct Told {
    tenths: i32,
}

impl Told {
    fn tell(&mut self, import: &Import, has_ended: bool) {
        let (progress, rows) = (import.progress(), import.counts.rows);
        let pace = progress.rows_per_second.map(|pace| format!(", {pace:.0} rows/s")).unwrap_or_default();
        let left = progress.seconds_left.map(|left| format!(", {left} s left")).unwrap_or_default();
        let line = format!("{} / {rows} rows ({:.0} %{pace}{left})", progress.done, progress.fraction * 100.0);
        if std::io::stderr().is_terminal() {
            let end = if has_ended { "\n" } else { "" };
            eprint!("\r\x1b[K{line}{end}");
            return;
        }
        let tenths =
            if rows == 0 { 10 } else { i32::try_from(i64::from(progress.done) * 10 / i64::from(rows)).unwrap_or(10) };
        if tenths > self.tenths {
            self.tenths = tenths;
            eprintln!("{line}");
        }
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
        let place = fault.column.as_ref().unwrap_or(pointer);
        println!("{}\t{what}\t{place}\t{code}\t{detail}\t{detail_en}", row.row_number);
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
    if let Some(told) = import.cancellation.as_ref().filter(|_| import.state == ImportState::Cancelled) {
        return Err(format!("cancelled: {} · 已取消", told.reason).into());
    }
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
