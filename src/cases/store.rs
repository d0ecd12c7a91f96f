//! Cases' rows.

mod facts;
pub mod imported;
mod listed;
mod parties;
mod shown;

pub use facts::{facts, facts_with_decision};
pub use listed::page;
pub use parties::{FoundParty, PARTIES, PartyShown, add_parties, change_parties, parties_of, party_sets};
pub use shown::{CaseColumns, FoundCase, FoundOfficer, FoundTag, OFFICERS, OfficerShown, TAGS, TagShown, show_case};

use super::file::CaseFile;
use super::model::{Case, CaseSource, FilingApproval, HandlingOfficer, References, Tag};
use crate::db::{Tx, View};
use crate::domain::ids::{
    AccountId, AgencyId, CaseId, CertificateId, DecisionId, EntryId, MatterId, MatterVersionId, OfficerId,
};
use crate::domain::origin::Origin;
use crate::domain::party::{Party, PartyCode, PartyKind};
use crate::domain::penalty::Procedure;
use crate::domain::posting::{CaseFacts, Subject, SubjectKind, of_case};
use crate::domain::stage::Stage;
use crate::domain::values::{Code, Passage, PersonName, Title};
use crate::ledger;
use crate::problem::{Code as ProblemCode, Problem};
use crate::schema::{case_file, case_officer, case_tag, matter, matter_version, officer};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Uuid as SqlUuid};
use std::collections::{HashMap, HashSet};

/// Every column, in the table's order: [`show_case`] brings them so.
#[derive(HasQuery)]
#[diesel(table_name = case_file)]
pub struct Row {
    agency_id: AgencyId,
    id: CaseId,
    procedure: Procedure,
    stage: Stage,
    source: Option<CaseSource>,
    summary: Option<Passage>,
    place: Option<Title>,
    party_kind: PartyKind,
    party_name: Title,
    party_code: Option<String>,
    filed_on: NaiveDate,
    decided_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    case_number: Option<String>,
    tag_revision: i32,
    author_id: AccountId,
    external_id: Option<Code>,
    origin: Origin,
    content_digest: Vec<u8>,
    version: i64,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
    decision_id: Option<DecisionId>,
    officer_revision: i32,
    party_revision: i32,
    approved_by: Option<PersonName>,
    approved_on: Option<NaiveDate>,
}

impl TryFrom<Row> for Case {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        let kind = row.party_kind;
        let code = row.party_code.map(|text| PartyCode::parse(kind, &text)).transpose().map_err(Problem::internal)?;
        Ok(Self {
            agency: row.agency_id,
            id: row.id,
            procedure: row.procedure,
            stage: row.stage,
            source: row.source,
            summary: row.summary,
            place: row.place,
            party: Party { kind, name: row.party_name, code },
            filed_on: row.filed_on,
            decision: row.decision_id,
            decided_on: row.decided_on,
            closed_on: row.closed_on,
            case_number: row.case_number,
            tag_revision: row.tag_revision,
            author: row.author_id,
            external_id: row.external_id,
            origin: row.origin,
            content_digest: row.content_digest,
            version: row.version,
            entry_id: row.entry_id,
            recorded_at: row.recorded_at,
            officer_revision: row.officer_revision,
            party_revision: row.party_revision,
            approval: row.approved_by.zip(row.approved_on).map(|(by, on)| FilingApproval { by, on }),
        })
    }
}

/// A visible case. Where several agencies gave the same id, the reader's own comes first.
pub fn find(view: &mut View, id: CaseId) -> Result<Case, Problem> {
    let (own, visible) = (view.actor.agency, view.agencies.clone());
    let found = Row::query().filter(case_file::agency_id.eq_any(visible).and(case_file::id.eq(id)));
    let own_first = (case_file::agency_id.ne(own), case_file::agency_id);
    found.order(own_first).first::<Row>(view.conn())?.try_into()
}

