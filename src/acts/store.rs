//! The facts behind "may this agency act, through these officers, in this matter, on this day?"

use crate::db::{Tx, View};
use crate::domain::act::{ActClass, ActingAgency, MatterOnDay};
use crate::domain::day::Period;
use crate::domain::ids::{AgencyId, CertificateId, ClaimId, MatterId, MatterVersionId, OfficerId};
use crate::domain::qualification::{Holding, Qualification};
use crate::domain::values::Code;
use crate::problem::Problem;
use crate::schema::{agency, certificate, certificate_suspension, matter, matter_claim, matter_version, officer};
use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{Array, Record, Text, Uuid as SqlUuid};
use std::collections::HashMap;
use std::ops::Bound;

type Range = (Bound<NaiveDate>, Bound<NaiveDate>);

/// Keeps the officers of an act as they are until it is recorded: a card suspended meanwhile comes before the act or
/// after it, never in between.
pub fn hold_officers(tx: &mut Tx, officers: &[OfficerId]) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let _held: Vec<OfficerId> = officer::table
        .filter(officer::agency_id.eq(agency).and(officer::id.eq_any(officers)))
        .order(officer::id)
        .select(officer::id)
        .for_share()
        .load(tx.conn())?;
    Ok(())
}

/// The same for the claims an act rests on.
pub fn hold_claims(tx: &mut Tx, codes: &[Code]) -> Result<(), Problem> {
    let agency = tx.actor.agency;
    let texts: Vec<&str> = codes.iter().map(Code::as_str).collect();
    let matters = matter::table.filter(matter::code.eq_any(texts)).select(matter::id);
    let _held: Vec<ClaimId> = matter_claim::table
        .filter(matter_claim::agency_id.eq(agency).and(matter_claim::matter_id.eq_any(matters)))
        .order(matter_claim::id)
        .select(matter_claim::id)
        .for_share()
        .load(tx.conn())?;
    Ok(())
}

/// The qualifications of an agency's officers. Officers of other agencies are not found.
pub fn qualifications(
    view: &mut View,
    agency: AgencyId,
    officers: &[OfficerId],
) -> Result<HashMap<OfficerId, Qualification>, Problem> {
    let people: Vec<(OfficerId, String, NaiveDate, Option<NaiveDate>)> = officer::table
        .filter(officer::agency_id.eq(agency).and(officer::id.eq_any(officers)))
        .select((officer::id, officer::name, officer::in_post_from, officer::in_post_to))
        .load(view.conn())?;
    let mut holdings = holdings(view, agency, officers)?;
    let qualification = |(officer, name, from, to)| {
        let certificates = holdings.remove(&officer).unwrap_or_default();
        (officer, Qualification { officer, name, in_post: Period { from, to }, certificates })
    };
    Ok(people.into_iter().map(qualification).collect())
}

pub fn qualification(view: &mut View, agency: AgencyId, officer: OfficerId) -> Result<Qualification, Problem> {
    qualifications(view, agency, &[officer])?.remove(&officer).ok_or_else(Problem::not_found)
}

fn holdings(
    view: &mut View,
    agency: AgencyId,
    officers: &[OfficerId],
) -> Result<HashMap<OfficerId, Vec<Holding>>, Problem> {
    let rows: Vec<(OfficerId, CertificateId, String, Option<Range>)> = certificate::table
        .filter(certificate::agency_id.eq(agency).and(certificate::officer_id.eq_any(officers)))
        .filter(certificate::kind.eq("enforcement"))
        .order((certificate::officer_id, certificate::valid_from))
        .select((certificate::officer_id, certificate::id, certificate::number, certificate::holds))
        .load(view.conn())?;
    let ids: Vec<CertificateId> = rows.iter().map(|row| row.1).collect();
    let mut suspended = suspensions(view, agency, &ids)?;
    let mut holdings: HashMap<OfficerId, Vec<Holding>> = HashMap::new();
    for (officer, certificate, number, holds) in rows {
        let suspended = suspended.remove(&certificate).unwrap_or_default();
        let holding = Holding { certificate, number, holds: holds.and_then(Period::of_range), suspended };
        holdings.entry(officer).or_default().push(holding);
    }
    Ok(holdings)
}

