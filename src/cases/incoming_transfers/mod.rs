//! 接收移送 (incoming transfers): a case that another agency of this system handed over, and the new case that it becomes here.
//! 行政处罚法 第二十五条.

mod http;
mod store;

pub use store::hand_over;

use super::parties::model::PartyDetails;
use crate::domain::ids::{AgencyId, CaseId, CaseStepId};
use crate::domain::party::PartyKind;
use crate::domain::values::{Passage, Title};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(http::list).service(http::accept).service(http::list_outgoing);
}

/// 移送函: what goes along to the other agency. Whole identity numbers stand in its row only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Letter {
    pub ground: Passage,
    pub legal_bases: Vec<Title>,
    pub report: Passage,
    pub things: Vec<Title>,
    pub document_number: Option<Title>,
    pub filed_on: NaiveDate,
    pub summary: Option<Passage>,
    pub place: Option<Title>,
    pub parties: Vec<LetterParty>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LetterParty {
    pub kind: PartyKind,
    pub name: Title,
    pub code: Option<String>,
    pub details: PartyDetails,
}

/// A case on its way from one agency to another.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub transfer: CaseStepId,
    pub sender: AgencyId,
    pub sender_code: String,
    pub sender_name: String,
    pub sender_case: CaseId,
    pub sent_on: NaiveDate,
    pub letter: Letter,
    /// What it became with the recipient.
    pub taken: Option<(CaseId, NaiveDate)>,
}
