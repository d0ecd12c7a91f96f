//! What belongs to a case, in one prepared statement.

use crate::cases::decisions::model::Decision;
use crate::cases::decisions::store::Told as ToldDecision;
use crate::cases::model::{Case, References};
use crate::db::View;
use crate::domain::ids::{AgencyId, CaseId};
use crate::problem::Problem;
use crate::recordings::model::Recording;
use crate::recordings::store::Told as ToldRecording;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Integer, Nullable, Text, Uuid as SqlUuid};
use serde::de::DeserializeOwned;

/// What is asked for besides officers and tags.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub decision: bool,
    pub recordings: bool,
}

#[derive(Debug)]
pub struct Parts {
    pub references: References,
    pub decision: Option<Decision>,
    pub recordings: Option<Vec<Recording>>,
}

/// Each part is one JSON, so that a case with everything costs one round trip and its statement is planned once.
#[derive(Debug, QueryId)]
struct PartsOfCase {
    agency: AgencyId,
    case: CaseId,
    tag_revision: i32,
    wanted: Wanted,
}

const OFFICERS: &str = "SELECT (SELECT coalesce(json_agg(json_build_object('officer', o.id, 'name', o.name, \
    'certificate', a.certificate_id) ORDER BY o.name, o.id), '[]')::text \
    FROM anjuan.case_officer a JOIN anjuan.officer o ON o.agency_id = a.agency_id AND o.id = a.officer_id WHERE ";
const TAGS: &str = "), (SELECT coalesce(json_agg(json_build_object('matter', m.id, 'code', m.code, \
    'version', a.matter_version_id, 'name', a.matter_name, 'legal_bases', coalesce(a.legal_bases, '{}')) \
    ORDER BY m.code), '[]')::text \
    FROM anjuan.case_tag a JOIN anjuan.matter m ON m.id = a.matter_id WHERE ";
const DECISION: &str = ", (SELECT json_build_object('row', a, 'penalties', (SELECT \
    coalesce(json_agg(json_build_object('kind', p.kind, 'amount_fen', p.amount_fen)), '[]') \
    FROM anjuan.decision_penalty p WHERE p.agency_id = a.agency_id AND p.decision_id = a.id), 'discretion', (SELECT \
    coalesce(json_agg(json_build_object('step', d.step_id, 'base', d.base_fen) ORDER BY d.step_id), '[]') \
    FROM anjuan.decision_discretion d WHERE d.agency_id = a.agency_id AND d.decision_id = a.id))::text \
    FROM anjuan.case_decision a WHERE ";
const RECORDINGS: &str = " ORDER BY a.decided_at DESC LIMIT 1), CASE WHEN ";
const RECORDINGS_FOUND: &str = " THEN (SELECT coalesce(json_agg(json_build_object('row', r, 'officers', (SELECT \
    coalesce(json_agg(o.officer_id ORDER BY o.officer_id), '[]') FROM anjuan.recording_officer o \
    WHERE o.agency_id = r.agency_id AND o.recording_id = r.id)) ORDER BY r.occurred_at, r.id), '[]')::text \
    FROM (SELECT * FROM anjuan.recording a WHERE ";
/// A case is shown with its last 20 recordings.
const NEWEST: &str = " ORDER BY a.occurred_at DESC, a.id DESC LIMIT 20) r) END";

impl PartsOfCase {
    fn of_case<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("a.agency_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.agency)?;
        out.push_sql(" AND a.case_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.case)
    }
}

impl QueryFragment<Pg> for PartsOfCase {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(OFFICERS);
        self.of_case(&mut out)?;
        out.push_sql(TAGS);
        self.of_case(&mut out)?;
        out.push_sql(" AND a.revision = ");
        out.push_bind_param::<Integer, _>(&self.tag_revision)?;
        out.push_sql(")");
        out.push_sql(DECISION);
        self.of_case(&mut out)?;
        out.push_sql(" AND ");
        out.push_bind_param::<Bool, _>(&self.wanted.decision)?;
        out.push_sql(RECORDINGS);
        out.push_bind_param::<Bool, _>(&self.wanted.recordings)?;
        out.push_sql(RECORDINGS_FOUND);
        self.of_case(&mut out)?;
        out.push_sql(NEWEST);
        Ok(())
    }
}

impl Query for PartsOfCase {
    type SqlType = (Text, Text, Nullable<Text>, Nullable<Text>);
}

impl RunQueryDsl<PgConnection> for PartsOfCase {}

pub fn parts(view: &mut View, case: &Case, wanted: Wanted) -> Result<Parts, Problem> {
    let asked = PartsOfCase { agency: case.agency, case: case.id, tag_revision: case.tag_revision, wanted };
    let (officers, tags, decision, recordings): (String, String, Option<String>, Option<String>) =
        asked.get_result(view.conn())?;
    let decision: Option<ToldDecision> = decision.as_deref().map(read).transpose()?;
    let recordings: Option<Vec<ToldRecording>> = recordings.as_deref().map(read).transpose()?;
    let recordings = recordings.map(|all| all.into_iter().map(Recording::try_from).collect()).transpose()?;
    let references = References { officers: read(&officers)?, tags: read(&tags)? };
    Ok(Parts { references, decision: decision.map(Decision::from), recordings })
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, Problem> {
    serde_json::from_str(json).map_err(Problem::internal)
}
