//! Journal entries as rows to be read.

use crate::db::View;
use crate::db::page::PageOf;
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId};
use crate::journal::kind::Kind;
use crate::problem::Problem;
use crate::schema::{account, journal_entry, journal_position};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An entry that has its position.
#[derive(Debug, Clone, Queryable)]
pub struct Placed {
    pub pos: i64,
    pub placed_at: DateTime<Utc>,
    pub entry_id: EntryId,
    pub agency_id: AgencyId,
    pub kind: Kind,
    pub subject_id: Option<Uuid>,
    pub case_id: Option<CaseId>,
    pub account_id: AccountId,
    /// `None` when the account is out of the reader's sight.
    pub account_name: Option<String>,
    pub request_id: Uuid,
    pub recorded_at: DateTime<Utc>,
}

/// One entry with the bytes that are hashed.
#[derive(Debug, Clone, Queryable)]
pub struct Sealed {
    pub entry_id: EntryId,
    pub kind: Kind,
    pub recorded_at: DateTime<Utc>,
    /// `None` until the sequencer has placed it.
    pub pos: Option<i64>,
    pub leaf_hash: Vec<u8>,
    pub leaf: Vec<u8>,
}

/// Lists go by position.
#[derive(Debug, Serialize, Deserialize)]
pub struct SortKey {
    pos: i64,
}

/// Entries from a position on, of one kind or of all.
pub fn page(
    view: &mut View,
    kind: Option<Kind>,
    from: Option<i64>,
    page: &PageOf<SortKey>,
) -> Result<(Vec<Placed>, Option<String>), Problem> {
    let visible = view.agencies.clone();
    let same = journal_entry::agency_id
        .eq(journal_position::agency_id)
        .and(journal_entry::entry_id.eq(journal_position::entry_id));
    let mut query = journal_position::table
        .inner_join(journal_entry::table.on(same))
        .left_join(account::table.on(account::id.eq(journal_entry::account_id)))
        .filter(journal_position::agency_id.eq_any(visible))
        .filter(journal_position::pos.ge(from.unwrap_or_default()))
        .select((
            journal_position::pos,
            journal_position::placed_at,
            journal_entry::entry_id,
            journal_entry::agency_id,
            journal_entry::kind,
            journal_entry::subject_id,
            journal_entry::case_id,
            journal_entry::account_id,
            account::display_name.nullable(),
            journal_entry::request_id,
            journal_entry::recorded_at,
        ))
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(journal_entry::kind.eq(kind));
    }
    if let Some(SortKey { pos }) = page.after {
        query = query.filter(journal_position::pos.gt(pos));
    }
    let rows: Vec<Placed> = query.order(journal_position::pos).limit(page.fetch()).load(view.conn())?;
    Ok(page.cut(rows, |row: &Placed| SortKey { pos: row.pos }))
}

pub fn find(view: &mut View, id: EntryId) -> Result<Sealed, Problem> {
    let visible = view.agencies.clone();
    let placed = journal_position::agency_id
        .eq(journal_entry::agency_id)
        .and(journal_position::entry_id.eq(journal_entry::entry_id));
    journal_entry::table
        .left_join(journal_position::table.on(placed))
        .filter(journal_entry::agency_id.eq_any(visible).and(journal_entry::entry_id.eq(id)))
        .select((
            journal_entry::entry_id,
            journal_entry::kind,
            journal_entry::recorded_at,
            journal_position::pos.nullable(),
            journal_entry::leaf_hash,
            journal_entry::leaf,
        ))
        .first(view.conn())
        .map_err(Problem::from)
}
