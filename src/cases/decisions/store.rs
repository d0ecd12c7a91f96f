//! Decisions' rows, their penalties and their numbers.

use super::model::{AppliedStep, Decision};
use crate::cases::deadlines;
use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::steps::store::{self as steps, Taken};
use crate::cases::store as cases;
use crate::db::{Tx, View};
use crate::domain::case_number::CaseNumber;
use crate::domain::decision::Penalty;
use crate::domain::ids::{
    AccountId, AgencyId, CaseId, CaseStepId, CertificateId, DecisionId, DiscretionStepId, EntryId, MatterId, OfficerId,
};
use crate::domain::origin::Origin;
use crate::domain::penalty::{Outcome, PenaltyKind};
use crate::domain::refusal::Text;
use crate::domain::stage::{Stage, Step};
use crate::domain::values::{Fen, Passage, Title};
use crate::problem::{Fault, Problem};
use crate::schema::{
    case_decision as decision, case_file, case_tag as tag, decision_discretion as applied, decision_penalty as penalty,
    document_counter as counter, document_number as number, investigation_act as act,
};
use chrono::{DateTime, Datelike as _, Utc};
use diesel::deserialize::{self, FromSql};
use diesel::dsl::{array, exists};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment as _};
use diesel::sql_types::{Array, BigInt, Nullable, Record, Text as SqlText, Uuid as SqlUuid};
use serde_json::{Value, json};

/// Every column, in the table's order: [`show_decisions`] brings them so.
#[derive(HasQuery)]
#[diesel(table_name = decision)]
struct Row {
    agency_id: AgencyId,
    id: DecisionId,
    case_id: CaseId,
    outcome: Outcome,
    decided_at: DateTime<Utc>,
    facts: Passage,
    legal_bases: Vec<Title>,
    document_number: Option<String>,
    decider_id: AccountId,
    content_digest: Vec<u8>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
    discretion_reason: Option<Passage>,
    document: Value,
    violation: Option<Value>,
    separate_act: Option<Passage>,
    nth: i32,
    supersedes: Option<DecisionId>,
    leniency: Option<Value>,
    officer_ids: Vec<OfficerId>,
    certificate_ids: Vec<CertificateId>,
}

impl Row {
    /// What PostgreSQL keeps of the document was written by the same types.
    fn with(self, penalties: Vec<Penalty>, discretion: Vec<AppliedStep>) -> Decision {
        Decision {
            id: self.id,
            case: self.case_id,
            outcome: self.outcome,
            decided_at: self.decided_at,
            facts: self.facts,
            legal_bases: self.legal_bases,
            penalties,
            discretion,
            discretion_reason: self.discretion_reason,
            document: serde_json::from_value(self.document).unwrap_or_default(),
            violation: self.violation.and_then(|kept| serde_json::from_value(kept).ok()),
            separate_act: self.separate_act,
            leniency: self.leniency.and_then(|kept| serde_json::from_value(kept).ok()),
            document_number: self.document_number,
            nth: self.nth,
            supersedes: self.supersedes,
            decider: self.decider_id,
            officers: self.officer_ids,
            certificates: self.certificate_ids,
            content_digest: self.content_digest,
            entry_id: self.entry_id,
            recorded_at: self.recorded_at,
        }
    }
}

/// A decision with its penalties and its steps of discretion, inside a statement that reads several things at once.
pub type DecisionShown = Record<(
    Record<decision::SqlType>,
    Array<Record<(SqlText, Nullable<BigInt>)>>,
    Array<Record<(SqlUuid, Nullable<BigInt>)>>,
)>;

pub struct FoundDecision {
    row: Row,
    penalties: Vec<(PenaltyKind, Option<Fen>)>,
    discretion: Vec<(DiscretionStepId, Option<Fen>)>,
}

impl FromSql<DecisionShown, Pg> for FoundDecision {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let (row, penalties, discretion) = FromSql::<DecisionShown, Pg>::from_sql(bytes)?;
        Ok(Self { row: Queryable::<decision::SqlType, Pg>::build(row)?, penalties, discretion })
    }
}

