//! A case with what belongs to it, in one statement.

use crate::acts::calendar::store as calendar;
use crate::acts::procedure_rules::store as procedure_rules;
use crate::acts::store as acts;
use crate::cases::deadlines::{ToldDue, store as deadlines};
use crate::cases::decisions::model::Decision;
use crate::cases::decisions::store as decisions;
use crate::cases::file::{CaseFile, Done};
use crate::cases::model::{Case, References};
use crate::cases::parties::model::CaseParty;
use crate::cases::signatures::{FileSignature, store as signatures};
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::Question;
use crate::domain::act::ActingAgency;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{CaseId, EntryId, OfficerId};
use crate::domain::procedure_rule::ProcedureRules;
use crate::problem::Problem;
use crate::recordings::model::Recording;
use crate::recordings::store as recordings;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Record, Uuid as SqlUuid};
use std::sync::Arc;

/// A case is shown with its last 20 recordings.
const LAST_RECORDINGS: &str = " ORDER BY recording.occurred_at DESC, recording.id DESC LIMIT 20";

/// Asks for one case, and for what is wanted besides officers and tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, QueryId)]
pub struct WholeCase {
    pub id: CaseId,
    /// The parties, what was done, and what is worked out from it.
    pub procedure: bool,
    pub decision: bool,
    pub recordings: bool,
}

/// The case, its officers, tags, parties and agency, what was done in it, its decision if there is one, its recordings from the last
/// to the first, the due dates that were told, the signatures, the entries of the newest holiday notice and of the newest rule, and the
/// last entry of the case.
type Answer = (
    cases::CaseColumns,
    Array<cases::OfficerShown>,
    Array<cases::TagShown>,
    Array<cases::PartyShown>,
    Array<acts::AgencyShown>,
    Array<steps::StepShown>,
    Array<decisions::DecisionShown>,
    Array<recordings::RecordingShown>,
    Array<deadlines::ToldShown>,
    Array<signatures::SignedShown>,
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
    Array<EntryShown>,
);

pub type Found = (
    cases::FoundCase,
    Vec<cases::FoundOfficer>,
    Vec<cases::FoundTag>,
    Vec<cases::FoundParty>,
    Vec<acts::FoundAgency>,
    Vec<steps::FoundStep>,
    Vec<decisions::FoundDecision>,
    Vec<recordings::FoundRecording>,
    Vec<deadlines::FoundTold>,
    Vec<signatures::FoundSigned>,
    Option<EntryId>,
    Option<EntryId>,
    Vec<(i32, EntryId)>,
);

/// An entry with its place in the case.
type EntryShown = Record<(Integer, SqlUuid)>;

impl QueryFragment<Pg> for WholeCase {
    /// Of several agencies that gave the same id, the reader's own comes first.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let (decision, recordings) = (&self.decision, &self.recordings);
        out.push_sql("SELECT case_file.*, ARRAY(");
        out.push_sql(cases::OFFICERS);
        out.push_sql("), ARRAY(");
        out.push_sql(cases::TAGS);
        out.push_sql(")");
        shown_if(&self.procedure, &mut out, |out| plain(out, cases::PARTIES))?;
        out.push_sql(", ARRAY(");
        out.push_sql(acts::AGENCY_OF_CASE);
        out.push_sql(")");
        shown_if(&self.procedure, &mut out, |out| plain(out, steps::STEPS))?;
        shown_if(decision, &mut out, decisions::show_decisions)?;
        shown_if(recordings, &mut out, |out| {
            recordings::show_recordings(out)?;
            out.push_sql(LAST_RECORDINGS);
            Ok(())
        })?;
        for part in [deadlines::TOLD, signatures::SIGNED] {
            shown_if(&self.procedure, &mut out, |out| plain(out, part))?;
        }
        for newest in [calendar::NEWEST_ENTRY, procedure_rules::NEWEST_ENTRY] {
            out.push_sql(", ");
            out.push_sql(newest);
        }
        out.push_sql(
            ", ARRAY(SELECT ROW(e.case_seq, e.entry_id) FROM anjuan.journal_entry e \
            WHERE e.agency_id = case_file.agency_id AND e.case_id = case_file.id ORDER BY e.case_seq DESC LIMIT 1) \
            FROM scope CROSS JOIN LATERAL (",
        );
        cases::show_case(&mut out)?;
        out.push_sql(" WHERE case_file.agency_id = ANY (scope.agencies) AND case_file.id = ");
        out.push_bind_param::<SqlUuid, _>(&self.id)?;
        out.push_sql(" ORDER BY case_file.agency_id <> scope.agencies[1], case_file.agency_id LIMIT 1) case_file");
        Ok(())
    }
}

fn plain(out: &mut AstPass<'_, '_, Pg>, part: &str) -> QueryResult<()> {
    out.push_sql(part);
    Ok(())
}

/// A part of the answer, which is only read when it is wanted.
fn shown_if<'b>(
    wanted: &'b bool,
    out: &mut AstPass<'_, 'b, Pg>,
    part: impl FnOnce(&mut AstPass<'_, 'b, Pg>) -> QueryResult<()>,
) -> QueryResult<()> {
    out.push_sql(", CASE WHEN ");
    out.push_bind_param::<Bool, _>(wanted)?;
    out.push_sql(" THEN ARRAY(");
    part(out)?;
    out.push_sql(") ELSE '{}' END");
    Ok(())
}

