//! `kind=officers`: one row per certificate; a person without one is a row too.

use super::{Applied, Form, missing, runs_forward};
use crate::db::Tx;
use crate::domain::act::not_in_the_future;
use crate::domain::day::Period;
use crate::domain::ids::{CertificateId, OfficerId};
use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Text};
use crate::domain::values::{Code, PersonName, Title};
use crate::http::digest;
use crate::imports::model::Earlier;
use crate::imports::reconciliations::model::Holder;
use crate::journal::kind::Kind;
use crate::officers::certificates::model::{Certificate, CertificateEnd, CertificateKind};
use crate::officers::certificates::store as certificates;
use crate::officers::model::Officer;
use crate::officers::store as officers;
use crate::problem::{Code as ProblemCode, Fault, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 执法人员: one row per certificate. The person is known by `external_id`, else by the certificate's number.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedOfficer)]
#[serde(deny_unknown_fields)]
pub struct OfficerForm {
    agency_code: Code,
    #[serde(default)]
    external_id: Option<Code>,
    name: PersonName,
    #[serde(default)]
    certificate_number: Option<Code>,
    #[serde(default)]
    valid_from: Option<NaiveDate>,
    /// The last valid day.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
    /// From this day on the certificate does not count.
    #[serde(default)]
    revoked_on: Option<NaiveDate>,
    /// First day in post; the first day of the certificate when left out.
    #[serde(default)]
    in_post_from: Option<NaiveDate>,
    /// Last day in post.
    #[serde(default)]
    in_post_to: Option<NaiveDate>,
}

/// What a row says of a certificate.
struct Card<'f> {
    number: &'f Code,
    printed: Period,
    revoked_on: Option<NaiveDate>,
}

impl Form for OfficerForm {
    type Named = ();

    fn agency_code(&self) -> Option<&Code> {
        Some(&self.agency_code)
    }

    /// Codes hold no spaces, so person and certificate cannot run together.
    fn key(&self) -> String {
        let text = |code: &Option<Code>| code.as_ref().map(Code::to_string).unwrap_or_default();
        format!("{} {}", text(&self.external_id), text(&self.certificate_number))
    }

    fn refusals(&self, today: NaiveDate) -> Vec<Refusal> {
        let dates =
            [("/valid_from", self.valid_from), ("/revoked_on", self.revoked_on), ("/in_post_from", self.starts())];
        let future = dates.iter().filter_map(|(at, day)| not_in_the_future((*day)?, today, at).err());
        let backwards = [
            (self.valid_from, self.valid_to, "/valid_to"),
            (self.valid_from, self.revoked_on, "/revoked_on"),
            (self.starts(), self.in_post_to, "/in_post_to"),
        ];
        let backwards = backwards.iter().filter_map(|(from, to, at)| runs_forward(*from, *to, at).err());
        let mut refusals: Vec<Refusal> = future.chain(backwards).collect();
        refusals.dedup_by(|one, other| one.pointer == other.pointer && one.rule == other.rule);
        refusals
    }

    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.external_id.is_none() && self.certificate_number.is_none() {
            faults.push(missing("external_id"));
        }
        let dates = [("valid_from", self.valid_from), ("valid_to", self.valid_to)];
        match self.certificate_number {
            Some(_) => faults.extend(dates.iter().filter(|(_, day)| day.is_none()).map(|(name, _)| missing(name))),
            None if self.valid_from.or(self.valid_to).or(self.revoked_on).is_some() => {
                faults.push(missing("certificate_number"));
            }
            None if self.in_post_from.is_none() => faults.push(missing("in_post_from")),
            None => {}
        }
        faults
    }

    fn look_up(&self, _: &mut Tx, _: &mut Vec<Fault>) -> Result<Option<()>, Problem> {
        Ok(Some(()))
    }

    fn apply(&self, tx: &mut Tx, (): (), earlier: Option<&Earlier>) -> Result<Applied, Problem> {
        let (officer, is_new) = match self.person(tx)? {
            Some(known) => (self.merged(tx, known, earlier.is_some())?, false),
            None => (self.new_person(tx)?, true),
        };
        if is_new {
            officers::insert_unsettled(tx, &officer)?
        } else {
            officers::correct(tx, &officer)?
        }
        let card = self.card().map(|card| card.put(tx, officer.id, digest(self)?, earlier)).transpose()?;
        officers::settle(tx, officer.id)?;
        let kind = match (is_new, earlier) {
            (true, _) => Kind::OfficerRegistered,
            (false, None) if card.is_some() => Kind::CertificateIssued,
            (false, _) => Kind::OfficerChanged,
        };
        let about = card.filter(|_| kind == Kind::CertificateIssued).map_or(officer.id.uuid(), CertificateId::uuid);
        let body = json!({
            "officer_id": officer.id, "name": officer.name, "external_id": officer.external_id,
            "in_post_from": officer.in_post.from, "in_post_to": officer.in_post.to, "certificate_id": card,
            "number": self.certificate_number, "valid_from": self.valid_from, "valid_to": self.valid_to,
            "revoked_on": self.revoked_on,
        });
        let record = card.map_or(officer.id.uuid(), CertificateId::uuid);
        Ok(Applied { kind, about, record, body, case: None, warnings: Vec::new() })
    }
}

impl OfficerForm {
    /// As a register states it.
    pub fn holder(&self) -> Holder {
        let text = |code: &Option<Code>| code.as_ref().map(Code::to_string);
        Holder {
            agency_code: self.agency_code.to_string(),
            external_id: text(&self.external_id),
            name: self.name.to_string(),
            certificate_number: text(&self.certificate_number),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            revoked_on: self.revoked_on,
            in_post_from: self.in_post_from,
            in_post_to: self.in_post_to,
        }
    }

