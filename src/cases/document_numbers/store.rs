//! The register's rows, and the voidings of its numbers.

use crate::cases::voidings::Voiding;
use crate::cases::voidings::confirmations::VoidingConfirmation;
use crate::db::View;
use crate::db::page::{Page, PageOf, containing};
use crate::domain::ids::{AccountId, AgencyId, CaseId, DecisionId, EntryId};
use crate::domain::stage::Step;
use crate::problem::Problem;
use crate::schema::{agency, case_decision, case_step, document_number as number};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// One number that was issued.
pub struct Registered {
    pub agency: AgencyId,
    pub agency_code: String,
    pub prefix: String,
    pub year: i32,
    pub n: i32,
    pub case: CaseId,
    pub decision: Option<DecisionId>,
    pub issued_at: Option<DateTime<Utc>>,
    pub entry_id: EntryId,
    pub voided: Option<Voided>,
}

/// 作废
pub struct Voided {
    pub voiding: Voiding,
    pub confirmation: VoidingConfirmation,
    pub asked_by: AccountId,
    pub confirmed_by: AccountId,
}

/// The register goes by prefix, year and number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NumberPlace {
    prefix: String,
    year: i32,
    n: i32,
    agency: Uuid,
}

/// Which numbers are looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// 文种: the end of the prefix.
    pub word: Option<String>,
    pub year: Option<i32>,
}

type Row = (AgencyId, String, String, i32, i32, CaseId, EntryId, Option<DecisionId>, Option<DateTime<Utc>>);

pub fn page(
    view: &mut View,
    wanted: &Wanted,
    page: &PageOf<NumberPlace>,
    counts: bool,
) -> Result<Page<Registered>, Problem> {
    let total = counts.then(|| matching(view, wanted).count().get_result(view.conn())).transpose()?;
    let mut numbers = matching(view, wanted);
    if let Some(after) = &page.after {
        let same_year = number::prefix.eq(after.prefix.clone()).and(number::year.eq(after.year));
        let further = number::n.gt(after.n).or(number::n.eq(after.n).and(number::agency_id.gt(after.agency)));
        let later_year = number::prefix.eq(after.prefix.clone()).and(number::year.gt(after.year));
        numbers = numbers.filter(number::prefix.gt(after.prefix.clone()).or(later_year).or(same_year.and(further)));
    }
    let numbered: Vec<(AgencyId, String, i32, i32, CaseId, EntryId)> = numbers
        .order((number::prefix, number::year, number::n, number::agency_id))
        .limit(page.fetch())
        .select((number::agency_id, number::prefix, number::year, number::n, number::case_id, number::entry_id))
        .load(view.conn())?;
    let decisions = decisions(view, &numbered)?;
    let codes = codes(view)?;
    let mut voided = voided(view, &numbered)?;
    let registered = |(agency, prefix, year, n, case, entry_id): (AgencyId, String, i32, i32, CaseId, EntryId)| {
        let decision = decisions.get(&(agency, entry_id)).copied();
        let agency_code = codes.get(&agency).cloned().unwrap_or_default();
        let row: Row = (
            agency,
            agency_code,
            prefix,
            year,
            n,
            case,
            entry_id,
            decision.map(|one| one.0),
            decision.map(|one| one.1),
        );
        shown(row, decision.and_then(|(id, _)| voided.remove(&(agency, id))))
    };
    let all: Vec<Registered> = numbered.into_iter().map(registered).collect();
    let place = |one: &Registered| NumberPlace {
        prefix: one.prefix.clone(),
        year: one.year,
        n: one.n,
        agency: one.agency.uuid(),
    };
    let (items, next_place) = page.cut(all, place);
    Ok(Page { items, next_place, total })
}

fn shown(row: Row, voided: Option<Voided>) -> Registered {
    let (agency, agency_code, prefix, year, n, case, entry_id, decision, issued_at) = row;
    Registered { agency, agency_code, prefix, year, n, case, decision, issued_at, entry_id, voided }
}

fn matching(view: &View, wanted: &Wanted) -> number::BoxedQuery<'static, Pg> {
    let mut rows = number::table.filter(number::agency_id.eq_any(view.agencies.clone())).into_boxed();
    if let Some(word) = &wanted.word {
        let mut ending = containing(word);
        ending.pop();
        rows = rows.filter(number::prefix.like(ending));
    }
    if let Some(year) = wanted.year {
        rows = rows.filter(number::year.eq(year));
    }
    rows
}

type Numbered = (AgencyId, String, i32, i32, CaseId, EntryId);

/// The decisions that took the numbers: both were written under one entry.
fn decisions(
    view: &mut View,
    numbers: &[Numbered],
) -> Result<HashMap<(AgencyId, EntryId), (DecisionId, DateTime<Utc>)>, Problem> {
    let agencies: Vec<AgencyId> = numbers.iter().map(|one| one.0).collect();
    let entries: Vec<EntryId> = numbers.iter().map(|one| one.5).collect();
    let rows: Vec<(AgencyId, EntryId, DecisionId, DateTime<Utc>)> = case_decision::table
        .filter(case_decision::agency_id.eq_any(agencies).and(case_decision::entry_id.eq_any(entries)))
        .select((case_decision::agency_id, case_decision::entry_id, case_decision::id, case_decision::decided_at))
        .load(view.conn())?;
    Ok(rows.into_iter().map(|(agency, entry, id, at)| ((agency, entry), (id, at))).collect())
}

fn codes(view: &mut View) -> Result<HashMap<AgencyId, String>, Problem> {
    let visible = view.agencies.clone();
    let rows: Vec<(AgencyId, String)> =
        agency::table.filter(agency::id.eq_any(visible)).select((agency::id, agency::code)).load(view.conn())?;
    Ok(rows.into_iter().collect())
}

/// 作废: as asked for and as confirmed, decision by decision.
fn voided(view: &mut View, numbers: &[Numbered]) -> Result<HashMap<(AgencyId, DecisionId), Voided>, Problem> {
    let agencies: Vec<AgencyId> = numbers.iter().map(|one| one.0).collect();
    let cases: Vec<CaseId> = numbers.iter().map(|one| one.4).collect();
    let rows: Vec<(AgencyId, Step, Uuid, Value, AccountId)> = case_step::table
        .filter(case_step::agency_id.eq_any(agencies).and(case_step::case_id.eq_any(cases)))
        .filter(case_step::step.eq_any([Step::Void, Step::ConfirmVoiding]))
        .select((case_step::agency_id, case_step::step, case_step::id, case_step::content, case_step::author_id))
        .load(view.conn())?;
    let mut asked: HashMap<(AgencyId, Uuid), (Voiding, AccountId)> = HashMap::new();
    let mut confirmed: Vec<(AgencyId, VoidingConfirmation, AccountId)> = Vec::new();
    for (agency, step, id, content, author) in rows {
        if step == Step::Void {
            asked.insert((agency, id), (serde_json::from_value(content).map_err(Problem::internal)?, author));
        } else {
            confirmed.push((agency, serde_json::from_value(content).map_err(Problem::internal)?, author));
        }
    }
    let voided =
        confirmed.into_iter().filter(|(_, one, _)| one.agreed).filter_map(|(agency, confirmation, confirmed_by)| {
            let (voiding, asked_by) = asked.remove(&(agency, confirmation.voiding_id.uuid()))?;
            let decision = DecisionId::from_uuid(confirmation.decision_id?.uuid());
            Some(((agency, decision), Voided { voiding, confirmation, asked_by, confirmed_by }))
        });
    Ok(voided.collect())
}
