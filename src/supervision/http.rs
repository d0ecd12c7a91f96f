//! Supervision on the wire: three nouns with one life.

use super::model::{
    NewFollowUp, NewSupervisionAnswer, Said, SupervisionAct, SupervisionContent, SupervisionKind, SupervisionReply,
    SupervisionState,
};
use super::reply::{SupervisionActPage, SupervisionActReply, reply_of, shown};
use super::store;
use crate::db::page::{PageOf, Place};
use crate::db::{Recorded, Tx, View};
use crate::domain::act::{in_order, not_in_the_future};
use crate::domain::ids::{AgencyId, CaseId, SupervisionActId, SupervisionReplyId};
use crate::domain::refusal::{Refusal, Refusals as Refused, Rule};
use crate::domain::values::{Code, Passage, PersonName, Title};
use crate::http::{Reply, again, digest};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::Problem;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 监督意见, 督办: to an agency below, with the day by which it answers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSupervisionAct {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<SupervisionActId>,
    /// 被监督的执法主体
    agency_code: Code,
    /// The case that it is about; an order always is about one.
    #[serde(default)]
    case_id: Option<CaseId>,
    /// 事由
    subject: Title,
    /// 发现的问题
    findings: Passage,
    /// 意见和要求
    demands: Passage,
    /// 依据
    #[schema(min_items = 1, max_items = 50)]
    legal_bases: Vec<Title>,
    /// 文号
    #[serde(default)]
    document_number: Option<Title>,
    /// 签发人
    issued_by: PersonName,
    issued_on: NaiveDate,
    /// 答复期限
    due_on: NaiveDate,
}