impl Question for WholeCase {
    type SqlType = Answer;
}

pub struct Whole {
    pub case: Case,
    pub parties: Vec<CaseParty>,
    pub agency: ActingAgency,
    pub done: Vec<Done>,
    pub references: References,
    pub decision: Option<Decision>,
    /// In the order in which they happened.
    pub recordings: Vec<Recording>,
    pub told: Vec<ToldDue>,
    pub signatures: Vec<FileSignature>,
    /// By which the calendar is known.
    pub newest_notice: Option<EntryId>,
    /// By which the rules of everybody are known.
    pub newest_rule: Option<EntryId>,
    /// On what the answer rests; `None` for history without entries of its own.
    pub standing: Option<Standing>,
}

impl Whole {
    /// 案卷, with the calendar and the rules that its newest entries name; without what was done when the procedure was not asked for.
    pub fn file(&self, calendar: Arc<Calendar>, rules: Arc<ProcedureRules>, today: NaiveDate) -> CaseFile {
        let handlers = self.references.officers.iter().map(|one| (one.officer, one.name.clone())).collect();
        let (case, done, told) = (self.case.clone(), self.done.clone(), self.told.clone());
        let (agency, parties, signatures) = (self.agency.clone(), self.parties.clone(), self.signatures.clone());
        let newest_notice = self.newest_notice;
        CaseFile { case, agency, handlers, parties, done, signatures, calendar, rules, newest_notice, told, today }
    }
}

impl TryFrom<Found> for Whole {
    type Error = Problem;

    fn try_from(found: Found) -> Result<Self, Problem> {
        let (case, officers, tags, parties, agencies, done, decisions, recordings, told, signed, notice, rule, entries) =
            found;
        let case: Case = case.try_into()?;
        let standing = entries.into_iter().next().map(|(seq, entry)| {
            let mut versions: Vec<_> = officers.iter().map(|(id, _, _, version)| (*id, *version)).collect();
            versions.sort_unstable();
            let (officers, versions): (Vec<_>, Vec<_>) = versions.into_iter().unzip();
            Standing { seq, entry, officers: officers.into(), versions, newest_notice: notice, newest_rule: rule }
        });
        let references = References {
            officers: officers.into_iter().map(From::from).collect(),
            tags: tags.into_iter().map(From::from).collect(),
        };
        Ok(Self {
            parties: cases::parties_of(&case, parties)?,
            case,
            agency: acts::agency_of(agencies.into_iter().next().ok_or_else(Problem::not_found)?)?,
            done: done.into_iter().map(From::from).collect(),
            references,
            decision: decisions.into_iter().next().map(Decision::from),
            recordings: recordings.into_iter().rev().map(Recording::try_from).collect::<Result<_, _>>()?,
            told: told.into_iter().map(ToldDue::from).collect(),
            signatures: signed.into_iter().map(FileSignature::from).collect(),
            newest_notice: notice,
            newest_rule: rule,
            standing,
        })
    }
}

/// What an answer about a case rests on: the case's last entry in the journal, and what it shows that is not the case's own, the
/// names of its officers, the calendar and the rules of the procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    seq: i32,
    entry: EntryId,
    officers: Arc<[OfficerId]>,
    versions: Vec<i64>,
    newest_notice: Option<EntryId>,
    newest_rule: Option<EntryId>,
}

/// Asks what an answer about a case of the asker's own agency would rest on now.
#[derive(Debug, Clone, QueryId)]
pub struct StandingNow {
    case: CaseId,
    officers: Arc<[OfficerId]>,
}

pub type FoundStanding = (i32, EntryId, Vec<i64>, Option<EntryId>, Option<EntryId>);

impl Standing {
    pub fn asked_again(&self, case: CaseId) -> StandingNow {
        StandingNow { case, officers: Arc::clone(&self.officers) }
    }

    pub fn is(&self, found: &FoundStanding) -> bool {
        let (seq, entry, versions, notice, rule) = found;
        let now = (*seq, *entry, versions, *notice, *rule);
        (self.seq, self.entry, &self.versions, self.newest_notice, self.newest_rule) == now
    }
}

impl QueryFragment<Pg> for StandingNow {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT last.case_seq, last.entry_id, ARRAY(SELECT o.version FROM anjuan.officer o \
            WHERE o.agency_id = scope.agencies[1] AND o.id = ANY (",
        );
        out.push_bind_param::<Array<SqlUuid>, _>(self.officers.as_ref())?;
        out.push_sql(") ORDER BY o.id), ");
        out.push_sql(calendar::NEWEST_ENTRY);
        out.push_sql(", ");
        out.push_sql(procedure_rules::NEWEST_ENTRY);
        out.push_sql(
            " FROM scope CROSS JOIN LATERAL (SELECT e.case_seq, e.entry_id FROM anjuan.journal_entry e \
            WHERE e.agency_id = scope.agencies[1] AND e.case_id = ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.case)?;
        out.push_sql(" ORDER BY e.case_seq DESC LIMIT 1) last");
        Ok(())
    }
}

impl Question for StandingNow {
    type SqlType = (Integer, SqlUuid, Array<BigInt>, Nullable<SqlUuid>, Nullable<SqlUuid>);
}
