//! A file is received: all of it is kept, and the journal says so, before anybody is answered.

use super::model::{Counts, Import, ImportKind, ImportState, Line, OnConflict};
use super::store;
use crate::db::{Recorded, Tx};
use crate::domain::ids::ImportId;
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use serde_json::json;

/// What is asked of a file.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub kind: ImportKind,
    pub dry_run: bool,
    pub on_conflict: OnConflict,
}

/// Keeps the rows of a file as an import of the actor's agency, to be worked off by the worker.
pub fn receive(
    tx: &mut Tx,
    asked: Asked,
    sha256: &str,
    lines: impl Iterator<Item = std::io::Result<Line>>,
) -> Result<Recorded<Import>, Problem> {
    let mut import = Import {
        id: ImportId::from_uuid(tx.mint()),
        agency: tx.actor.agency,
        kind: asked.kind,
        state: ImportState::Queued,
        dry_run: asked.dry_run,
        on_conflict: asked.on_conflict,
        account: tx.actor.account,
        counts: Counts::default(),
        failure: None,
        version: 1,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
        finished_at: None,
    };
    store::insert(tx, &import)?;
    import.counts = store::keep_rows(tx, import.id, lines)?;
    store::count(tx, &import)?;
    let body = json!({
        "import_id": import.id, "kind": import.kind, "dry_run": import.dry_run, "on_conflict": import.on_conflict,
        "rows": import.counts.rows, "sha256": sha256,
    });
    tx.record(Entry::new(Kind::ImportReceived, import.id.uuid(), &body), import)
}
