//! The surcharge on the wire, with how it was computed.

use crate::auth::Authorized;
use crate::cases::file::CaseFile;
use crate::cases::standing::{self, Owed, deferred, less, owed, pay_by, pending};
use crate::cases::steps::store as steps;
use crate::cases::store as cases;
use crate::db::Db;
use crate::domain::day::Period;
use crate::domain::deadline::DueDate;
use crate::domain::ids::{CaseId, ProcedureRuleId};
use crate::domain::permission::may::ReadCases;
use crate::domain::posting::Paid;
use crate::domain::refusal::{Refusal, Rule, Text};
use crate::domain::surcharge::{SurchargeBase, SurchargeRule};
use crate::domain::values::{Fen, Title};
use crate::http::{Query, Refusals, Reply};
use crate::problem::{Fault, Problem};
use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The surcharge of which day, counted how.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SurchargeQuery {
    /// As it stands, or will stand if nothing happens, at the end of that day; today when left out. At most ten years ahead.
    #[serde(default)]
    on: Option<NaiveDate>,
    /// 计算基数: as the rule in force has it when left out; as shipped, the whole fine.
    #[serde(default)]
    #[param(inline)]
    base: Option<SurchargeBase>,
    /// 收到决定书的日期, where the file does not hold it.
    #[serde(default)]
    received_on: Option<NaiveDate>,
}

/// 加处罚款, and how it was computed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurchargeReply {
    on: NaiveDate,
    /// Accrued by that day: the fine times the rate times the days that count, at most the fine.
    amount_fen: Fen,
    /// Of it still to be paid.
    unpaid_fen: Fen,
    fine_fen: Fen,
    unpaid_fine_fen: Fen,
    /// 收到决定书的日期
    received_on: NaiveDate,
    /// 缴款期限: fifteen days from receipt, rolled to the next working day.
    pay_by: NaiveDate,
    /// The fifteenth day itself.
    pay_by_unrolled: NaiveDate,
    per_mille_a_day: u32,
    cap_percent: u32,
    base: SurchargeBase,
    /// The rule that sets rate, cap and base; null: as shipped.
    rule_id: Option<ProcedureRuleId>,
    rule_source: Option<Title>,
    /// The days that count.
    overdue_days: u32,
    /// 复议、诉讼期间 that did not count
    pending_days: u32,
    /// 延期、分期期间 that did not count
    deferred_days: u32,
    capped: bool,
    /// The day on which the fine was paid in full, if it was by then.
    paid_up_on: Option<NaiveDate>,
    payments: Vec<PaidReply>,
    pending: Vec<SpanReply>,
    deferred: Vec<SpanReply>,
    /// 依据
    legal_bases: Vec<&'static str>,
}

/// 已缴
#[derive(Debug, Serialize, ToSchema)]
pub struct PaidReply {
    on: NaiveDate,
    amount_fen: Fen,
}

/// Days that do not count, both ends among them; without an end they go on.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpanReply {
    from: NaiveDate,
    to: Option<NaiveDate>,
}

impl From<Period> for SpanReply {
    fn from(period: Period) -> Self {
        Self { from: period.from, to: period.to }
    }
}

/// 加处罚款
///
/// 行政处罚法 第七十二条: three per cent of the fine for each day after the term, at most the fine itself. Days of a reconsideration or a
/// lawsuit do not count (第七十三条), nor those of an approved deferral (第六十六条). Nothing is recorded by asking.
#[utoipa::path(tag = "payments", operation_id = "case_surcharge_get", security(("bearer" = [])),
    params(("case_id" = inline(CaseId), Path), SurchargeQuery),
    responses((status = 200, body = SurchargeReply), Refusals))]
#[get("/cases/{case_id}/surcharge")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    id: Path<CaseId>,
    Query(asked): Query<SurchargeQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let case = cases::find(view, *id)?;
        Reply::answer(&computed(&steps::file(view, case)?, &asked)?)
    })
    .await
}

fn computed(file: &CaseFile, asked: &SurchargeQuery) -> Result<SurchargeReply, Problem> {
    let on = asked.on.unwrap_or(file.today);
    if file.today.checked_add_months(Months::new(120)).is_none_or(|last| on > last) {
        let detail = Text::new("最多计算至十年后", "It is worked out for ten years ahead at most");
        return Err(Problem::invalid(vec![Fault::new("/on", "date_too_far_ahead", detail)]));
    }
    standing_for(file)?;
    let owed = owed(file).filter(|owed| !owed.fine.is_zero()).ok_or_else(|| Refusal::of(Rule::NothingOwed))?;
    let received = standing::received_on(file).or(asked.received_on);
    let received_on = received.ok_or_else(|| Refusal::of(Rule::ReceiptUnknown).at("/received_on"))?;
    reply(file, &owed, asked.base, received_on, on)
}

fn standing_for(file: &CaseFile) -> Result<(), Refusal> {
    if standing::annulled_on(file).is_some() { Err(Refusal::of(Rule::DecisionNotInForce)) } else { Ok(()) }
}

fn reply(
    file: &CaseFile,
    owed: &Owed,
    base: Option<SurchargeBase>,
    received_on: NaiveDate,
    on: NaiveDate,
) -> Result<SurchargeReply, Problem> {
    let term = pay_by(file, received_on).map_err(|fault| Refusal::new(Rule::WorkingDaysUnknown, fault.text()))?;
    let (known, row) = file.rules.surcharge(term.on);
    let rule = SurchargeRule { base: base.unwrap_or(known.base), ..known };
    let found = standing::surcharge(file, owed, rule, term.on, on);
    Ok(SurchargeReply {
        on,
        amount_fen: found.amount,
        unpaid_fen: less(found.amount, owed.surcharge_paid),
        fine_fen: owed.fine,
        unpaid_fine_fen: owed.unpaid_fine(),
        received_on,
        pay_by: term.on,
        pay_by_unrolled: term.last_day,
        per_mille_a_day: rule.per_mille,
        cap_percent: rule.cap_percent,
        base: rule.base,
        rule_id: row.map(|row| row.id),
        rule_source: row.map(|row| row.source.clone()),
        overdue_days: found.overdue_days,
        pending_days: found.pending_days,
        deferred_days: found.deferred_days,
        capped: found.is_capped,
        paid_up_on: found.paid_up_on,
        payments: owed
            .paid
            .iter()
            .map(|Paid { on, amount_fen }| PaidReply { on: *on, amount_fen: *amount_fen })
            .collect(),
        pending: pending(file).into_iter().map(SpanReply::from).collect(),
        deferred: deferred(file).into_iter().map(SpanReply::from).collect(),
        legal_bases: [
            "行政处罚法 第六十七条",
            "行政处罚法 第七十二条",
            "行政处罚法 第七十三条",
            "行政强制法 第四十五条",
        ]
        .into_iter()
        .chain(term.counted.iter().flat_map(DueDate::legal_basis))
        .collect(),
    })
}
