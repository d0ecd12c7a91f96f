//! `kind=coercive-acts`: 强制措施, 强制执行, 申请法院强制执行.

use super::acting::unknown_case;
use super::{Applied, Form, missing, told};
use crate::acts::store::acting_agency;
use crate::cases::store::imported::find_by_external_id;
use crate::db::Tx;
use crate::domain::act::{ActingAgency, Power, not_in_the_future};
use crate::domain::coercion::{CoercionKind, CoerciveAct};
use crate::domain::ids::CoerciveActId;
use crate::domain::refusal::{Refusal, Text};
use crate::domain::values::Code;
use crate::imports::model::Earlier;
use crate::imports::store::coercive_acts::{self, NewCoerciveAct};
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 强制行为: known by the id that the old system gave it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedCoerciveAct)]
#[serde(deny_unknown_fields)]
pub struct CoerciveActForm {
    agency_code: Code,
    external_id: Code,
    act: CoerciveAct,
    /// May be left out only when `act` is `court_application`, which has one kind.
    #[serde(default)]
    kind: Option<CoercionKind>,
    /// Decision of a measure, end of an execution, filing of an application.
    on: NaiveDate,
    #[serde(default)]
    case_external_id: Option<Code>,
}

impl CoerciveActForm {
    fn kind(&self) -> Option<CoercionKind> {
        self.kind.or((self.act == CoerciveAct::CourtApplication).then_some(CoercionKind::CourtApplication))
    }

    fn warnings(&self, tx: &mut Tx, agency: &ActingAgency) -> Result<Vec<Fault>, Problem> {
        let power = match self.act {
            CoerciveAct::Measure => Some(Power::CoerciveMeasure),
            CoerciveAct::Execution => Some(Power::CoerciveExecution),
            CoerciveAct::CourtApplication => None, // 行政强制法 第五十三条: for whoever has no such power
        };
        let lacking = power.and_then(|power| agency.has_power(power).err()).map(|refusal| refusal.at("/act"));
        let mut warnings: Vec<Fault> = lacking.into_iter().flat_map(told).collect();
        if let Some(case) = &self.case_external_id
            && find_by_external_id(tx, case)?.is_none()
        {
            warnings.push(unknown_case(case, "/case_external_id"));
        }
        Ok(warnings)
    }
}

impl Form for CoerciveActForm {
    type Named = ActingAgency;

    fn agency_code(&self) -> Option<&Code> {
        Some(&self.agency_code)
    }

    fn key(&self) -> String {
        self.external_id.to_string()
    }

    fn refusals(&self, today: NaiveDate) -> Vec<Refusal> {
        not_in_the_future(self.on, today, "/on").err().into_iter().collect()
    }

    fn faults(&self) -> Vec<Fault> {
        match self.kind() {
            None => vec![missing("kind")],
            Some(kind) if kind.act() != self.act => {
                let (of, act) = (kind.act(), self.act);
                let zh = format!("{}属于{}", kind.label_zh(), of.label_zh());
                let detail = Text::new(zh, format!("{kind} is a kind of {of}, not of {act}"));
                vec![Fault::new("/kind", "kind_of_another_act", detail)]
            }
            Some(_) => Vec::new(),
        }
    }

    fn look_up(&self, tx: &mut Tx, _: &mut Vec<Fault>) -> Result<Option<ActingAgency>, Problem> {
        let agency = tx.actor.agency;
        acting_agency(tx, agency).map(Some)
    }

    fn apply(&self, tx: &mut Tx, agency: ActingAgency, earlier: Option<&Earlier>) -> Result<Applied, Problem> {
        let kind = self.kind().ok_or_else(|| Problem::invalid(vec![missing("kind")]))?;
        let id = earlier.map_or_else(|| tx.mint(), |earlier| earlier.subject);
        let new = NewCoerciveAct {
            id: CoerciveActId::from_uuid(id),
            external_id: &self.external_id,
            revision: earlier.map_or(1, |earlier| earlier.revision + 1),
            act: self.act,
            kind,
            performed_on: self.on,
            case_external_id: self.case_external_id.as_ref(),
        };
        coercive_acts::insert(tx, &new)?;
        let body = json!({
            "coercive_act_id": id, "external_id": self.external_id, "act": self.act, "kind": kind, "on": self.on,
            "case_external_id": self.case_external_id,
        });
        let warnings = self.warnings(tx, &agency)?;
        Ok(Applied { kind: Kind::CoerciveActImported, about: id, record: id, body, case: None, warnings })
    }
}
