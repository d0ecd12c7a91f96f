//! The journal's rows, page by page.

use super::entry;
use crate::domain::ids::{AccountId, AgencyId, CaseId, EntryId};
use crate::journal::leaf::LeafHash;
use crate::problem::Problem;
use crate::schema::{journal_body, journal_entry, journal_head, journal_log, journal_pending, journal_position};
use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

const PAGE: i64 = 1_000;
const PAGE_OF_HASHES: i64 = 20_000;
/// So many strays of each kind are named.
const STRAYS_MAX: i64 = 101;

pub(super) struct Head {
    pub size: i64,
    pub placed_at: DateTime<Utc>,
}

pub(super) struct EntryRow {
    pub agency: AgencyId,
    pub entry: EntryId,
    pub kind: String,
    pub account: AccountId,
    pub case: Option<CaseId>,
    pub case_seq: Option<i32>,
    pub device: Option<Uuid>,
    pub device_seq: Option<i64>,
    pub recorded_at: DateTime<Utc>,
    pub leaf: Vec<u8>,
    pub leaf_hash: Vec<u8>,
    /// The body and its salts.
    pub body: Option<(Value, Value)>,
}

pub(super) struct Placed {
    pub pos: i64,
    pub agency: AgencyId,
    pub entry: EntryId,
    pub leaf_hash: LeafHash,
    pub placed_at: DateTime<Utc>,
    pub row: Option<EntryRow>,
}

pub(super) struct Waiting {
    pub ticket: i64,
    pub agency: AgencyId,
    pub entry: EntryId,
    pub is_placed: bool,
    pub row: Option<EntryRow>,
}

/// An entry in the chain of its case.
pub(super) struct Link {
    pub agency: AgencyId,
    pub case: CaseId,
    pub seq: i32,
    pub leaf_hash: LeafHash,
    leaf: Vec<u8>,
}

impl Link {
    /// The hash that the leaf names as the one before it; nothing when the leaf cannot be read.
    pub fn names_before(&self) -> Option<Option<String>> {
        entry::members(&self.leaf).map(|leaf| leaf.prev)
    }
}

type EntryColumns = (
    AgencyId,
    EntryId,
    String,
    AccountId,
    Option<CaseId>,
    Option<i32>,
    Option<Uuid>,
    Option<i64>,
    DateTime<Utc>,
    Vec<u8>,
    Vec<u8>,
);
type BodyColumns = Option<(Value, Value)>;

/// A whole journal takes longer than a request may.
pub(super) fn take_time(conn: &mut PgConnection) -> Result<(), Problem> {
    conn.batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")?;
    Ok(())
}

pub(super) fn origin(conn: &mut PgConnection) -> Result<String, Problem> {
    let founded: Option<String> = journal_log::table.select(journal_log::origin).first(conn).optional()?;
    Ok(founded.unwrap_or_default())
}

pub(super) fn head(conn: &mut PgConnection) -> Result<Head, Problem> {
    // Before the first position the time is minus infinity, which no Rust time is.
    let (size, placed_at) = journal_head::table
        .select((
            journal_head::size,
            diesel::dsl::sql::<diesel::sql_types::Timestamptz>("greatest(placed_at, '0001-01-01Z'::timestamptz)"),
        ))
        .first(conn)?;
    Ok(Head { size, placed_at })
}

pub(super) fn count_pending(conn: &mut PgConnection) -> Result<u64, Problem> {
    let waiting: i64 = journal_pending::table.count().get_result(conn)?;
    Ok(waiting.unsigned_abs())
}

pub(super) fn hashes_after(conn: &mut PgConnection, after: i64) -> Result<Vec<(i64, LeafHash)>, Problem> {
    let rows: Vec<(i64, Vec<u8>)> = journal_position::table
        .filter(journal_position::pos.gt(after))
        .order(journal_position::pos)
        .limit(PAGE_OF_HASHES)
        .select((journal_position::pos, journal_position::leaf_hash))
        .load(conn)?;
    Ok(rows.into_iter().map(|(pos, hash)| (pos, of_32_bytes(&hash))).collect())
}

pub(super) fn placed_after(conn: &mut PgConnection, after: i64) -> Result<Vec<Placed>, Problem> {
    let is_of_entry = journal_entry::agency_id
        .eq(journal_position::agency_id)
        .and(journal_entry::entry_id.eq(journal_position::entry_id));
    let is_of_body = journal_body::agency_id
        .eq(journal_position::agency_id)
        .and(journal_body::entry_id.eq(journal_position::entry_id));
    let rows: Vec<(i64, AgencyId, EntryId, Vec<u8>, DateTime<Utc>, Option<EntryColumns>, BodyColumns)> =
        journal_position::table
            .left_join(journal_entry::table.on(is_of_entry))
            .left_join(journal_body::table.on(is_of_body))
            .filter(journal_position::pos.gt(after))
            .order(journal_position::pos)
            .limit(PAGE)
            .select((
                journal_position::pos,
                journal_position::agency_id,
                journal_position::entry_id,
                journal_position::leaf_hash,
                journal_position::placed_at,
                ENTRY.nullable(),
                (journal_body::body, journal_body::salts).nullable(),
            ))
            .load(conn)?;
    let placed = rows.into_iter().map(|(pos, agency, entry, hash, placed_at, row, body)| Placed {
        pos,
        agency,
        entry,
        leaf_hash: of_32_bytes(&hash),
        placed_at,
        row: row.map(|row| entry_of(row, body)),
    });
    Ok(placed.collect())
}