    fn starts(&self) -> Option<NaiveDate> {
        self.in_post_from.or(self.valid_from)
    }

    fn card(&self) -> Option<Card<'_>> {
        let printed = Period { from: self.valid_from?, to: Some(self.valid_to?) };
        Some(Card { number: self.certificate_number.as_ref()?, printed, revoked_on: self.revoked_on })
    }

    fn person(&self, tx: &mut Tx) -> Result<Option<Officer>, Problem> {
        match (&self.external_id, &self.certificate_number) {
            (Some(external_id), _) => officers::lock_by_external_id(tx, external_id),
            (None, Some(number)) => officers::lock_by_certificate(tx, number),
            (None, None) => Ok(None),
        }
    }

    fn new_person(&self, tx: &Tx) -> Result<Officer, Problem> {
        let from = self.starts().ok_or_else(|| Problem::invalid(vec![missing("in_post_from")]))?;
        Ok(Officer {
            agency: tx.actor.agency,
            id: OfficerId::from_uuid(tx.mint()),
            external_id: self.external_id.clone(),
            name: self.name.clone(),
            post: None,
            in_post: Period { from, to: self.in_post_to },
            origin: Origin::Import,
            content_digest: digest(self)?,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        })
    }

    /// Another row of a known person adds to what is known; a corrected row says it anew. What was changed here since
    /// stays as it was changed here.
    fn merged(&self, tx: &mut Tx, known: Officer, is_correction: bool) -> Result<Officer, Problem> {
        if known.name != self.name && !is_correction {
            let detail = Text::new(
                format!("该人员已登记为 {}", known.name),
                format!("The person is registered as {}", known.name),
            );
            return Err(Problem::invalid(vec![Fault::new("/name", "person_has_other_name", detail)]));
        }
        let went_on_here = is_correction && officers::was_changed_here(tx, known.id)?;
        if went_on_here && !self.agrees_with(&known) {
            return Err(changed_here("该人员", "The person"));
        }
        let is_told_whole = is_correction && !went_on_here && known.origin == Origin::Import;
        let in_post = if went_on_here {
            known.in_post
        } else if is_told_whole && certificates::of_officer(tx, known.id)?.len() <= 1 {
            Period { from: self.starts().unwrap_or(known.in_post.from), to: self.in_post_to }
        } else {
            self.joined(known.in_post, known.origin, is_correction)
        };
        runs_forward(Some(in_post.from), in_post.to, "/in_post_to")?;
        let (version, entry_id) = (known.version + 1, tx.entry_id());
        Ok(Officer { name: self.name.clone(), in_post, version, entry_id, ..known })
    }

    /// Whether the row says nothing of the person but what is known; what it leaves out contradicts nothing.
    fn agrees_with(&self, known: &Officer) -> bool {
        let Period { from, to } = known.in_post;
        self.name == known.name
            && self.in_post_from.is_none_or(|said| said == from)
            && self.in_post_to.is_none_or(|said| Some(said) == to)
    }

    /// In post from the earliest day that any row names to the latest, whatever the order of the rows. A correction's
    /// own words count first; what people registered themselves is not changed by a mere default.
    fn joined(&self, known: Period, origin: Origin, is_correction: bool) -> Period {
        let default = self.valid_from.filter(|_| origin == Origin::Import);
        let from = match self.in_post_from {
            Some(said) if is_correction => said,
            said => said.or(default).map_or(known.from, |day| day.min(known.from)),
        };
        let to = match (self.in_post_to, known.to) {
            (Some(said), _) if is_correction => Some(said),
            (Some(said), Some(known)) => Some(said.max(known)),
            (said, known) => said.or(known),
        };
        Period { from, to }
    }
}

impl Card<'_> {
    /// Issues the certificate, or corrects the one it became earlier.
    fn put(
        &self,
        tx: &mut Tx,
        officer: OfficerId,
        content_digest: Vec<u8>,
        earlier: Option<&Earlier>,
    ) -> Result<CertificateId, Problem> {
        let reason = Title::parse("批量导入").map_err(Problem::internal)?;
        let mut certificate = Certificate {
            id: earlier.map_or_else(|| CertificateId::from_uuid(tx.mint()), |is| CertificateId::from_uuid(is.subject)),
            officer,
            kind: CertificateKind::Enforcement,
            number: self.number.clone(),
            printed: self.printed,
            holds: Some(self.printed),
            suspended: Vec::new(),
            ended: None,
            reason: reason.clone(),
            content_digest,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        };
        if let Some(day) = self.revoked_on {
            certificate.holds = certificate.held_until(day)?;
            certificate.ended = Some((CertificateEnd::Revoked, reason));
        }
        if let Some(earlier) = earlier {
            may_be_corrected(&certificates::lock(tx, officer, certificate.id)?, earlier)?;
            certificates::correct(tx, &certificate)?;
        } else {
            certificates::insert(tx, &certificate)?;
        }
        Ok(certificate.id)
    }
}

/// What was revoked, suspended or given back since stays so: every such act writes its entry into the certificate.
fn may_be_corrected(known: &Certificate, earlier: &Earlier) -> Result<(), Problem> {
    if known.entry_id == earlier.entry_id { Ok(()) } else { Err(changed_here("该执法证", "The certificate")) }
}

fn changed_here(zh: &str, en: &str) -> Problem {
    let detail = (format!("{zh}导入后已在本系统变更"), format!("{en} was changed here since it was imported"));
    Problem::new(ProblemCode::Conflict).detail(detail.0, detail.1)
}
