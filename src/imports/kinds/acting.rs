//! Who acted in which matters, as a row names them. What nobody knows is a fault; what should not have been is told.

use super::{told, unclaimed, unknown_matter};
use crate::acts::store::{matters_on, qualifications};
use crate::db::Tx;
use crate::domain::act::MatterOnDay;
use crate::domain::ids::{CertificateId, OfficerId};
use crate::domain::refusal::Text;
use crate::domain::values::Code;
use crate::officers::store::holders;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;

/// Officers and matters of an act of the past.
pub struct Acting {
    /// The certificate is missing where the officer had none that was valid on the day.
    pub officers: Vec<(OfficerId, Option<CertificateId>)>,
    pub matters: Vec<MatterOnDay>,
    pub warnings: Vec<Fault>,
}

/// Finds the officers by their certificates and the matters by their codes, as they stood on the day.
pub fn acting(
    tx: &mut Tx,
    certificates: &[Code],
    matter_codes: &[Code],
    day: NaiveDate,
    faults: &mut Vec<Fault>,
) -> Result<Option<Acting>, Problem> {
    let before = faults.len();
    let mut warnings = Vec::new();
    let officers = officers_on(tx, certificates, day, faults, &mut warnings)?;
    let agency = tx.actor.agency;
    let mut matters: Vec<MatterOnDay> = Vec::new();
    for (place, found) in matters_on(tx, agency, matter_codes, day)?.into_iter().enumerate() {
        let pointer = format!("/matter_codes/{place}");
        match found {
            None => faults.push(unknown_matter(&matter_codes[place], pointer)),
            Some(matter) if matters.contains(&matter) => {}
            Some(matter) => {
                warnings.extend(unclaimed(&matter, day, pointer));
                matters.push(matter);
            }
        }
    }
    Ok((faults.len() == before).then_some(Acting { officers, matters, warnings }))
}

fn officers_on(
    tx: &mut Tx,
    certificates: &[Code],
    day: NaiveDate,
    faults: &mut Vec<Fault>,
    warnings: &mut Vec<Fault>,
) -> Result<Vec<(OfficerId, Option<CertificateId>)>, Problem> {
    if certificates.is_empty() {
        return Ok(Vec::new());
    }
    let agency = tx.actor.agency;
    let holders = holders(tx, certificates)?;
    let ids: Vec<OfficerId> = holders.values().copied().collect();
    let known = qualifications(tx, agency, &ids)?;
    let mut officers: Vec<(OfficerId, Option<CertificateId>)> = Vec::new();
    for (place, number) in certificates.iter().enumerate() {
        let pointer = format!("/officer_certificates/{place}");
        let Some(qualification) = holders.get(number).and_then(|id| known.get(id)) else {
            faults.push(unknown_officer(number, pointer));
            continue;
        };
        let held = qualification.on(day).map(|held| held.certificate);
        if !officers.iter().any(|(officer, _)| *officer == qualification.officer) {
            officers.push((qualification.officer, held.as_ref().ok().copied()));
        }
        warnings.extend(held.err().map(|refusal| refusal.at(pointer)).into_iter().flat_map(told));
    }
    Ok(officers)
}

fn unknown_officer(number: &Code, pointer: String) -> Fault {
    let zh = format!("本执法主体没有持证件 {number} 的执法人员");
    let detail = Text::new(zh, format!("No officer of this agency holds the certificate {number}"));
    Fault::new(pointer, "unknown_officer", detail)
}

/// A case that a row names by the id of the old system.
pub fn unknown_case(external_id: &Code, pointer: &str) -> Fault {
    let detail = Text::new(format!("没有案件 {external_id}"), format!("There is no case {external_id}"));
    Fault::new(pointer, "unknown_case", detail)
}
