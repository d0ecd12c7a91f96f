//! The facts behind "may this agency act, through these officers, in this matter, on this day?"

use crate::db::{Tx, View};
use crate::domain::act::{ActClass, ActingAgency, MatterOnDay};
use crate::domain::day::Period;
use crate::domain::ids::{AgencyId, CertificateId, ClaimId, MatterId, MatterVersionId, OfficerId};
use crate::domain::qualification::{Holding, Qualification};
use crate::domain::values::Code;
use crate::problem::Problem;
use crate::schema::{
    agency, certificate, certificate_suspension as suspension, matter, matter_claim, matter_version, officer,
};
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

type Card = (CertificateId, String, Option<Range>);

/// The qualifications of an agency's officers, in one statement. Officers of other agencies are not found.
pub fn qualifications(
    view: &mut View,
    agency: AgencyId,
    officers: &[OfficerId],
) -> Result<HashMap<OfficerId, Qualification>, Problem> {
    let cards = certificate::agency_id
        .eq(officer::agency_id)
        .and(certificate::officer_id.eq(officer::id))
        .and(certificate::kind.eq("enforcement"));
    let suspensions =
        suspension::agency_id.eq(certificate::agency_id).and(suspension::certificate_id.eq(certificate::id));
    let rows: Vec<(OfficerId, String, NaiveDate, Option<NaiveDate>, Option<Card>, Option<Range>)> = officer::table
        .left_join(certificate::table.on(cards))
        .left_join(suspension::table.on(suspensions))
        .filter(officer::agency_id.eq(agency).and(officer::id.eq_any(officers)))
        .order((officer::id, certificate::valid_from, certificate::id))
        .select((
            officer::id,
            officer::name,
            officer::in_post_from,
            officer::in_post_to,
            (certificate::id, certificate::number, certificate::holds).nullable(),
            suspension::days.nullable(),
        ))
        .load(view.conn())?;
    let mut known: HashMap<OfficerId, Qualification> = HashMap::new();
    for (officer, name, from, to, card, suspended) in rows {
        let in_post = Period { from, to };
        let one = known.entry(officer).or_insert(Qualification { officer, name, in_post, certificates: Vec::new() });
        let Some((certificate, number, holds)) = card else { continue };
        if one.certificates.last().is_none_or(|last| last.certificate != certificate) {
            let holds = holds.and_then(Period::of_range);
            one.certificates.push(Holding { certificate, number, holds, suspended: Vec::new() });
        }
        if let (Some(last), Some(days)) = (one.certificates.last_mut(), suspended.and_then(Period::of_range)) {
            last.suspended.push(days);
        }
    }
    Ok(known)
}

pub fn qualification(view: &mut View, agency: AgencyId, officer: OfficerId) -> Result<Qualification, Problem> {
    qualifications(view, agency, &[officer])?.remove(&officer).ok_or_else(Problem::not_found)
}

/// The agency that acts.
pub fn acting_agency(view: &mut View, id: AgencyId) -> Result<ActingAgency, Problem> {
    let found: FoundAgency = agency::table
        .find(id)
        .select((agency::id, agency::code, agency::name, agency::level, agency::powers))
        .first(view.conn())?;
    agency_of(found)
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
