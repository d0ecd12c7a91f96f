//! The journal entries of a case.

use crate::cases::model::Case;
use crate::db::View;
use crate::db::page::PageOf;
use crate::domain::ids::{AccountId, EntryId};
use crate::domain::stage::Step;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use crate::schema::{account, case_step, journal_entry, journal_position};
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
    /// Of an entry that says only that some step was taken.
    taken: Option<Step>,
}

impl Happening {
    /// The step of the procedure that was taken, if it was one.
    pub fn step(&self) -> Option<Step> {
        match self.kind {
            Kind::CaseInvestigated => Some(Step::Investigate),
            Kind::CaseDecided => Some(Step::Decide),
            Kind::CaseClosed => Some(Step::Close),
            _ => self.taken,
        }
    }
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
    let of_step = case_step::agency_id
        .eq(journal_entry::agency_id)
        .and(case_step::case_id.nullable().eq(journal_entry::case_id))
        .and(case_step::entry_id.eq(journal_entry::entry_id));
    let after = page.after.as_ref().map_or(-1, |key| key.seq);
    let rows: Vec<Happening> = journal_entry::table
        .left_join(journal_position::table.on(placed))
        .left_join(account::table.on(account::id.eq(journal_entry::account_id)))
        .left_join(case_step::table.on(of_step))
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
            case_step::step.nullable(),
        ))
        .limit(page.fetch())
        .load(view.conn())?;
    Ok(page.cut(rows, |row: &Happening| SortKey { seq: row.case_seq.unwrap_or_default() }))
}
