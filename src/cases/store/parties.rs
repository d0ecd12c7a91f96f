//! Parties' rows: a set of parties is a revision; the case's row says which one counts, and holds its first party.

use crate::cases::model::Case;
use crate::cases::parties::model::{CaseParty, PartyDetails, PartySet};
use crate::db::{Tx, View};
use crate::domain::ids::CaseId;
use crate::domain::party::{Party, PartyCode, PartyKind};
use crate::domain::values::Title;
use crate::problem::Problem;
use crate::schema::case_party;
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Nullable, Record, Text};
use serde_json::Value;

/// A party inside a statement that reads several things at once.
pub type PartyShown = Record<(Text, Text, Nullable<Text>, Jsonb)>;
pub type FoundParty = (PartyKind, Title, Option<String>, Value);

/// The parties that count of the statement's `case_file`; none where its row says all that is known.
pub const PARTIES: &str = "SELECT ROW(p.kind, p.name, p.code, p.details) FROM anjuan.case_party p \
    WHERE p.agency_id = case_file.agency_id AND p.case_id = case_file.id AND p.revision = case_file.party_revision \
    ORDER BY p.place";

fn party((kind, name, code, details): FoundParty) -> Result<CaseParty, Problem> {
    let code = code.map(|text| PartyCode::parse(kind, &text)).transpose().map_err(Problem::internal)?;
    let details: PartyDetails = serde_json::from_value(details).map_err(Problem::internal)?;
    Ok(CaseParty { party: Party { kind, name, code }, details })
}

/// The parties of a case by what was found besides its row.
pub fn parties_of(case: &Case, found: Vec<FoundParty>) -> Result<Vec<CaseParty>, Problem> {
    let all: Vec<CaseParty> = found.into_iter().map(party).collect::<Result<_, _>>()?;
    Ok(if all.is_empty() { vec![CaseParty::bare(case.party.clone())] } else { all })
}

/// Every set of parties that a case had, the first one first.
pub fn party_sets(view: &mut View, case: &Case) -> Result<Vec<PartySet>, Problem> {
    let rows: Vec<(i32, NaiveDate, FoundParty)> = case_party::table
        .filter(case_party::agency_id.eq(case.agency).and(case_party::case_id.eq(case.id)))
        .order((case_party::revision, case_party::place))
        .select((
            case_party::revision,
            case_party::from_on,
            (case_party::kind, case_party::name, case_party::code, case_party::details),
        ))
        .load(view.conn())?;
    let mut sets: Vec<PartySet> = Vec::new();
    for (revision, from, found) in rows {
        if sets.last().is_none_or(|set| set.revision != revision) {
            sets.push(PartySet { revision, from, parties: Vec::new() });
        }
        let one = party(found)?;
        if let Some(set) = sets.last_mut() {
            set.parties.push(one);
        }
    }
    if sets.is_empty() {
        let parties = vec![CaseParty::bare(case.party.clone())];
        sets.push(PartySet { revision: 0, from: case.filed_on, parties });
    }
    Ok(sets)
}

/// One set of a case's parties.
pub fn add_parties(tx: &mut Tx, case: CaseId, set: &PartySet) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let mut rows = Vec::new();
    for (place, one) in (1_i32..).zip(&set.parties) {
        rows.push((
            case_party::agency_id.eq(agency),
            case_party::case_id.eq(case),
            case_party::revision.eq(set.revision),
            case_party::place.eq(place),
            case_party::from_on.eq(set.from),
            case_party::kind.eq(one.party.kind),
            case_party::name.eq(&one.party.name),
            case_party::code.eq(one.party.code.as_ref().map(PartyCode::in_full)),
            case_party::details.eq(serde_json::to_value(&one.details).map_err(Problem::internal)?),
        ));
    }
    diesel::insert_into(case_party::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// A changed set. Where the row alone said who was party, that set is kept first.
pub fn change_parties(
    tx: &mut Tx,
    before: &Case,
    moved: &Case,
    from: NaiveDate,
    parties: Vec<CaseParty>,
) -> Result<(), Problem> {
    if before.party_revision == 0 {
        let parties = vec![CaseParty::bare(before.party.clone())];
        add_parties(tx, before.id, &PartySet { revision: 1, from: before.filed_on, parties })?;
    }
    add_parties(tx, before.id, &PartySet { revision: moved.party_revision, from, parties })
}
