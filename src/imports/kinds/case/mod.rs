//! `kind=cases`: 案件 as the old system closed them, or left them.

mod facts;

use super::acting::{Acting, acting};
use super::{Applied, Form, missing, told};
use crate::acts::store::acting_agency;
use crate::cases::model::{Case, tags_of};
use crate::cases::store::imported::{self, Historic};
use crate::db::Tx;
use crate::domain::act::ActingAgency;
use crate::domain::case_number::CaseNumber;
use crate::domain::day::legal_date;
use crate::domain::decision::{Penalty, detention_within_power, within_summary_limits};
use crate::domain::ids::CaseId;
use crate::domain::origin::Origin;
use crate::domain::party::{Party, PartyCode, PartyKind};
use crate::domain::penalty::{Outcome, Procedure};
use crate::domain::procedure_rule::{AmountLimitOf, ProcedureRules};
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::values::{Code, Fen, Title};
use crate::http::digest;
use crate::imports::model::Earlier;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// 案件: known by the id that the old system gave it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedCase)]
#[serde(deny_unknown_fields)]
pub struct CaseForm {
    agency_code: Code,
    external_id: Code,
    #[serde(default)]
    case_number: Option<Title>,
    procedure: Procedure,
    /// None: the case is untagged.
    #[schema(max_items = 200)]
    matter_codes: Vec<Code>,
    party: PartyForm,
    #[serde(default)]
    #[schema(max_items = 50)]
    officer_certificates: Option<Vec<Code>>,
    filed_on: NaiveDate,
    /// Required with an outcome of penalty or no penalty.
    #[serde(default)]
    decided_at: Option<DateTime<Utc>>,
    #[serde(default)]
    outcome: Option<Outcome>,
    /// 减轻处罚
    #[serde(default)]
    mitigated: Option<bool>,
    #[schema(max_items = 14)]
    penalties: Vec<Penalty>,
    #[serde(default)]
    legal_review: Option<LegalReviewForm>,
    #[serde(default)]
    hearing_held_on: Option<NaiveDate>,
    #[serde(default)]
    closed_on: Option<NaiveDate>,
    #[serde(default)]
    annulled_on: Option<NaiveDate>,
    #[serde(default)]
    reconsideration: Option<ReconsiderationForm>,
    #[serde(default)]
    lawsuit: Option<LawsuitForm>,
    #[serde(default)]
    transferred_on: Option<NaiveDate>,
    #[serde(default)]
    transfer_accepted_on: Option<NaiveDate>,
    #[serde(default)]
    #[schema(max_items = 1000)]
    paid: Option<Vec<PaidForm>>,
}

/// 当事人
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedParty)]
#[serde(deny_unknown_fields)]
pub struct PartyForm {
    kind: PartyKind,
    name: Title,
    /// 统一社会信用代码 or, of an individual, 公民身份号码.
    #[serde(default)]
    code: Option<String>,
}

/// 法制审核
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedLegalReview)]
#[serde(deny_unknown_fields)]
pub struct LegalReviewForm {
    reviewed_on: NaiveDate,
    /// 纠错
    corrected: bool,
}

/// 行政复议
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedReconsideration)]
#[serde(deny_unknown_fields)]
pub struct ReconsiderationForm {
    requested_on: NaiveDate,
    /// 纠错
    corrected: bool,
}

/// 行政诉讼
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedLawsuit)]
#[serde(deny_unknown_fields)]
pub struct LawsuitForm {
    filed_on: NaiveDate,
    /// 败诉
    lost: bool,
}

/// 缴款
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportedPayment)]
#[serde(deny_unknown_fields)]
pub struct PaidForm {
    on: NaiveDate,
    amount_fen: Fen,
}

/// What a row names.
pub struct Named {
    agency: ActingAgency,
    acting: Acting,
    party: Party,
}

impl Form for CaseForm {
    type Named = Named;

    fn agency_code(&self) -> Option<&Code> {
        Some(&self.agency_code)
    }

    fn key(&self) -> String {
        self.external_id.to_string()
    }

    fn refusals(&self, today: NaiveDate) -> Vec<Refusal> {
        facts::refusals(self, today)
    }

    fn faults(&self) -> Vec<Fault> {
        let needs_day = self.outcome.is_some_and(|outcome| outcome != Outcome::Transferred);
        if needs_day && self.decided_at.is_none() { vec![missing("decided_at")] } else { Vec::new() }
    }

