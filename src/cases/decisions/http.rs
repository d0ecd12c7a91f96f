//! Decisions on the wire.

use super::earlier::{earlier, wait_turn};
use super::leniency::Leniency;
use super::model::{self, AppliedStep, Circumstances, Decision};
use super::store::{self, History};
use crate::acts::discretion::applicable;
use crate::acts::officers_of_act;
use crate::auth::Authorized;
use crate::cases::deadlines::last_day_from;
use crate::cases::file::CaseFile;
use crate::cases::model::Case;
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::{Db, Tx};
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::decision::Penalty;
use crate::domain::decision_document::DecisionDocument;
use crate::domain::ids::{AccountId, CaseId, CertificateId, DecisionId, DiscretionStepId, EntryId, OfficerId};
use crate::domain::penalty::{Outcome, PenaltyKind, Procedure};
use crate::domain::permission::Permission;
use crate::domain::permission::may::{DecideOnTheSpot, ReadCases};
use crate::domain::refusal::Refusals as Refused;
use crate::domain::stage::Step;
use crate::domain::values::{Fen, Passage, Title};
use crate::domain::violation::Violation;
use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 处理决定
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    #[serde(default)]
    id: Option<DecisionId>,
    outcome: Outcome,
    decided_at: DateTime<Utc>,
    /// 当场作出决定并签名的执法人员 (行政处罚法 第五十二条): of the summary procedure only, at least two, each certified on that day; whoever
    /// handles the case when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    officer_ids: Vec<OfficerId>,
    /// 违法事实和证据, or why there is none.
    facts: Passage,
    /// 依据
    #[schema(min_items = 1, max_items = 50)]
    legal_bases: Vec<Title>,
    /// Each kind once; empty unless the outcome is a penalty.
    #[serde(default)]
    #[schema(max_items = 14)]
    penalties: Vec<Penalty>,
    /// 适用的裁量阶次: of the benchmarks that bind the agency in the tagged matters. A penalty in a matter that has one applies
    /// a step of it and stays within it, or gives a `discretion_reason`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    discretion: Vec<NewAppliedStep>,
    /// 不适用或者超出裁量基准的理由
    #[serde(default, skip_serializing_if = "Option::is_none")]
    discretion_reason: Option<Passage>,
    /// 决定书的其他必备内容: a penalty needs the party's address, manner and time of performance, and the remedies told (行政处罚法 第五十九条);
    /// `no_penalty_minor` its ground (第三十三条).
    #[serde(default, skip_serializing_if = "is_default")]
    document: DecisionDocument,
    /// 违法行为的时间: the last report of the investigation says it when left out, and on the spot it is the day of filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    violation: Option<Violation>,
    /// 另一违法行为: why it is another act than one that was fined on the same day in the same matter (行政处罚法 第二十九条).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    separate_act: Option<Passage>,
    /// 从轻、减轻: asked of a penalty against somebody of 14 to 17 (行政处罚法 第三十条).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    leniency: Option<Leniency>,
    /// 文种: `罚决字` when left out, `不罚决字` where there is no penalty; a transfer takes no number.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20)]
    document_word: Option<Title>,
    /// 简称 before the word, e.g. `永安砂`; left out, the one under which the agency gave its last number, or else its name.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20)]
    issuer: Option<Title>,
}

fn is_default(document: &DecisionDocument) -> bool {
    *document == DecisionDocument::default()
}

/// 适用的裁量阶次
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppliedStep {
    step_id: DiscretionStepId,
    /// The amount that the fine is a multiple of; needed where the step counts so.
    #[serde(default)]
    base_fen: Option<Fen>,
}

/// 适用的裁量阶次
#[derive(Debug, Serialize, ToSchema)]
pub struct AppliedStepReply {
    step_id: DiscretionStepId,
    base_fen: Option<Fen>,
}