impl From<FoundDecision> for Decision {
    fn from(found: FoundDecision) -> Self {
        found.row.with(penalties_of(found.penalties), steps_of(found.discretion))
    }
}

/// The decision that counts of the statement's `case_file`; its end is left open for conditions.
pub fn show_decisions<'b>(out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_sql("SELECT ROW(ROW(");
    decision::all_columns.walk_ast(out.reborrow())?;
    out.push_sql(
        "), ARRAY(SELECT ROW(p.kind, p.amount_fen) FROM anjuan.decision_penalty p \
        WHERE p.agency_id = case_decision.agency_id AND p.decision_id = case_decision.id), \
        ARRAY(SELECT ROW(d.step_id, d.base_fen) FROM anjuan.decision_discretion d \
        WHERE d.agency_id = case_decision.agency_id AND d.decision_id = case_decision.id ORDER BY d.step_id)) \
        FROM anjuan.case_decision \
        WHERE case_decision.agency_id = case_file.agency_id AND case_decision.id = case_file.decision_id",
    );
    Ok(())
}

/// Of the actor's own agency: a write rests on nobody else's rows.
pub fn find_own(tx: &mut Tx, id: DecisionId) -> Result<Option<Decision>, Problem> {
    let agency = tx.actor.agency;
    let found = Row::query().filter(decision::agency_id.eq(agency).and(decision::id.eq(id)));
    let row: Option<Row> = found.first(tx.conn()).optional()?;
    row.map(|row| with_penalties(tx, row)).transpose()
}

/// The decisions of a case, oldest first.
pub fn of_case(view: &mut View, case: &Case) -> Result<Vec<Decision>, Problem> {
    let found = Row::query().filter(decision::agency_id.eq(case.agency).and(decision::case_id.eq(case.id)));
    let rows: Vec<Row> = found.order(decision::nth).load(view.conn())?;
    rows.into_iter().map(|row| with_penalties(view, row)).collect()
}

fn with_penalties(view: &mut View, row: Row) -> Result<Decision, Problem> {
    let kinds: Vec<(PenaltyKind, Option<Fen>)> = penalty::table
        .filter(penalty::agency_id.eq(row.agency_id).and(penalty::decision_id.eq(row.id)))
        .select((penalty::kind, penalty::amount_fen))
        .load(view.conn())?;
    let steps: Vec<(DiscretionStepId, Option<Fen>)> = applied::table
        .filter(applied::agency_id.eq(row.agency_id).and(applied::decision_id.eq(row.id)))
        .order(applied::step_id)
        .select((applied::step_id, applied::base_fen))
        .load(view.conn())?;
    Ok(row.with(penalties_of(kinds), steps_of(steps)))
}

fn penalties_of(kinds: Vec<(PenaltyKind, Option<Fen>)>) -> Vec<Penalty> {
    let mut penalties: Vec<_> = kinds.into_iter().map(|(kind, amount_fen)| Penalty { kind, amount_fen }).collect();
    penalties.sort_by_key(|penalty| penalty.kind);
    penalties
}

fn steps_of(steps: Vec<(DiscretionStepId, Option<Fen>)>) -> Vec<AppliedStep> {
    steps.into_iter().map(|(step, base)| AppliedStep { step, base }).collect()
}

/// What a decision looks back on, besides the file.
pub struct History {
    pub last_investigated_at: Option<DateTime<Utc>>,
    /// The matters that it is tagged with.
    pub matters: Vec<MatterId>,
    /// The decision that a new one comes after, and its place among those of the case.
    pub newest: Option<(i32, DecisionId)>,
}

type HistoryRow = (Option<DateTime<Utc>>, Vec<MatterId>, Option<i32>, Option<DecisionId>);

