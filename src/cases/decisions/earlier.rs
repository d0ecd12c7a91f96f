//! What was decided before against the same parties.

use super::model::Earlier;
use crate::cases::model::Case;
use crate::cases::parties::model::CaseParty;
use crate::cases::standing::annulled_on;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::Tx;
use crate::domain::ids::{AgencyId, CaseId, MatterId};
use crate::domain::stage::Step;
use crate::problem::Problem;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text as SqlText, Uuid as SqlUuid};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// What was decided against any of these parties in any of these matters. Binds: agency, case; codes, names, kinds of the parties;
/// matters; the steps that may annul. Of the other cases every party that counts is looked at.
const EARLIER: &str = "WITH own AS (SELECT * FROM unnest($3::text[], $4::text[], $5::text[]) AS party(code, name, kind)), \
    theirs AS ( \
        SELECT c.id, c.party_code AS code, c.party_name AS name, c.party_kind AS kind FROM anjuan.case_file c \
        WHERE c.agency_id = $1 AND (c.party_code = ANY ($3) OR c.party_name = ANY ($4)) \
        UNION ALL \
        SELECT p.case_id, p.code, p.name, p.kind FROM anjuan.case_party p JOIN anjuan.case_file c \
            ON c.agency_id = p.agency_id AND c.id = p.case_id AND c.party_revision = p.revision \
        WHERE p.agency_id = $1 AND (p.code = ANY ($3) OR p.name = ANY ($4))) \
    SELECT c.id AS case_id, c.case_number AS number, c.decided_on, \
        (d.violation ->> 'began_on')::date AS violated_on, \
        (EXISTS (SELECT FROM anjuan.decision_penalty p WHERE p.agency_id = c.agency_id AND p.decision_id = d.id AND p.kind = 'fine') \
         OR coalesce(i.facts -> 'decision' -> 'penalties' @> '[{\"kind\": \"fine\"}]', false)) AS is_fined, \
        EXISTS (SELECT FROM anjuan.case_step s WHERE s.agency_id = c.agency_id AND s.case_id = c.id \
            AND s.step = ANY ($7)) AS is_attacked \
    FROM anjuan.case_file c \
    LEFT JOIN anjuan.case_decision d ON d.agency_id = c.agency_id AND d.id = c.decision_id \
    LEFT JOIN LATERAL (SELECT s.facts FROM anjuan.imported_case s \
        WHERE s.agency_id = c.agency_id AND s.case_id = c.id ORDER BY s.revision DESC LIMIT 1) i ON true \
    WHERE c.agency_id = $1 AND c.id <> $2 AND c.decided_on IS NOT NULL \
        AND c.id IN (SELECT t.id FROM theirs t JOIN own ON t.code = own.code \
            OR t.name = own.name AND t.kind = own.kind AND (t.code IS NULL OR own.code IS NULL)) \
        AND coalesce(d.outcome, i.facts -> 'decision' ->> 'outcome') IN ('penalty', 'no_penalty_minor') \
        AND i.facts ->> 'annulled_on' IS NULL \
        AND EXISTS (SELECT FROM anjuan.case_tag t WHERE t.agency_id = c.agency_id AND t.case_id = c.id \
            AND t.revision = c.tag_revision AND t.matter_id = ANY ($6)) \
    ORDER BY c.decided_on DESC, c.id LIMIT 100";

#[derive(QueryableByName)]
struct EarlierRow {
    #[diesel(sql_type = SqlUuid)]
    case_id: CaseId,
    #[diesel(sql_type = Nullable<SqlText>)]
    number: Option<String>,
    #[diesel(sql_type = Date)]
    decided_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    violated_on: Option<NaiveDate>,
    #[diesel(sql_type = Bool)]
    is_fined: bool,
    /// Somebody has looked at the decision again: its file says whether it holds.
    #[diesel(sql_type = Bool)]
    is_attacked: bool,
}

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "pg_catalog.pg_advisory_xact_lock"]
    fn wait_until_the_end(key: BigInt) -> Bool;
}

/// 行政处罚法 第二十九条: of two cases against one party, the second is decided when the first has been. By number and by name, in one
/// order for everybody, until the transaction ends.
pub fn wait_turn(tx: &mut Tx, parties: &[CaseParty]) -> Result<(), Problem> {
    let numbers = parties.iter().filter_map(|one| one.party.code.as_ref()).map(|code| code.in_full().to_owned());
    let names = parties.iter().map(|one| one.party.name.as_str().to_owned());
    let keys: BTreeSet<i64> = numbers.chain(names).map(|one| key(tx.actor.agency, &one)).collect::<Result<_, _>>()?;
    for key in keys {
        diesel::select(wait_until_the_end(key)).execute(tx.conn())?;
    }
    Ok(())
}

fn key(agency: AgencyId, party: &str) -> Result<i64, Problem> {
    let digest = Sha256::digest(format!("decides on\n{agency}\n{party}").as_bytes());
    Ok(i64::from_be_bytes(digest[..8].try_into().map_err(Problem::internal)?))
}

/// What was decided before against one of the case's parties in one of these matters, and holds; the newest first.
pub fn earlier(tx: &mut Tx, case: &Case, parties: &[CaseParty], matters: &[MatterId]) -> Result<Vec<Earlier>, Problem> {
    let code = |one: &CaseParty| one.party.code.as_ref().map(|code| code.in_full().to_owned());
    let codes: Vec<Option<String>> = parties.iter().map(code).collect();
    let names: Vec<&str> = parties.iter().map(|one| one.party.name.as_str()).collect();
    let kinds: Vec<&str> = parties.iter().map(|one| one.party.kind.as_str()).collect();
    #[expect(clippy::disallowed_methods, reason = "imported decisions are JSON, and the newest of each case counts")]
    let rows: Vec<EarlierRow> = diesel::sql_query(EARLIER)
        .bind::<SqlUuid, _>(case.agency)
        .bind::<SqlUuid, _>(case.id)
        .bind::<Array<Nullable<SqlText>>, _>(codes)
        .bind::<Array<SqlText>, _>(names)
        .bind::<Array<SqlText>, _>(kinds)
        .bind::<Array<SqlUuid>, _>(matters)
        .bind::<Array<SqlText>, _>(vec![Step::Withdraw, Step::ResolveReconsideration, Step::ResolveLawsuit])
        .load(tx.conn())?;
    let attacked: Vec<_> = rows.iter().filter(|row| row.is_attacked).map(|row| (case.agency, row.case_id)).collect();
    let found = if attacked.is_empty() { Vec::new() } else { cases::several(tx, &attacked)? };
    let files = steps::files(tx, found)?;
    let holds = |row: &EarlierRow| {
        let file = files.iter().find(|file| file.case.id == row.case_id);
        file.is_none_or(|file| annulled_on(file).is_none())
    };
    let shown = |row: EarlierRow| Earlier {
        case: row.case_id,
        document_number: row.number,
        decided_on: row.decided_on,
        violated_on: row.violated_on,
        is_fined: row.is_fined,
    };
    Ok(rows.into_iter().filter(|row| holds(row)).map(shown).collect())
}
