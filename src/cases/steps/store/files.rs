//! The files of cases, each with everything that belongs to it, in one statement.

use super::{FoundStep, STEPS, StepShown};
use crate::acts::store::{self as acts, agency_of};
use crate::acts::{calendar, procedure_rules};
use crate::cases::deadlines::{ToldDue, store as deadlines};
use crate::cases::file::{CaseFile, Done};
use crate::cases::model::Case;
use crate::cases::signatures::{FileSignature, store as signatures};
use crate::cases::store as cases;
use crate::db::View;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{AgencyId, CaseId, EntryId};
use crate::domain::procedure_rule::ProcedureRules;
use crate::problem::Problem;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, Nullable, Uuid as SqlUuid};
use std::collections::HashMap;
use std::sync::Arc;

/// Everything of some cases but their own rows, which are known.
#[derive(QueryId)]
struct Parts {
    agencies: Vec<AgencyId>,
    cases: Vec<CaseId>,
}

type Answer = (
    SqlUuid,
    SqlUuid,
    Array<cases::OfficerShown>,
    Array<cases::PartyShown>,
    Array<acts::AgencyShown>,
    Array<StepShown>,
    Array<deadlines::ToldShown>,
    Array<signatures::SignedShown>,
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
);

type Found = (
    AgencyId,
    CaseId,
    Vec<cases::FoundOfficer>,
    Vec<cases::FoundParty>,
    Vec<acts::FoundAgency>,
    Vec<FoundStep>,
    Vec<deadlines::FoundTold>,
    Vec<signatures::FoundSigned>,
    Option<EntryId>,
    Option<EntryId>,
);

impl QueryFragment<Pg> for Parts {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT case_file.agency_id, case_file.id");
        let parts = [cases::OFFICERS, cases::PARTIES, acts::AGENCY_OF_CASE, STEPS, deadlines::TOLD, signatures::SIGNED];
        for part in parts {
            out.push_sql(", ARRAY(");
            out.push_sql(part);
            out.push_sql(")");
        }
        for newest in [calendar::store::NEWEST, procedure_rules::store::NEWEST] {
            out.push_sql(", ");
            out.push_sql(newest);
        }
        out.push_sql(" FROM anjuan.case_file WHERE case_file.agency_id = ANY (");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.agencies)?;
        out.push_sql(") AND case_file.id = ANY (");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.cases)?;
        out.push_sql(")");
        Ok(())
    }
}

impl Query for Parts {
    type SqlType = Answer;
}

impl RunQueryDsl<PgConnection> for Parts {}

/// 案卷: everything that was done in the case.
pub fn file(view: &mut View, case: Case) -> Result<CaseFile, Problem> {
    files(view, vec![case])?.pop().ok_or_else(Problem::not_found)
}

/// The files of several cases at once, in their order.
pub fn files(view: &mut View, cases: Vec<Case>) -> Result<Vec<CaseFile>, Problem> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let (mut agencies, ids): (Vec<AgencyId>, Vec<CaseId>) = cases.iter().map(|case| (case.agency, case.id)).unzip();
    agencies.sort_unstable();
    agencies.dedup();
    let rows: Vec<Found> = Parts { agencies, cases: ids }.load(view.conn())?;
    let mut parts: HashMap<cases::Key, Found> = rows.into_iter().map(|row| ((row.0, row.1), row)).collect();
    let mut known = Known::default();
    let whole = |case: Case| {
        let found = parts.remove(&(case.agency, case.id)).ok_or_else(Problem::not_found)?;
        put_together(view, case, found, &mut known)
    };
    cases.into_iter().map(whole).collect()
}

fn put_together(view: &mut View, case: Case, found: Found, known: &mut Known) -> Result<CaseFile, Problem> {
    let (_, _, officers, parties, agencies, done, told, signed, newest_notice, newest_rule) = found;
    let calendar = known.calendar(view, newest_notice)?;
    let rules = known.rules(view, newest_rule, case.agency)?;
    Ok(CaseFile {
        agency: agency_of(agencies.into_iter().next().ok_or_else(Problem::not_found)?)?,
        handlers: officers.into_iter().map(|(officer, name, ..)| (officer, name)).collect(),
        parties: cases::parties_of(&case, parties)?,
        done: done.into_iter().map(Done::from).collect(),
        told: told.into_iter().map(ToldDue::from).collect(),
        signatures: signed.into_iter().map(FileSignature::from).collect(),
        calendar,
        rules,
        newest_notice,
        today: view.today(),
        case,
    })
}

/// What files of one statement share.
#[derive(Default)]
struct Known {
    calendar: Option<Arc<Calendar>>,
    rules: HashMap<AgencyId, Arc<ProcedureRules>>,
}

impl Known {
    fn calendar(&mut self, view: &mut View, newest: Option<EntryId>) -> Result<Arc<Calendar>, Problem> {
        if let Some(calendar) = &self.calendar {
            return Ok(Arc::clone(calendar));
        }
        Ok(Arc::clone(self.calendar.insert(calendar::under(view, newest)?)))
    }

    fn rules(
        &mut self,
        view: &mut View,
        newest: Option<EntryId>,
        agency: AgencyId,
    ) -> Result<Arc<ProcedureRules>, Problem> {
        if let Some(rules) = self.rules.get(&agency) {
            return Ok(Arc::clone(rules));
        }
        let rules = procedure_rules::under(view, newest, agency)?;
        self.rules.insert(agency, Arc::clone(&rules));
        Ok(rules)
    }
}