    fn look_up(&self, tx: &mut Tx, faults: &mut Vec<Fault>) -> Result<Option<Named>, Problem> {
        let id = tx.actor.agency;
        let agency = acting_agency(tx, id)?;
        let detention = detention_within_power(&agency, &self.penalties).err();
        if let Some(never) = detention.filter(|refusal| refusal.rule == Rule::DetentionNotATownPower) {
            faults.extend(told(never));
        }
        let party = self.party.party(tx.today(), faults);
        let certificates = self.officer_certificates.as_deref().unwrap_or_default();
        let acting = acting(tx, certificates, &self.matter_codes, self.filed_on, faults)?;
        Ok(acting.zip(party).map(|(acting, party)| Named { agency, acting, party }))
    }

    fn apply(&self, tx: &mut Tx, named: Named, earlier: Option<&Earlier>) -> Result<Applied, Problem> {
        let Named { agency, acting, party } = named;
        let (number, unusual) = self.number();
        let case = self.case(tx, party, number, earlier)?;
        let (officers, tags) = (acting.officers, tags_of(&acting.matters));
        let historic = Historic { case, officers, tags, facts: facts::of(self) };
        if earlier.is_some() {
            imported::restate(tx, &historic)?
        } else {
            imported::import(tx, &historic)?
        }
        let mut warnings = acting.warnings;
        warnings.extend(unusual);
        warnings.extend(self.warnings(&agency));
        let Historic { case, officers, facts, .. } = historic;
        let officers: Vec<_> = officers.iter().map(|(officer, _)| officer).collect();
        let party = json!({"kind": case.party.kind, "name": case.party.name, "code": case.party.code.as_ref().map(PartyCode::masked)});
        let body = json!({
            "case_id": case.id, "external_id": self.external_id, "case_number": case.case_number, "party": party,
            "procedure": self.procedure, "matter_codes": self.matter_codes, "officer_ids": officers, "facts": facts,
            "stage": case.stage,
        });
        let id = case.id.uuid();
        Ok(Applied { kind: Kind::CaseImported, about: id, record: id, body, case: Some(case.id), warnings })
    }
}

impl CaseForm {
    /// A corrected row restates the case under its id.
    fn case(
        &self,
        tx: &Tx,
        party: Party,
        case_number: Option<String>,
        earlier: Option<&Earlier>,
    ) -> Result<Case, Problem> {
        Ok(Case {
            agency: tx.actor.agency,
            id: CaseId::from_uuid(earlier.map_or_else(|| tx.mint(), |earlier| earlier.subject)),
            procedure: self.procedure,
            stage: facts::stage(self),
            source: None,
            summary: None,
            place: None,
            approval: None,
            party,
            filed_on: self.filed_on,
            decision: None,
            decided_on: facts::decided_on(self),
            closed_on: self.closed_on,
            case_number,
            tag_revision: i32::from(!self.matter_codes.is_empty()),
            author: tx.actor.account,
            external_id: Some(self.external_id.clone()),
            origin: Origin::Import,
            content_digest: digest(self)?,
            version: 1,
            entry_id: tx.entry_id(),
            recorded_at: tx.now,
            officer_revision: 1,
            party_revision: 0,
        })
    }

    /// Numbers are written in one form; one of another form is kept as it is, and told.
    fn number(&self) -> (Option<String>, Option<Fault>) {
        let Some(told) = &self.case_number else { return (None, None) };
        match CaseNumber::parse(told.as_str()) {
            Ok(number) => (Some(number.to_string()), None),
            Err(fault) => {
                let detail = Text::new(fault.zh, fault.en);
                (Some(told.to_string()), Some(Fault::new("/case_number", fault.code, detail)))
            }
        }
    }

    /// What should not have been, but was.
    fn warnings(&self, agency: &ActingAgency) -> Vec<Fault> {
        let mut warnings: Vec<Fault> = Vec::new();
        if self.procedure == Procedure::Summary && self.outcome == Some(Outcome::Penalty) {
            let on = self.decided_at.map_or(self.filed_on, legal_date);
            let most = ProcedureRules::default().amount_limit(AmountLimitOf::summary_fine(self.party.kind), on);
            let beyond = within_summary_limits(self.party.kind, most, &self.penalties).err().unwrap_or_default();
            warnings.extend(beyond.into_iter().flat_map(told));
        }
        warnings.extend(detention_within_power(agency, &self.penalties).err().into_iter().flat_map(told));
        warnings
    }
}

impl PartyForm {
    fn party(&self, today: NaiveDate, faults: &mut Vec<Fault>) -> Option<Party> {
        let code = self.code.as_deref().map(|text| PartyCode::parse_on(self.kind, text, today)).transpose();
        match code {
            Ok(code) => Some(Party { kind: self.kind, name: self.name.clone(), code }),
            Err(fault) => {
                faults.push(Fault::new("/party/code", fault.code, Text::new(fault.zh, fault.en)));
                None
            }
        }
    }
}
