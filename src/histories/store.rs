//! Cases and inspections of one party, read as one list.

use super::model::{Count, Happened, HistoryKind, HistoryPlace, MatchedBy, Whose};
use crate::db::View;
use crate::db::page::{Page, PageOf};
use crate::domain::ids::{AgencyId, ObjectId};
use crate::domain::inspection::InspectionResult;
use crate::domain::penalty::Outcome;
use crate::domain::permission::Permission;
use crate::domain::stage::Stage;
use crate::domain::values::{CreditCode, Title};
use crate::problem::Problem;
use crate::schema::inspection_object as object;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::BoxedSqlQuery;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Uuid as SqlUuid};
use uuid::Uuid;

/// Binds: agencies, object, code, name, whether an identity number may find anybody. A record that states another code
/// is about somebody else, whatever the name. A case is found by each party that it has or had. Drafts and corrected
/// inspections have not happened.
const HAPPENED: &str = "WITH named AS (
    SELECT c.agency_id, c.id, c.party_name AS name, CASE WHEN c.party_code = $3 THEN 'code' ELSE 'name' END AS matched_by
    FROM anjuan.case_file c
    WHERE c.agency_id = ANY($1)
        AND (c.party_code = $3 AND ($5 OR c.party_kind <> 'individual')
             OR c.party_name = $4 AND ($3 IS NULL OR c.party_code IS NULL))
    UNION ALL
    SELECT p.agency_id, p.case_id, p.name, CASE WHEN p.code = $3 THEN 'code' ELSE 'name' END
    FROM anjuan.case_party p
    WHERE p.agency_id = ANY($1)
        AND (p.code = $3 AND ($5 OR p.kind <> 'individual') OR p.name = $4 AND ($3 IS NULL OR p.code IS NULL))),
happened AS (
    SELECT 'case' AS kind, c.agency_id, c.id, c.filed_on AS happened_on, n.name, n.matched_by,
        c.case_number AS number, c.stage, NULL AS result,
        coalesce((SELECT d.outcome FROM anjuan.case_decision d
                  WHERE d.agency_id = c.agency_id AND d.id = c.decision_id),
                 (SELECT s.facts -> 'decision' ->> 'outcome' FROM anjuan.imported_case s
                  WHERE s.agency_id = c.agency_id AND s.case_id = c.id ORDER BY s.revision DESC LIMIT 1)) AS outcome,
        ARRAY(SELECT m.code FROM anjuan.case_tag t JOIN anjuan.matter m ON m.id = t.matter_id
              WHERE t.agency_id = c.agency_id AND t.case_id = c.id AND t.revision = c.tag_revision
              ORDER BY m.code) AS matters
    FROM (SELECT DISTINCT ON (agency_id, id) * FROM named ORDER BY agency_id, id, matched_by, name) n
    JOIN anjuan.case_file c ON c.agency_id = n.agency_id AND c.id = n.id
    UNION ALL
    SELECT 'inspection', i.agency_id, i.id, i.inspected_on, o.name,
        CASE WHEN o.id = $2 THEN 'object' WHEN o.credit_code = $3 OR o.resident_id = $3 THEN 'code' ELSE 'name' END,
        NULL, NULL, i.result, NULL,
        ARRAY(SELECT m.code FROM anjuan.inspection_matter t JOIN anjuan.matter m ON m.id = t.matter_id
              WHERE t.agency_id = i.agency_id AND t.inspection_id = i.id ORDER BY m.code)
    FROM anjuan.inspection_object o
    JOIN anjuan.inspection i ON i.agency_id = o.agency_id AND i.object_id = o.id
    WHERE o.agency_id = ANY($1) AND i.state = 'submitted'
        AND NOT EXISTS (SELECT FROM anjuan.inspection n WHERE n.agency_id = i.agency_id AND n.supersedes = i.id)
        AND (o.id = $2 OR o.credit_code = $3 OR o.resident_id = $3 AND $5
             OR o.name = $4 AND ($3 IS NULL OR o.credit_code IS NULL AND o.resident_id IS NULL)))";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: HistoryKind,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    agency_id: AgencyId,
    #[diesel(sql_type = Text)]
    agency_code: String,
    #[diesel(sql_type = Text)]
    agency_name: String,
    #[diesel(sql_type = Date)]
    happened_on: NaiveDate,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    matched_by: MatchedBy,
    #[diesel(sql_type = Nullable<Text>)]
    number: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    stage: Option<Stage>,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<Outcome>,
    #[diesel(sql_type = Nullable<Text>)]
    result: Option<InspectionResult>,
    #[diesel(sql_type = Array<Text>)]
    matters: Vec<String>,
}

