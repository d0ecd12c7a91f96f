//! `kind=inspections`: 行政检查 as the old system submitted them.

use super::acting::{Acting, acting, unknown_case};
use super::{Applied, Form};
use crate::cases::store::imported::find_by_external_id;
use crate::db::Tx;
use crate::domain::act::not_in_the_future;
use crate::domain::ids::{InspectionId, ObjectId};
use crate::domain::inspection::{InspectionKind, InspectionResult, InspectionState};
use crate::domain::origin::Origin;
use crate::domain::refusal::{Refusal, Text};
use crate::domain::values::{Code, CreditCode, Passage, ResidentId, Title, ValueFault};
use crate::http::digest;
use crate::imports::model::Earlier;
use crate::inspections::model::{Content, Inspection, Parts};
use crate::inspections::store as inspections;
use crate::journal::kind::Kind;
use crate::objects::model::{Object, ObjectKind};
use crate::objects::store as objects;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 行政检查: known by the id that the old system gave it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedInspection)]
#[serde(deny_unknown_fields)]
pub struct InspectionForm {
    agency_code: Code,
    external_id: Code,
    inspected_on: NaiveDate,
    /// Left out for a patrol without an object.
    #[serde(default)]
    object: Option<ObjectForm>,
    #[schema(max_items = 200)]
    matter_codes: Vec<Code>,
    #[schema(max_items = 50)]
    officer_certificates: Vec<Code>,
    /// Whether the record was complete (S9).
    complete: bool,
    kind: InspectionKind,
    /// The external id of the case that it led to.
    #[serde(default)]
    led_to_case: Option<Code>,
    /// A code of inspection results, its Chinese name, or other words.
    #[serde(default)]
    result: Option<Title>,
}

/// 检查对象
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedObject)]
#[serde(deny_unknown_fields)]
pub struct ObjectForm {
    kind: ObjectKind,
    name: Title,
    /// 统一社会信用代码 or, of an individual, 公民身份号码.
    #[serde(default)]
    code: Option<String>,
}

/// What a row names.
pub struct Named {
    acting: Acting,
    object: Option<Object>,
}

impl Form for InspectionForm {
    type Named = Named;

    fn agency_code(&self) -> Option<&Code> {
        Some(&self.agency_code)
    }

    fn key(&self) -> String {
        self.external_id.to_string()
    }

    fn refusals(&self, today: NaiveDate) -> Vec<Refusal> {
        not_in_the_future(self.inspected_on, today, "/inspected_on").err().into_iter().collect()
    }

    fn look_up(&self, tx: &mut Tx, faults: &mut Vec<Fault>) -> Result<Option<Named>, Problem> {
        let object = self.object.as_ref().and_then(|form| form.object(tx, faults));
        let mut found = acting(tx, &self.officer_certificates, &self.matter_codes, self.inspected_on, faults)?;
        if let (Some(case), Some(acting)) = (&self.led_to_case, &mut found)
            && find_by_external_id(tx, case)?.is_none()
        {
            acting.warnings.push(unknown_case(case, "/led_to_case"));
        }
        Ok(found.filter(|_| self.object.is_none() || object.is_some()).map(|acting| Named { acting, object }))
    }

    fn apply(&self, tx: &mut Tx, named: Named, earlier: Option<&Earlier>) -> Result<Applied, Problem> {
        let Named { acting, object } = named;
        let masked = object.as_ref().map(ObjectShown::of);
        let object = object.map(|object| known_or_new(tx, object)).transpose()?;
        let supersedes = earlier.map(|earlier| InspectionId::from_uuid(earlier.subject));
        let inspection = self.inspection(tx, object, supersedes)?;
        let matters = acting.matters.iter().map(|matter| (matter.matter, matter.version)).collect();
        let parts = Parts { officers: acting.officers, matters };
        inspections::insert_submitted(tx, &inspection)?;
        inspections::enter(tx, &inspection, &parts)?;
        let officers: Vec<_> = parts.officers.iter().map(|(officer, _)| officer).collect();
        let body = json!({
            "inspection_id": inspection.id, "external_id": self.external_id, "inspected_on": self.inspected_on,
            "kind": self.kind, "result": inspection.content.result, "findings": inspection.content.findings,
            "object_id": object, "object": masked, "matter_codes": self.matter_codes, "officer_ids": officers,
            "complete": self.complete, "led_to_case": self.led_to_case, "supersedes": supersedes,
        });
        let (id, warnings) = (inspection.id.uuid(), acting.warnings);
        Ok(Applied { kind: Kind::InspectionSubmitted, about: id, record: id, body, case: None, warnings })
    }
}

