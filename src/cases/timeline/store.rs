//! The journal entries of a case.

use crate::cases::model::Case;
use crate::db::View;
use crate::db::page::PageOf;
use crate::domain::ids::{AccountId, EntryId};
use crate::journal::kind::Kind;
use crate::problem::Problem;
use crate::schema::{account, journal_entry, journal_position};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One thing that happened to a case.
#[derive(Debug, Clone, Queryable)]
pub struct Happening {
    pub entry_id: EntryId,
    pub kind: Kind,
    pub subject_id: Option<Uuid>,
    pub case_seq: Option<i32>,
    pub recorded_at: DateTime<Utc>,
    /// `None` until the sequencer has placed it.
    pub pos: Option<i64>,
    pub account_id: AccountId,
    /// `None` when the account is out of the reader's sight.
    pub account_name: Option<String>,
}

/// Lists go in the case's own order.
#[derive(Debug, Serialize, Deserialize)]
pub struct SortKey {
    seq: i32,
}

pub fn page(view: &mut View, case: &Case, page: &PageOf<SortKey>) -> Result<(Vec<Happening>, Option<String>), Problem> {
    let placed = journal_position::agency_id
        .eq(journal_entry::agency_id)
        .and(journal_position::entry_id.eq(journal_entry::entry_id));
    let after = page.after.as_ref().map_or(-1, |key| key.seq);
    let rows: Vec<Happening> = journal_entry::table
        .left_join(journal_position::table.on(placed))
        .left_join(account::table.on(account::id.eq(journal_entry::account_id)))
        .filter(journal_entry::agency_id.eq(case.agency).and(journal_entry::case_id.eq(case.id)))
        .filter(journal_entry::case_seq.gt(after))
        .order(journal_entry::case_seq)
        .select((
            journal_entry::entry_id,
            journal_entry::kind,
            journal_entry::subject_id,
            journal_entry::case_seq,
            journal_entry::recorded_at,
            journal_position::pos.nullable(),
            journal_entry::account_id,
            account::display_name.nullable(),
        ))
        .limit(page.fetch())
        .load(view.conn())?;
    Ok(page.cut(rows, |row: &Happening| SortKey { seq: row.case_seq.unwrap_or_default() }))
}