/// In one statement.
pub fn history(view: &mut View, case: &Case) -> Result<History, Problem> {
    let acts = act::table.filter(act::agency_id.eq(case.agency).and(act::case_id.eq(case.id)));
    let tagged = tag::table
        .filter(tag::agency_id.eq(case.agency).and(tag::case_id.eq(case.id)))
        .filter(tag::revision.eq(case.tag_revision));
    let newest = || {
        let all = decision::table.filter(decision::agency_id.eq(case.agency).and(decision::case_id.eq(case.id)));
        all.order(decision::nth.desc()).limit(1)
    };
    let found: HistoryRow = diesel::select((
        acts.order(act::performed_at.desc()).limit(1).select(act::performed_at).single_value(),
        array(tagged.select(tag::matter_id)),
        newest().select(decision::nth).single_value(),
        newest().select(decision::id).single_value(),
    ))
    .get_result(view.conn())?;
    let (last_investigated_at, matters, nth, id) = found;
    Ok(History { last_investigated_at, matters, newest: nth.zip(id) })
}

/// 决定: its part in the figures and the due dates that it tells; then its number, because everybody else who decides in this agency
/// waits for the counter; then the decision and the case that it moves.
pub fn decide(
    tx: &mut Tx,
    file: CaseFile,
    stage: Stage,
    prefix: Option<&str>,
    new: Decision,
) -> Result<Decision, Problem> {
    let (case, steps_before) = (file.case.clone(), file.done.len());
    let moved = Case { stage, decision: Some(new.id), decided_on: Some(new.decided_on()), ..file.case.clone() };
    let step = step_of(tx, &file.case, stage, &new);
    let mut file = file.with_step(moved, &step); // its number is of no account to figures and time limits
    let facts = cases::facts_with_decision(tx, &file, Some((new.id, new.facts_for_figures())))?;
    cases::settle(tx, file.case.id, &facts)?;
    deadlines::tell(tx, &mut file)?;
    let document_number = prefix.map(|prefix| allot(tx, prefix, &new)).transpose()?;
    let decided = Decision { document_number: document_number.as_ref().map(CaseNumber::to_string), ..new };
    insert(tx, &decided)?;
    steps::place(tx, steps_before, &step_of(tx, &case, stage, &decided))?;
    let case_number = decided.document_number.clone();
    cases::advance(tx, &case, &Case { case_number, ..file.case })?;
    Ok(decided)
}

/// The decision's place in the file.
fn step_of(tx: &Tx, case: &Case, stage: Stage, new: &Decision) -> Taken {
    Taken {
        stage,
        happened_on: new.decided_on(),
        content: json!({ "outcome": new.outcome, "penalties": &new.penalties, "violation": &new.violation,
            "document_number": &new.document_number, "officer_ids": &new.officers }),
        certificates: new.certificates.clone(),
        content_digest: new.content_digest.clone(),
        ..Taken::by_actor(tx, Step::Decide, CaseStepId::from_uuid(new.id.uuid()), case)
    }
}

fn insert(tx: &mut Tx, new: &Decision) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    diesel::insert_into(decision::table)
        .values((
            decision::agency_id.eq(agency),
            decision::id.eq(new.id),
            decision::case_id.eq(new.case),
            decision::outcome.eq(new.outcome),
            decision::decided_at.eq(new.decided_at),
            decision::facts.eq(&new.facts),
            decision::legal_bases.eq(&new.legal_bases),
            decision::discretion_reason.eq(&new.discretion_reason),
            decision::document.eq(json!(new.document)),
            decision::violation.eq(new.violation.as_ref().map(|one| json!(one))),
            decision::separate_act.eq(&new.separate_act),
            decision::leniency.eq(new.leniency.as_ref().map(|one| json!(one))),
            decision::document_number.eq(&new.document_number),
            decision::decider_id.eq(new.decider),
            decision::content_digest.eq(&new.content_digest),
            decision::entry_id.eq(new.entry_id),
            decision::recorded_at.eq(new.recorded_at),
            decision::nth.eq(new.nth),
            decision::supersedes.eq(new.supersedes),
            decision::officer_ids.eq(&new.officers),
            decision::certificate_ids.eq(&new.certificates),
        ))
        .execute(tx.conn())?;
    let row = |one: &Penalty| {
        (
            penalty::agency_id.eq(agency),
            penalty::decision_id.eq(new.id),
            penalty::kind.eq(one.kind),
            penalty::amount_fen.eq(one.amount_fen),
        )
    };
    let rows: Vec<_> = new.penalties.iter().map(row).collect();
    if !rows.is_empty() {
        diesel::insert_into(penalty::table).values(rows).execute(tx.conn())?;
    }
    let row = |one: &AppliedStep| {
        (
            applied::agency_id.eq(agency),
            applied::decision_id.eq(new.id),
            applied::step_id.eq(one.step),
            applied::base_fen.eq(one.base),
        )
    };
    let rows: Vec<_> = new.discretion.iter().map(row).collect();
    if !rows.is_empty() {
        diesel::insert_into(applied::table).values(rows).execute(tx.conn())?;
    }
    Ok(())
}