/// 处理决定
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionReply {
    id: DecisionId,
    case_id: CaseId,
    outcome: Outcome,
    decided_at: DateTime<Utc>,
    /// The legal date by which it counts.
    decided_on: NaiveDate,
    facts: Passage,
    legal_bases: Vec<Title>,
    penalties: Vec<PenaltyReply>,
    discretion: Vec<AppliedStepReply>,
    /// Why the decision leaves the benchmark, or does not apply it.
    discretion_reason: Option<Passage>,
    document: DecisionDocument,
    /// 违法行为的时间
    violation: Option<Violation>,
    /// Why it is another act than one that was fined before.
    separate_act: Option<Passage>,
    /// 从轻、减轻
    leniency: Option<Leniency>,
    /// 文号, e.g. `永安砂罚决字〔2023〕1号`; null for a transfer.
    document_number: Option<String>,
    /// 公示期限 of a penalty: seven working days (国办发〔2018〕118号); null while that year's notice is not loaded.
    publicity_due_on: Option<NaiveDate>,
    /// 重新作出: the decision before it, which was annulled, withdrawn or voided; null for the first.
    supersedes_id: Option<DecisionId>,
    decider_id: AccountId,
    /// 当场作出决定的执法人员: empty where the head decides.
    officer_ids: Vec<OfficerId>,
    /// The certificates that qualified the officers, in the same order.
    certificate_ids: Vec<CertificateId>,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

/// One kind of penalty in a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct PenaltyReply {
    kind: PenaltyKind,
    /// Null where there is no amount, or no determinable value.
    amount_fen: Option<Fen>,
}

page_reply!(DecisionPage of DecisionReply);

impl DecisionReply {
    pub fn of(decision: &Decision, file: &CaseFile) -> Self {
        let due = || last_day_from(file, DeadlineRule::Publicity, decision.decided_on());
        let applied = |one: &AppliedStep| AppliedStepReply { step_id: one.step, base_fen: one.base };
        let shown = |one: &Penalty| PenaltyReply { kind: one.kind, amount_fen: one.amount_fen };
        Self {
            id: decision.id,
            case_id: decision.case,
            outcome: decision.outcome,
            decided_at: decision.decided_at,
            decided_on: decision.decided_on(),
            facts: decision.facts.clone(),
            legal_bases: decision.legal_bases.clone(),
            penalties: decision.penalties.iter().map(shown).collect(),
            discretion: decision.discretion.iter().map(applied).collect(),
            discretion_reason: decision.discretion_reason.clone(),
            document: decision.document.clone(),
            violation: decision.violation.clone(),
            separate_act: decision.separate_act.clone(),
            leniency: decision.leniency.clone(),
            document_number: decision.document_number.clone(),
            publicity_due_on: (decision.outcome == Outcome::Penalty).then(due).flatten(),
            supersedes_id: decision.supersedes,
            decider_id: decision.decider,
            officer_ids: decision.officers.clone(),
            certificate_ids: decision.certificates.clone(),
            entry_id: decision.entry_id,
            recorded_at: decision.recorded_at,
        }
    }
}

/// 作出决定
///
/// By the head of the agency (行政处罚法 第五十七条); in the summary procedure two officers decide and sign on the spot (第五十一条, 第五十二条), what
/// goes to the justice organ excepted. The number of the document is allotted here, without gaps for each agency,
/// issuer with word, and year; the first one follows the highest that an imported case states.
#[utoipa::path(tag = "decisions", operation_id = "decisions_create", security(("bearer" = [])),
    request_body = NewDecision, params(("case_id" = inline(CaseId), Path), IdempotencyKeyHeader),
    responses((status = 201, body = DecisionReply), (status = 200, body = DecisionReply), Refusals))]
#[post("/cases/{case_id}/decisions")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<DecideOnTheSpot>,
    case: Path<CaseId>,
    once: Once<NewDecision>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        let case = lock_to_decide(tx, *case, new.outcome)?;
        if let Some(existing) = new.id.map(|id| store::find_own(tx, id)).transpose()?.flatten() {
            let same = existing.content_digest == digest(new)? && existing.case == case.id;
            let reply = Reply::one(1, &DecisionReply::of(&existing, &steps::file(tx, case)?))?;
            return again(tx, same, reply);
        }
        let file = steps::file(tx, case)?;
        let before = file.clone();
        let decision = decided(tx, file, new)?;
        let reply = DecisionReply::of(&decision, &before);
        let entry = Entry::new(Kind::CaseDecided, decision.id.uuid(), &reply).in_case(decision.case);
        tx.record(entry, Reply::created(format!("/api/v1/cases/{}/decisions", decision.case), 1, &reply)?)
    })
    .await
}

/// The case, for whoever decides it in its procedure. A case goes to the justice organ by the head alone (行政处罚法 第五十七条).
fn lock_to_decide(tx: &mut Tx, case: CaseId, outcome: Outcome) -> Result<Case, Problem> {
    let case = cases::lock(tx, case)?;
    let by_the_head = outcome == Outcome::Transferred;
    let needed = if by_the_head { Permission::DecideCases } else { Step::Decide.permission_in(case.procedure) };
    if tx.actor.may(needed) { Ok(case) } else { Err(Problem::not_permitted(needed)) }
}