/// The visible ones among several cases, by their day of filing.
pub fn several(view: &mut View, keys: &[Key]) -> Result<Vec<Case>, Problem> {
    let (agencies, ids): (HashSet<AgencyId>, Vec<CaseId>) = keys.iter().copied().unzip();
    let seen: Vec<AgencyId> = view.agencies.iter().copied().filter(|agency| agencies.contains(agency)).collect();
    let found = Row::query().filter(case_file::agency_id.eq_any(seen).and(case_file::id.eq_any(ids)));
    let rows: Vec<Row> = found.order((case_file::filed_on, case_file::id)).load(view.conn())?;
    let asked: HashSet<Key> = keys.iter().copied().collect();
    let found: Vec<Case> = rows.into_iter().map(Case::try_from).collect::<Result<_, _>>()?;
    Ok(found.into_iter().filter(|case| asked.contains(&(case.agency, case.id))).collect())
}

/// The case of the actor's own agency that has this id already.
pub fn find_own(tx: &mut Tx, id: CaseId) -> Result<Option<Case>, Problem> {
    let agency = tx.actor.agency;
    let own = Row::query().filter(case_file::agency_id.eq(agency).and(case_file::id.eq(id)));
    own.first::<Row>(tx.conn()).optional()?.map(Case::try_from).transpose()
}

/// The case of the actor's own agency, locked until the transaction ends: one step at a time.
pub fn lock(tx: &mut Tx, id: CaseId) -> Result<Case, Problem> {
    let agency = tx.actor.agency;
    let own = Row::query().filter(case_file::agency_id.eq(agency).and(case_file::id.eq(id)));
    own.for_update().first::<Row>(tx.conn())?.try_into()
}

/// Those of several cases of the actor's own agency that nobody works on, locked until the transaction ends. Nobody is waited for.
pub fn lock_free(tx: &mut Tx, ids: &[CaseId]) -> Result<Vec<Case>, Problem> {
    let agency = tx.actor.agency;
    let own = Row::query().filter(case_file::agency_id.eq(agency).and(case_file::id.eq_any(ids)));
    let rows: Vec<Row> = own.order(case_file::id).for_update().skip_locked().load(tx.conn())?;
    rows.into_iter().map(Case::try_from).collect()
}

/// An id is unique within its agency only.
pub type Key = (AgencyId, CaseId);

/// The officers and the tags that count, of several cases at once.
pub fn references(view: &mut View, cases: &[Case]) -> Result<HashMap<Key, References>, Problem> {
    let mut found: HashMap<Key, References> = HashMap::new();
    for (key, one) in officers(view, cases)? {
        found.entry(key).or_default().officers.push(one);
    }
    for (key, one) in tags(view, cases)? {
        found.entry(key).or_default().tags.push(one);
    }
    Ok(found)
}

type OfficerRow = (AgencyId, CaseId, OfficerId, PersonName, Option<CertificateId>);

fn officers(view: &mut View, cases: &[Case]) -> Result<Vec<(Key, HandlingOfficer)>, Problem> {
    let (agencies, ids) = keys(cases);
    let counting = case_file::agency_id
        .eq(case_officer::agency_id)
        .and(case_file::id.eq(case_officer::case_id))
        .and(case_file::officer_revision.eq(case_officer::revision));
    let rows: Vec<OfficerRow> = case_officer::table
        .inner_join(case_file::table.on(counting))
        .inner_join(
            officer::table
                .on(officer::agency_id.eq(case_officer::agency_id).and(officer::id.eq(case_officer::officer_id))),
        )
        .filter(case_officer::agency_id.eq_any(agencies).and(case_officer::case_id.eq_any(ids)))
        .order((officer::name, officer::id))
        .select((
            case_officer::agency_id,
            case_officer::case_id,
            officer::id,
            officer::name,
            case_officer::certificate_id,
        ))
        .load(view.conn())?;
    let shown =
        |(agency, case, officer, name, certificate)| ((agency, case), HandlingOfficer { officer, name, certificate });
    Ok(rows.into_iter().map(shown).collect())
}

type TagRow = (AgencyId, CaseId, MatterId, Code, Option<MatterVersionId>, Option<Title>, Option<Vec<Title>>);

