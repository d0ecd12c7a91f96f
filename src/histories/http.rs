//! Histories on the wire.

use super::model::{Count, Happened, HistoryKind, MatchedBy, Whose};
use super::store;
use crate::auth::Authorized;
use crate::db::page::PageOf;
use crate::db::{Db, View};
use crate::domain::ids::ObjectId;
use crate::domain::inspection::InspectionResult;
use crate::domain::penalty::Outcome;
use crate::domain::permission::Permission;
use crate::domain::permission::may::ReadCases;
use crate::domain::refusal::Text;
use crate::domain::stage::Stage;
use crate::domain::values::{Code, Title};
use crate::http::{ListQuery, Listed, Query, Refusals, Reply, page_reply};
use crate::problem::{Fault, Problem};
use actix_web::get;
use actix_web::web::{Data, Path};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Whose history: a code, a name, or both; without either 422. With both, the name counts only where a record states no code.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartyQuery {
    /// Whole credit code or identity number. Who may not see identity numbers finds nobody by one.
    #[serde(default)]
    #[param(inline)]
    code: Option<Code>,
    /// The whole name. In a list, what is found by name alone is marked so: names are not unique.
    #[serde(default)]
    #[param(inline)]
    name: Option<Title>,
}

/// Which agency's records count.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgencyQuery {
    /// Code of one agency: narrows, never widens.
    #[serde(default)]
    agency: Option<String>,
}

/// One record of a history.
#[derive(Debug, Serialize, ToSchema)]
pub struct HappenedReply {
    id: Uuid,
    kind: HistoryKind,
    agency_code: String,
    agency_name: String,
    /// The day of filing or of the inspection.
    on: NaiveDate,
    /// The name that the record states.
    name: String,
    matched_by: MatchedBy,
    /// 文号 of a decided case.
    number: Option<String>,
    /// Of a case.
    stage: Option<Stage>,
    /// Of a decided case.
    outcome: Option<Outcome>,
    /// Of an inspection.
    result: Option<InspectionResult>,
    matter_codes: Vec<String>,
    /// Where the record itself is.
    href: String,
}

/// How often in one year with one matter. A record of several matters counts with each.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryCountReply {
    year: i32,
    /// Null for records without a matter.
    matter_code: Option<String>,
    cases: i64,
    /// Cases decided with a penalty.
    penalties: i64,
    inspections: i64,
}

page_reply!(HistoryPage of HappenedReply);
page_reply!(HistoryCountPage of HistoryCountReply);

impl From<Happened> for HappenedReply {
    fn from(one: Happened) -> Self {
        let place = match one.kind {
            HistoryKind::Case => "cases",
            HistoryKind::Inspection => "inspections",
        };
        Self {
            href: format!("/api/v1/{place}/{}", one.id),
            id: one.id,
            kind: one.kind,
            agency_code: one.agency_code,
            agency_name: one.agency_name,
            on: one.on,
            name: one.name,
            matched_by: one.matched_by,
            number: one.number,
            stage: one.stage,
            outcome: one.outcome,
            result: one.result,
            matter_codes: one.matter_codes,
        }
    }
}

impl From<Count> for HistoryCountReply {
    fn from(one: Count) -> Self {
        let Count { year, matter_code, cases, penalties, inspections } = one;
        Self { year, matter_code, cases, penalties, inspections }
    }
}

fn party(view: &View, code: Option<&Code>, name: Option<&Title>) -> Result<Whose, Problem> {
    if code.is_none() && name.is_none() {
        let detail = Text::new("请给出 code 或者 name", "Give code or name");
        return Err(Problem::invalid(vec![Fault::new("/query/code", "missing", detail)]));
    }
    Ok(Whose {
        object: None,
        code: code.map(|code| code.as_str().to_ascii_uppercase()),
        name: name.map(Title::to_string),
        by_identity_number: view.actor.may(Permission::SeeIdentifiers),
    })
}

fn page(view: &mut View, whose: &Whose, list: &ListQuery) -> Result<Reply, Problem> {
    let page = PageOf::parse(list.cursor.as_deref(), list.limit)?;
    let found = store::page(view, whose, &page, list.include_total.unwrap_or_default())?;
    Reply::listed(&found.map(HappenedReply::from))
}

fn counted(view: &mut View, whose: &Whose) -> Result<Reply, Problem> {
    let counts = store::counts(view, whose)?;
    Reply::page(&counts.into_iter().map(HistoryCountReply::from).collect::<Vec<_>>(), None)
}

/// 当事人历史: cases and inspections of one party, newest first, in every agency that the reader sees.
#[utoipa::path(tag = "histories", operation_id = "party_history_list", security(("bearer" = [])),
    params(ListQuery, PartyQuery),
    responses((status = 200, body = HistoryPage, headers(("Link" = String))), Refusals))]
#[get("/parties/history")]
pub async fn of_party(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    Listed(list, wanted): Listed<PartyQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(list.agency.as_deref())?;
        let whose = party(view, wanted.code.as_ref(), wanted.name.as_ref())?;
        page(view, &whose, &list)
    })
    .await
}

/// 检查对象历史: its inspections, and the cases of the party with its code, newest first, in every agency that the reader
/// sees. Where no code is known, records with the very same name and no code are shown and marked.
#[utoipa::path(tag = "histories", operation_id = "inspection_object_history_list", security(("bearer" = [])),
    params(("object_id" = inline(ObjectId), Path), ListQuery),
    responses((status = 200, body = HistoryPage, headers(("Link" = String))), Refusals))]
#[get("/inspection-objects/{object_id}/history")]
pub async fn of_object(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    object: Path<ObjectId>,
    Query(list): Query<ListQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let whose = store::whose_object(view, *object)?;
        view.narrow(list.agency.as_deref())?;
        page(view, &whose, &list)
    })
    .await
}

/// 当事人历次记录统计: how often by year and matter.
#[utoipa::path(tag = "histories", operation_id = "party_history_counts", security(("bearer" = [])),
    params(AgencyQuery, PartyQuery), responses((status = 200, body = HistoryCountPage), Refusals))]
#[get("/parties/history/counts")]
pub async fn counts_of_party(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    Listed(within, wanted): Listed<PartyQuery, AgencyQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        view.narrow(within.agency.as_deref())?;
        let whose = party(view, wanted.code.as_ref(), wanted.name.as_ref())?;
        counted(view, &whose)
    })
    .await
}

/// 检查对象历次记录统计: how often by year and matter.
#[utoipa::path(tag = "histories", operation_id = "inspection_object_history_counts", security(("bearer" = [])),
    params(("object_id" = inline(ObjectId), Path), AgencyQuery),
    responses((status = 200, body = HistoryCountPage), Refusals))]
#[get("/inspection-objects/{object_id}/history/counts")]
pub async fn counts_of_object(
    db: Data<Db>,
    caller: Authorized<ReadCases>,
    object: Path<ObjectId>,
    Query(wanted): Query<AgencyQuery>,
) -> Result<Reply, Problem> {
    db.read(&caller.actor, move |view| {
        let whose = store::whose_object(view, *object)?;
        view.narrow(wanted.agency.as_deref())?;
        counted(view, &whose)
    })
    .await
}
