//! Rules of the procedure on the wire.

use super::model::{self, Stated};
use super::store;
use crate::acts::procedure_rules::store as read;
use crate::auth::Authorized;
use crate::db::{Db, Tx, View};
use crate::domain::actor::DEPLOYMENT;
use crate::domain::deadline_rule::DeadlineRule;
use crate::domain::ids::{AccountId, AgencyId, EntryId, ProcedureRuleId};
use crate::domain::permission::may::{ManageProcedureRules, ReadProcedureRules};
use crate::domain::procedure_rule::{
    AmountLimitTerms, FirstOffenceTerms, ProcedureRule, ProcedureRuleKind, ProcedureTerms, ReconsiderationFirstTerms,
    ReviewerTerms, SurchargeTerms, ThresholdTerms, TimeLimitTerms,
};
use crate::domain::refusal::Text;
use crate::domain::values::{Code, Title};
use crate::http::{IdempotencyKeyHeader, Once, Query, Refusals, Reply, again, digest, page_reply};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Fault, Problem};
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 程序规则: exactly one of the kinds of terms.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProcedureRule {
    #[serde(default)]
    id: Option<ProcedureRuleId>,
    /// Holds for this agency and everything below it; for everybody when left out. The nearest one above an agency applies to it.
    #[serde(default)]
    agency_code: Option<Code>,
    /// First day in force. What began before it keeps the rule of its own day.
    valid_from: NaiveDate,
    /// Last day in force.
    #[serde(default)]
    valid_to: Option<NaiveDate>,
    /// 依据: the law, rule or paper that says so, with its article.
    source: Title,
    #[serde(default)]
    time_limit: Option<TimeLimitTerms>,
    #[serde(default)]
    surcharge: Option<SurchargeTerms>,
    #[serde(default)]
    reviewer_qualification: Option<ReviewerTerms>,
    #[serde(default)]
    amount_threshold: Option<ThresholdTerms>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reconsideration_first: Option<ReconsiderationFirstTerms>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount_limit: Option<AmountLimitTerms>,
    /// 初次违法: an earlier decision counts for so long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_offence: Option<FirstOffenceTerms>,
}

/// 程序规则
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureRuleReply {
    id: ProcedureRuleId,
    kind: ProcedureRuleKind,
    /// Null when it holds for everybody.
    agency_code: Option<Code>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    source: Title,
    time_limit: Option<TimeLimitTerms>,
    surcharge: Option<SurchargeTerms>,
    reviewer_qualification: Option<ReviewerTerms>,
    amount_threshold: Option<ThresholdTerms>,
    reconsideration_first: Option<ReconsiderationFirstTerms>,
    amount_limit: Option<AmountLimitTerms>,
    first_offence: Option<FirstOffenceTerms>,
    author_id: AccountId,
    entry_id: EntryId,
    recorded_at: DateTime<Utc>,
}

page_reply!(ProcedureRulePage of ProcedureRuleReply);

/// Which rules are shown. Everything that is given must fit.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProcedureRuleQuery {
    #[serde(default)]
    #[param(inline)]
    kind: Option<ProcedureRuleKind>,
    /// Of this time limit only.
    #[serde(default)]
    #[param(inline)]
    rule: Option<DeadlineRule>,
    /// In force on this day only.
    #[serde(default)]
    on: Option<NaiveDate>,
    /// Only those that may bind this agency: its own, those of whoever stands above it, and everybody's.
    #[serde(default)]
    agency: Option<Code>,
}

fn replies(view: &mut View, rules: &[ProcedureRule]) -> Result<Vec<ProcedureRuleReply>, Problem> {
    let issuers: Vec<AgencyId> = rules.iter().map(|one| one.issuer).collect();
    let codes = store::codes(view, &issuers)?;
    let shown = |one: &ProcedureRule| {
        let mut reply = ProcedureRuleReply {
            id: one.id,
            kind: one.terms.kind(),
            agency_code: codes.get(&one.issuer).cloned(),
            valid_from: one.valid.from,
            valid_to: one.valid.to,
            source: one.source.clone(),
            time_limit: None,
            surcharge: None,
            reviewer_qualification: None,
            amount_threshold: None,
            reconsideration_first: None,
            amount_limit: None,
            first_offence: None,
            author_id: one.author,
            entry_id: one.entry_id,
            recorded_at: one.recorded_at,
        };
        match &one.terms {
            ProcedureTerms::TimeLimit(terms) => reply.time_limit = Some(terms.clone()),
            ProcedureTerms::Surcharge(terms) => reply.surcharge = Some(*terms),
            ProcedureTerms::Reviewer(terms) => reply.reviewer_qualification = Some(*terms),
            ProcedureTerms::Threshold(terms) => reply.amount_threshold = Some(terms.clone()),
            ProcedureTerms::ReconsiderationFirst(terms) => reply.reconsideration_first = Some(*terms),
            ProcedureTerms::AmountLimit(terms) => reply.amount_limit = Some(*terms),
            ProcedureTerms::FirstOffence(terms) => reply.first_offence = Some(*terms),
        }
        reply
    };
    Ok(rules.iter().map(shown).collect())
}

fn reply_of(view: &mut View, rule: &ProcedureRule) -> Result<ProcedureRuleReply, Problem> {
    replies(view, std::slice::from_ref(rule))?.pop().ok_or_else(Problem::not_found)
}