impl InspectionForm {
    fn inspection(
        &self,
        tx: &Tx,
        object: Option<ObjectId>,
        supersedes: Option<InspectionId>,
    ) -> Result<Inspection, Problem> {
        let (result, findings) = self.result_and_findings();
        let content = Content {
            kind: Some(self.kind),
            inspected_on: Some(self.inspected_on),
            object,
            findings,
            result,
            led_to_case: self.led_to_case.clone(),
            supersedes,
            ..Content::default()
        };
        Ok(Inspection {
            agency: tx.actor.agency,
            id: InspectionId::from_uuid(tx.mint()),
            state: InspectionState::Submitted,
            author: tx.actor.account,
            content,
            is_complete: self.complete,
            external_id: Some(self.external_id.clone()),
            origin: Origin::Import,
            submitted_at: Some(tx.now),
            content_digest: digest(self)?,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        })
    }

    /// Old systems have words of their own: they are kept as the findings.
    fn result_and_findings(&self) -> (Option<InspectionResult>, Option<Passage>) {
        let Some(told) = &self.result else { return (None, None) };
        let known = |one: &&InspectionResult| one.as_str() == told.as_str() || one.label_zh() == told.as_str();
        match InspectionResult::ALL.iter().find(known) {
            Some(result) => (Some(*result), None),
            None => (Some(InspectionResult::Other), Passage::parse(told.as_str()).ok()),
        }
    }
}

impl ObjectForm {
    /// The object as it would be registered; faults in its identifier are told.
    fn object(&self, tx: &Tx, faults: &mut Vec<Fault>) -> Option<Object> {
        let mut object = Object {
            id: ObjectId::from_uuid(tx.mint()),
            kind: self.kind,
            name: self.name.clone(),
            credit_code: None,
            resident_id: None,
            address: None,
            origin: Origin::Import,
            content_digest: digest(self).ok()?,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
        };
        let mut wrong = self.identify(&mut object).err();
        wrong = wrong.or_else(|| object.faults(tx.today()).into_iter().map(|(_, fault)| fault).next());
        if let Some(fault) = wrong {
            faults.push(Fault::new("/object/code", fault.code, Text::new(fault.zh, fault.en)));
            return None;
        }
        Some(object)
    }

    fn identify(&self, object: &mut Object) -> Result<(), ValueFault> {
        let Some(code) = &self.code else { return Ok(()) };
        match self.kind {
            ObjectKind::Individual => object.resident_id = Some(ResidentId::parse_any_day(code)?),
            _ => object.credit_code = Some(CreditCode::parse(code)?),
        }
        Ok(())
    }
}

/// The same enterprise or person is one object, however many rows name it.
fn known_or_new(tx: &mut Tx, object: Object) -> Result<ObjectId, Problem> {
    if let Some(known) = objects::find_alike(tx, &object)? {
        return Ok(known);
    }
    let new = Object { entry_id: tx.entry_id(), ..object };
    objects::insert(tx, &new)?;
    Ok(new.id)
}

/// The object as the journal may hold it.
#[derive(Serialize)]
struct ObjectShown {
    kind: ObjectKind,
    name: Title,
    credit_code: Option<CreditCode>,
    resident_id: Option<String>,
}

impl ObjectShown {
    fn of(object: &Object) -> Self {
        let resident_id = object.resident_id.as_ref().map(ResidentId::masked);
        Self { kind: object.kind, name: object.name.clone(), credit_code: object.credit_code.clone(), resident_id }
    }
}
