//! `kind=matters`: one version of a matter of the catalogue.

use super::{Applied, Form, runs_forward};
use crate::db::Tx;
use crate::domain::act::ActClass;
use crate::domain::ids::{MatterId, MatterVersionId};
use crate::domain::refusal::{Refusal, Text};
use crate::domain::values::{Code, Title};
use crate::http::digest;
use crate::imports::model::Earlier;
use crate::journal::kind::Kind;
use crate::matters::model::{self, Matter, MatterVersion};
use crate::matters::store as matters;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 执法事项: a version, known by the matter's code and its first day in force.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedMatter)]
#[serde(deny_unknown_fields)]
pub struct MatterForm {
    code: Code,
    name: Title,
    act_class: ActClass,
    #[schema(min_items = 1, max_items = 50)]
    legal_bases: Vec<Title>,
    /// In force since ever when left out.
    #[serde(default)]
    valid_from: Option<NaiveDate>,
    /// The last day in force.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
}

impl Form for MatterForm {
    /// The matter of that code, when the catalogue has it.
    type Named = Option<Matter>;

    fn agency_code(&self) -> Option<&Code> {
        None
    }

    fn key(&self) -> String {
        format!("{} {}", self.code, self.valid_from.unwrap_or(model::ALWAYS))
    }

    /// A version may be known before it is in force.
    fn refusals(&self, _: NaiveDate) -> Vec<Refusal> {
        runs_forward(self.valid_from, self.valid_to, "/valid_to").err().into_iter().collect()
    }

    fn look_up(&self, tx: &mut Tx, faults: &mut Vec<Fault>) -> Result<Option<Option<Matter>>, Problem> {
        let known = matters::find_by_code(tx, &self.code)?;
        if let Some(class) = known.as_ref().map(|matter| matter.class).filter(|class| *class != self.act_class) {
            let zh = format!("{} 已登记为{}", self.code, class.label_zh());
            let detail = Text::new(zh, format!("{} is registered as {class}", self.code));
            faults.push(Fault::new("/act_class", "matter_of_another_class", detail));
        }
        Ok(Some(known))
    }

    fn apply(&self, tx: &mut Tx, known: Option<Matter>, earlier: Option<&Earlier>) -> Result<Applied, Problem> {
        let matter = match known {
            Some(matter) => matters::lock(tx, &matter.code)?,
            None => self.matter(tx)?,
        };
        let version = self.version(tx, &matter, earlier)?;
        let kind = if matter.entry_id == tx.entry_id() {
            matters::insert(tx, &matter, &version)?;
            Kind::MatterRegistered
        } else if earlier.is_some() {
            matters::correct_version(tx, &matter, &version)?;
            Kind::MatterVersionAdded
        } else {
            let versions = matters::versions(tx, matter.id)?;
            let existing: Vec<_> = versions.iter().map(|one| (one.id, one.valid)).collect();
            if let Some((cut, valid)) = model::succession(&existing, version.valid)? {
                matters::cut_short(tx, cut, valid)?;
            }
            matters::add_version(tx, &matter, &version)?;
            Kind::MatterVersionAdded
        };
        let body = json!({
            "matter_id": matter.id, "version_id": version.id, "code": self.code, "act_class": self.act_class,
            "name": self.name, "legal_bases": self.legal_bases, "valid_from": version.valid.from,
            "valid_to": version.valid.to,
        });
        let (about, record) = (matter.id.uuid(), version.id.uuid());
        Ok(Applied { kind, about, record, body, case: None, warnings: Vec::new() })
    }
}

impl MatterForm {
    fn matter(&self, tx: &Tx) -> Result<Matter, Problem> {
        Ok(Matter {
            id: MatterId::from_uuid(tx.mint()),
            code: self.code.clone(),
            class: self.act_class,
            content_digest: digest(self)?,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        })
    }

    fn version(&self, tx: &Tx, matter: &Matter, earlier: Option<&Earlier>) -> Result<MatterVersion, Problem> {
        let id = earlier.map_or_else(|| tx.mint(), |earlier| earlier.subject);
        Ok(MatterVersion {
            id: MatterVersionId::from_uuid(id),
            matter: matter.id,
            name: self.name.clone(),
            legal_bases: self.legal_bases.clone(),
            valid: model::valid(self.valid_from, self.valid_to)?,
            content_digest: digest(self)?,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        })
    }
}
