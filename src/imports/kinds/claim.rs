//! `kind=matter-claims`: an agency took a matter on.

use super::{Applied, Form, runs_forward, unknown_matter};
use crate::claims::model::{self, Claim};
use crate::claims::store as claims;
use crate::db::Tx;
use crate::domain::act::not_in_the_future;
use crate::domain::ids::ClaimId;
use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::{Code, Title};
use crate::http::digest;
use crate::imports::model::Earlier;
use crate::journal::kind::Kind;
use crate::matters::model::Matter;
use crate::matters::store as matters;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 事项认领: known by matter and first day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedClaim)]
#[serde(deny_unknown_fields)]
pub struct ClaimForm {
    agency_code: Code,
    matter_code: Code,
    valid_from: NaiveDate,
    /// The last day it holds.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
    /// The paper it rests on.
    #[serde(default)]
    basis: Option<Title>,
}

impl Form for ClaimForm {
    type Named = Matter;

    fn agency_code(&self) -> Option<&Code> {
        Some(&self.agency_code)
    }

    fn key(&self) -> String {
        format!("{} {}", self.matter_code, self.valid_from)
    }

    fn refusals(&self, today: NaiveDate) -> Vec<Refusal> {
        let future = not_in_the_future(self.valid_from, today, "/valid_from").err();
        future.into_iter().chain(runs_forward(Some(self.valid_from), self.valid_to, "/valid_to").err()).collect()
    }

    fn look_up(&self, tx: &mut Tx, faults: &mut Vec<Fault>) -> Result<Option<Matter>, Problem> {
        let matter = matters::find_by_code(tx, &self.matter_code)?;
        if matter.is_none() {
            faults.push(unknown_matter(&self.matter_code, "/matter_code"));
        }
        Ok(matter)
    }

    fn apply(&self, tx: &mut Tx, matter: Matter, earlier: Option<&Earlier>) -> Result<Applied, Problem> {
        let claim = match earlier {
            None => self.new_claim(tx, matter)?,
            Some(earlier) => self.corrected(tx, ClaimId::from_uuid(earlier.subject))?,
        };
        if earlier.is_some() {
            claims::correct(tx, &claim)?
        } else {
            claims::insert(tx, &claim)?
        }
        let body = json!({
            "claim_id": claim.id, "matter_id": claim.matter, "matter_code": claim.matter_code,
            "valid_from": claim.valid.from, "valid_to": claim.valid.to, "basis": claim.basis,
        });
        let id = claim.id.uuid();
        Ok(Applied { kind: Kind::MatterClaimed, about: id, record: id, body, case: None, warnings: Vec::new() })
    }
}

impl ClaimForm {
    fn new_claim(&self, tx: &Tx, matter: Matter) -> Result<Claim, Problem> {
        let valid = model::valid(self.valid_from, self.valid_to)?;
        Ok(Claim {
            id: ClaimId::from_uuid(tx.mint()),
            matter: matter.id,
            matter_code: matter.code,
            valid,
            holds: Some(valid),
            basis: self.basis.clone(),
            returned: None,
            origin: Origin::Import,
            content_digest: digest(self)?,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        })
    }

    /// What was given back since stays given back.
    fn corrected(&self, tx: &mut Tx, id: ClaimId) -> Result<Claim, Problem> {
        let known = claims::lock(tx, id)?;
        if known.returned.is_some() {
            let detail =
                Text::new("该认领已经交回,不能再更正", "The claim was returned: it can no longer be corrected");
            return Err(Refusal::new(Rule::ClaimAlreadyReturned, detail).into());
        }
        let valid = model::valid(self.valid_from, self.valid_to)?;
        let (basis, content_digest) = (self.basis.clone(), digest(self)?);
        let (version, entry_id) = (known.version + 1, tx.entry_id());
        Ok(Claim { valid, holds: Some(valid), basis, content_digest, version, entry_id, ..known })
    }
}
