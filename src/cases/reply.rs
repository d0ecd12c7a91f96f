//! A case as it leaves: chosen members, identity numbers masked.

use super::deadlines::{self, DeadlineReply};
use super::decisions::DecisionReply;
use super::file::CaseFile;
use super::links::{self, CaseLink};
use super::model::{Case, CaseSource, References};
use super::parties::http::{self as parties, CasePartyReply};
use super::steps::next::{Choice, Judged, against_reader, judge_steps};
use super::store;
use crate::db::View;
use crate::domain::actor::Actor;
use crate::domain::ids::{AccountId, CaseId, CertificateId, EntryId, OfficerId};
use crate::domain::origin::Origin;
use crate::domain::party::{PartyCode, PartyKind};
use crate::domain::penalty::Procedure;
use crate::domain::permission::{Permission, Role};
use crate::domain::refusal::Refusal;
use crate::domain::stage::{Stage, Step};
use crate::domain::text_enum::in_words;
use crate::domain::values::{Code, Passage, PersonName, Title};
use crate::http::Reply;
use crate::problem::{Code as ProblemCode, Problem};
use crate::recordings::RecordingReply;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// 案件
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseReply {
    pub id: CaseId,
    /// 文号 of the decision; null until there is one.
    case_number: Option<String>,
    procedure: Procedure,
    stage: Stage,
    /// Null only for historic records.
    source: Option<CaseSource>,
    /// Null only for historic records.
    summary: Option<Passage>,
    place: Option<Title>,
    party: PartyReply,
    /// 当事人, the first of them as `party`: with what is known of each. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    parties: Option<Vec<CasePartyReply>>,
    /// 关联案件. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    links: Option<Vec<CaseLink>>,
    /// The tags that count.
    matter_codes: Vec<Code>,
    officers: Vec<HandlingOfficerReply>,
    filed_on: NaiveDate,
    /// 立案审批人, and the day; null where the filing does not tell.
    approved_by: Option<PersonName>,
    approved_on: Option<NaiveDate>,
    decided_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    author_id: AccountId,
    external_id: Option<Code>,
    origin: Origin,
    /// Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    deadlines: Option<Vec<DeadlineReply>>,
    /// Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    next_steps: Option<Vec<NextStepReply>>,
    /// 案卷摘要: the digest of what was done in the case, as a legal review is bound to it. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, pattern = "^[0-9a-f]{64}$")]
    file_digest: Option<String>,
    /// The journal entry that last moved the case.
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
    /// Only of one case, with `include=decision`: null until the case is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, value_type = Option<DecisionReply>)]
    pub decision: Option<Option<DecisionReply>>,
    /// Only of one case, with `include=recordings`: the last 20, in the order in which they happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, max_items = 20)]
    pub recordings: Option<Vec<RecordingReply>>,
}

/// 当事人
#[derive(Debug, Serialize, ToSchema)]
pub struct PartyReply {
    kind: PartyKind,
    name: Title,
    /// Credit code, or identity number: masked (`3504**********1234`), but in full when somebody who may see
    /// identifiers looks the case up.
    code: Option<String>,
}

/// 承办人员
#[derive(Debug, Serialize, ToSchema)]
pub struct HandlingOfficerReply {
    officer_id: OfficerId,
    name: PersonName,
    /// The certificate that qualified the officer on the day of filing.
    certificate_id: Option<CertificateId>,
}

/// A step of the procedure, and whether it may be taken now.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextStepReply {
    step: Step,
    /// 步骤名称
    name: &'static str,
    /// The same in English.
    name_en: String,
    lawful: bool,
    /// Where to POST it.
    resource: String,
    /// Who may.
    roles: Vec<Role>,
    legal_basis: &'static str,
    /// By when; null when no time limit runs.
    due_on: Option<NaiveDate>,
    /// What stands against it; empty when it is lawful.
    reasons: Vec<ReasonReply>,
    /// Whether the one who asks may take it now: it is lawful, and nothing stands against this reader.
    you_may: bool,
    /// What stands against this reader, lawful or not: the role, an own recusal, a part in the case. Empty when nothing does.
    your_reasons: Vec<ReasonReply>,
    /// Where it depends on one member what may be said: the outcome of a decision, the reason of a closure. The step is lawful when
    /// one of them is.
    choices: Vec<StepChoiceReply>,
}