fn tags(view: &mut View, cases: &[Case]) -> Result<Vec<(Key, Tag)>, Problem> {
    let (agencies, ids) = keys(cases);
    let counting = case_file::agency_id
        .eq(case_tag::agency_id)
        .and(case_file::id.eq(case_tag::case_id))
        .and(case_file::tag_revision.eq(case_tag::revision));
    let rows: Vec<TagRow> = case_tag::table
        .inner_join(case_file::table.on(counting))
        .inner_join(matter::table.on(matter::id.eq(case_tag::matter_id)))
        .filter(case_tag::agency_id.eq_any(agencies).and(case_tag::case_id.eq_any(ids)))
        .order(matter::code)
        .select((
            case_tag::agency_id,
            case_tag::case_id,
            matter::id,
            matter::code,
            case_tag::matter_version_id,
            case_tag::matter_name,
            case_tag::legal_bases,
        ))
        .load(view.conn())?;
    let shown = |row: TagRow| {
        let (agency, case, matter, code, version, name, legal_bases) = row;
        ((agency, case), Tag { matter, code, version, name, legal_bases: legal_bases.unwrap_or_default() })
    };
    Ok(rows.into_iter().map(shown).collect())
}

fn keys(cases: &[Case]) -> (Vec<AgencyId>, Vec<CaseId>) {
    cases.iter().map(|case| (case.agency, case.id)).unzip()
}

/// The officers who handle a case, with their names.
pub fn handlers(view: &mut View, case: &Case) -> Result<Vec<(OfficerId, PersonName)>, Problem> {
    let found = officers(view, std::slice::from_ref(case))?;
    Ok(found.into_iter().map(|(_, one)| (one.officer, one.name)).collect())
}

/// 立案: the case with its officers and its first tags. `facts` is what it contributes to the figures.
pub fn insert(
    tx: &mut Tx,
    new: &Case,
    officers: &[(OfficerId, Option<CertificateId>)],
    tags: &[(MatterId, Option<MatterVersionId>)],
    facts: &CaseFacts,
) -> Result<(), Problem> {
    diesel::insert_into(case_file::table)
        .values((
            case_file::agency_id.eq(tx.actor.agency),
            case_file::id.eq(new.id),
            case_file::procedure.eq(new.procedure),
            case_file::stage.eq(new.stage),
            case_file::source.eq(new.source),
            case_file::summary.eq(&new.summary),
            case_file::place.eq(&new.place),
            case_file::party_kind.eq(new.party.kind),
            case_file::party_name.eq(&new.party.name),
            case_file::party_code.eq(new.party.code.as_ref().map(PartyCode::in_full)),
            case_file::filed_on.eq(new.filed_on),
            case_file::decided_on.eq(new.decided_on),
            case_file::closed_on.eq(new.closed_on),
            case_file::case_number.eq(&new.case_number),
            case_file::tag_revision.eq(new.tag_revision),
            case_file::party_revision.eq(new.party_revision),
            case_file::author_id.eq(new.author),
            case_file::external_id.eq(&new.external_id),
            case_file::origin.eq(new.origin),
            case_file::content_digest.eq(&new.content_digest),
            case_file::entry_id.eq(new.entry_id),
            case_file::recorded_at.eq(new.recorded_at),
            case_file::approved_by.eq(new.approval.as_ref().map(|one| &one.by)),
            case_file::approved_on.eq(new.approval.as_ref().map(|one| one.on)),
        ))
        .execute(tx.conn())?;
    add_officers(tx, new.id, new.officer_revision, officers)?;
    add_tags(tx, new.id, new.tag_revision, tags)?;
    ledger::open(tx, subject(new.id), &of_case(facts))
}

/// Who handles the case by this revision. Whoever stands in it already stays as recorded.
pub fn add_officers(
    tx: &mut Tx,
    case: CaseId,
    revision: i32,
    officers: &[(OfficerId, Option<CertificateId>)],
) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let row = |(officer, certificate): &(OfficerId, Option<CertificateId>)| {
        (
            case_officer::agency_id.eq(agency),
            case_officer::case_id.eq(case),
            case_officer::revision.eq(revision),
            case_officer::officer_id.eq(*officer),
            case_officer::certificate_id.eq(*certificate),
        )
    };
    let rows: Vec<_> = officers.iter().map(row).collect();
    diesel::insert_into(case_officer::table).values(rows).on_conflict_do_nothing().execute(tx.conn())?;
    Ok(())
}

