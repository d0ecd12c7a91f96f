//! `kind=fee-items`: a claimed penalty matter has its charge item on the non-tax platform.

use super::{Applied, Form, told, unclaimed, unknown_matter};
use crate::acts::store::matters_on;
use crate::db::Tx;
use crate::domain::act::{MatterOnDay, not_in_the_future};
use crate::domain::ids::FeeItemId;
use crate::domain::origin::Origin;
use crate::domain::refusal::Refusal;
use crate::domain::values::{Code, Title};
use crate::fee_items::model::{FeeItem, is_penalty};
use crate::fee_items::store as fee_items;
use crate::http::digest;
use crate::imports::model::Earlier;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 收费项目: known by matter and fee code.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedFeeItem)]
#[serde(deny_unknown_fields)]
pub struct FeeItemForm {
    agency_code: Code,
    matter_code: Code,
    fee_code: Code,
    name: Title,
    configured_on: NaiveDate,
}

impl Form for FeeItemForm {
    type Named = MatterOnDay;

    fn agency_code(&self) -> Option<&Code> {
        Some(&self.agency_code)
    }

    fn key(&self) -> String {
        format!("{} {}", self.matter_code, self.fee_code)
    }

    fn refusals(&self, today: NaiveDate) -> Vec<Refusal> {
        not_in_the_future(self.configured_on, today, "/configured_on").err().into_iter().collect()
    }

    fn look_up(&self, tx: &mut Tx, faults: &mut Vec<Fault>) -> Result<Option<MatterOnDay>, Problem> {
        let agency = tx.actor.agency;
        let codes = std::slice::from_ref(&self.matter_code);
        let matter = matters_on(tx, agency, codes, self.configured_on)?.pop().flatten();
        match &matter {
            None => faults.push(unknown_matter(&self.matter_code, "/matter_code")),
            Some(matter) => faults.extend(is_penalty(matter).err().into_iter().flat_map(told)),
        }
        Ok(matter)
    }

    fn apply(&self, tx: &mut Tx, matter: MatterOnDay, earlier: Option<&Earlier>) -> Result<Applied, Problem> {
        let warnings = unclaimed(&matter, self.configured_on, "/matter_code");
        let item = match earlier {
            None => self.new_item(tx, &matter)?,
            Some(earlier) => self.corrected(tx, FeeItemId::from_uuid(earlier.subject))?,
        };
        if earlier.is_some() {
            fee_items::correct(tx, &item)?
        } else {
            fee_items::insert(tx, &item)?
        }
        let body = json!({
            "fee_item_id": item.id, "matter_id": item.matter, "matter_code": item.matter_code,
            "fee_code": item.fee_code, "name": item.name, "configured_on": item.configured_on,
        });
        let id = item.id.uuid();
        Ok(Applied { kind: Kind::FeeItemConfigured, about: id, record: id, body, case: None, warnings })
    }
}

impl FeeItemForm {
    fn new_item(&self, tx: &Tx, matter: &MatterOnDay) -> Result<FeeItem, Problem> {
        Ok(FeeItem {
            id: FeeItemId::from_uuid(tx.mint()),
            matter: matter.matter,
            matter_code: self.matter_code.clone(),
            fee_code: self.fee_code.clone(),
            name: self.name.clone(),
            configured_on: self.configured_on,
            origin: Origin::Import,
            content_digest: digest(self)?,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        })
    }

    fn corrected(&self, tx: &mut Tx, id: FeeItemId) -> Result<FeeItem, Problem> {
        let known = fee_items::lock(tx, id)?;
        let (name, configured_on) = (self.name.clone(), self.configured_on);
        let (version, entry_id) = (known.version + 1, tx.entry_id());
        Ok(FeeItem { name, configured_on, content_digest: digest(self)?, version, entry_id, ..known })
    }
}