/// One value of the member on which a step depends.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepChoiceReply {
    member: &'static str,
    value: &'static str,
    /// 名称
    name: &'static str,
    /// The same in English.
    name_en: String,
    lawful: bool,
    reasons: Vec<ReasonReply>,
}

impl From<Choice> for StepChoiceReply {
    fn from(choice: Choice) -> Self {
        Self {
            member: choice.member,
            value: choice.value,
            name: choice.name,
            name_en: in_words(choice.value),
            lawful: choice.reasons.is_empty(),
            reasons: choice.reasons.into_iter().map(ReasonReply::from).collect(),
        }
    }
}

/// Why a step is not lawful now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonReply {
    code: &'static str,
    detail: String,
    detail_en: String,
    legal_basis: &'static str,
}

/// Every step of the procedure for one case.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextSteps {
    items: Vec<NextStepReply>,
}

impl NextSteps {
    pub fn seen(reader: &Actor, file: &CaseFile) -> Self {
        Self { items: next_steps(reader, file, &deadlines::shown(file)) }
    }
}

impl NextSteps {
    /// Only those that are lawful now, or only those that are not.
    pub fn only(mut self, lawful: Option<bool>) -> Self {
        self.items.retain(|step| lawful.is_none_or(|wanted| step.lawful == wanted));
        self
    }
}

fn next_steps(reader: &Actor, file: &CaseFile, deadlines: &[DeadlineReply]) -> Vec<NextStepReply> {
    let shown = |judged: Judged| shown(reader, file, deadlines, judged);
    judge_steps(file).into_iter().map(shown).collect()
}

fn shown(reader: &Actor, file: &CaseFile, deadlines: &[DeadlineReply], judged: Judged) -> NextStepReply {
    let (your_reasons, is_lawful) = (your_reasons(reader, file, judged.step), judged.reasons.is_empty());
    NextStepReply {
        step: judged.step,
        name: judged.step.label_zh(),
        name_en: judged.step.name_en(),
        lawful: is_lawful,
        resource: format!("/api/v1/cases/{}/{}", file.case.id, judged.step.resource()),
        roles: judged.step.permission_in(file.case.procedure).roles().to_vec(),
        legal_basis: judged.step.legal_basis(),
        due_on: deadlines::next_due(deadlines, judged.step).filter(|_| is_lawful),
        reasons: judged.reasons.into_iter().map(ReasonReply::from).collect(),
        choices: judged.choices.into_iter().map(StepChoiceReply::from).collect(),
        you_may: is_lawful && your_reasons.is_empty(),
        your_reasons,
    }
}

/// Who may not take the step at all is told so, and nothing else.
fn your_reasons(reader: &Actor, file: &CaseFile, step: Step) -> Vec<ReasonReply> {
    let permission = step.permission_in(file.case.procedure);
    if reader.may(permission) && reader.agency == file.case.agency {
        return against_reader(step, file, reader).into_iter().map(ReasonReply::from).collect();
    }
    let roles: Vec<&str> = permission.roles().iter().map(|role| role.label_zh()).collect();
    let detail = format!("您的角色不能进行该步骤：应当由本机关的{}办理", roles.join("、"));
    let detail_en =
        "Your role may not take this step: leave it to somebody of the case's agency whose role may".to_owned();
    vec![ReasonReply { code: ProblemCode::NotPermitted.as_str(), detail, detail_en, legal_basis: "house" }]
}

impl From<Refusal> for ReasonReply {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.rule.code(),
            legal_basis: refusal.legal_basis(),
            detail: refusal.detail.zh,
            detail_en: refusal.detail.en,
        }
    }
}