/// The next number under this prefix (简称 and 文种) in the year of the decision. The counter's row stays locked until
/// the transaction ends, so a number is never lost and never given twice.
fn allot(tx: &mut Tx, prefix: &str, new: &Decision) -> Result<CaseNumber, Problem> {
    let year = u16::try_from(new.decided_on().year()).map_err(Problem::internal)?;
    let first = numbered(prefix, year, 1)?;
    let n = count(tx, &first)?;
    diesel::insert_into(number::table)
        .values((
            number::agency_id.eq(tx.actor.agency),
            number::prefix.eq(first.prefix()),
            number::year.eq(i32::from(year)),
            number::n.eq(n),
            number::case_id.eq(new.case),
            number::entry_id.eq(tx.entry_id()),
        ))
        .execute(tx.conn())?;
    numbered(prefix, year, u32::try_from(n).map_err(Problem::internal)?)
}

/// The prefix with this 文种 under which the agency gave a number last.
pub fn last_prefix(tx: &mut Tx, word: &str) -> Result<Option<String>, Problem> {
    let own = number::table.filter(number::agency_id.eq(tx.actor.agency));
    let newest: Vec<String> =
        own.order(number::entry_id.desc()).select(number::prefix).limit(NEWEST).load(tx.conn())?;
    Ok(newest.into_iter().find(|prefix| prefix.ends_with(word)))
}

/// Among so many of the newest numbers an agency's usual prefix is found.
const NEWEST: i64 = 100;

/// Counts by the prefix as it is printed: two ways to write one prefix share their numbers.
fn numbered(prefix: &str, year: u16, n: u32) -> Result<CaseNumber, Problem> {
    CaseNumber::new(prefix, year, n, None)
        .map_err(|fault| Problem::invalid(vec![Fault::new("/issuer", fault.code, Text::new(fault.zh, fault.en))]))
}

fn count(tx: &mut Tx, first: &CaseNumber) -> Result<i32, Problem> {
    let (agency, prefix, year) = (tx.actor.agency, first.prefix(), i32::from(first.year()));
    let counts = diesel::select(exists(counter::table.find((agency, prefix, year)))).get_result(tx.conn())?;
    let before = if counts { 0 } else { highest_imported(tx, first)? };
    diesel::insert_into(counter::table)
        .values((
            counter::agency_id.eq(agency),
            counter::prefix.eq(prefix),
            counter::year.eq(year),
            counter::last.eq(before + 1),
        ))
        .on_conflict((counter::agency_id, counter::prefix, counter::year))
        .do_update()
        .set(counter::last.eq(counter::last + 1))
        .returning(counter::last)
        .get_result(tx.conn())
        .map_err(Problem::from)
}

/// The highest number that the old system gave under this prefix in this year; 0 when none is known. Imports keep
/// numbers as printed, and what is no number as it came.
fn highest_imported(tx: &mut Tx, first: &CaseNumber) -> Result<i32, Problem> {
    let agency = tx.actor.agency;
    let stated: Vec<Option<String>> = case_file::table
        .filter(case_file::agency_id.eq(agency).and(case_file::origin.eq(Origin::Import)))
        .filter(case_file::case_number.like(format!("%〔{}〕%", first.year())))
        .select(case_file::case_number)
        .load(tx.conn())?;
    let read = stated.into_iter().flatten().filter_map(|text| CaseNumber::parse(&text).ok());
    let alike = read.filter(|one| (one.prefix(), one.year()) == (first.prefix(), first.year()));
    i32::try_from(alike.map(|one| one.number()).max().unwrap_or_default()).map_err(Problem::internal)
}