pub(super) fn pending_after(conn: &mut PgConnection, after: i64) -> Result<Vec<Waiting>, Problem> {
    let is_of_entry = journal_entry::agency_id
        .eq(journal_pending::agency_id)
        .and(journal_entry::entry_id.eq(journal_pending::entry_id));
    let is_of_body = journal_body::agency_id
        .eq(journal_pending::agency_id)
        .and(journal_body::entry_id.eq(journal_pending::entry_id));
    let is_of_position = journal_position::agency_id
        .eq(journal_pending::agency_id)
        .and(journal_position::entry_id.eq(journal_pending::entry_id));
    let rows: Vec<(i64, AgencyId, EntryId, Option<i64>, Option<EntryColumns>, BodyColumns)> = journal_pending::table
        .left_join(journal_entry::table.on(is_of_entry))
        .left_join(journal_body::table.on(is_of_body))
        .left_join(journal_position::table.on(is_of_position))
        .filter(journal_pending::ticket.gt(after))
        .order(journal_pending::ticket)
        .limit(PAGE)
        .select((
            journal_pending::ticket,
            journal_pending::agency_id,
            journal_pending::entry_id,
            journal_position::pos.nullable(),
            ENTRY.nullable(),
            (journal_body::body, journal_body::salts).nullable(),
        ))
        .load(conn)?;
    let waiting = rows.into_iter().map(|(ticket, agency, entry, pos, row, body)| Waiting {
        ticket,
        agency,
        entry,
        is_placed: pos.is_some(),
        row: row.map(|row| entry_of(row, body)),
    });
    Ok(waiting.collect())
}

pub(super) fn neither_placed_nor_pending(conn: &mut PgConnection) -> Result<Vec<(AgencyId, EntryId)>, Problem> {
    let is_placed = journal_position::agency_id
        .eq(journal_entry::agency_id)
        .and(journal_position::entry_id.eq(journal_entry::entry_id));
    let is_pending = journal_pending::agency_id
        .eq(journal_entry::agency_id)
        .and(journal_pending::entry_id.eq(journal_entry::entry_id));
    let strays = journal_entry::table
        .left_join(journal_position::table.on(is_placed))
        .left_join(journal_pending::table.on(is_pending))
        .filter(journal_position::pos.nullable().is_null().and(journal_pending::ticket.nullable().is_null()))
        .order((journal_entry::agency_id, journal_entry::entry_id))
        .limit(STRAYS_MAX)
        .select((journal_entry::agency_id, journal_entry::entry_id));
    Ok(strays.load(conn)?)
}

pub(super) fn bodies_without_entry(conn: &mut PgConnection) -> Result<Vec<(AgencyId, EntryId)>, Problem> {
    let is_of_entry =
        journal_entry::agency_id.eq(journal_body::agency_id).and(journal_entry::entry_id.eq(journal_body::entry_id));
    let strays = journal_body::table
        .left_join(journal_entry::table.on(is_of_entry))
        .filter(journal_entry::kind.nullable().is_null())
        .order((journal_body::agency_id, journal_body::entry_id))
        .limit(STRAYS_MAX)
        .select((journal_body::agency_id, journal_body::entry_id));
    Ok(strays.load(conn)?)
}

/// Entries of cases in the order of the cases' own numbers.
pub(super) fn in_cases_after(
    conn: &mut PgConnection,
    after: Option<(AgencyId, CaseId, i32)>,
) -> Result<Vec<Link>, Problem> {
    let mut query = journal_entry::table
        .filter(journal_entry::case_id.is_not_null())
        .order((journal_entry::agency_id, journal_entry::case_id, journal_entry::case_seq))
        .limit(PAGE)
        .select((
            journal_entry::agency_id,
            journal_entry::case_id.assume_not_null(),
            journal_entry::case_seq.assume_not_null(),
            journal_entry::leaf_hash,
            journal_entry::leaf,
        ))
        .into_boxed();
    if let Some((agency, case, seq)) = after {
        let later_in_case = journal_entry::case_id.eq(case).and(journal_entry::case_seq.gt(seq));
        let in_agency = journal_entry::agency_id
            .eq(agency)
            .and(journal_entry::case_id.gt(case).or(later_in_case).assume_not_null());
        query = query.filter(journal_entry::agency_id.gt(agency).or(in_agency));
    }
    let rows: Vec<(AgencyId, CaseId, i32, Vec<u8>, Vec<u8>)> = query.load(conn)?;
    let links = rows.into_iter().map(|(agency, case, seq, hash, leaf)| Link {
        agency,
        case,
        seq,
        leaf_hash: of_32_bytes(&hash),
        leaf,
    });
    Ok(links.collect())
}

const ENTRY: (
    journal_entry::agency_id,
    journal_entry::entry_id,
    journal_entry::kind,
    journal_entry::account_id,
    journal_entry::case_id,
    journal_entry::case_seq,
    journal_entry::device_id,
    journal_entry::device_seq,
    journal_entry::recorded_at,
    journal_entry::leaf,
    journal_entry::leaf_hash,
) = (
    journal_entry::agency_id,
    journal_entry::entry_id,
    journal_entry::kind,
    journal_entry::account_id,
    journal_entry::case_id,
    journal_entry::case_seq,
    journal_entry::device_id,
    journal_entry::device_seq,
    journal_entry::recorded_at,
    journal_entry::leaf,
    journal_entry::leaf_hash,
);

fn entry_of(row: EntryColumns, body: BodyColumns) -> EntryRow {
    let (agency, entry, kind, account, case, case_seq, device, device_seq, recorded_at, leaf, leaf_hash) = row;
    EntryRow { agency, entry, kind, account, case, case_seq, device, device_seq, recorded_at, leaf, leaf_hash, body }
}

/// A hash of another length is no hash: it differs from every computed one.
fn of_32_bytes(hash: &[u8]) -> LeafHash {
    LeafHash(hash.try_into().unwrap_or_default())
}