fn decided(tx: &mut Tx, file: CaseFile, new: &NewDecision) -> Result<Decision, Problem> {
    let history = store::history(tx, &file.case)?;
    let mut decision = decision_of(tx, &file.case, history.newest, new)?;
    let around = circumstances(tx, file, history, &decision)?;
    let (case, mut refusals) = (&around.file.case, Refused::default());
    decision.officers = model::officers(case, &around.file, &new.officer_ids, &mut refusals);
    let stage = refusals.check_all(model::judge(case, &decision, &around));
    if !decision.officers.is_empty() {
        decision.certificates = officers_of_act(tx, &decision.officers, decision.decided_on(), &mut refusals)?;
    }
    refusals.into_result()?;
    let stage = stage.unwrap_or(case.stage);
    decision.violation = model::violation(&decision, &around);
    let word = model::document_word(new.outcome).map(|usual| new.document_word.as_ref().map_or(usual, Title::as_str));
    let prefix = word.map(|word| prefix(tx, &around.file, new.issuer.as_ref(), word)).transpose()?;
    store::decide(tx, around.file, stage, prefix.as_deref(), decision)
}

/// 简称 and 文种. A decision that does not say who issues it goes on with the numbers that the agency has.
fn prefix(tx: &mut Tx, file: &CaseFile, issuer: Option<&Title>, word: &str) -> Result<String, Problem> {
    match issuer {
        Some(issuer) => Ok(format!("{issuer}{word}")),
        None => Ok(store::last_prefix(tx, word)?.unwrap_or_else(|| format!("{}{word}", file.agency.name))),
    }
}

fn circumstances(tx: &mut Tx, file: CaseFile, past: History, decision: &Decision) -> Result<Circumstances, Problem> {
    let (agency, actor, now) = (tx.actor.agency, tx.actor.clone(), tx.now);
    let benchmarks = applicable(tx, agency, &past.matters, &[file.case.filed_on, decision.decided_on()])?;
    wait_turn(tx, &file.parties)?;
    let earlier = earlier(tx, &file.case, &file.parties, &past.matters)?;
    let (matters, last_investigated_at) = (past.matters, past.last_investigated_at);
    Ok(Circumstances { matters, benchmarks, actor, last_investigated_at, earlier, now, file })
}

/// 当场发现: what is punished on the spot was done on that day.
fn on_the_spot(case: &Case) -> Option<Violation> {
    (case.procedure == Procedure::Summary).then(|| Violation::of_day(case.filed_on))
}

/// `newest`: the decision that it comes after, with its place.
fn decision_of(
    tx: &Tx,
    case: &Case,
    newest: Option<(i32, DecisionId)>,
    new: &NewDecision,
) -> Result<Decision, Problem> {
    let (nth, supersedes) = newest.map_or((1, None), |(nth, id)| (nth + 1, Some(id)));
    Ok(Decision {
        id: new.id.unwrap_or_else(|| DecisionId::from_uuid(tx.mint())),
        case: case.id,
        outcome: new.outcome,
        decided_at: new.decided_at,
        facts: new.facts.clone(),
        legal_bases: new.legal_bases.clone(),
        penalties: new.penalties.clone(),
        discretion: new.discretion.iter().map(|one| AppliedStep { step: one.step_id, base: one.base_fen }).collect(),
        discretion_reason: new.discretion_reason.clone(),
        document: new.document.clone(),
        violation: new.violation.clone().or_else(|| on_the_spot(case)),
        separate_act: new.separate_act.clone(),
        leniency: new.leniency.clone(),
        document_number: None,
        nth,
        supersedes,
        decider: tx.actor.account,
        officers: Vec::new(),
        certificates: Vec::new(),
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 案件的处理决定
///
/// Oldest first: more than one where an earlier one was annulled, withdrawn or voided, and a new one made.
#[utoipa::path(tag = "decisions", operation_id = "decisions_list", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path)), responses((status = 200, body = DecisionPage), Refusals))]
#[get("/cases/{case_id}/decisions")]
pub async fn list(db: Data<Db>, caller: Authorized<ReadCases>, case: Path<CaseId>) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *case)?;
        let found = store::of_case(view, &case)?;
        let file = steps::file(view, case)?;
        let decisions: Vec<_> = found.iter().map(|decision| DecisionReply::of(decision, &file)).collect();
        Reply::page(&decisions, None)
    })
    .await
}
