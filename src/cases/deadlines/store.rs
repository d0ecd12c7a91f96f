//! What was told of time limits, and when the next one of a case ends, as rows.

use super::standing::Deadline;
use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::steps::store::files;
use crate::cases::store::{self as cases, Key};
use crate::db::{Tx, View};
use crate::domain::deadline_rule::{DeadlineRule, MissedEffect};
use crate::domain::ids::{AgencyId, CaseId, EntryId};
use crate::domain::stage::Stage;
use crate::problem::Problem;
use crate::schema::{case_deadline_outlook as outlook, case_deadline_told as told_row, case_file};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Record, Text, Timestamptz, Uuid as SqlUuid};
use diesel::upsert::excluded;
use serde::Serialize;
use uuid::Uuid;

/// A due date as it was told when a step was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldDue {
    pub rule: DeadlineRule,
    pub started_by: Option<Uuid>,
    pub due_on: NaiveDate,
    pub told_at: DateTime<Utc>,
    pub entry_id: EntryId,
}

pub type ToldShown = Record<(Text, Nullable<SqlUuid>, Date, Timestamptz, SqlUuid)>;
pub type FoundTold = (DeadlineRule, Option<Uuid>, NaiveDate, DateTime<Utc>, EntryId);

/// What was told of the statement's `case_file`.
pub const TOLD: &str = "SELECT ROW(t.rule, t.started_by, t.due_on, t.told_at, t.entry_id) \
    FROM anjuan.case_deadline_told t \
    WHERE t.agency_id = case_file.agency_id AND t.case_id = case_file.id ORDER BY t.seq";

impl From<FoundTold> for ToldDue {
    fn from((rule, started_by, due_on, told_at, entry_id): FoundTold) -> Self {
        Self { rule, started_by, due_on, told_at, entry_id }
    }
}

/// Keeps due dates as they are told now, under the entry that is about to be recorded.
pub fn tell(tx: &mut Tx, file: &CaseFile, new: &[(&Deadline, NaiveDate)]) -> Result<Vec<ToldDue>, Problem> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let (agency, entry_id, told_at) = (tx.actor.agency, tx.entry_id(), tx.now);
    let first = i32::try_from(file.told.len()).map_err(Problem::internal)? + 1;
    let row = |(seq, (deadline, due_on)): (i32, &(&Deadline, NaiveDate))| {
        (
            told_row::agency_id.eq(agency),
            told_row::case_id.eq(file.case.id),
            told_row::seq.eq(seq),
            told_row::rule.eq(deadline.period.rule),
            told_row::started_by.eq(deadline.period.started.step),
            told_row::started_on.eq(deadline.period.started.on),
            told_row::due_on.eq(*due_on),
            told_row::entry_id.eq(entry_id),
            told_row::told_at.eq(told_at),
        )
    };
    let rows: Vec<_> = (first..).zip(new).map(row).collect();
    diesel::insert_into(told_row::table).values(rows).execute(tx.conn())?;
    let told = |(deadline, due_on): &(&Deadline, NaiveDate)| ToldDue {
        rule: deadline.period.rule,
        started_by: deadline.period.started.step,
        due_on: *due_on,
        told_at,
        entry_id,
    };
    Ok(new.iter().map(told).collect())
}

/// By what an outlook was worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    /// The notice that was loaded last.
    pub calendar: Option<EntryId>,
    /// The time limit that was set last.
    pub rules: Option<EntryId>,
}

pub fn basis(view: &mut View) -> Result<Basis, Problem> {
    let calendar = crate::acts::calendar::store::newest(view)?.map(|(_, entry)| entry);
    let rules = crate::acts::procedure_rules::newest_limit(view)?;
    Ok(Basis { calendar, rules })
}

/// What is still to be done of a case, as its outlook keeps it.
#[derive(Debug, Serialize)]
struct OpenDue {
    due_on: NaiveDate,
    /// It may begin after the outlook was worked out.
    started_on: NaiveDate,
    rule: DeadlineRule,
    /// The step that set it running; of the filing, the case.
    started_by: Uuid,
    /// When it is over, nothing is to be done any more.
    lapses: bool,
}

