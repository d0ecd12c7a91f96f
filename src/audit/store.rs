//! Journal entries as rows to be read.

use super::listing::{JournalFilters, JournalOrder};
use crate::db::View;
use crate::db::page::{Asked, At, Page, Place, narrowed, sorted};
use crate::domain::day::{begins, is_over};
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId};
use crate::journal::kind::Kind;
use crate::problem::Problem;
use crate::schema::{account, journal_entry, journal_position};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
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

/// Entries that have their positions.
pub fn page(view: &mut View, wanted: &JournalFilters, asked: &Asked<JournalOrder>) -> Result<Page<Placed>, Problem> {
    let visible = view.agencies.clone();
    let matching = || {
        let same = journal_entry::agency_id
            .eq(journal_position::agency_id)
            .and(journal_entry::entry_id.eq(journal_position::entry_id));
        let placed = journal_position::table.inner_join(journal_entry::table.on(same));
        let with_names = placed.left_join(account::table.on(account::id.eq(journal_entry::account_id)));
        let mut rows = match visible.as_slice() {
            [only] => with_names.filter(journal_position::agency_id.eq(*only)).into_boxed::<Pg>(),
            several => with_names.filter(journal_position::agency_id.eq_any(several.to_vec())).into_boxed(),
        };
        narrowed!(rows, {
            kind in wanted.kind => journal_entry::kind.eq(kind),
            id in wanted.account_id => journal_entry::account_id.eq(id),
            id in wanted.subject_id => journal_entry::subject_id.eq(id),
            id in wanted.case_id => journal_entry::case_id.eq(id),
            id in wanted.request_id => journal_entry::request_id.eq(id),
            pos in wanted.from => journal_position::pos.ge(pos),
            pos in wanted.to => journal_position::pos.le(pos),
            day in wanted.recorded_from => journal_entry::recorded_at.ge(begins(day)),
            day in wanted.recorded_to => journal_entry::recorded_at.lt(is_over(day)),
        });
        rows
    };
    let mut rows = matching();
    sorted!(rows, asked, (journal_position::entry_id, journal_position::agency_id), {
        JournalOrder::Pos => journal_position::pos as Number,
    });
    let selected = (
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
    );
    let found: Vec<Placed> = rows.select(selected).limit(asked.page.fetch()).load(view.conn())?;
    let total = asked.counts.then(|| matching().count().get_result(view.conn())).transpose()?;
    let place = |one: &Placed| Place { at: At::Number(one.pos), id: one.entry_id.uuid(), agency: one.agency_id.uuid() };
    Ok(asked.cut(found, total, place))
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
