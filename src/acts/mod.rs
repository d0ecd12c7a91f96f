//! What every act of enforcement needs, whichever slice it belongs to: officers who may act on that day, matters that
//! the agency had claimed, powers that it has. The rules are pure (`domain::act`); this module brings them the facts.

pub mod calendar;
pub mod discretion;
pub mod procedure_rules;
pub mod store;

use crate::db::{Tx, View};
use crate::domain::act::{
    ActingAgency, MatterOnDay, OFFICERS_MAX, Power, matters_are_penalties, matters_may_be_applied, officers_may_act,
};
use crate::domain::ids::{CertificateId, OfficerId};
use crate::domain::refusal::{Refusal, Refusals, Rule, Text};
use crate::domain::values::Code;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;

/// The agency of a path, for an act in its name: nobody acts for an agency other than the own.
pub fn own_agency(view: &mut View, code: &Code) -> Result<ActingAgency, Problem> {
    let own = store::acting_agency(view, view.actor.agency)?;
    if own.code == code.as_str() { Ok(own) } else { Err(Problem::not_found()) }
}

/// One matter of the catalogue as it stood for the actor's agency on a day, whether or not it may be applied.
pub fn known_matter(view: &mut View, code: &Code, day: NaiveDate, pointer: &str) -> Result<MatterOnDay, Problem> {
    let agency = view.actor.agency;
    let found = store::matters_on(view, agency, std::slice::from_ref(code), day)?;
    found.into_iter().flatten().next().ok_or_else(|| Problem::invalid(vec![unknown_matter(code, pointer.to_owned())]))
}

/// An act by two officers: what is asked of the agency, of them, and of the matters.
#[derive(Debug)]
pub struct Act<'a> {
    pub power: Power,
    pub on: NaiveDate,
    /// Told at `/officer_ids` of the request.
    pub officers: &'a [OfficerId],
    /// Told at `/matter_codes`; an act may do without.
    pub matters: &'a [Code],
}

/// What a lawful act rests on.
#[derive(Debug)]
pub struct Premises {
    pub agency: ActingAgency,
    /// In the order of the officers; fewer of them when one was refused.
    pub certificates: Vec<CertificateId>,
    pub matters: Vec<MatterOnDay>,
}

/// Brings together what an act rests on. Whatever is missing joins the act's other refusals.
pub fn premises(tx: &mut Tx, act: &Act, refusals: &mut Refusals) -> Result<Premises, Problem> {
    let id = tx.actor.agency;
    let agency = store::acting_agency(tx, id)?;
    refusals.check(agency.has_power(act.power));
    let certificates = officers_of_act(tx, act.officers, act.on, refusals)?;
    store::hold_claims(tx, act.matters)?;
    let found = store::matters_on(tx, id, act.matters, act.on)?;
    let matters = known_matters(found, act.matters, "/matter_codes")?;
    refusals.check_all(matters_may_be_applied(&matters, act.on, "/matter_codes"));
    if act.power == Power::Penalty {
        refusals.check_all(matters_are_penalties(&matters, "/matter_codes"));
    }
    Ok(Premises { agency, certificates, matters })
}

/// 两人执法, of an act that may be refused for other reasons too. Fewer certificates than officers when one was refused.
pub fn officers_of_act(
    tx: &mut Tx,
    officers: &[OfficerId],
    day: NaiveDate,
    refusals: &mut Refusals,
) -> Result<Vec<CertificateId>, Problem> {
    let agency = tx.actor.agency;
    store::hold_officers(tx, officers)?;
    let known = store::qualifications(tx, agency, officers)?;
    if officers.len() > OFFICERS_MAX {
        refusals.add(Refusal::of(Rule::OfficersTooMany).at("/officer_ids"));
    }
    let verdict = officers_may_act(officers, |officer| known.get(&officer).cloned(), day, 2, "/officer_ids");
    Ok(refusals.check_all(verdict).unwrap_or_default())
}

/// 两人执法: the certificates of at least two different officers of the actor's agency, all valid on the day.
pub fn two_officers(
    tx: &mut Tx,
    officers: &[OfficerId],
    day: NaiveDate,
    pointer: &str,
) -> Result<Vec<CertificateId>, Problem> {
    certified(tx, officers, day, 2, pointer)
}

/// What one officer may do alone: the certificates of the officers who took part, all valid on the day.
pub fn certified_officers(
    tx: &mut Tx,
    officers: &[OfficerId],
    day: NaiveDate,
    pointer: &str,
) -> Result<Vec<CertificateId>, Problem> {
    certified(tx, officers, day, 1, pointer)
}

fn certified(
    tx: &mut Tx,
    officers: &[OfficerId],
    day: NaiveDate,
    at_least: usize,
    pointer: &str,
) -> Result<Vec<CertificateId>, Problem> {
    let agency = tx.actor.agency;
    store::hold_officers(tx, officers)?;
    let known = store::qualifications(tx, agency, officers)?;
    officers_may_act(officers, |id| known.get(&id).cloned(), day, at_least, pointer).map_err(Problem::from)
}

/// The matters of an act: known, in force and claimed by the actor's agency on the day.
pub fn claimed_matters(
    tx: &mut Tx,
    codes: &[Code],
    day: NaiveDate,
    pointer: &str,
) -> Result<Vec<MatterOnDay>, Problem> {
    let agency = tx.actor.agency;
    store::hold_claims(tx, codes)?;
    let matters = known_matters(store::matters_on(tx, agency, codes, day)?, codes, pointer)?;
    matters_may_be_applied(&matters, day, pointer)?;
    Ok(matters)
}

/// The same in the words of another day: of a version that was in force then, where there is one.
pub fn as_of(
    tx: &mut Tx,
    matters: Vec<MatterOnDay>,
    codes: &[Code],
    day: NaiveDate,
) -> Result<Vec<MatterOnDay>, Problem> {
    let agency = tx.actor.agency;
    let then = store::matters_on(tx, agency, codes, day)?;
    let version = |one: &MatterOnDay| {
        let found = then.iter().flatten().find(|other| other.matter == one.matter);
        found.and_then(|other| other.version)
    };
    Ok(matters.into_iter().map(|one| MatterOnDay { version: version(&one), ..one }).collect())
}

/// Refuses codes that no catalogue has, all of them at once.
fn known_matters(found: Vec<Option<MatterOnDay>>, codes: &[Code], pointer: &str) -> Result<Vec<MatterOnDay>, Problem> {
    let unknown = |place: usize| unknown_matter(&codes[place], format!("{pointer}/{place}"));
    let missing: Vec<_> =
        found.iter().enumerate().filter(|(_, one)| one.is_none()).map(|(place, _)| unknown(place)).collect();
    if missing.is_empty() { Ok(found.into_iter().flatten().collect()) } else { Err(Problem::invalid(missing)) }
}

fn unknown_matter(code: &Code, pointer: String) -> Fault {
    let detail = Text::new(format!("目录中没有事项 {code}"), format!("The catalogue has no matter {code}"));
    Fault::new(pointer, "unknown_matter", detail)
}