/// One revision of a case's tags, each with the words of its version: the case keeps them.
pub fn add_tags(
    tx: &mut Tx,
    case: CaseId,
    revision: i32,
    tags: &[(MatterId, Option<MatterVersionId>)],
) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let (matters, versions): (Vec<MatterId>, Vec<Option<MatterVersionId>>) = tags.iter().copied().unzip();
    let versions: Vec<MatterVersionId> = versions.into_iter().flatten().collect();
    let in_force = matter_version::matter_id.eq(matter::id).and(matter_version::id.eq_any(versions));
    let words =
        matter::table.left_join(matter_version::table.on(in_force)).filter(matter::id.eq_any(matters)).select((
            agency.into_sql::<SqlUuid>(),
            case.into_sql::<SqlUuid>(),
            revision.into_sql::<Integer>(),
            matter::id,
            matter_version::id.nullable(),
            matter_version::name.nullable(),
            matter_version::legal_bases.nullable(),
        ));
    let columns = (
        case_tag::agency_id,
        case_tag::case_id,
        case_tag::revision,
        case_tag::matter_id,
        case_tag::matter_version_id,
        case_tag::matter_name,
        case_tag::legal_bases,
    );
    diesel::insert_into(case_tag::table).values(words).into_columns(columns).execute(tx.conn())?;
    Ok(())
}

/// 打标: a new revision; the earlier ones stay readable in the journal.
pub fn tag(tx: &mut Tx, file: CaseFile, tags: &[(MatterId, Option<MatterVersionId>)]) -> Result<Case, Problem> {
    let tag_revision = file.case.tag_revision + 1;
    add_tags(tx, file.case.id, tag_revision, tags)?;
    let tagged = Case { tag_revision, entry_id: tx.entry_id(), ..file.case.clone() };
    advance(tx, &file.case, &tagged)?;
    let file = file.with_case(tagged);
    settle_file(tx, &file)?;
    Ok(file.case)
}

/// Writes a moved case back: procedure, stage, the day of the step, number, tags, handlers and first party. Nobody may have moved it
/// meanwhile.
pub fn advance(tx: &mut Tx, seen: &Case, moved: &Case) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let as_seen = case_file::stage.eq(seen.stage).and(case_file::version.eq(seen.version));
    let advanced = diesel::update(case_file::table.find((agency, seen.id)).filter(as_seen))
        .set((
            case_file::procedure.eq(moved.procedure),
            case_file::stage.eq(moved.stage),
            case_file::decision_id.eq(moved.decision),
            case_file::decided_on.eq(moved.decided_on),
            case_file::closed_on.eq(moved.closed_on),
            case_file::case_number.eq(&moved.case_number),
            case_file::tag_revision.eq(moved.tag_revision),
            case_file::officer_revision.eq(moved.officer_revision),
            case_file::party_revision.eq(moved.party_revision),
            case_file::party_kind.eq(moved.party.kind),
            case_file::party_name.eq(&moved.party.name),
            case_file::party_code.eq(moved.party.code.as_ref().map(PartyCode::in_full)),
            case_file::version.eq(seen.version + 1),
            case_file::entry_id.eq(tx.entry_id()),
        ))
        .execute(tx.conn())?;
    if advanced == 1 { Ok(()) } else { Err(Problem::new(ProblemCode::Conflict)) }
}

/// Brings the figures up to date with a file.
pub fn settle_file(tx: &mut Tx, file: &CaseFile) -> Result<(), Problem> {
    let facts = facts(tx, file)?;
    settle(tx, file.case.id, &facts)
}

/// Brings the case's part in the figures up to date.
pub fn settle(tx: &mut Tx, case: CaseId, facts: &CaseFacts) -> Result<(), Problem> {
    ledger::settle(tx, subject(case), &of_case(facts))
}

fn subject(case: CaseId) -> Subject {
    Subject { kind: SubjectKind::Case, id: case.uuid() }
}