impl From<Row> for Happened {
    fn from(row: Row) -> Self {
        Self {
            kind: row.kind,
            id: row.id,
            agency: row.agency_id,
            agency_code: row.agency_code,
            agency_name: row.agency_name,
            on: row.happened_on,
            name: row.name,
            matched_by: row.matched_by,
            number: row.number,
            stage: row.stage,
            outcome: row.outcome,
            result: row.result,
            matter_codes: row.matters,
        }
    }
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    total: i64,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = Integer)]
    year: i32,
    #[diesel(sql_type = Nullable<Text>)]
    matter_code: Option<String>,
    #[diesel(sql_type = BigInt)]
    cases: i64,
    #[diesel(sql_type = BigInt)]
    penalties: i64,
    #[diesel(sql_type = BigInt)]
    inspections: i64,
}

#[expect(clippy::disallowed_methods, reason = "a union of two tables read as one list, which the query language lacks")]
fn asked(view: &View, whose: &Whose, rest: &str) -> BoxedSqlQuery<'static, Pg, diesel::query_builder::SqlQuery> {
    let agencies: Vec<Uuid> = view.agencies.iter().map(|agency| agency.uuid()).collect();
    diesel::sql_query(format!("{HAPPENED} {rest}"))
        .into_boxed()
        .bind::<Array<SqlUuid>, _>(agencies)
        .bind::<Nullable<SqlUuid>, _>(whose.object.map(|object| object.uuid()))
        .bind::<Nullable<Text>, _>(whose.code.clone())
        .bind::<Nullable<Text>, _>(whose.name.clone())
        .bind::<Bool, _>(whose.by_identity_number)
}

/// The newest first.
pub fn page(
    view: &mut View,
    whose: &Whose,
    page: &PageOf<HistoryPlace>,
    counts: bool,
) -> Result<Page<Happened>, Problem> {
    let rest = "SELECT h.*, a.code AS agency_code, a.name AS agency_name
        FROM happened h JOIN anjuan.agency a ON a.id = h.agency_id
        WHERE $6 IS NULL OR (h.happened_on, h.kind, h.agency_id, h.id) < ($6, $7, $8, $9)
        ORDER BY h.happened_on DESC, h.kind DESC, h.agency_id DESC, h.id DESC LIMIT $10";
    let after = page.after.as_ref();
    let rows: Vec<Row> = asked(view, whose, rest)
        .bind::<Nullable<Date>, _>(after.map(|place| place.on))
        .bind::<Nullable<Text>, _>(after.map(|place| place.kind))
        .bind::<Nullable<SqlUuid>, _>(after.map(|place| place.agency))
        .bind::<Nullable<SqlUuid>, _>(after.map(|place| place.id))
        .bind::<BigInt, _>(page.fetch())
        .load(view.conn())?;
    let total = match counts {
        true => {
            let counted: Total =
                asked(view, whose, "SELECT count(*) AS total FROM happened").get_result(view.conn())?;
            Some(counted.total)
        }
        false => None,
    };
    let (items, next_place) = page.cut(rows.into_iter().map(Happened::from).collect(), |one: &Happened| HistoryPlace {
        on: one.on,
        kind: one.kind,
        agency: one.agency.uuid(),
        id: one.id,
    });
    Ok(Page { items, next_place, total })
}

/// How often by year and matter; a record of several matters counts with each, one of none with none.
pub fn counts(view: &mut View, whose: &Whose) -> Result<Vec<Count>, Problem> {
    let rest = "SELECT extract(year FROM h.happened_on)::int AS year, m.code AS matter_code,
            count(*) FILTER (WHERE h.kind = 'case') AS cases,
            count(*) FILTER (WHERE h.outcome = 'penalty') AS penalties,
            count(*) FILTER (WHERE h.kind = 'inspection') AS inspections
        FROM happened h LEFT JOIN LATERAL unnest(h.matters) AS m (code) ON true
        GROUP BY 1, 2 ORDER BY 1 DESC, 2";
    let rows: Vec<CountRow> = asked(view, whose, rest).load(view.conn())?;
    let count = |row: CountRow| Count {
        year: row.year,
        matter_code: row.matter_code,
        cases: row.cases,
        penalties: row.penalties,
        inspections: row.inspections,
    };
    Ok(rows.into_iter().map(count).collect())
}

/// Whom an object's history is about. Whoever may write an object could write any number into it, so its identity number
/// finds cases and other objects only for who may see such numbers; its own inspections are everybody's.
pub fn whose_object(view: &mut View, id: ObjectId) -> Result<Whose, Problem> {
    let visible = view.agencies.clone();
    let (name, credit_code, resident_id): (Title, Option<CreditCode>, Option<String>) = object::table
        .filter(object::agency_id.eq_any(visible).and(object::id.eq(id)))
        .select((object::name, object::credit_code, object::resident_id))
        .first(view.conn())?;
    let code = credit_code.map(|code| code.as_str().to_owned()).or(resident_id);
    Ok(Whose {
        object: Some(id),
        code,
        name: Some(name.to_string()),
        by_identity_number: view.actor.may(Permission::SeeIdentifiers),
    })
}