impl CaseReply {
    fn masked(case: &Case, references: References) -> Self {
        let officers = references.officers.into_iter().map(|one| HandlingOfficerReply {
            officer_id: one.officer,
            name: one.name,
            certificate_id: one.certificate,
        });
        Self {
            id: case.id,
            case_number: case.case_number.clone(),
            procedure: case.procedure,
            stage: case.stage,
            source: case.source,
            summary: case.summary.clone(),
            place: case.place.clone(),
            party: PartyReply {
                kind: case.party.kind,
                name: case.party.name.clone(),
                code: case.party.code.as_ref().map(PartyCode::masked),
            },
            parties: None,
            links: None,
            matter_codes: references.tags.into_iter().map(|tag| tag.code).collect(),
            officers: officers.collect(),
            filed_on: case.filed_on,
            approved_by: case.approval.as_ref().map(|one| one.by.clone()),
            approved_on: case.approval.as_ref().map(|one| one.on),
            decided_on: case.decided_on,
            closed_on: case.closed_on,
            author_id: case.author,
            external_id: case.external_id.clone(),
            origin: case.origin,
            deadlines: None,
            next_steps: None,
            file_digest: None,
            entry_id: case.entry_id,
            recorded_at: case.recorded_at,
            decision: None,
            recordings: None,
        }
    }

    /// What a reader sees: the whole number only when the role may.
    pub fn seen(reader: &Actor, case: &Case, references: References) -> Self {
        let mut reply = Self::masked(case, references);
        if reader.may(Permission::SeeIdentifiers) {
            reply.party.code = case.party.code.as_ref().map(|code| code.in_full().to_owned());
        }
        reply
    }

    /// With what is worked out from everything that was done in the case.
    pub fn with_procedure(mut self, reader: &Actor, file: &CaseFile) -> Self {
        let shown = deadlines::shown(file);
        self.next_steps = Some(next_steps(reader, file, &shown));
        self.deadlines = Some(shown);
        self.file_digest = Some(file.digest());
        self.parties = Some(parties::shown(&file.parties, false));
        self.links = Some(links::links(file));
        self
    }

    /// For who may see identifiers.
    pub fn with_parties_in_full(mut self, file: &CaseFile) -> Self {
        self.parties = Some(parties::shown(&file.parties, true));
        self
    }

    /// 200 with the case. The tag names its version, and what the day changes in it: time limits and next steps.
    /// Not what is said to this reader of themselves: the tag is the same for everybody.
    pub fn tagged(&self, version: i64) -> Result<Reply, Problem> {
        let steps = self.next_steps.iter().flatten();
        let steps: Vec<_> = steps.map(|one| (one.step, one.due_on, &one.reasons, &one.choices)).collect();
        Reply::one(version, self)?.tagged_by(&(&self.deadlines, steps))
    }

    /// The fact without what is only worked out from it: for the journal.
    pub fn fact(&self) -> Result<Value, Problem> {
        let mut fact = serde_json::to_value(self).map_err(Problem::internal)?;
        if let Some(members) = fact.as_object_mut() {
            members.retain(|name, _| !matches!(name.as_str(), "deadlines" | "next_steps" | "file_digest"));
        }
        Ok(fact)
    }
}

/// What leaves with every write, and so is kept for retries: never a whole identity number.
pub fn masked(view: &mut View, file: &CaseFile) -> Result<CaseReply, Problem> {
    let case = &file.case;
    let references =
        store::references(view, std::slice::from_ref(case))?.remove(&(case.agency, case.id)).unwrap_or_default();
    Ok(CaseReply::masked(case, references).with_procedure(&view.actor, file))
}

/// What a reader sees of several: the whole number only when the role may.
pub fn seen(view: &mut View, cases: &[Case]) -> Result<Vec<CaseReply>, Problem> {
    let mut references = store::references(view, cases)?;
    let shown = |case: &Case| {
        CaseReply::seen(&view.actor, case, references.remove(&(case.agency, case.id)).unwrap_or_default())
    };
    Ok(cases.iter().map(shown).collect())
}
