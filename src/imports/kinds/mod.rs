//! The forms of rows, one file a kind: what a row says, what must hold whatever else is known, and how it becomes a
//! record through the stores that live requests use.

mod acting;
mod agency;
mod case;
mod claim;
mod coercive_act;
mod declared_figure;
mod fee_item;
mod inspection;
mod matter;
mod officer;

pub use agency::AgencyForm;
pub use case::CaseForm;
pub use claim::ClaimForm;
pub use coercive_act::CoerciveActForm;
pub use declared_figure::DeclaredFigureForm;
pub use fee_item::FeeItemForm;
pub use inspection::InspectionForm;
pub use matter::MatterForm;
pub use officer::OfficerForm;

use super::model::{Earlier, ImportKind};
use crate::db::Tx;
use crate::domain::act::MatterOnDay;
use crate::domain::ids::CaseId;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::Code;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// One row of a file of any kind.
#[derive(ToSchema)]
#[schema(as = ImportRow)]
#[serde(untagged)]
#[allow(dead_code, reason = "describes the body of an import: one of these per line")]
pub enum AnyForm {
    Agency(AgencyForm),
    Officer(OfficerForm),
    Matter(MatterForm),
    Claim(ClaimForm),
    FeeItem(FeeItemForm),
    Inspection(InspectionForm),
    Case(Box<CaseForm>),
    CoerciveAct(CoerciveActForm),
    DeclaredFigure(DeclaredFigureForm),
}

/// The name of a kind's form in the API document.
pub fn schema_name(kind: ImportKind) -> String {
    let name = match kind {
        ImportKind::Agencies => AgencyForm::name(),
        ImportKind::Officers => OfficerForm::name(),
        ImportKind::Matters => MatterForm::name(),
        ImportKind::MatterClaims => ClaimForm::name(),
        ImportKind::FeeItems => FeeItemForm::name(),
        ImportKind::Inspections => InspectionForm::name(),
        ImportKind::Cases => CaseForm::name(),
        ImportKind::CoerciveActs => CoerciveActForm::name(),
        ImportKind::DeclaredFigures => DeclaredFigureForm::name(),
    };
    name.into_owned()
}

/// A form of row, and how a row becomes a record.
pub trait Form: DeserializeOwned + Serialize + ToSchema {
    /// The records that the row names.
    type Named;

    /// Whose record it is; `None` for the deployment's own.
    fn agency_code(&self) -> Option<&Code>;

    /// What makes a later row the same record: unique within kind and agency.
    fn key(&self) -> String;

    /// What is wrong with the values by themselves.
    fn refusals(&self, today: NaiveDate) -> Vec<Refusal>;

    /// What is missing, or names something unknown.
    fn faults(&self) -> Vec<Fault> {
        Vec::new()
    }

    /// Finds what the row names; every fault goes to `faults`, and without one there is an answer.
    fn look_up(&self, tx: &mut Tx, faults: &mut Vec<Fault>) -> Result<Option<Self::Named>, Problem>;

    /// Makes the row a record, or a new revision of what `earlier` became. Every row it writes carries the
    /// transaction's entry; the caller records it.
    fn apply(&self, tx: &mut Tx, named: Self::Named, earlier: Option<&Earlier>) -> Result<Applied, Problem>;
}

/// A row that became a record and waits for its journal entry.
pub struct Applied {
    pub kind: Kind,
    /// What the entry is about.
    pub about: Uuid,
    /// The record behind the key.
    pub record: Uuid,
    /// The fact in full: a JSON object.
    pub body: Value,
    pub case: Option<CaseId>,
    pub warnings: Vec<Fault>,
}

/// Faults and warnings of a rule say the same as its refusals.
fn told(refusal: Refusal) -> Vec<Fault> {
    Problem::from(refusal).errors
}

/// 日期先后: a refusal when `to` lies before `from`.
fn runs_forward(from: Option<NaiveDate>, to: Option<NaiveDate>, pointer: &str) -> Result<(), Refusal> {
    let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
    if from <= to {
        return Ok(());
    }
    let detail = Text::new(format!("{to} 早于 {from}"), format!("{to} lies before {from}"));
    Err(Refusal::new(Rule::DatesRunBackwards, detail).at(pointer))
}

fn unknown_matter(code: &Code, pointer: impl Into<String>) -> Fault {
    let detail = Text::new(format!("目录中没有事项 {code}"), format!("The catalogue has no matter {code}"));
    Fault::new(pointer, "unknown_matter", detail)
}

/// 行政处罚法 第二十四条, of the past: told, not refused.
fn unclaimed(matter: &MatterOnDay, day: NaiveDate, pointer: impl Into<String>) -> Vec<Fault> {
    if matter.is_claimed {
        return Vec::new();
    }
    let code = &matter.code;
    let detail = Text::new(format!("{day} 未认领 {code}"), format!("{code} was not claimed on {day}"));
    told(Refusal::new(Rule::MatterNotClaimed, detail).at(pointer))
}

fn missing(member: &str) -> Fault {
    let detail = Text::new(format!("缺少 {member}"), format!("{member} is missing"));
    Fault::new(format!("/{member}"), "member_missing", detail)
}
