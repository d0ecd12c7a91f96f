//! A file is received: all of it is kept, and the journal says so, before anybody is answered.

use super::kinds::schema_name;
use super::lines::Lines;
use super::model::{Counts, Import, ImportFormat, ImportKind, ImportState, Line, OnConflict, RowKind, Source};
use super::payment_reconciliations::PlatformPayment;
use super::store;
use super::table::charset::Charset;
use super::table::header::Table;
use super::table::schema::Shape;
use crate::db::{Recorded, Tx};
use crate::domain::ids::ImportId;
use crate::http::shapes::Shapes;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use serde_json::json;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use utoipa::ToSchema as _;

const READ_BYTES: usize = 256 * 1024;

/// What is asked of a file.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub file: FileAsked,
    pub dry_run: bool,
    pub on_conflict: OnConflict,
}

/// What a file is said to be.
#[derive(Debug, Clone, Copy)]
pub struct FileAsked<K = ImportKind> {
    pub kind: K,
    pub format: ImportFormat,
    /// As the sender told it; of CSV the bytes tell it otherwise.
    pub charset: Option<Charset>,
}

/// A file that has arrived whole. It may be opened as often as needed.
#[derive(Debug, Clone, Copy)]
pub struct Arrived<'f> {
    pub path: &'f Path,
    pub sha256: &'f str,
    pub bytes: i64,
}

impl Arrived<'_> {
    fn open(&self) -> std::io::Result<BufReader<File>> {
        Ok(BufReader::with_capacity(READ_BYTES, File::open(self.path)?))
    }
}

/// Keeps the rows of a file as an import of the actor's agency, to be worked off by the worker.
pub fn receive(tx: &mut Tx, asked: Asked, file: Arrived, shapes: &Shapes) -> Result<Recorded<Import>, Problem> {
    let table = table_of(asked.file, file, shapes)?;
    let mut import = new_import(tx, asked, file, table.as_ref());
    store::insert(tx, &import)?;
    let lines = lines_of(table.as_ref(), file)?;
    import.counts = store::keep_rows(tx, import.id, lines)?;
    store::count(tx, &import)?;
    let body = json!({
        "import_id": import.id, "kind": import.kind, "dry_run": import.dry_run, "on_conflict": import.on_conflict,
        "format": import.source.format, "charset": import.source.charset, "rows": import.counts.rows,
        "sha256": file.sha256,
    });
    tx.record(Entry::new(Kind::ImportReceived, import.id.uuid(), &body), import)
}

/// The columns of a file that has them.
pub fn table_of<K: Into<RowKind> + Copy>(
    asked: FileAsked<K>,
    file: Arrived,
    shapes: &Shapes,
) -> Result<Option<Table>, Problem> {
    let FileAsked { kind, format, charset } = asked;
    match format {
        ImportFormat::Ndjson => Ok(None),
        ImportFormat::Csv => Table::open(kind.into(), &shape_of(kind, shapes)?, charset, || file.open()).map(Some),
    }
}

/// The rows of a file.
pub fn lines_of<'t>(
    table: Option<&'t Table>,
    file: Arrived,
) -> Result<Box<dyn Iterator<Item = std::io::Result<Line>> + 't>, Problem> {
    let opened = file.open().map_err(Problem::internal)?;
    Ok(match table {
        None => Box::new(Lines::of(opened)),
        Some(table) => Box::new(table.lines(opened)),
    })
}

/// The columns that a kind of row may have.
pub fn shape_of(kind: impl Into<RowKind>, shapes: &Shapes) -> Result<Shape, Problem> {
    let kind = kind.into();
    let name = match kind {
        RowKind::Import(kind) => schema_name(kind),
        RowKind::Payments => PlatformPayment::name().into_owned(),
    };
    Shape::of(shapes.components(), &name).ok_or_else(|| Problem::internal(format!("{} has no columns", kind.as_str())))
}

fn new_import(tx: &Tx, asked: Asked, file: Arrived, table: Option<&Table>) -> Import {
    Import {
        id: ImportId::from_uuid(tx.mint()),
        agency: tx.actor.agency,
        kind: asked.file.kind,
        state: ImportState::Queued,
        dry_run: asked.dry_run,
        on_conflict: asked.on_conflict,
        account: tx.actor.account,
        source: Source {
            format: asked.file.format,
            charset: table.map_or(Charset::Utf8, |table| table.dialect.charset),
            header: table.map(|table| table.header.clone()).unwrap_or_default(),
            bytes: file.bytes,
        },
        counts: Counts::default(),
        failure: None,
        cancellation: None,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
        worked: None,
        finished_at: None,
    }
}