/// Which of them are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SupervisionFilters {
    /// Code of the agency that is supervised.
    #[serde(default)]
    agency: Option<String>,
    #[serde(default)]
    #[param(inline)]
    state: Option<SupervisionState>,
    /// Only those whose answer is overdue, or only the others.
    #[serde(default)]
    overdue: Option<bool>,
    /// Rows of a page: 1 to 200, 50 when left out.
    #[serde(default)]
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next_cursor`.
    #[serde(default)]
    cursor: Option<String>,
}

fn page(view: &mut View, kind: SupervisionKind, wanted: &SupervisionFilters) -> Result<Reply, Problem> {
    let code = wanted.agency.as_deref().map(Code::parse).transpose().map_err(|_| Problem::not_found())?;
    let of = match &code {
        Some(code) => Some(store::addressed(view, code)?.ok_or_else(Problem::not_found)?),
        None => None,
    };
    let today = view.today();
    let asked = PageOf::<Place>::parse(wanted.cursor.as_deref(), wanted.limit)?;
    let fits = |act: &SupervisionAct| {
        wanted.state.is_none_or(|state| act.state() == state)
            && wanted.overdue.is_none_or(|overdue| act.is_overdue(today) == overdue)
    };
    let found = fitting(view, kind, of, &asked, fits)?;
    let (acts, next) = asked.cut(found, SupervisionAct::place);
    let agencies: Vec<AgencyId> = acts.iter().flat_map(|act| [act.supervisor, act.addressee]).collect();
    let names = store::names(view, &agencies)?;
    let shown: Vec<_> = acts.into_iter().map(|act| shown(act, &names, today)).collect();
    Reply::page(&shown, next)
}

/// How an act stands follows from what was said after it, so it is read before it is chosen: batch by batch, until a page is full.
fn fitting(
    view: &mut View,
    kind: SupervisionKind,
    of: Option<AgencyId>,
    asked: &PageOf<Place>,
    fits: impl Fn(&SupervisionAct) -> bool,
) -> Result<Vec<SupervisionAct>, Problem> {
    let wanted = usize::try_from(asked.fetch()).unwrap_or(usize::MAX);
    let (mut found, mut after) = (Vec::new(), asked.after.clone());
    loop {
        let batch = store::list(view, kind, of, after.as_ref(), asked.fetch())?;
        let was_last = batch.len() < wanted;
        after = batch.last().map(SupervisionAct::place);
        found.extend(batch.into_iter().filter(|act| fits(act)));
        if was_last || found.len() >= wanted {
            return Ok(found);
        }
    }
}

fn issue(tx: &mut Tx, kind: SupervisionKind, new: &NewSupervisionAct) -> Result<Recorded<Reply>, Problem> {
    let content_digest = digest(new)?;
    if let Some(existing) = new.id.map(|id| store::find_own(tx, id)).transpose()?.flatten() {
        let same = existing.content_digest == content_digest && existing.kind == kind;
        let reply = Reply::one(1, &reply_of(tx, existing)?)?;
        return again(tx, same, reply);
    }
    let mut refusals = Refused::default();
    refusals.check(not_in_the_future(new.issued_on, tx.today(), "/issued_on"));
    refusals.check(in_order(new.issued_on, new.due_on, "/due_on"));
    let addressee = store::supervised(tx, &new.agency_code)?;
    match (addressee, new.case_id) {
        (None, _) => refusals.add(Refusal::of(Rule::SupervisedUnknown).at("/agency_code")),
        (Some(agency), Some(case)) if !store::has_case(tx, agency, case)? => {
            refusals.add(Refusal::of(Rule::SupervisedUnknown).at("/case_id"));
        }
        (_, None) if kind == SupervisionKind::Order => {
            refusals.add(Refusal::of(Rule::SupervisedUnknown).at("/case_id"));
        }
        _ => {}
    }
    refusals.into_result()?;
    let act = SupervisionAct {
        id: new.id.unwrap_or_else(|| SupervisionActId::from_uuid(tx.mint())),
        supervisor: tx.actor.agency,
        kind,
        addressee: addressee.ok_or_else(Problem::not_found)?,
        case: new.case_id,
        issued_on: new.issued_on,
        due_on: new.due_on,
        content: SupervisionContent {
            subject: new.subject.clone(),
            findings: new.findings.clone(),
            demands: new.demands.clone(),
            legal_bases: new.legal_bases.clone(),
            document_number: new.document_number.clone(),
            issued_by: new.issued_by.clone(),
            sheet: None,
        },
        content_digest,
        author: tx.actor.account,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
        replies: Vec::new(),
    };
    issued(tx, act)
}

/// The act's row and its entry.
pub(super) fn issued(tx: &mut Tx, act: SupervisionAct) -> Result<Recorded<Reply>, Problem> {
    store::insert(tx, &act)?;
    let (id, place) = (act.id, place_of(act.kind));
    let reply = reply_of(tx, act)?;
    let entry = Entry::new(Kind::SupervisionIssued, id.uuid(), &reply);
    tx.record(entry, Reply::created(format!("/api/v1/{place}"), 1, &reply)?)
}

const fn place_of(kind: SupervisionKind) -> &'static str {
    match kind {
        SupervisionKind::Opinion => "supervisor-opinions",
        SupervisionKind::Order => "supervision-orders",
        SupervisionKind::Evaluation => "case-evaluation-sheets",
    }
}

/// An answer of the agency, or a check of the supervisor.
fn say(
    tx: &mut Tx,
    kind: SupervisionKind,
    about: SupervisionActId,
    id: Option<SupervisionReplyId>,
    said: Said,
) -> Result<Recorded<Reply>, Problem> {
    store::take_turn(tx, about)?;
    let about = store::find(tx, kind, about)?;
    let own = match said {
        Said::Answer(_) => about.addressee,
        Said::FollowUp(_) => about.supervisor,
    };
    if tx.actor.agency != own {
        return Err(Problem::not_found());
    }
    let content_digest = match &said {
        Said::Answer(answer) => digest(answer)?,
        Said::FollowUp(check) => digest(check)?,
    };
    if let Some(existing) = about.replies.iter().find(|reply| Some(reply.id) == id) {
        let same = existing.content_digest == content_digest;
        let reply = Reply::one(1, &reply_of(tx, about)?)?;
        return again(tx, same, reply);
    }
    let mut refusals = Refused::default();
    about.judge(&said, tx.today(), &mut refusals);
    refusals.into_result()?;
    let recorded = match said {
        Said::Answer(_) => Kind::SupervisionAnswered,
        Said::FollowUp(_) => Kind::SupervisionFollowedUp,
    };
    let new = SupervisionReply {
        id: id.unwrap_or_else(|| SupervisionReplyId::from_uuid(tx.mint())),
        said,
        content_digest,
        author: tx.actor.account,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    store::say(tx, &about, &new)?;
    let subject = new.id.uuid();
    let whole = SupervisionAct { replies: about.replies.iter().cloned().chain([new]).collect(), ..about };
    let reply = reply_of(tx, whole)?;
    tx.record(Entry::new(recorded, subject, &reply), Reply::created(format!("/api/v1/{}", place_of(kind)), 1, &reply)?)
}

/// The three nouns: where they are, and how their operations are called.
macro_rules! supervision_noun {
    ($(#[$doc:meta])* $module:ident, $kind:ident at $path:literal, $answers:literal, $follow_ups:literal
     called $list:literal, $answer:literal, $follow_up:literal) => {
        $(#[$doc])*
        pub mod $module {
            use super::*;
            use crate::auth::Authorized;
            use crate::db::Db;
            use crate::domain::permission::may::{AnswerSupervision, ReadCases, Supervise};
            use crate::http::{IdempotencyKeyHeader, Once, Query, Refusals};
            use actix_web::web::{Data, Path};
            use actix_web::{get, post};
            use utoipa_actix_web::service_config::ServiceConfig;

            /// 监督情况: those one has issued or sees, and those addressed to one's agency; the newest first.
            #[utoipa::path(tag = "supervision", operation_id = $list, security(("bearer" = [])),
                params(SupervisionFilters), responses((status = 200, body = SupervisionActPage), Refusals))]
            #[get($path)]
            pub async fn list(
                db: Data<Db>,
                caller: Authorized<ReadCases>,
                Query(wanted): Query<SupervisionFilters>,
            ) -> Result<Reply, Problem> {
                db.read(&caller.actor, move |view| page(view, SupervisionKind::$kind, &wanted)).await
            }

            /// 答复: by the agency that is supervised; late is accepted and marked.
            #[utoipa::path(tag = "supervision", operation_id = $answer, security(("bearer" = [])),
                request_body = NewSupervisionAnswer,
                params(("act_id" = inline(SupervisionActId), Path), IdempotencyKeyHeader),
                responses((status = 201, body = SupervisionActReply), (status = 200, body = SupervisionActReply), Refusals))]
            #[post($answers)]
            pub async fn answer(
                db: Data<Db>,
                caller: Authorized<AnswerSupervision>,
                act: Path<SupervisionActId>,
                once: Once<NewSupervisionAnswer>,
            ) -> Result<Reply, Problem> {
                once.write(&db, &caller.actor, move |tx, new| {
                    say(tx, SupervisionKind::$kind, *act, new.id, Said::Answer(new.clone()))
                })
                .await
            }

            /// 复查: the supervisor settles it, sends it back with a new day, or withdraws it.
            #[utoipa::path(tag = "supervision", operation_id = $follow_up, security(("bearer" = [])),
                request_body = NewFollowUp, params(("act_id" = inline(SupervisionActId), Path), IdempotencyKeyHeader),
                responses((status = 201, body = SupervisionActReply), (status = 200, body = SupervisionActReply), Refusals))]
            #[post($follow_ups)]
            pub async fn follow_up(
                db: Data<Db>,
                caller: Authorized<Supervise>,
                act: Path<SupervisionActId>,
                once: Once<NewFollowUp>,
            ) -> Result<Reply, Problem> {
                once.write(&db, &caller.actor, move |tx, new| {
                    say(tx, SupervisionKind::$kind, *act, new.id, Said::FollowUp(new.clone()))
                })
                .await
            }

            pub fn routes(routes: &mut ServiceConfig) {
                routes.service(list).service(answer).service(follow_up);
            }
        }
    };
}

supervision_noun! {
    /// 监督意见: what a supervisor tells an agency below, about a case or in general.
    opinions, Opinion at "/supervisor-opinions", "/supervisor-opinions/{act_id}/answers",
    "/supervisor-opinions/{act_id}/follow-ups"
    called "supervisor_opinions_list", "supervisor_opinion_answers_create", "supervisor_opinion_follow_ups_create"
}

supervision_noun! {
    /// 督办: a supervisor demands that something be done in a case.
    orders, Order at "/supervision-orders", "/supervision-orders/{act_id}/answers",
    "/supervision-orders/{act_id}/follow-ups"
    called "supervision_orders_list", "supervision_order_answers_create", "supervision_order_follow_ups_create"
}

supervision_noun! {
    /// 案卷评查的评分表: made at the evaluation.
    sheets, Evaluation at "/case-evaluation-sheets", "/case-evaluation-sheets/{act_id}/answers",
    "/case-evaluation-sheets/{act_id}/follow-ups"
    called "case_evaluation_sheets_list", "case_evaluation_sheet_answers_create",
    "case_evaluation_sheet_follow_ups_create"
}

/// What a supervisor issues by itself: an opinion, an order.
pub mod issuing {
    use super::*;
    use crate::auth::Authorized;
    use crate::db::Db;
    use crate::domain::permission::may::Supervise;
    use crate::http::{IdempotencyKeyHeader, Once, Refusals};
    use actix_web::post;
    use actix_web::web::Data;
    use utoipa_actix_web::service_config::ServiceConfig;

    /// 监督意见: to an agency below, about a case or in general, with the day by which it answers.
    #[utoipa::path(tag = "supervision", operation_id = "supervisor_opinions_create", security(("bearer" = [])),
        request_body = NewSupervisionAct, params(IdempotencyKeyHeader),
        responses((status = 201, body = SupervisionActReply), (status = 200, body = SupervisionActReply), Refusals))]
    #[post("/supervisor-opinions")]
    pub async fn opinion(
        db: Data<Db>,
        caller: Authorized<Supervise>,
        once: Once<NewSupervisionAct>,
    ) -> Result<Reply, Problem> {
        once.write(&db, &caller.actor, |tx, new| issue(tx, SupervisionKind::Opinion, new)).await
    }

    /// 督办: that something be done in a case, by a day.
    #[utoipa::path(tag = "supervision", operation_id = "supervision_orders_create", security(("bearer" = [])),
        request_body = NewSupervisionAct, params(IdempotencyKeyHeader),
        responses((status = 201, body = SupervisionActReply), (status = 200, body = SupervisionActReply), Refusals))]
    #[post("/supervision-orders")]
    pub async fn order(
        db: Data<Db>,
        caller: Authorized<Supervise>,
        once: Once<NewSupervisionAct>,
    ) -> Result<Reply, Problem> {
        once.write(&db, &caller.actor, |tx, new| issue(tx, SupervisionKind::Order, new)).await
    }

    pub fn routes(routes: &mut ServiceConfig) {
        routes.service(opinion).service(order);
    }
}