/// 登记程序规则
///
/// A time limit (length, unit, what does not count, whether it may be extended), the surcharge, since when reviewers qualify, which
/// amounts are large, whether reconsideration comes before a lawsuit, the largest amounts, or for how long an earlier offence counts. It holds from a day on, for one agency and those below it or for everybody, and names its source. Nothing that
/// runs already moves: it keeps the rule of the day on which it began. A rule for the same thing from the same day takes the place
/// of the earlier one.
#[utoipa::path(tag = "procedure rules", operation_id = "procedure_rules_create", security(("bearer" = [])),
    request_body = NewProcedureRule, params(IdempotencyKeyHeader),
    responses((status = 201, body = ProcedureRuleReply), (status = 200, body = ProcedureRuleReply), Refusals))]
#[post("/procedure-rules")]
pub async fn create(
    db: Data<Db>,
    caller: Authorized<ManageProcedureRules>,
    once: Once<NewProcedureRule>,
) -> Result<Reply, Problem> {
    once.write(&db, &caller.actor, move |tx, new| {
        if let Some(existing) = new.id.map(|id| read::find(tx, id)).transpose()?.flatten() {
            let reply = Reply::one(1, &reply_of(tx, &existing)?)?;
            let same = existing.content_digest == digest(new)?;
            return again(tx, same, reply);
        }
        let rule = rule_of(tx, new)?;
        store::insert(tx, &rule)?;
        let reply = reply_of(tx, &rule)?;
        let location = format!("/api/v1/procedure-rules/{}", rule.id);
        let entry = Entry::new(Kind::ProcedureRuleSet, rule.id.uuid(), &reply);
        tx.record(entry, Reply::created(location, 1, &reply)?)
    })
    .await
}

fn rule_of(tx: &mut Tx, new: &NewProcedureRule) -> Result<ProcedureRule, Problem> {
    let stated = Stated {
        time_limit: new.time_limit.as_ref(),
        surcharge: new.surcharge.as_ref(),
        reviewer: new.reviewer_qualification.as_ref(),
        threshold: new.amount_threshold.as_ref(),
        reconsideration_first: new.reconsideration_first.as_ref(),
        amount_limit: new.amount_limit.as_ref(),
        first_offence: new.first_offence.as_ref(),
    };
    let (terms, valid) = model::terms(stated, new.valid_from, new.valid_to)?;
    let issuer = match &new.agency_code {
        None => DEPLOYMENT,
        Some(code) => store::agency_of(tx, code)?.ok_or_else(|| {
            let detail = Text::new(format!("没有执法主体 {code}"), format!("There is no agency {code}"));
            Problem::invalid(vec![Fault::new("/agency_code", "unknown_agency", detail)])
        })?,
    };
    Ok(ProcedureRule {
        id: new.id.unwrap_or_else(|| ProcedureRuleId::from_uuid(tx.mint())),
        number: store::take_turn(tx)?,
        issuer,
        valid,
        source: new.source.clone(),
        terms,
        author: tx.actor.account,
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    })
}

/// 程序规则, in the order in which they were set. What none of them says holds as shipped (`docs/case-procedure.md`).
#[utoipa::path(tag = "procedure rules", operation_id = "procedure_rules_list", security(("bearer" = [])),
    params(ProcedureRuleQuery), responses((status = 200, body = ProcedureRulePage), Refusals))]
#[get("/procedure-rules")]
pub async fn list(
    db: Data<Db>,
    caller: Authorized<ReadProcedureRules>,
    Query(asked): Query<ProcedureRuleQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let found = wanted(view, &asked)?;
        Reply::page(&replies(view, &found)?, None)
    })
    .await
}

fn wanted(view: &mut View, asked: &ProcedureRuleQuery) -> Result<Vec<ProcedureRule>, Problem> {
    let line = match &asked.agency {
        None => None,
        Some(code) => {
            let agency = store::agency_of(view, code)?.ok_or_else(Problem::not_found)?;
            Some([read::line_of(view, agency)?, vec![DEPLOYMENT]].concat())
        }
    };
    let is_of = |terms: &ProcedureTerms, rule| matches!(terms, ProcedureTerms::TimeLimit(one) if one.rule == rule);
    let fits = |one: &ProcedureRule| {
        asked.kind.is_none_or(|kind| kind == one.terms.kind())
            && asked.rule.is_none_or(|rule| is_of(&one.terms, rule))
            && asked.on.is_none_or(|day| one.valid.contains(day))
            && line.as_ref().is_none_or(|line| line.contains(&one.issuer))
    };
    Ok(read::up_to(view, i64::MAX)?.into_iter().filter(fits).collect())
}

/// 程序规则
#[utoipa::path(tag = "procedure rules", operation_id = "procedure_rules_get", security(("bearer" = [])),
    params(("rule_id" = inline(ProcedureRuleId), Path)),
    responses((status = 200, body = ProcedureRuleReply, headers(("ETag" = String))), (status = 304), Refusals))]
#[get("/procedure-rules/{rule_id}")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadProcedureRules>,
    id: Path<ProcedureRuleId>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let found = read::find(view, *id)?.ok_or_else(Problem::not_found)?;
        Reply::one(1, &reply_of(view, &found)?)
    })
    .await
}
