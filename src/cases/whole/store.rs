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
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::Question;
use crate::domain::act::ActingAgency;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{CaseId, EntryId};
use crate::domain::procedure_rule::ProcedureRules;
use crate::problem::Problem;
use crate::recordings::model::Recording;
use crate::recordings::store as recordings;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Bool, Nullable, Uuid as SqlUuid};
use std::sync::Arc;

/// A case is shown with its last 20 recordings.
const RECORDINGS: &str = " ORDER BY recording.occurred_at DESC, recording.id DESC LIMIT 20)";

/// Asks for one case, and for what is wanted besides officers and tags.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct WholeCase {
    pub id: CaseId,
    pub decision: bool,
    pub recordings: bool,
}

/// The case, its officers, tags, parties and agency, what was done in it, its decision if there is one, its recordings from the last
/// to the first, the due dates that were told, and the entries of the newest holiday notice and of the newest rule.
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
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
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
    Option<EntryId>,
    Option<EntryId>,
);

impl QueryFragment<Pg> for WholeCase {
    /// Of several agencies that gave the same id, the reader's own comes first.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT case_file.*, ARRAY(");
        out.push_sql(cases::OFFICERS);
        out.push_sql("), ARRAY(");
        out.push_sql(cases::TAGS);
        out.push_sql("), ARRAY(");
        out.push_sql(cases::PARTIES);
        out.push_sql("), ARRAY(");
        out.push_sql(acts::AGENCY_OF_CASE);
        out.push_sql("), ARRAY(");
        out.push_sql(steps::STEPS);
        out.push_sql("), ARRAY(");
        decisions::show_decisions(&mut out)?;
        out.push_sql(" AND ");
        out.push_bind_param::<Bool, _>(&self.decision)?;
        out.push_sql("), ARRAY(");
        recordings::show_recordings(&mut out)?;
        out.push_sql(" AND ");
        out.push_bind_param::<Bool, _>(&self.recordings)?;
        out.push_sql(RECORDINGS);
        out.push_sql(", ARRAY(");
        out.push_sql(deadlines::TOLD);
        out.push_sql("), ");
        out.push_sql(calendar::NEWEST_ENTRY);
        out.push_sql(", ");
        out.push_sql(procedure_rules::NEWEST_ENTRY);
        out.push_sql(" FROM scope CROSS JOIN LATERAL (");
        cases::show_case(&mut out)?;
        out.push_sql(" WHERE case_file.agency_id = ANY (scope.agencies) AND case_file.id = ");
        out.push_bind_param::<SqlUuid, _>(&self.id)?;
        out.push_sql(" ORDER BY case_file.agency_id <> scope.agencies[1], case_file.agency_id LIMIT 1) case_file");
        Ok(())
    }
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
    /// By which the calendar is known.
    pub newest_notice: Option<EntryId>,
    /// By which the rules of everybody are known.
    pub newest_rule: Option<EntryId>,
}

impl Whole {
    /// 案卷, with the calendar and the rules that its newest entries name.
    pub fn file(&self, calendar: Arc<Calendar>, rules: Arc<ProcedureRules>, today: NaiveDate) -> CaseFile {
        let handlers = self.references.officers.iter().map(|one| (one.officer, one.name.clone())).collect();
        let (case, done, told) = (self.case.clone(), self.done.clone(), self.told.clone());
        let (agency, parties) = (self.agency.clone(), self.parties.clone());
        CaseFile { case, agency, handlers, parties, done, calendar, rules, told, today }
    }
}

impl TryFrom<Found> for Whole {
    type Error = Problem;

    fn try_from(found: Found) -> Result<Self, Problem> {
        let (case, officers, tags, parties, agencies, done, decisions, recordings, told, newest_notice, newest_rule) =
            found;
        let recordings: Result<Vec<Recording>, Problem> =
            recordings.into_iter().rev().map(Recording::try_from).collect();
        let references = References {
            officers: officers.into_iter().map(From::from).collect(),
            tags: tags.into_iter().map(From::from).collect(),
        };
        let decision = decisions.into_iter().next().map(Decision::from);
        let agency = acts::agency_of(agencies.into_iter().next().ok_or_else(Problem::not_found)?)?;
        let done = done.into_iter().map(From::from).collect();
        let told = told.into_iter().map(ToldDue::from).collect();
        let case = case.try_into()?;
        Ok(Self {
            parties: cases::parties_of(&case, parties)?,
            case,
            agency,
            done,
            references,
            decision,
            recordings: recordings?,
            told,
            newest_notice,
            newest_rule,
        })
    }
}
