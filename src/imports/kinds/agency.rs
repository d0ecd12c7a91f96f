//! `kind=agencies`: the division tree. What is above stands earlier in the file.

use super::{Applied, Form};
use crate::agencies::model::{self, Agency, Level, Parent};
use crate::agencies::store as agencies;
use crate::db::Tx;
use crate::domain::act::Power;
use crate::domain::ids::AgencyId;
use crate::domain::refusal::{Refusal, Text};
use crate::domain::values::{Code, CreditCode, Title};
use crate::http::digest;
use crate::imports::model::Earlier;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 执法主体: known by its code.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedAgency)]
#[serde(deny_unknown_fields)]
pub struct AgencyForm {
    code: Code,
    name: Title,
    #[serde(default)]
    parent_code: Option<Code>,
    level: Level,
    #[serde(default)]
    go_live_on: Option<NaiveDate>,
    /// What it may do at all; what its level usually has when left out.
    #[serde(default)]
    #[schema(max_items = 13)]
    powers: Option<Vec<Power>>,
    #[serde(default)]
    credit_code: Option<CreditCode>,
}

/// What a row names: the agency of that code when it is there already, and the one above it.
pub struct Places {
    known: Option<Agency>,
    parent: Option<Parent>,
}

impl Form for AgencyForm {
    type Named = Places;

    fn agency_code(&self) -> Option<&Code> {
        None
    }

    fn key(&self) -> String {
        self.code.to_string()
    }

    /// 行政处罚法 第十八条: a town never detains. A start of operations may be planned.
    fn refusals(&self, _: NaiveDate) -> Vec<Refusal> {
        model::powers(self.level, self.powers.as_deref()).err().into_iter().collect()
    }

    fn look_up(&self, tx: &mut Tx, faults: &mut Vec<Fault>) -> Result<Option<Places>, Problem> {
        let known = agencies::find_by_code_optional(tx, &self.code)?;
        if known.as_ref().is_some_and(|known| known.level != self.level) {
            let detail = Text::new("行政层级不能更改", "The level of an agency cannot change");
            faults.push(Fault::new("/level", "level_differs", detail));
        }
        let Some(code) = &self.parent_code else { return Ok(Some(Places { known, parent: None })) };
        let parent = agencies::find_by_code_optional(tx, code)?.map(|above| Parent { id: above.id, code: above.code });
        if parent.is_none() {
            let detail = Text::new(format!("没有执法主体 {code}"), format!("There is no agency {code}"));
            faults.push(Fault::new("/parent_code", "unknown_agency", detail));
        }
        Ok(Some(Places { known, parent }))
    }

    fn apply(
        &self,
        tx: &mut Tx,
        Places { known, parent }: Places,
        earlier: Option<&Earlier>,
    ) -> Result<Applied, Problem> {
        let kind = if known.is_some() { Kind::AgencyChanged } else { Kind::AgencyRegistered };
        let agency = match known {
            None => self.new_agency(tx, parent)?,
            Some(known) if earlier.is_some() => self.corrected(tx, &known.code, parent)?,
            Some(_) => return Err(Problem::invalid(vec![self.registered_already()])),
        };
        if kind == Kind::AgencyChanged {
            agencies::change(tx, &agency)?
        } else {
            agencies::insert(tx, &agency)?
        }
        let body = json!({
            "agency_id": agency.id, "code": agency.code, "name": agency.name, "level": agency.level,
            "parent_code": self.parent_code, "go_live_on": agency.go_live_on, "powers": agency.powers,
            "credit_code": agency.credit_code,
        });
        let id = agency.id.uuid();
        Ok(Applied { kind, about: id, record: id, body, case: None, warnings: Vec::new() })
    }
}

impl AgencyForm {
    fn new_agency(&self, tx: &Tx, parent: Option<Parent>) -> Result<Agency, Problem> {
        Ok(Agency {
            id: AgencyId::from_uuid(tx.mint()),
            code: self.code.clone(),
            name: self.name.clone(),
            parent,
            level: self.level,
            credit_code: self.credit_code.clone(),
            go_live_on: self.go_live_on,
            powers: model::powers(self.level, self.powers.as_deref())?,
            content_digest: digest(self)?,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        })
    }

    fn corrected(&self, tx: &mut Tx, code: &Code, parent: Option<Parent>) -> Result<Agency, Problem> {
        let known = agencies::lock(tx, code)?;
        if let Some(parent) = &parent {
            model::may_stand_below(known.id, &agencies::line_upwards(tx, parent.id)?)?;
        }
        let powers = model::powers(self.level, self.powers.as_deref())?;
        let (name, credit_code) = (self.name.clone(), self.credit_code.clone());
        let (version, entry_id) = (known.version + 1, tx.entry_id());
        Ok(Agency { name, parent, credit_code, go_live_on: self.go_live_on, powers, version, entry_id, ..known })
    }

    /// It was registered by hand: a file does not take it over.
    fn registered_already(&self) -> Fault {
        let code = &self.code;
        let detail = Text::new(format!("执法主体 {code} 已经登记"), format!("The agency {code} is registered already"));
        Fault::new("/code", "registered_already", detail)
    }
}