fn suspensions(
    view: &mut View,
    agency: AgencyId,
    certificates: &[CertificateId],
) -> Result<HashMap<CertificateId, Vec<Period>>, Problem> {
    let rows: Vec<(CertificateId, Range)> = certificate_suspension::table
        .filter(certificate_suspension::agency_id.eq(agency))
        .filter(certificate_suspension::certificate_id.eq_any(certificates))
        .select((certificate_suspension::certificate_id, certificate_suspension::days))
        .load(view.conn())?;
    let mut suspended: HashMap<CertificateId, Vec<Period>> = HashMap::new();
    for (certificate, days) in rows {
        suspended.entry(certificate).or_default().extend(Period::of_range(days));
    }
    Ok(suspended)
}

/// The agency that acts.
pub fn acting_agency(view: &mut View, id: AgencyId) -> Result<ActingAgency, Problem> {
    acting_agencies(view, &[id])?.remove(&id).ok_or_else(Problem::not_found)
}

/// Several at once.
pub fn acting_agencies(view: &mut View, ids: &[AgencyId]) -> Result<HashMap<AgencyId, ActingAgency>, Problem> {
    let found: Vec<FoundAgency> = agency::table
        .filter(agency::id.eq_any(ids))
        .select((agency::id, agency::code, agency::name, agency::level, agency::powers))
        .load(view.conn())?;
    found.into_iter().map(|row| Ok((row.0, agency_of(row)?))).collect()
}

/// An agency inside a statement that reads several things at once.
pub type AgencyShown = Record<(SqlUuid, Text, Text, Text, Array<Text>)>;
/// Id, code, name, level, powers.
pub type FoundAgency = (AgencyId, String, String, String, Vec<String>);

/// The agency of the statement's `case_file`.
pub const AGENCY_OF_CASE: &str =
    "SELECT ROW(a.id, a.code, a.name, a.level, a.powers) FROM anjuan.agency a WHERE a.id = case_file.agency_id";

pub fn agency_of((id, code, name, level, powers): FoundAgency) -> Result<ActingAgency, Problem> {
    let powers = powers.iter().map(|power| power.parse()).collect::<Result<_, _>>().map_err(Problem::internal)?;
    Ok(ActingAgency { id, code, name, is_town: level == "town", powers })
}

/// Each code's matter as it stood for the agency on the day, in the order asked; `None` where the catalogue has none.
pub fn matters_on(
    view: &mut View,
    agency: AgencyId,
    codes: &[Code],
    day: NaiveDate,
) -> Result<Vec<Option<MatterOnDay>>, Problem> {
    let on_day = matter_version::matter_id.eq(matter::id).and(matter_version::valid.contains(day));
    let claimed = exists(
        matter_claim::table
            .filter(matter_claim::agency_id.eq(agency).and(matter_claim::matter_id.eq(matter::id)))
            .filter(matter_claim::holds.assume_not_null().contains(day)),
    );
    let texts: Vec<&str> = codes.iter().map(Code::as_str).collect();
    let rows: Vec<(MatterId, String, ActClass, Option<MatterVersionId>, bool)> = matter::table
        .left_join(matter_version::table.on(on_day))
        .filter(matter::code.eq_any(texts))
        .select((matter::id, matter::code, matter::act_class, matter_version::id.nullable(), claimed))
        .load(view.conn())?;
    let of = |(matter, code, class, version, is_claimed): (MatterId, String, ActClass, _, _)| {
        (code.clone(), MatterOnDay { matter, code, class, version, is_claimed })
    };
    let found: HashMap<String, MatterOnDay> = rows.into_iter().map(of).collect();
    Ok(codes.iter().map(|code| found.get(code.as_str()).cloned()).collect())
}