impl OpenDue {
    fn of(case: &Case, one: &Deadline) -> Option<Self> {
        let rule = one.period.rule;
        let due_on = one.due.as_ref().ok().filter(|_| one.is_open())?.on;
        Some(Self {
            due_on,
            started_on: one.period.started.on,
            rule,
            started_by: one.period.started.step.unwrap_or(case.id.uuid()),
            lapses: rule.missed() == MissedEffect::RightLapses,
        })
    }
}

/// The time limits of a case, by its file.
pub type Outlook<'f> = (&'f CaseFile, Vec<Deadline>);

/// Keeps when the time limits of cases of the actor's own agency end. `looked_on`: reminders were thought of on that day.
pub fn look_ahead(tx: &mut Tx, all: &[Outlook<'_>], looked_on: Option<NaiveDate>) -> Result<(), Problem> {
    if all.is_empty() {
        return Ok(());
    }
    let agency = tx.actor.agency;
    let row = |(file, deadlines): &Outlook<'_>| {
        let open: Vec<OpenDue> = deadlines.iter().filter_map(|one| OpenDue::of(&file.case, one)).collect();
        Ok((
            outlook::agency_id.eq(agency),
            outlook::case_id.eq(file.case.id),
            outlook::case_version.eq(file.case.version),
            outlook::calendar_entry.eq(file.newest_notice),
            outlook::rules_entry.eq(file.rules.newest_limit()),
            outlook::next_due_on.eq(open.iter().map(|one| one.due_on).min()),
            outlook::looked_on.eq(looked_on),
            outlook::open.eq(serde_json::to_value(&open).map_err(Problem::internal)?),
        ))
    };
    let rows: Vec<_> = all.iter().map(row).collect::<Result<_, Problem>>()?;
    diesel::insert_into(outlook::table)
        .values(rows)
        .on_conflict((outlook::agency_id, outlook::case_id))
        .do_update()
        .set((
            outlook::case_version.eq(excluded(outlook::case_version)),
            outlook::calendar_entry.eq(excluded(outlook::calendar_entry)),
            outlook::rules_entry.eq(excluded(outlook::rules_entry)),
            outlook::next_due_on.eq(excluded(outlook::next_due_on)),
            outlook::looked_on.eq(excluded(outlook::looked_on)),
            outlook::open.eq(excluded(outlook::open)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Open cases with their outlooks.
macro_rules! open_cases {
    () => {
        case_file::table
            .left_join(
                outlook::table.on(outlook::agency_id.eq(case_file::agency_id).and(outlook::case_id.eq(case_file::id))),
            )
            .filter(case_file::stage.ne(Stage::Closed))
    };
}

/// Of which nobody knows: the outlook is missing, or was worked out from another version or by other notices or rules.
macro_rules! outdated {
    ($basis:expr) => {
        outlook::case_version
            .nullable()
            .is_distinct_from(case_file::version.nullable())
            .or(outlook::calendar_entry.nullable().is_distinct_from($basis.calendar))
            .or(outlook::rules_entry.nullable().is_distinct_from($basis.rules))
            .or(outlook::open.nullable().is_null())
    };
}

/// Something ends by that day.
macro_rules! ends_by {
    ($until:expr) => {
        outlook::next_due_on.nullable().is_not_null().and(outlook::next_due_on.nullable().le($until))
    };
}

/// So many cases at most are counted anew for one page of the board.
const COUNTED_ANEW: usize = 200;

/// Files of the open cases of which nobody knows. Where there are many, a rule or a notice has just been set: none, and what their outlooks
/// kept stands until the keeper comes round.
pub fn unknown(view: &mut View) -> Result<Vec<CaseFile>, Problem> {
    let (basis, seen) = (basis(view)?, view.agencies.clone());
    let ids: Vec<Key> = open_cases!()
        .filter(case_file::agency_id.eq_any(seen))
        .filter(outdated!(basis))
        .limit(i64::try_from(COUNTED_ANEW + 1).unwrap_or(i64::MAX))
        .select((case_file::agency_id, case_file::id))
        .load(view.conn())?;
    if ids.len() > COUNTED_ANEW { Ok(Vec::new()) } else { of_keys(view, &ids) }
}

pub fn of_keys(view: &mut View, keys: &[Key]) -> Result<Vec<CaseFile>, Problem> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let found = cases::several(view, keys)?;
    files(view, found)
}

/// What outlooks keep, by the last day. Binds: agencies, the last day, today, the rule, the four parts of the place before, cases that are
/// counted anew, how many.
const OPEN: &str = "SELECT o.agency_id, o.case_id, d.due_on, d.rule, d.started_by \
    FROM anjuan.case_deadline_outlook o \
    JOIN anjuan.case_file c ON c.agency_id = o.agency_id AND c.id = o.case_id \
    CROSS JOIN LATERAL jsonb_to_recordset(o.open) \
        AS d (due_on date, started_on date, rule text, started_by uuid, lapses boolean) \
    WHERE o.agency_id = ANY ($1) AND o.next_due_on <= $2 AND c.stage <> 'closed' \
        AND d.due_on <= $2 AND d.started_on <= $3 AND NOT (d.lapses AND d.due_on < $3) AND ($4 IS NULL OR d.rule = $4) \
        AND ($5 IS NULL OR (d.due_on, o.case_id, d.rule COLLATE \"C\", d.started_by) > ($5, $6, $7 COLLATE \"C\", $8)) \
        AND o.case_id <> ALL ($9) \
    ORDER BY d.due_on, o.case_id, d.rule COLLATE \"C\", d.started_by LIMIT $10";

/// One row that outlooks keep.
#[derive(Debug, QueryableByName)]
pub struct KeptDue {
    #[diesel(sql_type = SqlUuid)]
    pub agency_id: AgencyId,
    #[diesel(sql_type = SqlUuid)]
    pub case_id: CaseId,
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub rule: String,
    #[diesel(sql_type = SqlUuid)]
    pub started_by: Uuid,
}

/// Which rows are asked for.
pub struct WantedDue<'w> {
    pub until: NaiveDate,
    pub rule: Option<DeadlineRule>,
    pub after: Option<(NaiveDate, Uuid, &'w str, Uuid)>,
    pub without: &'w [CaseId],
    pub most: i64,
}

pub fn kept(view: &mut View, wanted: &WantedDue<'_>) -> Result<Vec<KeptDue>, Problem> {
    let (today, seen) = (view.today(), view.agencies.clone());
    #[expect(clippy::disallowed_methods, reason = "what an outlook keeps is JSON")]
    let rows = diesel::sql_query(OPEN)
        .bind::<Array<SqlUuid>, _>(seen)
        .bind::<Date, _>(wanted.until)
        .bind::<Date, _>(today)
        .bind::<Nullable<Text>, _>(wanted.rule.map(|rule| rule.to_string()))
        .bind::<Nullable<Date>, _>(wanted.after.map(|place| place.0))
        .bind::<Nullable<SqlUuid>, _>(wanted.after.map(|place| place.1))
        .bind::<Nullable<Text>, _>(wanted.after.map(|place| place.2))
        .bind::<Nullable<SqlUuid>, _>(wanted.after.map(|place| place.3))
        .bind::<Array<SqlUuid>, _>(wanted.without)
        .bind::<BigInt, _>(wanted.most)
        .load(view.conn())?;
    Ok(rows)
}

/// Agencies in whose open cases something is to be looked at.
pub fn waiting(view: &mut View, until: NaiveDate) -> Result<Vec<AgencyId>, Problem> {
    let (basis, today, seen) = (basis(view)?, view.today(), view.agencies.clone());
    let not_today = outlook::looked_on.nullable().is_distinct_from(today);
    open_cases!()
        .filter(case_file::agency_id.eq_any(seen))
        .filter(outdated!(basis).or(ends_by!(until).and(not_today)))
        .select(case_file::agency_id)
        .distinct()
        .load(view.conn())
        .map_err(Problem::from)
}

/// Open cases of the actor's own agency of which nobody knows, or that were not looked at today and in which something ends by that day.
pub fn to_look_at(view: &mut View, until: NaiveDate, most: i64) -> Result<Vec<CaseId>, Problem> {
    let (basis, today, agency) = (basis(view)?, view.today(), view.actor.agency);
    let not_today = outlook::looked_on.nullable().is_distinct_from(today);
    open_cases!()
        .filter(case_file::agency_id.eq(agency))
        .filter(outdated!(basis).or(ends_by!(until).and(not_today)))
        .order(case_file::id)
        .limit(most)
        .select(case_file::id)
        .load(view.conn())
        .map_err(Problem::from)
}
